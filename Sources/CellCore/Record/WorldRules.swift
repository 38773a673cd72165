import CellSchema

/// The rules for a message that would open an exercise or a drill.
struct WorldRules {
  let recorder: Recorder

  private var rulebook: Rulebook { recorder.rulebook }
  private var index: MessageIndex { recorder.state.index }

  /// - Throws: `bad-exercise-name`, `exercise-looks-alike` or `too-many-worlds`.
  func check(_ found: MessageClass) throws(Refusal) {
    guard let name = found.world.exercise, recorder.index(of: found.world) == nil else { return }
    if let fault = ExerciseName.fault(in: name) {
      throw Refusal(.badExerciseName, at: "/header/exerciseName", "\(fault); \"PARIS 2026\" would do")
    }
    if index.worlds(alike: name).contains(where: { isOpen($0) && index.worlds[$0].exercise != name }) {
      // Which one is not said: the sender may not be one of its readers.
      throw Refusal(
        .exerciseLooksAlike, at: "/header/exerciseName",
        "an open exercise is called the same but for case, blanks or the form of its letters")
    }
    try checkShare(of: found.participant)
  }

  private func isOpen(_ world: WorldIndex) -> Bool { !rulebook.isClosed(index.worlds[world]) }

  private func checkShare(of participant: ParticipantIndex) throws(Refusal) {
    let open = index.worlds.indices.filter(isOpen)
    let own = open.count { index.opener(of: $0) == participant && index.worlds[$0].exercise != nil }
    guard own < Limits.worldsOfParticipant else {
      throw Refusal(
        .tooManyWorlds, at: "/header/exerciseName",
        "\(recorder.names.code(participant)) opened \(own) exercises and drills that are not closed, of the"
          + " \(Limits.worldsOfParticipant) that a participant may have")
    }
    guard open.count < Limits.worlds, index.worlds.count < Limits.worldsOfRecord else {
      throw Refusal(
        .tooManyWorlds, at: "/header/exerciseName",
        "the record has \(open.count) open worlds of \(Limits.worlds), and \(index.worlds.count) with closed ones of"
          + " \(Limits.worldsOfRecord)")
    }
  }
}
