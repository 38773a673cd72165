import CellConfig
import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import StrictYAML
import Testing

/// A cell that a test plays: whoever speaks is connected, counts its serials and names its powers, so that a test says
/// only what it is about. Everything is `PUBLIC`, to all and releasable to all, unless the test changes it.
final class Play {
  /// What became of something that was said.
  enum Outcome: Equatable {
    case accepted(sequence: UInt64, id: MessageID)
    case refused(code: Int, pointer: String, detail: String)
  }

  /// A message on the record, read back.
  struct Said<Body: Payload> {
    var sequence: UInt64
    var acceptedAt: Int64
    var node: NodeName
    var cause: UInt64
    var header: Header
    var body: Body
  }

  let bus: Bus
  let roster: Roster
  private(set) var charter: Charter
  /// Whatever is said is checked first: that changes nothing, and comes to the same.
  var checksFirst = true
  /// In which the next thing is said.
  var world = World.operation
  /// What was said under a name, by world.
  private var marks: [World: [String: MessageID]] = [:]
  private var stations: [NodeName: Station] = [:]
  private var serials: [World: [NodeName: Int]] = [:]
  private var random = SplitMix(0x91A7)
  private var streams: UInt128 = 1_000

  init(
    _ text: ShippedCharter = .draft, roster: Roster = Fixture.roster, change: ((inout Charter) -> Void)? = nil,
    limits: SessionLimits = SessionLimits()
  ) {
    var charter = Fixture.charters[text]!
    change?(&charter)
    self.charter = charter
    self.roster = roster
    let isAsShipped = change == nil && roster == Fixture.roster
    bus = Bus(isAsShipped ? Self.files[text]! : Fixture.files(roster, charter), limits: limits)
  }

  private static let files = Fixture.charters.mapValues { Fixture.files(Fixture.roster, $0) }

  // MARK: time

  var now: Timestamp { Timestamp(bus.now.wall) }
  func time(minutes: Int) -> Timestamp { now.adding(seconds: Int64(minutes) * 60) }

  /// Time passes at once, and the machine notices at its end.
  func pass(minutes: Int = 0, seconds: Int = 0) {
    bus.advance(milliseconds: Int64(minutes * 60 + seconds) * 1_000)
    bus.handle(.tick)
    bus.settle()
  }

  /// The broker is down for a while, and comes back.
  func restart(afterMinutes minutes: Int = 0, files: RuleFiles? = nil) {
    bus.advance(milliseconds: Int64(minutes) * 60_000)
    bus.restart(files)
  }

  /// Other rules come into force.
  func change(_ change: (inout Charter) -> Void) {
    change(&charter)
    charter.revision = Revision(charter.revision.value + 1)!
    do throws(Refusal) { try bus.change(Fixture.files(roster, charter)) } catch {
      Issue.record("the rules were refused: \(error)")
    }
  }

  // MARK: saying

  /// Says something and waits until it is decided. Precedence is the least that the charter allows, unless another is
  /// named; who signs is named where the charter asks for it.
  ///
  /// - Parameters:
  ///   - name: keeps the identifier of what is accepted, for ``id(_:)``.
  ///   - change: has the last word on the header.
  @discardableResult
  func say(
    _ body: some Payload, from node: NodeName, to action: NonEmpty<Addressee> = [.all],
    info: NonEmpty<Addressee>? = nil, precedence: Precedence? = nil, world: World? = nil, inReplyTo: MessageID? = nil,
    amends: Amends? = nil, releasableTo: NonEmpty<Releasable>? = nil, as name: String? = nil,
    change: (inout Header) -> Void = { _ in }
  ) -> Outcome {
    let type = Swift.type(of: body).messageType
    let rule = charter.types.first { $0.type == type }
    let world = world ?? self.world
    var header = Header(
      id: .make(at: now, using: &random), cell: Fixture.cell, type: type,
      version: MessageVersion(Swift.type(of: body).messageVersion)!, from: node,
      serial: nextSerial(of: node, in: world),
      action: action, info: info, precedence: precedence ?? rule?.precedence.least ?? .routine, nature: world.nature,
      exerciseName: world.exercise, sentAt: now,
      label: SecurityLabel(
        policy: charter.policy.name, classification: charter.policy.classifications[0],
        releasableTo: releasableTo ?? release(of: node)), inReplyTo: inReplyTo, amends: amends,
      authority: rule?.authority == true
        ? Authority(signatory: Line("\(node.participant)")!, office: "Minister for Foreign Affairs") : nil)
    change(&header)
    let outcome = send(DocumentEncoder.encode(header: header, body: body), header)
    if case .accepted = outcome {
      serials[world, default: [:]][node] = header.serial.number
      if let name { marks[world, default: [:]][name] = header.id }
    }
    return outcome
  }

  /// The act of a proposal: a document as this node would send it by itself.
  func act(
    _ body: some Payload, from node: NodeName, change: (inout Header) -> Void = { _ in }
  ) -> ProposedDocument {
    let type = Swift.type(of: body).messageType
    var header = Header(
      id: .make(at: now, using: &random), cell: Fixture.cell, type: type,
      version: MessageVersion(Swift.type(of: body).messageVersion)!, from: node,
      serial: nextSerial(of: node, in: world), action: [.all],
      precedence: charter.types.first { $0.type == type }?.precedence.least ?? .routine, nature: world.nature,
      exerciseName: world.exercise, sentAt: now,
      label: SecurityLabel(
        policy: charter.policy.name, classification: charter.policy.classifications[0],
        releasableTo: release(of: node)))
    change(&header)
    return ProposedDocument(DocumentEncoder.encode(header: header, body: body))!
  }

  /// A message of any type with the example body of the catalogue.
  @discardableResult
  func sayExample(
    of type: MessageType, from node: NodeName, as name: String? = nil, change: (inout Header) -> Void = { _ in }
  ) -> Outcome {
    guard let entry = Catalogue.versions(of: type).last else { preconditionFailure("there is no type \(type)") }
    func example<Body: Payload>(_: Body.Type) -> Outcome { say(Body.example, from: node, as: name, change: change) }
    return example(entry.payload)
  }

  private func check(_ document: [UInt8], _ station: Station) -> CheckAnswer? {
    station.send(Query(query: 0, .check(document)))
    bus.settle()
    defer { station.forgetInbox() }
    return station.answers.first?.check
  }

  private func send(_ document: [UInt8], _ header: Header) -> Outcome {
    let station = station(header.from)
    station.forgetInbox()
    let check = checksFirst ? check(document, station) : nil
    station.publish([document], header.precedence)
    bus.settle()
    if let check, let decision = station.receipts.flatMap(\.decisions).last {
      let isSame = check.code == decision.code && check.pointer == decision.pointer && check.detail == decision.detail
      if !isSame { Issue.record("checked: \(check), and then decided: \(decision)") }
    }
    guard let decision = station.receipts.flatMap(\.decisions).last else {
      return .refused(code: 0, pointer: "", detail: "nothing was decided: \(station.inbox)")
    }
    if let sequence = decision.sequence { return .accepted(sequence: sequence.value, id: header.id) }
    return .refused(
      code: Int(decision.code?.value ?? 0), pointer: decision.pointer?.text ?? "", detail: decision.detail?.text ?? "")
  }

  /// Its connection; a new one where the old was cut.
  private func station(_ node: NodeName) -> Station {
    if let known = stations[node], !known.isCut { return known }
    streams += 1
    let station = bus.connect(node).hello(stream: streams)
    stations[node] = station
    return station
  }

  private func nextSerial(of node: NodeName, in world: World) -> Serial {
    let number = serials[world]?[node] ?? 0
    return Serial(node: node, number: number + 1, year: Serial.first(of: node, at: now).year)!
  }

  /// As wide as the charter lets it release.
  private func release(of node: NodeName) -> NonEmpty<Releasable> {
    node == "FRA.MNF-1" ? ["coalition", "ukraine", "united-states", "cell"] : [.all]
  }

  // MARK: what was said

  /// What was said under a name in a world.
  func id(_ name: String, in world: World? = nil) -> MessageID {
    if let id = marks[world ?? self.world]?[name] { return id }
    Issue.record("nothing was said as \(name) in \((world ?? self.world).exercise)")
    return .sample
  }

  func knows(_ name: String) -> Bool { marks[world]?[name] != nil }

  /// Messages of a type on the record, in all worlds.
  func rows<Body: Payload>(of type: Body.Type, after sequence: UInt64 = 0) -> [Said<Body>] {
    bus.journal.rows.compactMap { row in
      let document = Array(row.envelope.document)
      guard row.sequence.value > sequence, let header = try? DocumentDecoder.header(of: document),
        header.type == Body.messageType, let body = try? DocumentDecoder.body(Body.self, of: document)
      else { return nil }
      return Said(
        sequence: row.sequence.value, acceptedAt: row.acceptedAt.value, node: row.node, cause: row.cause.value,
        header: header, body: body)
    }
  }

  /// The header of a message on the record.
  func header(of id: MessageID) -> Header? {
    bus.journal.rows.lazy.compactMap { try? DocumentDecoder.header(of: Array($0.envelope.document)) }
      .first { $0.id == id }
  }

  var head: UInt64 { bus.journal.head }

  /// The nodes that may read a message, by the rules written down a second time.
  func readers(of header: Header) -> Set<String> {
    let rules = ReadingRules(roster: roster, charter: charter)
    return Set(roster.nodes.map { "\($0.name)" }.filter { rules.mayRead($0, header) })
  }

  /// The nodes that may read all of some messages, or have said those that they may not read.
  func readers(ofAll ids: [MessageID]) -> Set<String> {
    ids.reduce(Set(roster.nodes.map { "\($0.name)" })) { readers, id in
      guard let header = header(of: id) else { return readers }
      return readers.intersection(self.readers(of: header).union(["\(header.from)"]))
    }
  }

  /// Where things stand for a node.
  func situation(
    _ node: NodeName = "CELL.OPS-1", _ question: SituationQuestion = SituationQuestion(), world: World? = nil
  ) -> Situation {
    bus.situation(question, in: world ?? self.world, node)
  }
}

extension Play.Outcome {
  /// Of what was accepted; an issue where it was refused.
  var id: MessageID {
    if case .accepted(_, let id) = self { return id }
    Issue.record("it was refused: \(self)")
    return .sample
  }

  var sequence: UInt64 {
    if case .accepted(let sequence, _) = self { return sequence }
    Issue.record("it was refused: \(self)")
    return 0
  }

  /// Nil where it was accepted.
  var code: Int? { if case .refused(let code, _, _) = self { code } else { nil } }
  var pointer: String? { if case .refused(_, let pointer, _) = self { pointer } else { nil } }
  var detail: String? { if case .refused(_, _, let detail) = self { detail } else { nil } }
  var isAccepted: Bool { code == nil }
}
