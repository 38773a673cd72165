import CellSchema

/// The steps of a case in order, each with the state after it.
struct CaseCourse {
  typealias State = VerificationProceedings.State
  typealias Step = VerificationProceedings.Step

  /// The message that opened the case: steps before it do not count.
  private var opening = SequenceNumber.none
  private var steps = Ledger<(step: Step, after: State)>()

  /// Where the case stands: as it was opened, until a step is taken.
  var state: State { state(before: steps.lastSequence?.next ?? .none) }

  mutating func begin(after opening: SequenceNumber) {
    guard opening != self.opening else { return }
    self.opening = opening
    var state = State.opened
    steps.update(from: opening.next) { _, step in
      state = VerificationProceedings.lifeCycle.applying(step.step, to: state)
      step.after = state
      return .goOn
    }
  }

  mutating func make(_ change: Change, _ step: Step, at row: SequenceNumber) {
    steps.make(change, (step, .opened), at: row)
    settle(from: max(row, opening.next))
  }

  /// Follows a change at a row, until the steps behind it lead where they led before.
  private mutating func settle(from row: SequenceNumber) {
    var state = state(before: row)
    steps.update(from: row) { place, step in
      let before = step.after
      step.after = VerificationProceedings.lifeCycle.applying(step.step, to: state)
      state = step.after
      return state == before && place > row ? .stop : .goOn
    }
  }

  private func state(before row: SequenceNumber) -> State {
    guard let last = steps.lastSequence, last > opening else { return .opened }
    return steps.after(opening).last(before: row)?.after ?? .opened
  }
}
