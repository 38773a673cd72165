import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire

/// A record that is filled from a seed with what no rule has judged: any message amended in any way and more than once,
/// whatever binds and whatever rests on it, with references to what came later, to other cases, to nothing.
final class UnjudgedRecord {
  private typealias Draft = (node: Int, header: Header, body: any Payload)

  private(set) var state: RecordState
  private let system: String
  private(set) var random: SplitMix
  private let writer: HistoryWriter
  private let model: HistoryModel
  private let reader = RowReader()
  let rules: RuleFiles
  /// What participants said, amendments too.
  private var said: [Draft] = []
  /// What was amended: mostly one of these is amended again.
  private var amended: [Int] = []
  private var lastNumber: UInt64 = 0

  private let isOpen: Bool

  private static let systems = [
    "verification", "support", "force", "assistance", "guarantee", "declaration", "cell", "ceasefire",
  ]

  /// - Parameter isOpen: everything is open to all; else it is as its senders like it.
  init(seed: UInt64, isOpen: Bool = true) {
    self.isOpen = isOpen
    random = SplitMix(seed)
    system = Self.systems[Int(seed % UInt64(Self.systems.count))]
    let charter = Self.charter(&random)
    rules = Fixture.files(Fixture.roster, charter)
    model = HistoryModel(HistoryRules(Fixture.roster, charter), report: { _ in })
    writer = HistoryWriter(SplitMix(random.next()), model)
    writer.worlds = [.operation]
    var names = Names()
    do throws(Refusal) {
      let rulebook = try rules.rulebook(&names)
      _ = try names.intern(Announcer.busNode)
      state = RecordState(rulebook: rulebook, names: names)
    } catch { preconditionFailure("the rules do not compile: \(error)") }
  }

  /// The draft, but that nothing binds, everybody receives all, and what is a fact or an act may be either.
  private static func charter(_ random: inout SplitMix) -> Charter {
    var charter = Fixture.charter
    let isShuffled = random.once(in: 2)
    for place in charter.types.indices where charter.types[place].type.system != "system" {
      charter.types[place].binding = false
      charter.types[place].recipients = [.all]
      if isShuffled, random.once(in: 3) { charter.types[place].kind = random.once(in: 2) ? .fact : .act }
      if random.once(in: 2) || charter.types[place].kind == .fact { charter.types[place].phases = nil }
    }
    return charter
  }

  var now: Microseconds { Microseconds(Fixture.start + Int64(lastNumber + 1) * 60_000_000) }

  /// Something more is said.
  func step() {
    writer.now = now.value
    switch random.below(20) {
    case 0...9: if let draft = fresh().map(outspoken) { take(draft.header, draft.body, draft.node) }
    case 10...17: if let draft = amendment().map(outspoken) { take(draft.header, draft.body, draft.node) }
    default: bus()
    }
  }

  /// A message that is not on the record.
  func draft() -> (node: Int, document: [UInt8])? {
    writer.now = now.value
    return (random.once(in: 3) ? amendment() : fresh()).map(outspoken).map { ($0.node, encode($0.header, $0.body)) }
  }

  // MARK: what is said

  private func open(_ header: Header) -> Header {
    guard isOpen else { return header }
    var header = header
    header.action = [.all]
    header.info = nil
    header.label = SecurityLabel(
      policy: "COORDINATION-CELL", classification: "PUBLIC",
      releasableTo: header.from == "FRA.MNF-1" ? ["coalition", "ukraine", "united-states", "cell"] : [.all])
    return header
  }

  /// No silence: a broker that begins puts it off, as the time that it was down asks, and one that goes on does not.
  private func outspoken(_ draft: Draft) -> Draft {
    guard var proposal = draft.body as? DecisionProposal, proposal.rule == .silence else { return draft }
    proposal.rule = .all
    return (draft.node, draft.header, proposal)
  }

  /// Mostly of the one system that this record is about.
  private func fresh() -> Draft? {
    guard var draft = writer.write() else { return nil }
    // The identifier of a proposed act is nobody's: what takes it is refused, and on no record.
    draft.header.id = writer.identifier()
    guard !random.once(in: 3) else { return (draft.node, open(draft.header), draft.body) }
    let content = writer.body(of: ownType(), in: model.world(.operation))
    var header = open(draft.header)
    header.type = type(of: content.body).messageType
    header.version = MessageVersion(type(of: content.body).messageVersion)!
    header.inReplyTo = content.inReplyTo
    let own = Fixture.nodes.indices.filter { "\(Fixture.nodes[$0].participant)" == content.by }
    let node = own.isEmpty ? draft.node : own[random.below(own.count)]
    header.from = Fixture.nodes[node]
    header.serial = serial(of: header.from)
    header.authority = Authority(signatory: "The State", office: "Minister")
    return (node, header, few(content.body))
  }

  /// Cases are opened seldom, so that much is said of each.
  private func ownType() -> HistoryType {
    let isOpening = random.once(in: 6)
    let types = HistoryType.allCases.filter { type in
      type.belongs(to: system) && (isOpening || ![.phaseChanged, .verificationCase, .invocation].contains(type))
    }
    return types[random.below(types.count)]
  }

  private func few(_ body: any Payload) -> any Payload {
    guard var opening = body as? VerificationCase else { return body }
    opening.id = CaseNumber(1 + random.below(2))
    return opening
  }

  private func serial(of node: NodeName) -> Serial { Serial(node: node, number: Int(lastNumber) + 1, year: 26)! }

  private func amendment() -> Draft? {
    guard !said.isEmpty else { return nil }
    let again = random.once(in: 4) && !amended.isEmpty
    let place = again ? amended[random.below(amended.count)] : random.below(said.count)
    amended.append(place)
    let original = said[place]
    let kinds: [Amends.Kind] = [.supersede, .cancel, .retract]
    let kind = random.once(in: 4) ? kinds[random.below(kinds.count)] : .correct
    let body = body(instead: original.body, kind)
    var header = original.header
    header.id = writer.identifier()
    header.type = type(of: body).messageType
    header.version = MessageVersion(type(of: body).messageVersion)!
    header.sentAt = Timestamp(now)
    header.amends = Amends(id: original.header.id, kind: kind, reason: "A slip")
    header.serial = serial(of: header.from)
    return (original.node, header, body)
  }

  /// The other version of a body: slightly other, wholly other, or another message's of its type.
  private func body(instead body: any Payload, _ kind: Amends.Kind) -> any Payload {
    let world = model.world(.operation)
    let isTakenBack = kind == .cancel || kind == .retract
    if isTakenBack, random.once(in: 2) { return LiaisonNote(subject: "Taken back", text: "It was wrong.") }
    let siblings = said.filter { type(of: $0.body) == type(of: body) }.map(\.body)
    switch random.below(4) {
    case 0...1: return writer.revised(body, in: world)
    case 2: return siblings[random.below(siblings.count)]
    default:
      guard let type = HistoryType(rawValue: "\(type(of: body).messageType)") else { return body }
      return few(writer.body(of: type, in: world).body)
    }
  }

  private func bus() {
    let world = model.world(.operation)
    func id<Body: Payload>(_ type: Body.Type) -> MessageID { writer.reference(writer.ids(type, world)) }
    let moment = writer.moment()
    let phases = CeasefirePhase.allCases
    let bodies: [any Payload] = [
      PhaseChanged(
        agreement: id(CeasefireAgreement.self), scope: random.once(in: 3) ? Self.energy : .general,
        from: phases[random.below(phases.count)],
        to: random.once(in: 2) ? .inForce : phases[random.below(phases.count)],
        effectiveAt: moment, contested: random.once(in: 5), causes: [writer.identifier()]),
      GuaranteeActivated(
        commitment: id(GuaranteeCommitment.self), track: .both, effectiveAt: moment,
        causes: [writer.identifier()]),
      GuaranteeActivated(
        commitment: id(GuaranteeCommitment.self), track: .political, effectiveAt: moment,
        causes: [writer.identifier()]),
      GuaranteeObliged(
        invocation: id(Invocation.self), report: id(AttackReport.self),
        commitment: id(GuaranteeCommitment.self),
        standing: random.once(in: 3) ? .withdrawn : .obliged,
        terms: random.once(in: 2) ? .open : .final,
        beganEarliest: moment, beganLatest: moment, causes: [writer.identifier()],
        explanation: "It was active."),
      Discrepancy(concerns: [id(AssistanceDelivery.self)], explanation: "It does not add up."),
      SerialGap(
        station: "UKR.GS-1", expected: "UKR.GS-1/0002/26", received: "UKR.GS-1/0003/26",
        message: writer.identifier()),
    ]
    let body = bodies[random.below(bodies.count)]
    let header = Header(
      id: writer.identifier(), cell: Fixture.cell, type: type(of: body).messageType, from: Announcer.busNode,
      serial: serial(of: Announcer.busNode), action: [.all],
      sentAt: Timestamp(now),
      label: SecurityLabel(policy: "COORDINATION-CELL", classification: "PUBLIC", releasableTo: [.all]))
    take(header, body, nil)
  }

  private static let energy = CeasefireScope(kind: .domain, domains: [.energy])

  // MARK: on the record

  private func encode(_ header: Header, _ body: any Payload) -> [UInt8] {
    DocumentEncoder.encode(header: header, body: body)
  }

  private func take(_ header: Header, _ body: any Payload, _ node: Int?) {
    let name = node.map { Fixture.nodes[$0] } ?? Announcer.busNode
    let envelope = Envelope(document: encode(header, body))
    guard let sender = state.names.node(name) else { preconditionFailure("all nodes have names") }
    do throws(Refusal) {
      let prepared = try reader.read(
        envelope, lane: header.precedence, sender: sender, of: state.names.participant(of: sender),
        rulebook: state.rules.current)
      lastNumber += 1
      let row = RecordRow(
        sequence: SequenceNumber(lastNumber), acceptedAt: now, node: name,
        number: StreamNumber(stream: 2, number: lastNumber), lane: header.precedence, envelope: envelope)
      state.apply(.row(row, prepared))
      if let node {
        model.take(header, body, node: node, row)
        said.append((node, header, body))
      } else {
        model.take(row)
      }
    } catch { preconditionFailure("what was written cannot be read: \(error)") }
  }
}
