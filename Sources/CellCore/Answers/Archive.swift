package import CellSchema
package import CellWire

/// The second instance of the record's state, fed with what is durable alone. It answers where things stand without
/// holding up the loop, and its snapshot is kept for the next start.
package struct Archive: Sendable {
  package private(set) var state: RecordState
  private let cell: CellName

  /// - Parameter state: shares no memory with the loop's state: see ``RecordState/separateCopy()``.
  package init(_ state: RecordState, cell: CellName) {
    self.state = state
    self.state.apply(.caughtUp)
    self.cell = cell
  }

  /// The last row applied.
  package var head: SequenceNumber { state.heads.sequence }

  package mutating func apply(_ changes: [Committed]) {
    for change in changes { state.apply(change) }
    state.apply(.caughtUp)
  }

  package func answer(_ request: SituationRequest) -> SituationAnswer {
    guard request.question.isElsewhere else { return answer(request, from: selection(request)) }
    let elsewhere = elsewhere(than: request.world, node: request.node, now: request.moment)
    return SituationAnswer(
      request: request, frame: ControlCodec.encode(QueryAnswer(query: request.query, elsewhere: elsewhere)))
  }

  /// Answers from what ``selection(_:)`` gave for the same question, or for another page of it.
  func answer(_ request: SituationRequest, from selection: Situation) -> SituationAnswer {
    let page = Selection(request.question).page(of: selection)
    return SituationAnswer(
      request: request, frame: ControlCodec.encode(QueryAnswer(query: request.query, situation: page)))
  }

  /// All that a question asks for, of which an answer takes as much as fits a frame.
  func selection(_ request: SituationRequest) -> Situation {
    selection(
      request.question, in: request.world, node: request.node, now: request.moment, silentNodes: silentNodes(request))
  }

  /// Where things stand in a world, as far as a node may read.
  package func situation(
    _ question: SituationQuestion, in world: World, node: NodeIndex, now: Microseconds, silentNodes: [NodeName] = []
  ) -> Situation {
    Selection(question).page(of: selection(question, in: world, node: node, now: now, silentNodes: silentNodes))
  }

  private func selection(
    _ question: SituationQuestion, in world: World, node: NodeIndex, now: Microseconds, silentNodes: [NodeName]
  ) -> Situation {
    let (through, moment) = point(question.moment, now)
    let view = SituationView(
      state.docket(of: world), of: world, node: node, through: through, moment: moment, names: state.names,
      rulebook: state.rules.current, index: state.index, releases: state.releases,
      sequence: { [identifiers = state.identifiers] in identifiers.sequence(of: $0) })
    return Selection(question).filter(view.situation(cell: cell, silentNodes: silentNodes, question))
  }

  func point(of request: SituationRequest) -> (through: SequenceNumber, moment: Microseconds) {
    point(request.question.moment, request.moment)
  }

  /// The row up to which, and the moment for which, the situation is computed. A question for a row means the moment of
  /// its acceptance.
  private func point(
    _ moment: SituationQuestion.Moment?, _ now: Microseconds
  ) -> (through: SequenceNumber, moment: Microseconds) {
    let now = max(now, state.heads.acceptedAt)
    switch moment {
    case nil: return (head, now)
    case .sequence(let sequence):
      let through = min(max(1, SequenceNumber(sequence)), head)
      return (through, through > .none ? state.index.acceptedAt(through) : now)
    case .time(let time): return (state.index.last(by: time.moment), time.moment)
    }
  }

  /// Only the overview of the present lists them.
  private func silentNodes(_ request: SituationRequest) -> [NodeName] {
    guard request.question.moment == nil, request.question.system == nil else { return [] }
    return state.silentNodes(heard: request.heardNodes, connected: request.connectedNodes, to: request.node)
  }

  /// The state's snapshot, as it is kept for the next start.
  package func snapshot() -> [UInt8] { Snapshot(state).bytes }
}
