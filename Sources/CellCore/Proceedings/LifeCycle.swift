/// A table of what may happen in which state, and what state follows.
///
/// It is the whole rule of a life cycle, and is read as a table: a step, the states in which it is allowed, the state
/// after it.
struct LifeCycle<State: Hashable & Sendable, Step: Hashable & Sendable>: Sendable {
  struct Row: Sendable {
    var step: Step
    var from: [State]
    /// nil: the state stays.
    var to: State?
  }

  let rows: [Row]

  init(_ rows: (Step, [State], State?)...) {
    self.rows = rows.map { Row(step: $0.0, from: $0.1, to: $0.2) }
  }

  /// The state after a step, nil where the state does not allow it.
  func state(after step: Step, in state: State) -> State? {
    guard let row = rows.first(where: { $0.step == step && $0.from.contains(state) }) else { return nil }
    return row.to ?? state
  }

  /// The state after a step that was taken: where the table does not lead there from this state, since what led here is
  /// hidden from a view, the state that the step leads to.
  func applying(_ step: Step, to state: State) -> State {
    self.state(after: step, in: state) ?? rows.first { $0.step == step }?.to ?? state
  }

  /// What the state allows, in the table's order.
  func steps(in state: State) -> [Step] {
    var steps: [Step] = []
    for row in rows where row.from.contains(state) && !steps.contains(row.step) { steps.append(row.step) }
    return steps
  }
}
