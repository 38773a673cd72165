/// A table of the steps that are allowed in each state, and the states that follow.
///
/// The table is the whole rule of a life cycle. Each row has a step, the states in which the step is allowed, and the
/// state after it.
struct LifeCycle<State: Hashable & Sendable, Step: Hashable & Sendable>: Sendable {
  struct Row: Sendable {
    var step: Step
    var from: [State]
    /// The state after the step; nil: the state stays.
    var to: State?
  }

  let rows: [Row]

  init(_ rows: (Step, [State], State?)...) {
    self.rows = rows.map { Row(step: $0.0, from: $0.1, to: $0.2) }
  }

  /// The state after a step; nil if the state does not allow the step.
  func state(after step: Step, in state: State) -> State? {
    guard let row = rows.first(where: { $0.step == step && $0.from.contains(state) }) else { return nil }
    return row.to ?? state
  }

  /// The state after a step that was accepted. If the table does not allow the step in this state, which happens in a
  /// view that hides earlier messages, the state that the step leads to.
  func applying(_ step: Step, to state: State) -> State {
    self.state(after: step, in: state) ?? rows.first { $0.step == step }?.to ?? state
  }

  /// The steps that a state allows, in the table's order.
  func steps(in state: State) -> [Step] {
    var steps: [Step] = []
    for row in rows where row.from.contains(state) && !steps.contains(row.step) { steps.append(row.step) }
    return steps
  }
}
