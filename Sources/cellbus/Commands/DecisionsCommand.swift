import ArgumentParser
import CellCommand
import CellNode
import CellSchema

struct DecisionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decisions", abstract: spoken("Show what participants decide together, or one proposal in full."),
    subcommands: [List.self, Show.self], defaultSubcommand: List.self)
}

extension DecisionsCommand {
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: spoken("Show every proposal: those without a result first."))

    @OptionGroup var options: SituationOptions

    func run() async throws { try await options.run(self, SituationRequest(system: "decisions")) }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: spoken("Show one proposal: hash, electors and by which files, delivery, statements, down time, result.")
    )

    @Argument(
      help: helpText("The proposal: its number on the record, its id or the beginning of it, or its serial."),
      transform: reference)
    var proposal: MessageReference

    @OptionGroup var options: SituationOptions

    func run() async throws {
      try await reporting(options.format) {
        let profile = try options.identity.read()
        guard !options.stays.watch else {
          throw Complaint(
            .failed, .usage, at: "--watch", spoken("one proposal does not stay; cellbus decisions --watch does"))
        }
        var request = SituationRequest(system: "decisions")
        request.moment = options.at
        request.exercise = options.exercise
        request.nature = options.nature
        let asked = request
        let (id, situation, elsewhere) = try await connected(profile, within: options.identity.limit) { node in
          let header = try await node.find(proposal: proposal).header
          var query = try asked.query(of: profile)
          // Where nothing else is said, its own world.
          if options.exercise == nil, options.nature == nil {
            (query.nature, query.exerciseName) = (header.nature, header.exerciseName)
          }
          let (situation, elsewhere) = try await SituationOptions.ask(node, query, isForProgram: options.format.isJSON)
          return (header.id, situation, elsewhere)
        }
        let decision = try DecisionRequest.decision(id, named: "\(proposal)", in: situation.decisions)
        if options.format.isJSON { return try Terminal.print(SituationJSON.line(decision)) }
        let (width, ink) = (Terminal.columns, options.format.ink)
        let screen = Screen(
          DecisionText(decision, asOf: situation.asOf, width: width).text(ink), of: situation.nature,
          situation.exerciseName, elsewhere: elsewhere, width: width, on: profile.nature, ink)
        try Terminal.show(screen, paged: !options.pager.noPager)
      }
    }
  }
}
