package import CellSchema

extension Scenario {
  /// The lanes in which the scenario says anything that is accepted, lowest first.
  package var lanes: [Precedence] { Set(steps.filter { $0.expect == .accepted }.map(\.precedence)).sorted() }

  /// A last word in each lane, which every node may read.
  ///
  /// A lane is delivered in the record's order: a node that has its last word has everything that it will ever get of
  /// that lane.
  package static func endOfExercise(
    in lanes: [Precedence], at start: Timestamp = .now, using generator: inout some RandomNumberGenerator
  ) -> Chapter {
    let script = Script(text: .draft, start: start, seed: generator.next())
    script.chapter("End of exercise", shows: "A last word in every precedence, for every node") {
      for lane in lanes {
        script.say(
          "end-\(lane)", from: "CELL.OPS-1",
          LiaisonNote(
            subject: "ENDEX", text: "EXERCISE: ENDEX for all stations. No more traffic of this precedence follows."),
          to: ["@all"], precedence: lane, classification: "PUBLIC")
      }
    }
    return script.chapters[0]
  }
}
