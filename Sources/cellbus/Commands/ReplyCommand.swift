import ArgumentParser
import CellCommand
import CellNode
import CellSchema

struct ReplyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reply", abstract: spoken("Answer a message."),
    discussion: spoken(
      """
      cellbus reply 354 "The logistics company. The vote is on 12 March."
      It goes to the originator alone, in the message's own world, precedence and case: an answer to a request for \
      information, a liaison note to any other message.
      """))

  @Argument(
    help: helpText("The message: its number on the record, its id or the beginning of it, or its serial."),
    transform: reference)
  var message: MessageReference

  @Argument(help: helpText("What you answer."))
  var text: [String]

  @OptionGroup(title: spoken("Who you are")) var identity: IdentityOptions
  @OptionGroup(title: spoken("Output")) var format: FormatOptions
  @OptionGroup(title: spoken("Care")) var care: CareOptions

  func run() async throws {
    try await reporting(format) {
      let words = text.joined(separator: " ")
      guard let answer = Text(words) else {
        throw Complaint(.failed, .usage, at: "TEXT", spoken("allowed: \(Text.shape.inWords)"))
      }
      try await Answering(identity: identity, format: format, care: care).send(to: message, keeping: .reply(answer))
    }
  }
}
