import ArgumentParser
import CellCommand
import CellNode
import CellSchema

struct MineCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mine", abstract: "Show what waits for you, first what is overdue.",
    discussion: """
      Acknowledgements, answers, statements on decisions and whatever else your node or your participant owes; what \
      others owe is not in it. A profile of an exercise shows what the operation waits for first.
      """)

  @OptionGroup(title: "Who you are") var identity: IdentityOptions
  @OptionGroup(title: "Output") var format: FormatOptions

  func run() async throws {
    try await reporting(format) {
      let profile = try identity.read()
      let queries =
        (profile.nature == .operation ? [] : [SituationQuery(.attention, nature: .operation)])
        + [SituationQuery(.attention, nature: profile.nature, exerciseName: profile.exerciseName)]
      let situations = try await connected(profile, within: identity.limit) { node in
        var situations: [Situation] = []
        for query in queries { situations.append(try await node.wholeSituation(query).owed(by: profile.node)) }
        return situations
      }
      for (place, (query, situation)) in zip(queries, situations).enumerated() {
        let asked = SituationAsked(query, by: profile.node)
        if format.isJSON {
          for line in SituationJSON.lines(situation, asked) { try Terminal.print(line) }
        } else {
          if place > 0 { try Terminal.print("") }
          try Terminal.print(
            SituationText(situation, asked, width: Terminal.columns).mine(of: profile.node, format.ink))
        }
      }
    }
  }
}
