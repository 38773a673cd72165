import ArgumentParser
import CellCommand
import CellNode
import CellSchema

struct SituationCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "situation",
    abstract: "Show where things stand: one screen, worst first, or one system in full.",
    discussion: """
      Systems: attention, phase, declaration, guarantees, cases, force, support, clock, assistance, decisions, roles. What \
      you see is what your node may read; where that is less than all, it says partial view.
      """)

  @Argument(
    help: "One system in full. Without it: the screen of all.",
    completion: .list(SituationSystem.allCases.map(\.rawValue)))
  var system: String?

  @OptionGroup var options: SituationOptions

  func run() async throws { try await options.run(self, SituationRequest(system: system)) }
}

/// What the commands that ask where things stand have in common.
struct SituationOptions: ParsableArguments {
  @OptionGroup(title: "Who you are") var identity: IdentityOptions
  @OptionGroup(title: "Output") var format: FormatOptions

  @Option(name: .long, help: "As it was: a sequence number, RFC 3339, or a date-time group such as 071021ZMAR26.")
  var at: String?

  @Flag(name: .long, help: "Only what is not finished.")
  var open = false

  @Option(
    name: .long, help: "Only what this participant says, owes or is to get: FRA.", completion: Completion.participants)
  var participant: String?

  @Option(name: .long, help: "The exercise that is meant. Default: the profile's world.")
  var exercise: String?

  @Option(name: .long, help: "operation, exercise, drill, project. Default: the profile's.")
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
      if case .time(let moment) = query.moment, moment > .now.adding(seconds: Int64(Limits.sentAhead / 1_000)) {
        throw Complaint(.failed, .usage, at: "--at", "\(moment) is ahead; --at shows how things stood, until now")
      }
      let situation = try await connected(profile, within: identity.limit) { node in
        try await node.wholeSituation(query)
      }
      if case .sequence(let asked) = query.moment, UInt64(situation.throughSequence.value) < asked {
        throw Complaint(
          .failed, .usage, at: "--at", "#\(asked) is ahead: the record ends at #\(situation.throughSequence)")
      }
      if let number = query.caseNumber, situation.cases.isEmpty {
        throw Complaint(.failed, .notOnRecord, at: "ID", "there is no case \(number), or it is not yours to read")
      }
      try print(situation, SituationAsked(query, by: profile.node))
    }
  }

  private func print(_ situation: Situation, _ asked: SituationAsked) throws {
    if format.isJSON {
      for line in SituationJSON.lines(situation, asked) { try Terminal.print(line) }
    } else if let system = asked.system {
      try Terminal.print(SituationText(situation, asked, width: Terminal.columns).text(of: system, format.ink))
    } else {
      try Terminal.print(SituationScreen(situation, asked).text(format.ink))
    }
  }
}
