import ArgumentParser
import CellCommand
import CellNode
import CellSchema

struct SituationCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "situation",
    abstract: spoken("Show where things stand: one screen, worst first, or one system in full."),
    discussion: spoken(
      """
      Systems: attention, phase, declaration, guarantees, cases, force, support, clock, assistance, decisions, roles. What \
      you see is what your node may read; where that is less than all, it says partial view.
      """))

  @Argument(
    help: helpText("One system in full. Without it: the screen of all."),
    completion: .list(SituationSystem.allCases.map(\.rawValue)))
  var system: String?

  @OptionGroup var options: SituationOptions

  func run() async throws { try await options.run(self, SituationRequest(system: system)) }
}

/// What the commands that ask where things stand have in common.
struct SituationOptions: ParsableArguments {
  @OptionGroup(title: spoken("Who you are")) var identity: IdentityOptions
  @OptionGroup(title: spoken("Output")) var format: FormatOptions
  @OptionGroup(title: spoken("Screen")) var pager: PagerOptions
  @OptionGroup(title: spoken("Screen")) var stays: WatchOptions

  @Option(
    name: .long, help: helpText("As it was: at a number of the record, 4128, or at a moment: \(MomentInput().allowed).")
  )
  var at: String?

  @Flag(name: .long, help: helpText("Only what is not finished."))
  var open = false

  @Option(
    name: .long, help: helpText("Only what this participant says, owes or is to get: FRA."),
    completion: Completion.participants)
  var participant: String?

  @Option(name: .long, help: helpText("The exercise that is meant. Default: the profile's world."))
  var exercise: String?

  @Option(name: .long, help: helpText("operation, exercise, drill, project. Default: the profile's."))
  var nature: Nature?

  func run(_ command: some AsyncParsableCommand, _ request: SituationRequest) async throws {
    try await command.reporting(format) {
      let profile = try identity.read()
      var request = request
      request.moment = at
      request.onlyOpen = open
      request.participant = participant
      request.exercise = exercise
      request.nature = nature
      let query = try request.query(of: profile)
      if stays.watch { return try await watch(query, profile) }
      if case .time(let moment) = query.moment, moment > .now.adding(seconds: Int64(Limits.sentAhead / 1_000)) {
        throw Complaint(
          .failed, .usage, at: "--at", spoken("\(moment) is ahead; --at shows how things stood, until now"))
      }
      let asked = SituationAsked(query, by: profile.node)
      let (situation, elsewhere, numbers) = try await connected(profile, within: identity.limit) { node in
        let (situation, elsewhere) = try await Self.ask(node, query, isForProgram: format.isJSON)
        let numbers = format.isJSON ? [:] : try await Self.numbers(situation, asked, on: node)
        return (situation, elsewhere, numbers)
      }
      if case .sequence(let asked) = query.moment, UInt64(situation.throughSequence.value) < asked {
        throw Complaint(
          .failed, .usage, at: "--at", spoken("\(asked) is ahead: the record ends at \(situation.throughSequence)"))
      }
      if format.isJSON {
        for line in SituationJSON.lines(situation, asked) { try Terminal.print(line) }
      } else {
        let screen = Self.screen(
          situation, asked, elsewhere, numbers, width: Terminal.columns, rows: Terminal.rows, on: profile.nature,
          format.ink)
        try Terminal.show(screen, paged: !pager.noPager)
      }
    }
  }

  private func watch(_ query: SituationQuery, _ profile: NodeProfile) async throws {
    try stays.check(format)
    guard query.moment == nil else {
      throw Complaint(.failed, .usage, at: "--at", spoken("the past does not change; leave out --watch"))
    }
    let (asked, ink) = (SituationAsked(query, by: profile.node), format.ink)
    let watch = Watch(profile: profile, limit: identity.limit, isQuiet: stays.quiet, ink: ink)
    try await watch.run { node in
      let (situation, elsewhere) = try await Self.ask(node, query)
      return WatchPage(asOf: situation.asOf) { columns, rows in
        Self.screen(situation, asked, elsewhere, width: columns, rows: rows, on: profile.nature, ink)
      }
    }
  }

  /// Where things stand, and what is urgent elsewhere.
  static func ask(
    _ node: Node, _ query: SituationQuery, isForProgram: Bool = false
  ) async throws -> (Situation, Elsewhere?) {
    let situation = try await node.wholeSituation(query)
    if let number = query.caseNumber, situation.cases.isEmpty {
      throw Complaint(.failed, .notOnRecord, at: "ID", spoken("there is no case \(number), or it is not yours to read"))
    }
    // A program asks for what it wants.
    guard !isForProgram else { return (situation, nil) }
    return (situation, try await node.known(elsewhereThan: situation.nature, situation.exerciseName))
  }

  /// The numbers of the messages that a case names, those that the node may read.
  private static func numbers(
    _ situation: Situation, _ asked: SituationAsked, on node: Node
  ) async throws -> [MessageID: UInt64] {
    guard asked.caseNumber != nil else { return [:] }
    let text = SituationText(situation, asked, width: nil).text(of: .cases, Ink(isColoured: false))
    return try await node.numbers(of: NamedMessages.ids(in: text))
  }

  /// - Parameters:
  ///   - numbers: of messages that are named by their identifiers.
  ///   - rows: of the terminal, of which the last one is not the screen's.
  private static func screen(
    _ situation: Situation, _ asked: SituationAsked, _ elsewhere: Elsewhere?, _ numbers: [MessageID: UInt64] = [:],
    width: Int?, rows: Int, on desk: Nature, _ ink: Ink
  ) -> Screen {
    let (nature, exercise) = (situation.nature, situation.exerciseName)
    let body: String
    if let system = asked.system {
      body = NamedMessages.numbered(SituationText(situation, asked, width: width).text(of: system, ink), numbers)
    } else {
      let frame = Screen.Frame(of: nature, exercise, elsewhere: elsewhere, width: width, on: desk, ink)
      body = SituationScreen(situation, asked, columns: width ?? 80, lines: rows - 1 - frame.count).text(ink)
    }
    return Screen(body, of: nature, exercise, elsewhere: elsewhere, width: width, on: desk, ink)
  }
}
