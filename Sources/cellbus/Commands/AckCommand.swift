import ArgumentParser
import CellCommand
import CellNode
import CellSchema
import Foundation

struct AckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ack", abstract: "Acknowledge a message that you have read.",
    discussion: """
      cellbus ack 354 "Passed to the verification lead."
      It goes to the originator, in the message's own world and precedence. Who read it is an appointment, never a \
      person: --by, or CELLBUS_BY. It is never an agreement.
      """)

  @Argument(help: "The message: its number on the record, or its id.", transform: reference)
  var message: MessageReference

  @Argument(help: "What is done about it, in one line.")
  var note: [String] = []

  @Option(name: .long, help: "The appointment that read it. Without it: CELLBUS_BY.")
  var by: String?

  @OptionGroup(title: "Who you are") var identity: IdentityOptions
  @OptionGroup(title: "Output") var format: FormatOptions

  func run() async throws {
    try await reporting(format) {
      let by = try appointment()
      let note = try self.note.isEmpty ? nil : Answering.line(self.note.joined(separator: " "), at: "NOTE")
      try await Answering(identity: identity, format: format).send(to: message) { original in
        (
          Acknowledgement.messageType,
          DocumentEncoder.json(Acknowledgement(of: original.header.id, by: by, note: note))
        )
      }
    }
  }

  private func appointment() throws -> Line {
    guard let text = by ?? ProcessInfo.processInfo.environment["CELLBUS_BY"], !text.isEmpty else {
      throw Complaint.usage(
        "who read it? Give --by \"Duty officer\", or set CELLBUS_BY: an appointment, never a person's name")
    }
    return try Answering.line(text, at: by == nil ? "CELLBUS_BY" : "--by")
  }
}
