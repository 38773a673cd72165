import ArgumentParser
import CellCommand
import CellNode
import CellSchema

struct HandoverCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "handover", abstract: spoken("Hand your watch over to the next."),
    discussion: spoken(
      """
      cellbus handover --to "Duty officer, second watch"
      It is made from where things stand: open cases, what is overdue, silent nodes. You see it, with what came since the \
      last one, and send it with one key, or --yes. The watch goes over when the oncoming appointment acknowledges it, \
      from whichever node of your participant: cellbus ack NUMBER. With --nobody it stays with you.
      """))

  @Option(name: .long, help: helpText("The appointment that takes over."), transform: leaf)
  var to: Line?

  @Flag(name: .long, help: helpText("Nobody takes over."))
  var nobody = false

  @Flag(name: [.long, .customShort("y")], help: helpText("Send it without asking."))
  var yes = false

  @OptionGroup(title: spoken("Who you are")) var identity: IdentityOptions
  @OptionGroup(title: spoken("Who you are")) var appointment: AppointmentOption
  @OptionGroup(title: spoken("Output")) var format: FormatOptions
  @OptionGroup(title: spoken("Screen")) var pager: PagerOptions

  func validate() throws {
    if to != nil, nobody { throw ValidationError(spoken("--to and --nobody exclude each other")) }
    if (to == nil) != nobody {
      throw ValidationError(spoken("who takes over? Give --to \"Duty officer, second watch\", or --nobody"))
    }
  }

  func run() async throws {
    try await reporting(format) {
      guard yes || Terminal.isPerson else {
        throw Complaint.usage(spoken("nobody is here to confirm it; give --yes to send it unseen"))
      }
      let by = try appointment.appointment(identity)
      guard to != by else {
        throw Complaint(
          .failed, .usage, at: "--to", spoken("you are \(by): a watch goes to another appointment, or --nobody"))
      }
      let profile = try identity.read()
      let (handover, real, elsewhere) = try await connected(profile, within: identity.limit) { node in
        let world = (profile.nature, profile.exerciseName)
        func ask(_ system: SituationSystem?, onlyOpen: Bool = false) async throws -> Situation {
          try await node.wholeSituation(
            SituationQuery(system, onlyOpen: onlyOpen, nature: world.0, exerciseName: world.1))
        }
        let handover = HandoverText(
          overview: try await ask(nil), attention: try await ask(.attention),
          cases: try await ask(.cases, onlyOpen: true),
          by: by, to: to, reader: profile.node, at: .now)
        // An exercise ends with a watch, and what the operation is owed does not.
        let real =
          world.0 == .operation
          ? nil
          : try await node.wholeSituation(SituationQuery(.attention, nature: .operation)).owed(by: profile.node)
        return (handover, real, try await node.known(elsewhereThan: world.0, world.1))
      }
      if !format.isJSON {
        // With one line for the question.
        try Terminal.show(
          handover.screen(format.ink, real: real, elsewhere: elsewhere, width: Terminal.columns, on: profile.nature),
          paged: !pager.noPager, below: 1,
          pagerEnd: yes ? nil : spoken("(q leaves this page; you are asked then whether to send it)"))
      }
      guard yes || SecondThought.ask(spoken("Hand over so?")) else {
        Terminal.note(spoken("Nothing was sent."))
        throw ExitCode(1)
      }
      try await OwnWatch(identity: identity, format: format).send(
        WatchHandover.messageType, DocumentEncoder.json(handover.body), precedence: .priority, by: profile,
        isTyped: true)
    }
  }
}
