import CellSchema
import CellWire

extension SituationView {
  /// The situation with the systems that a question asks for; the overview has all of them. Counts and sums are of the
  /// participant that the question names, if it names one.
  func situation(cell: CellName, silentNodes: [NodeName], _ question: SituationQuestion) -> Situation {
    func asked(_ system: SituationSystem) -> Bool { question.system == nil || question.system == system }
    let empty = ForceStanding(constitution: nil, incidents: 0)
    return Situation(
      cell: cell, nature: world.nature, exerciseName: world.exercise, charter: Line(rulebook.charterName),
      asOf: time, throughSequence: RecordSequence(through), isPartial: isPartial, omitted: 0,
      attention: asked(.attention) ? attention() : [], phase: phase, ceasefires: asked(.phase) ? ceasefires() : [],
      texts: asked(.declaration) ? texts() : [], guarantees: asked(.guarantees) ? guarantees() : [],
      cases: asked(.cases) ? cases(question.caseNumber) : [],
      incidentsWithoutCase: asked(.cases) ? incidentsWithoutCase(by: question.participant) : 0,
      force: asked(.force) ? force(of: question.participant) : empty,
      attacks: asked(.support) ? attacks() : [], invocations: asked(.support) ? invocations() : [],
      clocks: asked(.clock) ? clocks() : [],
      assistance: asked(.assistance) ? assistance(question) : AssistanceStanding(),
      decisions: asked(.decisions) ? decisions() : [], powers: asked(.declaration) ? powers() : [],
      roles: question.system == nil ? roles().filter(\.needsAttention) : asked(.roles) ? roles() : [],
      contested: asked(.decisions) ? contestedPhases() : [],
      silentNodes: silentNodes,
      sinceHandover: question.system == nil ? sinceHandover(of: question.participant) : SinceHandover())
  }
}

extension Line {
  /// An instrument's name as a line; every instrument's name is one.
  fileprivate init(_ instrument: Instrument) {
    guard let line = Self(instrument.description) else { preconditionFailure("\(instrument) is no line") }
    self = line
  }
}
