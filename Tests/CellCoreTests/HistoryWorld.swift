import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire

/// What is on the record of one world, as lists; and where its ceasefires stand.
final class HistoryWorld {
  let world: World
  private(set) var rows: [HistoryRow] = []
  private(set) var places: [MessageID: Int] = [:]
  /// By the type of their bodies.
  private var placesOfType: [ObjectIdentifier: [Int]] = [:]
  /// By the message that was amended, oldest first.
  private(set) var amendments: [MessageID: [Int]] = [:]
  var ceasefires: [HistoryCeasefire] = []
  /// Who may know a token, by the messages in which it stands.
  private(set) var knowers: [UInt128: NodeMask] = [:]
  var owed: [MessageID: HistoryDebt] = [:]
  /// By report, the attack that it is of; and since when a ceasefire was in force that activates guarantees.
  var attacks: [MessageID: HistoryAttack] = [:]
  var inForce: Int64?
  /// Answers that are owed, by the message that asks for them.
  var replies: [MessageID: HistoryDebt] = [:]
  /// By participant, the last handover of its watch, and what is owed of it.
  var watches: [String: (id: MessageID, debt: HistoryDebt)] = [:]
  /// By request: to whom, by the rules of its row.
  var asked: [MessageID: Set<String>] = [:]
  /// How often it has changed to whom something is released: what is said of the past goes by that too.
  private(set) var releases = 0
  /// By the row of the decision.
  var grants: [UInt64: HistoryGrant] = [:]
  var decisions: [HistoryDecision] = []
  /// By station: the numbers that came, and those that were said to be missing.
  var serials: [String: Set<Int>] = [:]
  var missed: Set<String> = []

  init(_ world: World) { self.world = world }

  func append(_ row: HistoryRow) {
    places[row.id] = rows.count
    placesOfType[ObjectIdentifier(Swift.type(of: row.body)), default: []].append(rows.count)
    var row = row
    if let known = known(byDecision: row) { row.known = known }
    if let amended = row.header.amends?.id { amendments[amended, default: []].append(rows.count) }
    rows.append(row)
    for token in row.tokens { knowers[token, default: 0] |= row.known }
  }

  /// Other rules are in force: who may know what follows from them.
  func reconsider(under rules: HistoryRules) {
    knowers.removeAll()
    for place in rows.indices {
      rows[place].known = known(byDecision: rows[place]) ?? rows[place].known(under: rules)
      for token in rows[place].tokens { knowers[token, default: 0] |= rows[place].known }
    }
  }

  private func known(byDecision row: HistoryRow) -> NodeMask? {
    row.carriedBy.map { (self[$0.proposal]?.known ?? 0) & (self[$0.result]?.known ?? 0) }
  }

  /// Whom messages with `replyBy` asked, from their acceptance on.
  private(set) var asks: [MessageID: Set<String>] = [:]

  func asksReply(_ id: MessageID, _ participant: String) -> Bool { asks[id]?.contains(participant) == true }

  func note(asks participants: Set<String>, by id: MessageID) { asks[id] = participants }

  /// To whom messages are released follows from what was carried, by which decisions.
  func release(under rules: HistoryRules) {
    releases += 1
    for place in rows.indices where !rows[place].released.isEmpty || rows[place].carries != nil {
      rows[place].released = []
      rows[place].carries?.isReleased = false
    }
    for (decision, grant) in grants where !grant.isTakenBack {
      for id in grant.carried { if let place = places[id] { rows[place].released.formUnion(grant.to) } }
      for place in rows.indices where rows[place].cause == decision { rows[place].carries?.isReleased = true }
    }
    reconsider(under: rules)
  }

  subscript(id: MessageID) -> HistoryRow? { places[id].map { rows[$0] } }

  func has<Body: Payload>(_: Body.Type) -> Bool { placesOfType[ObjectIdentifier(Body.self)] != nil }

  func rows<Body: Payload>(_: Body.Type) -> [(row: HistoryRow, body: Body)] {
    (placesOfType[ObjectIdentifier(Body.self)] ?? []).compactMap { place in
      (rows[place].body as? Body).map { (rows[place], $0) }
    }
  }

  /// What a message says after all amendments that a reader may know: nil where it was taken back.
  func latest(_ row: HistoryRow, for reader: Int? = nil) -> (any Payload)? {
    let last = amendments[row.id]?.last { place in reader.map { rows[place].known.has($0) } ?? true }
    guard let last, let kind = rows[last].header.amends?.kind else { return row.body }
    switch kind {
    case .cancel, .retract: return nil
    case .correct, .supersede: return rows[last].body
    }
  }

  /// The messages of a type that stand, with what they say now.
  func standing<Body: Payload>(_: Body.Type, for reader: Int? = nil) -> [(row: HistoryRow, body: Body)] {
    rows(Body.self).compactMap { row, _ in
      guard row.header.amends == nil, reader.map({ row.known.has($0) }) ?? true,
        let body = latest(row, for: reader) as? Body
      else { return nil }
      return (row, body)
    }
  }

  /// The phase that the charter means: of the scopes that activate guarantees, the one that has come furthest.
  func phase(_ rules: HistoryRules) -> CeasefirePhase {
    let order: [CeasefirePhase] = [.preparation, .agreed, .terminated, .suspended, .inForce]
    let phases = ceasefires.flatMap { ceasefire in
      ceasefire.parts.map(\.key).filter(rules.activating.contains).map(ceasefire.phase)
    }
    return order.last(where: phases.contains) ?? .preparation
  }
}

/// What a decision releases.
struct HistoryGrant {
  var request: MessageID
  var message: MessageID
  var to: Set<String>
  var carried: Set<MessageID> = []
  var isTakenBack = false
}

/// What a message's action addressees owe.
struct HistoryDebt {
  var dueAt: Int64
  var participants: Set<String>
  var nodes: NodeMask
  var hasLapsed = false

  var isPaid: Bool { participants.isEmpty && nodes == 0 }
}
