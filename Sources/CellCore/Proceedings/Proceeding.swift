import CellSchema

/// Where one system stands, as it follows from the system's acts, and the rules for what may be said next.
///
/// Every function switches over every act of the system: a new act does not compile until all three handle it.
protocol Proceeding: Sendable {
  associatedtype SystemAct: Sendable

  /// The state before anything was said.
  init()

  /// Applies an accepted message, or forgets it. Applying never fails and never depends on the time: what was accepted
  /// happened.
  ///
  /// What the system holds follows from the entries that are applied and from their order on the record, not from the
  /// order in which they were applied: so an amendment costs what its message touches, however much is on the record.
  /// It follows from no other system.
  mutating func make(_ change: Change, _ act: SystemAct, of entry: Entry)

  /// Judges an act before it is accepted.
  ///
  /// - Throws: the refusal, if a rule does not let the act be said now.
  func check(
    _ act: SystemAct, of entry: Entry, beside others: borrowing Proceedings, _ hearing: Hearing
  ) throws(Refusal)

  /// How a fact contradicts the record, before the fact is applied; nil if it does not. Acts are refused instead, except
  /// where facts that stand are what an act leaves in contradiction.
  func contradiction(
    of act: SystemAct, in entry: Entry, beside others: borrowing Proceedings, _ hearing: Hearing
  ) -> Contradiction?
}

/// How a fact contradicts the record: which messages, and how, in words.
struct Contradiction: Sendable {
  /// The contradicted messages, without the fact itself.
  var with: [MessageID]
  var explanation: String
}

/// A message that the bus has to say because of what happened.
struct Saying: Sendable {
  var body: any Payload
  /// The messages that the saying is about: it goes to the nodes that may read all of them.
  var concerns: [MessageID]
}
