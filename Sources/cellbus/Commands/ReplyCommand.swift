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

  func run() async throws {
    try await reporting(format) {
      let words = text.joined(separator: " ")
      guard let answer = Text(words) else {
        throw Complaint(.failed, .usage, at: "TEXT", spoken("allowed: \(Text.shape.words)"))
      }
      try await Answering(identity: identity, format: format).send(to: message) { original in
        if original.header.type == RequestForInformation.messageType {
          return (InformationAnswer.messageType, DocumentEncoder.json(InformationAnswer(text: answer)))
        }
        let note = LiaisonNote(subject: Self.subject(of: original), text: answer)
        return (LiaisonNote.messageType, DocumentEncoder.json(note))
      }
    }
  }

  /// The subject of the note that is answered, else which message is.
  private static func subject(of original: RecordedMessage) -> Line {
    let note = try? DocumentDecoder.body(LiaisonNote.self, of: original.document)
    let subject = original.header.type == LiaisonNote.messageType ? note?.subject.description : nil
    let words = subject.map { $0.hasPrefix("Re: ") ? $0 : "Re: \($0)" } ?? "Re: \(original.header.type)"
    return Line(words) ?? "Re: your message"
  }
}
