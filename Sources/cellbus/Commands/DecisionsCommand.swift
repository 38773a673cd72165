import ArgumentParser
import CellCommand
import CellNode
import CellSchema

struct DecisionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decisions", abstract: "Show what participants decide together, or one proposal in full.",
    subcommands: [List.self, Show.self], defaultSubcommand: List.self)
}

extension DecisionsCommand {
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Show every proposal: those without a result first.")

    @OptionGroup var options: SituationOptions

    func run() async throws { try await options.run(self, SituationRequest(system: "decisions")) }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Show one proposal: hash, electors and by which files, delivery, statements, down time, result.")

    @Argument(help: "The proposal: its sequence number or its id.")
    var proposal: String

    @OptionGroup var options: SituationOptions

    func run() async throws {
      try await reporting(options.format) {
        let proposal = try DecisionRequest.Proposal(proposal)
        let profile = try options.identity.read()
        var request = SituationRequest(system: "decisions")
        request.moment = options.at
        request.exercise = options.exercise
        request.nature = options.nature
        let query = try request.query(of: profile)
        let situation = try await connected(profile, within: options.identity.limit) { node in
          try await node.wholeSituation(query)
        }
        let decision = try proposal.found(in: situation.decisions)
        let text = DecisionText(decision, asOf: situation.asOf, width: Terminal.columns)
        try Terminal.print(options.format.isJSON ? SituationJSON.line(decision) : text.text(options.format.ink))
      }
    }
  }
}
