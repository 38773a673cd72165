import CellSchema

/// What is still owed: acknowledgements, answers, watches to be taken.
struct Obligations: Sendable {
  private var owed = GrowingTable<Debt.Key, Debt>()
  /// Debts not yet announced as overdue, by due time. An entry that is no longer owed is dropped when it becomes the
  /// first.
  private var waiting = EarliestFirst<Debt.Key>()
  private var lapsed = GrowingTable<Debt.Key, Bool>()

  mutating func add(_ debt: Debt) {
    guard !debt.isMet else { return }
    owed[debt.key] = debt
    waiting.push(debt.key, at: debt.dueAt)
  }

  mutating func settle(_ key: Debt.Key, by node: NodeIndex, of participant: ParticipantIndex) {
    guard owed[key] != nil else { return }
    owed[key]?.settle(by: node, of: participant)
    if owed[key]?.isMet == true { drop(key) }
  }

  /// The bus announced that the debt is overdue.
  mutating func lapse(_ key: Debt.Key) {
    if owed[key] != nil { lapsed[key] = true }
    settle()
  }

  /// The message was taken back: nobody owes anything for it.
  mutating func drop(_ id: MessageID) {
    for kind in Debt.Kind.allCases { drop(Debt.Key(kind: kind, id: id)) }
  }

  private mutating func drop(_ key: Debt.Key) {
    owed[key] = nil
    lapsed[key] = nil
    settle()
  }

  private mutating func settle() {
    while let first = waiting.first?.value, owed[first] == nil || lapsed[first] != nil { waiting.popFirst() }
  }

  /// The debt with the earliest due time that is overdue and not announced as such yet; nil if there is none.
  func overdue(at moment: Microseconds) -> Debt? {
    guard let first = waiting.first, first.at <= moment else { return nil }
    return owed[first.value]
  }
}
