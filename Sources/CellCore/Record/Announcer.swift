package import CellSchema

/// Puts the bus's own messages on the record: in the batch of their cause, right after it, as documents from the bus's
/// own node, to the nodes that may read what the message is about.
package final class Announcer {
  /// The sender's name in the bus's own messages.
  package static let busNode: NodeName = "CELL.BUS-1"

  private let cell: CellName
  private let recorder: Recorder
  private let reader: RowReader

  init(cell: CellName, recorder: Recorder, reader: RowReader) {
    self.cell = cell
    self.recorder = recorder
    self.reader = reader
  }

  private var rulebook: Rulebook { recorder.rulebook }
  private var index: MessageIndex { recorder.state.index }

  /// The addressees and the release list of a message of the bus.
  struct Distribution {
    var action: NonEmpty<Addressee>
    var release: NonEmpty<Releasable>

    static let everybody = Distribution(action: [.all], release: [.all])
  }

  /// Announces to everybody, in the world of operations, at the lowest classification.
  ///
  /// - Parameters:
  ///   - signature: the message's signature block: the bus itself signs nothing.
  ///   - cause: the row that the message follows from; `none` if there is no such row.
  func announceToAll(
    _ body: some Payload, signature: [UInt8] = [], cause: SequenceNumber = .none, at now: Instant
  ) {
    announce(
      body, in: .operation, .routine, to: .everybody, classification: rulebook.classifications[0], cause: cause,
      signature: signature, at: now)
  }

  /// Puts one message of the bus on the record.
  ///
  /// - Parameter cause: the row that the message follows from; `none` if there is no such row.
  func announce(
    _ body: some Payload, in world: World, _ precedence: Precedence, to distribution: Distribution,
    classification: Classification, cause: SequenceNumber, signature: [UInt8] = [], at now: Instant
  ) {
    let name = Self.busNode
    let sequence = recorder.state.next
    let time = Timestamp(recorder.moment(now))
    guard let sender = recorder.names.node(name) else {
      preconditionFailure("the bus has its own node once rules are in force")
    }
    let header = Header(
      id: MessageID.ofBus(sequence: sequence.value, ordinal: 0, acceptedAt: time), cell: cell,
      type: type(of: body).messageType, version: Self.version(of: body), from: name,
      serial: nextSerial(of: sender, in: world, at: time), action: distribution.action, precedence: precedence,
      nature: world.nature, exerciseName: world.exercise, sentAt: time,
      label: SecurityLabel(
        policy: rulebook.policy, classification: classification, releasableTo: distribution.release))
    let envelope = Envelope(
      signature: signature, document: DocumentEncoder.encode(header: header, body: body))
    do throws(Refusal) {
      let prepared = try reader.read(
        envelope, lane: precedence, sender: sender, of: recorder.names.participant(of: sender), rulebook: rulebook)
      recorder.accept(prepared, envelope, node: name, from: nil, cause: cause, at: now)
    } catch {
      preconditionFailure("the bus said what it cannot read itself: \(error)")
    }
  }

  private static func version<Body: Payload>(of body: Body) -> MessageVersion {
    Catalogue.index(of: Body.self).entry.version
  }

  private func nextSerial(of sender: NodeIndex, in world: World, at time: Timestamp) -> Serial {
    let first = Serial.first(of: Self.busNode, at: time)
    let last = recorder.state.serials[SerialKey(node: sender, world: world, year: first.year)]
    return Serial(node: Self.busNode, number: last + 1, year: first.year) ?? first
  }

  // MARK: to whom

  /// Announces a saying to the nodes that may read every message that it concerns.
  func say(_ saying: Saying, in world: WorldIndex, cause: SequenceNumber, at now: Instant) {
    let classes = saying.concerns.compactMap { id in
      recorder.sequence(of: id, in: world).map { index.messageClass($0) }
    }
    let readers = rulebook.listedNodes.filter { node in classes.allSatisfy { rulebook.mayKnow($0, node) } }
    announce(
      saying.body, in: index.worlds[world], cause > .none ? index.messageClass(cause).lane : .routine,
      to: distribution(to: readers), classification: highestClassification(of: classes), cause: cause, at: now)
  }

  /// Addresses readers in the shortest form: a whole participant where all its nodes read, everybody where all nodes
  /// do.
  func distribution(to readers: [NodeIndex]) -> Distribution {
    let names = recorder.names
    let listed = rulebook.listedNodes
    if readers.count == listed.count { return .everybody }
    var addressees: [Addressee] = []
    var release: [Releasable] = []
    let byParticipant = Dictionary(grouping: readers) { names.participant(of: $0) }
    for (participant, nodes) in byParticipant.sorted(by: { $0.key < $1.key }) {
      let all = listed.filter { names.participant(of: $0) == participant }
      let code = names.code(participant)
      addressees += nodes.count == all.count ? [.participant(code)] : nodes.map { .node(names.name($0)) }
      release.append(.participant(code))
    }
    // If nobody may read the message, it still stands on the record, addressed to the bus itself.
    return Distribution(
      action: NonEmpty(Array(addressees.prefix(256))) ?? [.node(Self.busNode)],
      release: NonEmpty(Array(release.prefix(256))) ?? [.participant(Self.busNode.participant)])
  }

  func highestClassification(of classes: [MessageClass]) -> Classification {
    let names = recorder.names
    let level =
      classes.compactMap { found in
        found.classification.flatMap { rulebook.classifications.firstIndex(of: names.classifications[$0]) }
      }.max() ?? 0
    return rulebook.classifications[level]
  }
}
