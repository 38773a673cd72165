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
      others owe is not in it. A profile of an exercise shows first what waits in the operation.
      """))

  @Option(
    name: [.customLong("count"), .customShort("n", allowingJoined: true)], help: helpText("At most so many of a world.")
  )
  var count: Int?

  @OptionGroup(title: spoken("Who you are")) var identity: IdentityOptions
  @OptionGroup(title: spoken("Output")) var format: FormatOptions
  @OptionGroup(title: spoken("Screen")) var pager: PagerOptions
  @OptionGroup(title: spoken("Screen")) var stays: WatchOptions

  /// The worlds, the operation first, and what is urgent elsewhere.
  private struct Answer: Sendable {
    var worlds: [(situation: Situation, asked: SituationAsked)] = []
    var messages: [MessageID: WaitingMessage] = [:]
    var elsewhere: Elsewhere?
  }

  func validate() throws {
    if let count, count < 1 { throw ValidationError(spoken("--count is 1 or more")) }
  }

  func run() async throws {
    try await reporting(format) {
      let profile = try identity.read()
      let ink = format.ink
      if stays.watch {
        try stays.check(format)
        let watch = Watch(profile: profile, limit: identity.limit, isQuiet: stays.quiet, ink: ink)
        let book = MessageBook()
        return try await watch.run { node in
          let answer = try await ask(node, profile, book)
          return WatchPage(asOf: answer.worlds.last?.situation.asOf ?? .now) { columns, _ in
            Self.screen(answer, profile, width: columns, ink)
          }
        }
      }
      let answer = try await connected(profile, within: identity.limit) { node in
        try await ask(node, profile, format.isJSON ? nil : MessageBook())
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

  /// - Parameter book: nil for a program, which asks for what else it wants.
  private func ask(
    _ node: Node, _ profile: NodeProfile, _ book: MessageBook?
  ) async throws -> Answer {
    let queries =
      (profile.nature == .operation ? [] : [SituationQuery(.attention, nature: .operation)])
      + [SituationQuery(.attention, nature: profile.nature, exerciseName: profile.exerciseName)]
    var answer = Answer()
    for query in queries {
      var situation = try await node.wholeSituation(query).owed(by: profile.node)
      if let count { situation.attention.removeSubrange(min(count, situation.attention.count)...) }
      answer.worlds.append((situation, SituationAsked(query, by: profile.node)))
    }
    if let book {
      answer.messages = try await book.waiting(answer.worlds.flatMap { $0.situation.attention.map(\.id) }, node)
      answer.elsewhere = try await node.known(elsewhereThan: profile.nature, profile.exerciseName)
    }
    return answer
  }

  /// What waits in the operation stands outside of an exercise's banners; a world in which nothing waits is a line.
  private static func screen(_ answer: Answer, _ profile: NodeProfile, width: Int?, _ ink: Ink) -> Screen {
    let texts = answer.worlds.map { SituationText($0.situation, $0.asked, width: width) }
    let isIdle = !texts.contains(where: \.needsSomebody)
    var worlds: [(text: String, nature: Nature, exercise: Line?)] = []
    var end: [String] = []
    for (place, text) in texts.enumerated() {
      let situation = answer.worlds[place].situation
      if text.needsSomebody || isIdle && place == texts.count - 1 {
        let mine = text.mine(of: profile.node, ink, messages: answer.messages)
        worlds.append((mine, situation.nature, situation.exerciseName))
      } else if place == texts.count - 1 {
        worlds.append((text.nothing(for: profile.node), situation.nature, situation.exerciseName))
      } else {
        end += DisplayText.wrapped(text.nothing(for: profile.node), to: width ?? 100)
      }
    }
    return Screen(
      worlds: worlds, end: end, elsewhere: answer.elsewhere, width: width, on: profile.nature, ink)
  }
}
