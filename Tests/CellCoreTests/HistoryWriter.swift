import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire

/// What a node says in a history.
struct HistoryDraft {
  var node: Int
  var world: World
  var header: Header
  var body: any Payload
  var document: [UInt8]
}

/// Writes what nodes say, drawn from what is on the record: mostly what may come next, now and then what may not. Every
/// free text bears the message's own marker, `~17~`.
final class HistoryWriter {
  var random: SplitMix
  let model: HistoryModel
  /// Microseconds since 1970.
  var now: Int64 = 0
  private(set) var markers = 0
  private var serials: [String: Int] = [:]
  /// The number that a station left out last.
  private var leftOut: [String: Int] = [:]
  var caseCount = 0
  var worlds: [World]
  /// The system that this history is about above all.
  private let emphasis: String
  /// What is to be said next in the first world, as it should be: so that a history comes far.
  private var agenda: [HistoryType]
  private var tries = 0
  /// What is being written has no slip in it.
  private(set) var isByTheBook = false
  /// It is what the agenda has next.
  private var isOnAgenda = false
  /// The proposal that was made by the book last, in the first world, and how many statements on it were tried.
  private var focus: MessageID?
  private var statements = 0

  init(_ random: SplitMix, _ model: HistoryModel) {
    self.random = random
    self.model = model
    let others = [
      World(nature: .exercise, exercise: "NORTHERN LIGHT"), World(nature: .exercise, exercise: "AMBER"),
      World(nature: .drill, exercise: "NORTHERN LIGHT"),
    ]
    worlds = [.operation]
    var own = random
    worlds += others.shuffled(using: &own).prefix(own.below(3))
    emphasis =
      [
        "ceasefire", "guarantee", "verification", "force", "support", "assistance", "cell", "declaration", "decision",
      ][own.below(9)]
    agenda = Self.agenda(using: &own)
    self.random = own
  }

  /// The course of things up to some point, with some of it left out.
  private static func agenda(using random: inout SplitMix) -> [HistoryType] {
    if random.once(in: 3) { return [] }
    let declaration: [HistoryType] = [
      .draft, .signature, .commitment, .signature, .commitment, .signature, .ratification,
    ]
    let ceasefire: [HistoryType] = [.agreement, .entryIntoForce]
    let verification: [HistoryType] = [
      .incident, .verificationCase, .tasking, .finding, .attribution, .remedy, .compliance, .assessment, .dispute,
    ]
    let closing: [HistoryType] = random.once(in: 2) ? [.closing, .reopening] : []
    let support: [HistoryType] = [.attack, .invocation, .response, .measure, .response, .consultation]
    let force: [HistoryType] = [.contribution, .constitution, .forceChange, .request, .activity, .readiness]
    let begin = random.once(in: 2) ? declaration + ceasefire : ceasefire + declaration
    let then = [verification + closing, support, force].shuffled(using: &random).prefix(1 + random.below(3)).flatMap {
      $0
    }
    return (begin + then).filter { _ in !random.once(in: 14) }
  }

  /// What is next on the agenda: the authorities go on until the phase has moved, other things are tried three times.
  private func next(in world: HistoryWorld) -> HistoryType? {
    isOnAgenda = false
    if let decision = focused(world) {
      guard statements < 8, !waiting(for: decision).isEmpty else { return nil }
      statements += 1
      return .statement
    }
    isOnAgenda = true
    while let type = agenda.first {
      let phase = world.phase(rules)
      let isMoot = type == .agreement && phase != .preparation || type == .entryIntoForce && phase != .agreed
      if !isMoot, tries < (type == .agreement || type == .entryIntoForce ? 6 : 3) {
        tries += 1
        return type
      }
      strike()
    }
    return nil
  }

  /// The proposal by the book that is open.
  func focused(_ world: HistoryWorld) -> HistoryDecision? {
    focus.flatMap { id in world.decisions.last { $0.id == id && $0.isOpen } }
  }

  /// When a proposal is decided on which everybody has spoken.
  var awaited: Int64? {
    guard let decision = focused(model.world(worlds[0])), waiting(for: decision).isEmpty || statements >= 8 else {
      return nil
    }
    return decision.end(rules)
  }

  private func strike() {
    agenda.removeFirst()
    tries = 0
  }

  /// What became of a message. One that came back gives its serial to the station's next one.
  func hear(_ draft: HistoryDraft, wasAccepted: Bool) {
    if !wasAccepted { takeBack(draft.header.serial.number, of: station(draft.node, draft.world)) }
    guard wasAccepted, isByTheBook else { return }
    if draft.body is DecisionProposal { (focus, statements) = (draft.header.id, 0) }
    if isOnAgenda, let type = agenda.first, type != .agreement, type != .entryIntoForce { strike() }
  }

  /// Mostly the next one; now and then one is left out, and some of these come after all.
  private func serial(of station: String, skipping count: Int) -> Int {
    if markers % 2 == 0, let late = leftOut.removeValue(forKey: station) { return late }
    let number = serials[station, default: 0] + 1 + count
    if count > 0 { leftOut[station] = number - 1 }
    serials[station] = number
    return number
  }

  func takeBack(_ number: Int, of station: String) {
    if number < serials[station, default: 0] { leftOut[station] = number } else { serials[station, default: 1] -= 1 }
  }

  func station(_ node: Int, _ world: World) -> String {
    "\(HistoryRules.nodes[node]) \(world.nature.rawValue) \(world.exercise?.description ?? "")"
  }

  /// Whether something goes wrong, which never happens by the book.
  func slip(_ percent: Int) -> Bool { !isByTheBook && chance(percent) }

  var rules: HistoryRules { model.rules }

  // MARK: choices

  func chance(_ percent: Int) -> Bool { random.below(100) < percent }
  func pick<Value>(_ values: some Collection<Value>) -> Value { values.randomElement(using: &random)! }
  func any<Value>(_ values: some Collection<Value>) -> Value? { values.randomElement(using: &random) }

  func line(_ words: String = "note") -> Line { Line("\(words) ~\(markers)~")! }
  func text(_ words: String = "note") -> Text { Text("\(words) ~\(markers)~")! }

  /// A moment around now.
  func moment(_ minutes: ClosedRange<Int> = -90...90) -> Timestamp {
    Timestamp(microseconds: now + Int64(Int.random(in: minutes, using: &random)) * 60_000_000)
  }

  func identifier() -> MessageID { .make(at: Timestamp(microseconds: now), using: &random) }

  /// Mostly one of those; else anything on the record, or nothing that is there.
  func reference(_ rows: [MessageID]) -> MessageID {
    if !rows.isEmpty, !slip(7) { return pick(rows) }
    if !model.index.isEmpty, chance(60), let row = model[UInt64(1 + random.below(model.index.count))] { return row.id }
    return identifier()
  }

  // MARK: a message

  func write() -> HistoryDraft? {
    markers += 1
    let planned = chance(75) ? next(in: model.world(worlds[0])) : nil
    isByTheBook = planned != nil
    let key = isByTheBook || chance(60) ? worlds[0] : pick(worlds)
    let world = model.world(key)
    if !isByTheBook, !world.rows.isEmpty, chance(9), let draft = amendment(in: world) { return draft }
    let type = planned ?? choose(in: world)
    guard let content = isProposed(type) ? proposal(of: type, in: world) : body(of: type, in: world),
      let node = content.from ?? sender(of: content.body, by: content.by, in: key)
    else { return nil }
    var header = header(of: content.body, node, key)
    if let like = content.like, !slip(15) {
      (header.action, header.info, header.label) = (like.action, like.info, like.label)
    }
    if content.namesAuthority { header.authority = Authority(signatory: line("The State"), office: line("Minister")) }
    if slip(1), let act = any(world.decisions)?.act.id { header.id = act }
    let asked = chance(12) ? any(world.replies.filter { !$0.value.isPaid }.map(\.key).sorted()) : nil
    header.inReplyTo = content.inReplyTo ?? asked ?? (slip(5) ? reference(world.rows.suffix(8).map(\.id)) : nil)
    if slip(4) { header.references = [reference(world.rows.suffix(8).map(\.id))] }
    if slip(6) || type == .incident && !isByTheBook && chance(40) { header.caseNumber = caseNumber(in: world) }
    return finish(header, content.body, node, key)
  }

  private func finish(_ header: Header, _ body: any Payload, _ node: Int, _ world: World) -> HistoryDraft {
    HistoryDraft(
      node: node, world: world, header: header, body: body,
      document: DocumentEncoder.encode(header: header, body: body))
  }

  private func choose(in world: HistoryWorld) -> HistoryType {
    let phase = world.phase(rules)
    let weights = HistoryType.allCases.map { type in
      weight(of: type, in: world, phase) * (type.belongs(to: emphasis) ? 3 : 1)
    }
    var rest = random.below(weights.reduce(0, +))
    for (type, weight) in zip(HistoryType.allCases, weights) {
      if rest < weight { return type }
      rest -= weight
    }
    return .liaisonNote
  }

  func sender(of body: any Payload, by participant: String?, in world: World, proposing: Bool = false) -> Int? {
    let listed = rules.listed
    if slip(4) { return any(listed.places) }
    let mask = rules.publishers(type(of: body).messageType) & (rules.speaking[world.nature] ?? 0)
    var places = (proposing ? mask & rules.publishers(DecisionProposal.messageType) : mask).places
    if let participant, !slip(6) { places.removeAll { HistoryRules.participants[$0] != participant } }
    return any(places) ?? (slip(10) ? any(listed.places) : nil)
  }

  func header(of body: any Payload, _ node: Int, _ world: World) -> Header {
    let type = type(of: body).messageType
    let name = Fixture.nodes[node]
    let moment = Timestamp(microseconds: now)
    let station = station(node, world)
    let number = serial(of: station, skipping: chance(97) ? 0 : 1)
    let audience = audience(of: node)
    var header = Header(
      id: identifier(), cell: Fixture.cell, type: type, from: name,
      serial: Serial(node: name, number: number, year: 26)!, action: audience.action, info: audience.info,
      precedence: precedence(of: type), nature: world.nature,
      exerciseName: world.exercise, sentAt: moment,
      label: SecurityLabel(
        policy: "COORDINATION-CELL",
        classification: chance(35) || !(rules.isCleared(node, "UNCLASSIFIED") || slip(5)) ? "PUBLIC" : "UNCLASSIFIED",
        releasableTo: audience.release))
    let rule = rules.rule(type)
    if rule?.authority == true, !slip(2) {
      header.authority = Authority(signatory: line("The State"), office: line("Minister"))
      if body is DeclarationConfirmation ? !slip(10) : chance(40) { header.authority?.office = "Prime Minister" }
    }
    if chance(8) { header.acknowledge = true }
    if chance(6) { header.replyBy = Timestamp(microseconds: now + Int64(random.below(60)) * 60_000_000) }
    if rule?.binding == false ? slip(4) : slip(1) { header.expiresAt = Timestamp(microseconds: now + 3_600_000_000) }
    if chance(5) { header.releasedBy = line("Duty officer") }
    return header
  }

  private func precedence(of type: MessageType) -> Precedence {
    guard let bounds = rules.rule(type)?.precedence, !slip(2) else { return pick(Precedence.allCases.dropLast()) }
    return pick(Precedence.allCases.filter { bounds.least <= $0 && $0 <= bounds.greatest })
  }

  /// Open to all, or to few: in any mixture of addressees and label.
  private func audience(
    of node: Int
  ) -> (action: NonEmpty<Addressee>, info: NonEmpty<Addressee>?, release: NonEmpty<Releasable>) {
    // A node of the force does not release to whoever may join.
    let everybody: NonEmpty<Releasable> =
      rules.holders("force-command").has(node) && !slip(5) ? ["coalition", "ukraine", "united-states", "cell"] : [.all]
    if chance(isByTheBook ? 85 : 60) { return ([.all], nil, everybody) }
    let own = Releasable(HistoryRules.participants[node])!
    let codes = ["FRA", "DEU", "CAN", "USA", "UKR", "CELL"].shuffled(using: &random)
    let some = codes.prefix(1 + random.below(3))
    let parties = NonEmpty(some.map { Addressee($0)! })!
    switch random.below(6) {
    case 0: return ([.all], nil, NonEmpty(some.map { Releasable($0)! } + [own])!)
    case 1: return (parties, nil, everybody)
    case 2: return (parties, [Addressee(codes[5])!], NonEmpty((some + [codes[5]]).map { Releasable($0)! })!)
    case 3: return ([Addressee(pick(HistoryRules.nodes))!], chance(50) ? parties : nil, everybody)
    case 4:
      let role = pick(["@monitor", "@verification-lead", "@special-commission", "@delegation", "@force-command"])
      return ([Addressee(role)!], chance(40) ? [.all] : nil, chance(60) ? everybody : ["european", own])
    default: return ([.all], nil, [pick(["european", "coalition", "ukraine", "united-states"]), own])
    }
  }

  // MARK: amendments

  private func amendment(in world: HistoryWorld) -> HistoryDraft? {
    let candidates = world.rows.filter {
      $0.node != nil && (rules.rule($0.type)?.binding == false || $0.sequence % 9 == 0)
    }
    guard let original = any(candidates), let own = original.node else { return nil }
    let kind = pick([Amends.Kind.correct, .correct, .correct, .supersede, .cancel, .retract])
    let siblings = rules.listed.places.filter { HistoryRules.participants[$0] == original.participant }
    let node =
      chance(85)
      ? (rules.listed.has(own) ? own : any(rules.listed.places)!)
      : chance(60) ? any(siblings) ?? own : pick(rules.listed.places)
    guard rules.listed.has(node) else { return nil }
    let isNote = kind == .cancel || kind == .retract ? chance(50) : chance(3)
    let body: any Payload =
      isNote ? LiaisonNote(subject: line("Taken back"), text: text()) : revised(original.body, in: world)
    var header = header(of: body, node, world.world)
    header.amends = Amends(id: chance(97) ? original.id : reference([]), kind: kind, reason: line("A slip"))
    header.precedence = max(header.precedence, chance(95) ? original.header.precedence : .deferred)
    if chance(85) {
      header.action = original.header.action
      header.info = original.header.info
      header.label = original.header.label
    }
    header.inReplyTo = original.header.inReplyTo
    return finish(header, body, node, world.world)
  }

  func caseNumber(in world: HistoryWorld) -> CaseNumber {
    let known = world.rows(VerificationCase.self).map(\.body.id)
    if !known.isEmpty, !slip(5) { return isByTheBook ? known[known.count - 1] : pick(known) }
    return CaseNumber(max(1, caseCount))
  }
}

extension CaseNumber {
  /// `V-2026-0042`
  init(_ count: Int) {
    let digits = "\(count)"
    self.init("V-2026-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits)!
  }
}
