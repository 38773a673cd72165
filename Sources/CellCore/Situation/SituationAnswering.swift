package import CellSchema

// QUERY situation to ANSWER.
extension Core {
  /// Where things stand in a world, as far as the asking node may read.
  func situation(_ question: SituationQuestion, of session: Session, at now: Instant) -> Situation {
    let world = question.nature.map { World(nature: $0, exercise: question.exerciseName.map { "\($0)" } ?? "") }
    return situation(question, in: world ?? session.world, node: session.node, at: now)
  }

  package func situation(
    _ question: SituationQuestion, in world: World, node: Int, at now: Instant
  ) -> Situation {
    let docket = docket(of: world)
    let (through, moment) = point(question.moment, now)
    let view = View(
      docket, of: world, node: node, through: through, moment: moment, names: names, rulebook: judge.rulebook,
      index: index, catalogue: catalogue
    ) { [identifiers] id in identifiers.sequence(of: id.bits) }
    let silent = question.moment == nil && question.system == nil ? silentNodes() : []
    return Selection(question).select(view.situation(cell: cell, silentNodes: silent, question))
  }

  /// Up to which row, and for which moment. A row's own moment is when it was accepted.
  private func point(
    _ moment: SituationQuestion.Moment?, _ now: Instant
  ) -> (through: UInt64, moment: Int64) {
    switch moment {
    case nil: return (lastSequence, self.moment(now))
    case .sequence(let sequence):
      let through = min(max(1, sequence), lastSequence)
      return (through, through > 0 ? index.acceptedAt[Int(through) - 1] : self.moment(now))
    case .time(let time): return (index.last(by: time.microseconds), time.microseconds)
    }
  }

  /// Nodes that were heard in this run of the broker, or have spoken before, and have no session now.
  private func silentNodes() -> [NodeName] {
    let connected = Set(sessions.values.filter(\.isOpen).map(\.node))
    let known = Set(index.classes.map(\.node)).union(lastHeardOfNode.keys)
    return judge.rulebook.nodes.indices.filter { node in
      judge.rulebook.nodes[node] != nil && known.contains(node) && !connected.contains(node)
    }.map { NodeName(names.nodes[$0])! }.sorted()
  }
}

extension View {
  /// The systems that a question asks for; the overview has all.
  func situation(cell: CellName, silentNodes: [NodeName], _ question: SituationQuestion) -> Situation {
    func asked(_ system: SituationSystem) -> Bool { question.system == nil || question.system == system }
    var cases = asked(.cases) ? cases() : []
    if let number = question.caseNumber {
      cases = cases.filter { $0.number == number }
      for place in cases.indices { cases[place].history = history(of: number) }
    }
    let empty = ForceStanding(constitution: nil, incidents: 0)
    return Situation(
      cell: cell, nature: world.nature, exerciseName: Line(world.exercise), charter: Line(rulebook.charterName)!,
      asOf: time, throughSequence: RecordSequence(through), isPartial: isPartial, omitted: 0,
      attention: asked(.attention) ? attention() : [], phase: phase, ceasefires: asked(.phase) ? ceasefires() : [],
      texts: asked(.declaration) ? texts() : [], guarantees: asked(.guarantees) ? guarantees() : [], cases: cases,
      incidentsWithoutCase: asked(.cases) ? incidentsWithoutCase() : 0, force: asked(.force) ? force() : empty,
      attacks: asked(.support) ? attacks() : [], invocations: asked(.support) ? invocations() : [],
      assistance: asked(.assistance) ? assistance() : AssistanceStanding(), silentNodes: silentNodes,
      sinceHandover: question.system == nil ? sinceHandover() : SinceHandover())
  }
}
