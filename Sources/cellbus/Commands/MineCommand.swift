import ArgumentParser
import CellCommand
import CellNode
import CellSchema

struct MineCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mine", abstract: spoken("Show what waits for you, first what is overdue."),
    discussion: spoken(
      """
      Acknowledgements, answers, statements on decisions and whatever else your node or your participant owes; what \
      others owe is not in it. A profile of an exercise shows what the operation waits for first.
      """))

  @OptionGroup(title: spoken("Who you are")) var identity: IdentityOptions
  @OptionGroup(title: spoken("Output")) var format: FormatOptions
  @OptionGroup(title: spoken("Screen")) var pager: PagerOptions
  @OptionGroup(title: spoken("Screen")) var stays: WatchOptions

  /// The worlds, the operation first, and what is urgent elsewhere.
  private struct Answer: Sendable {
    var worlds: [(situation: Situation, asked: SituationAsked)] = []
    var elsewhere: Elsewhere?
  }

  func run() async throws {
    try await reporting(format) {
      let profile = try identity.read()
      let ink = format.ink
      if stays.watch {
        try stays.check(format)
        let watch = Watch(profile: profile, limit: identity.limit, isQuiet: stays.quiet, ink: ink)
        return try await watch.run { node in
          let answer = try await Self.ask(node, profile)
          return WatchPage(asOf: answer.worlds.last?.situation.asOf ?? .now) { columns, _ in
            Self.screen(answer, profile, width: columns, ink)
          }
        }
      }
      let answer = try await connected(profile, within: identity.limit) { node in
        try await Self.ask(node, profile, isForProgram: format.isJSON)
      }
      if format.isJSON {
        for world in answer.worlds {
          for line in SituationJSON.lines(world.situation, world.asked) { try Terminal.print(line) }
        }
      } else {
        try Terminal.show(Self.screen(answer, profile, width: Terminal.columns, ink), paged: !pager.noPager)
      }
    }
  }

  private static func ask(
    _ node: Node, _ profile: NodeProfile, isForProgram: Bool = false
  ) async throws -> Answer {
    let queries =
      (profile.nature == .operation ? [] : [SituationQuery(.attention, nature: .operation)])
      + [SituationQuery(.attention, nature: profile.nature, exerciseName: profile.exerciseName)]
    var answer = Answer()
    for query in queries {
      let situation = try await node.wholeSituation(query).owed(by: profile.node)
      answer.worlds.append((situation, SituationAsked(query, by: profile.node)))
    }
    if !isForProgram {
      answer.elsewhere = try await node.known(elsewhereThan: profile.nature, profile.exerciseName)
    }
    return answer
  }

  /// What the operation waits for stands outside of an exercise's banners.
  private static func screen(_ answer: Answer, _ profile: NodeProfile, width: Int?, _ ink: Ink) -> Screen {
    let parts = answer.worlds.map { world in
      let text = SituationText(world.situation, world.asked, width: width).mine(of: profile.node, ink)
      return Screen(
        text, of: world.situation.nature, world.situation.exerciseName, elsewhere: Elsewhere(worlds: []), width: width,
        ink
      ).framed.joined(separator: "\n")
    }
    return Screen(
      parts.joined(separator: "\n\n"), of: .operation, nil, elsewhere: answer.elsewhere, width: width, ink)
  }
}
