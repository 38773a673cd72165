package import CellSchema

/// The nodes that the operator keeps off the bus, as the record has them.
package struct Withholding: Sendable {
  package struct Withheld: Sendable, Hashable {
    /// Since when.
    package var since: Microseconds
    /// When it lapses; nil: not by itself.
    package var until: Microseconds?
    package var isRevoked: Bool
  }

  package private(set) var nodes: [NodeName: Withheld] = [:]
  /// The rows that said so.
  private(set) var rows: [SequenceNumber] = []

  static let type = Catalogue.index(of: AccessChanged.self)

  mutating func apply(_ body: AccessChanged, _ row: SequenceNumber, at moment: Microseconds) {
    rows.append(row)
    switch body.standing {
    case .held, .revoked:
      nodes[body.node] = Withheld(
        since: nodes[body.node]?.since ?? moment, until: body.until?.moment, isRevoked: body.standing == .revoked)
    case .restored: nodes[body.node] = nil
    }
  }
}

/// Keeps nodes off the bus and lets them on again, at the operator's word, and says so on the record.
final class AccessDesk {
  private let recorder: Recorder
  private let announcer: Announcer
  private let decisions: DecisionDesk
  /// Nothing is judged, and nothing said.
  private var isAssumed = false
  /// Who is in neither list, and was not let on again.
  private var unlisted: Set<NodeName> = []
  private static let confirmation = Catalogue.index(of: HoldConfirmation.self)

  init(recorder: Recorder, announcer: Announcer, decisions: DecisionDesk) {
    self.recorder = recorder
    self.announcer = announcer
    self.decisions = decisions
  }

  func assume() { isAssumed = true }

  /// Whether a node may not connect, and the words that it is told.
  func reason(against name: NodeName) -> Refusal? {
    guard let withheld = recorder.withheld[name] else { return nil }
    return Refusal(
      .revoked,
      withheld.isRevoked
        ? "the cell's operator has revoked \(name)"
        : "the cell's operator holds \(name)" + (withheld.until.map { " until \(Timestamp($0))" } ?? ""))
  }

  /// Nodes that the record keeps off and the operator's lists do not: see ``withhold(held:revoked:givingBack:at:)``.
  var kept: [NodeName] { unlisted.filter { recorder.withheld[$0] != nil }.sorted() }

  /// Takes over whom the operator keeps off.
  ///
  /// - Parameters:
  ///   - reasons: why, where the operator said it.
  ///   - givingBack: whether who is in neither list is let on again: lists that may be of an older copy take away, and
  ///     give nothing back.
  /// - Returns: whether anything changed.
  func withhold(
    held: Set<NodeName>, revoked: Set<NodeName>, reasons: [NodeName: Line], givingBack: Bool, at now: Instant
  ) -> Bool {
    let known = recorder.withheld
    var changes: [AccessChanged] = []
    for node in revoked.sorted() where known[node]?.isRevoked != true {
      changes.append(AccessChanged(node: node, standing: .revoked, reason: reasons[node]))
    }
    for node in held.subtracting(revoked).sorted()
    where known[node] == nil || givingBack && known[node]?.isRevoked == true {
      changes.append(AccessChanged(node: node, standing: .held, until: lapse(at: now), reason: reasons[node]))
    }
    unlisted = Set(known.keys).subtracting(held).subtracting(revoked)
    if givingBack {
      for node in unlisted.sorted() {
        changes.append(AccessChanged(node: node, standing: .restored, reason: reasons[node]))
      }
    }
    for change in changes { say(change, at: now) }
    return !changes.isEmpty
  }

  private func lapse(at now: Instant) -> Timestamp {
    Timestamp(recorder.moment(now) + .minutes(Int64(Limits.hold) * 60))
  }

  /// Lets on again whose hold has lapsed.
  ///
  /// - Returns: whether there was one.
  func watch(at now: Instant) -> Bool {
    guard !recorder.withheld.isEmpty, recorder.intakeStop == nil else { return false }
    let moment = recorder.moment(now)
    let lapsed = recorder.withheld.filter { $0.value.until.map { $0 <= moment } ?? false }.keys.sorted()
    for node in lapsed { say(AccessChanged(node: node, standing: .restored), at: now) }
    return !lapsed.isEmpty
  }

  private func say(_ change: AccessChanged, cause: SequenceNumber = .none, at now: Instant) {
    let since = recorder.withheld[change.node]?.since
    announcer.announceToAll(change, cause: cause, at: now)
    // What ran while nobody could speak for a participant is put off by as long.
    if change.standing == .restored, let since { decisions.restored(change.node, since: since, at: now) }
  }

  // MARK: confirmation

  /// - Throws: the refusal of a confirmation of a hold that there is none of, or that is another participant's.
  func check(_ prepared: Prepared, _ document: ArraySlice<UInt8>) throws(Refusal) {
    guard let body = try confirmation(prepared, document) else { return }
    guard recorder.names.participant(of: prepared.messageClass.node) == participant(of: body.node) else {
      throw Refusal(.notEntitled, at: "/body/node", "\(body.node) is not a node of the sender's participant")
    }
    guard recorder.withheld[body.node]?.until != nil else {
      throw Refusal(.stateNotPermitted, at: "/body/node", "\(body.node) is not held for a time")
    }
  }

  func follow(_ prepared: Prepared, _ document: ArraySlice<UInt8>, _ sequence: SequenceNumber, at now: Instant) {
    guard let body = try? confirmation(prepared, document) else { return }
    say(AccessChanged(node: body.node, standing: .held, confirmation: prepared.id), cause: sequence, at: now)
  }

  private func confirmation(
    _ prepared: Prepared, _ document: ArraySlice<UInt8>
  ) throws(Refusal) -> HoldConfirmation? {
    guard !isAssumed, prepared.messageClass.type == Self.confirmation else { return nil }
    return try DocumentDecoder.body(HoldConfirmation.self, of: Array(document))
  }

  private func participant(of node: NodeName) -> ParticipantIndex? {
    recorder.names.node(node).map { recorder.names.participant(of: $0) }
  }
}
