import ArgumentParser
import CellCommand
import CellNode
import CellSchema

struct AckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ack", abstract: spoken("Acknowledge a message that you have read."),
    discussion: spoken(
      """
      cellbus ack 354 "Passed to the verification lead."
      It goes to the originator, in the message's own world and precedence. Who read it is an appointment, never a \
      person: --by, CELLBUS_BY, or the context's. It is never an agreement. Once an appointment has acknowledged a message \
      it does so again only with a note; nobody acknowledges what they sent.
      """))

  @Argument(
    help: helpText("The message: its number on the record, its id or the beginning of it, or its serial."),
    transform: reference)
  var message: MessageReference

  @Argument(help: helpText("What is done about it, in one line."))
  var note: [String] = []

  @OptionGroup(title: spoken("Who you are")) var identity: IdentityOptions
  @OptionGroup(title: spoken("Who you are")) var appointment: AppointmentOption
  @OptionGroup(title: spoken("Output")) var format: FormatOptions

  func validate() throws {
    // `ack 354 355` would acknowledge one of them, and say so of none.
    if let first = note.first, UInt64(first) != nil {
      throw ValidationError(spoken("one message is acknowledged at a time; a note does not begin with a number"))
    }
  }

  func run() async throws {
    try await reporting(format) {
      let by = try appointment.appointment(identity)
      let note = try self.note.isEmpty ? nil : Answering.line(self.note.joined(separator: " "), at: "NOTE")
      try await Answering(identity: identity, format: format).send(
        to: message, by: by, addsNote: note != nil, keeping: .acknowledgement(by: by, note: note))
    }
  }
}
