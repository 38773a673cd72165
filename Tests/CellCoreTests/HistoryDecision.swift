import CellCore
import CellJournal
import CellSchema
import CellTestSupport

/// A proposal by the rules of the house, written down a second time: what was frozen in its row, and what was said since.
struct HistoryDecision {
  typealias Result = ProposalDecided.Result

  struct Statement {
    var id: MessageID
    var position: DecisionStatement.Position
    var sequence: UInt64
  }

  /// The proposal's message.
  var row: HistoryRow
  var body: DecisionProposal
  /// The act as a row of its own, as if its proposer had said it with the proposal.
  var act: HistoryRow
  /// Participants, as they were when it was proposed.
  var electors: Set<String>
  var mustAgree: Set<String>
  /// How long a silence takes, and how long every elector has to have had it.
  var silence: Int64
  /// Whether the charter of its row had its act decided, and by whom.
  var wasNeeded: Bool
  /// How many times the rules had changed.
  var changes: Int
  var until: Int64
  /// By participant, what it said last.
  var statements: [String: Statement] = [:]
  /// By participant, since when it is known to have the proposal.
  var delivered: [String: Int64] = [:]
  var withdrawal: MessageID?
  var result: Result?

  var id: MessageID { row.id }
  var isOpen: Bool { result == nil }
  /// Who may speak on it.
  var everybody: Set<String> { electors.union(mustAgree) }
  var isSilence: Bool { body.rule == .silence }

  /// In the order in which they were made.
  func said(_ position: DecisionStatement.Position? = nil, of participants: Set<String>? = nil) -> [MessageID] {
    statements.filter { participant, statement in
      position.map { $0 == statement.position } ?? true && participants?.contains(participant) ?? true
    }.values.sorted { $0.sequence < $1.sequence }.map(\.id)
  }

  func participants(_ position: DecisionStatement.Position) -> Set<String> {
    Set(statements.filter { $0.value.position == position }.keys)
  }

  // MARK: the result

  /// Electors that are left: newcomers do not join, what leavers said stands, the silent among them are struck.
  func left(_ rules: HistoryRules) -> Set<String> {
    let present = rules.electors(body.electorate)
    return electors.filter { present.contains($0) || statements[$0] != nil }
  }

  /// When every elector will have had it for as long as a silence takes; nil while one has not got it.
  private func reached(_ rules: HistoryRules) -> Int64? {
    let waiting = left(rules).union(mustAgree.intersection(rules.electors(body.mustAgree)))
    let since = waiting.map { delivered[$0] }
    guard !since.contains(nil) else { return nil }
    return since.compactMap(\.self).max().map { $0 + silence }
  }

  /// The moment after which it is decided; nil while there is none.
  func end(_ rules: HistoryRules) -> Int64? {
    isSilence ? reached(rules).map { max($0, until) } : until
  }

  /// What the electors have come to by a moment, with what it follows from; nil while that is open.
  func outcome(at moment: Int64, _ rules: HistoryRules) -> (result: Result, causes: [MessageID])? {
    if let withdrawal { return (.withdrawn, [withdrawal]) }
    if rules.isClosed(row.world) { return (.lapsed, []) }
    // Any elector breaks a silence at once.
    if isSilence, !participants(.object).isEmpty { return (.broken, said(.object)) }
    let left = left(rules)
    if left.isEmpty || (body.n?.value ?? 0) > left.count { return (.lapsed, []) }
    guard let end = end(rules), moment > end else { return nil }
    let (agreed, objected) = (participants(.agree), participants(.object))
    // In `all` everybody's objection counts; by number, those alone who have to agree.
    let heard = body.rule == .all ? everybody : mustAgree
    if !objected.isDisjoint(with: heard) { return (.broken, said(.object, of: heard)) }
    let isMet =
      switch body.rule {
      case .all: left.allSatisfy { statements[$0] != nil } && !agreed.isDisjoint(with: left)
      case .nOfM: agreed.intersection(left).count >= body.n?.value ?? .max
      case .silence: true
      }
    return (isMet && mustAgree.isSubset(of: agreed) ? .carried : .lapsed, said())
  }
}

// Who decides, and by which nodes, as RULES.md has it.
extension HistoryRules {
  /// The participants whose nodes hold a role, those of a side or a group, or a list.
  func electors(_ electorate: Electorate) -> Set<String> {
    if let role = electorate.role { return Set(holdersAlone(role).places.map { Self.participants[$0] }) }
    if let group = electorate.group { return electors([.group(group)]) }
    return electors(NonEmpty((electorate.participants?.elements ?? []).map(Elector.participant)))
  }

  func electors(_ named: NonEmpty<Elector>?) -> Set<String> {
    Set(
      roster.participants.filter { participant in
        (named?.elements ?? []).contains { elector in
          "\(elector)" == "\(participant.code)" || participant.groups.contains { "\($0)" == "\(elector)" }
        }
      }.map { "\($0.code)" })
  }

  /// The nodes by which a participant speaks: its delegation, or where a role decides whoever holds it.
  func voices(of participant: String, on body: DecisionProposal) -> NodeMask {
    var voices: NodeMask = body.electorate.role.map(holdersAlone) ?? 0
    if body.electorate.role == nil || electors(body.mustAgree).contains(participant) {
      voices |= holdersAlone("delegation")
    }
    return voices & nodes(of: [participant]) & publishers(DecisionStatement.messageType)
  }

  /// Whether an act of a type has to be decided, and may not be said by itself.
  func needsDecision(_ type: MessageType) -> Bool { rule(type)?.decision == .needed }

  /// Exercises that have ended.
  func isClosed(_ world: World) -> Bool { world.exercise.map(roster.closedExercises.contains) ?? false }
}
