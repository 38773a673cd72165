import CellSchema

/// The steps of a case in order, each with where the case stands after it.
struct CaseCourse {
  typealias State = VerificationProceedings.State
  typealias Step = VerificationProceedings.Step

  /// Where a case stands.
  private struct Position: Equatable {
    var state: State
    /// While the investigation is suspended, the state to which it is resumed.
    var held: State?
  }

  /// The message that opened the case: steps before it do not count.
  private var opening = SequenceNumber.none
  private var steps = Ledger<(step: Step, after: Position)>()

  private static let opened = Position(state: .opened)

  /// Where the case stands: as it was opened, until a step is taken.
  var state: State { state(before: steps.lastSequence?.next ?? .none) }

  /// Where the case stood when a row came.
  func state(before row: SequenceNumber) -> State { position(before: row).state }

  mutating func begin(after opening: SequenceNumber) {
    guard opening != self.opening else { return }
    self.opening = opening
    var position = Self.opened
    steps.update(from: opening.next) { _, step in
      position = Self.applying(step.step, to: position)
      step.after = position
      return .goOn
    }
  }

  mutating func make(_ change: Change, _ step: Step, at row: SequenceNumber) {
    steps.make(change, (step, Self.opened), at: row)
    settle(from: max(row, opening.next))
  }

  /// Follows a change at a row, until the steps behind it lead where they led before.
  private mutating func settle(from row: SequenceNumber) {
    var position = position(before: row)
    steps.update(from: row) { place, step in
      let before = step.after
      step.after = Self.applying(step.step, to: position)
      position = step.after
      return position == before && place > row ? .stop : .goOn
    }
  }

  /// The table says where a step leads, but for a suspended investigation, which goes on where it stood.
  private static func applying(_ step: Step, to position: Position) -> Position {
    let isSuspended = position.state == .suspended
    if step == .suspension { return isSuspended ? position : Position(state: .suspended, held: position.state) }
    if step == .resumption { return Position(state: position.held ?? position.state) }
    // A dispute is each participant's own, and stands when the lead goes on.
    if step == .dispute, isSuspended { return Position(state: .suspended, held: .disputed) }
    let next = VerificationProceedings.lifeCycle.applying(step, to: position.state)
    return next == position.state ? position : Position(state: next)
  }

  private func position(before row: SequenceNumber) -> Position {
    guard let last = steps.lastSequence, last > opening else { return Self.opened }
    return steps.after(opening).last(before: row)?.after ?? Self.opened
  }
}
