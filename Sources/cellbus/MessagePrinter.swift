import CellCommand
import CellNode
import CellSchema

/// Prints messages as they come; a line is written out before the next one is asked for.
struct MessagePrinter: Sendable {
  private let isJSON: Bool
  private let isRaw: Bool
  private let line: MessageLine

  init(format: FormatOptions, isRaw: Bool = false) {
    isJSON = format.isJSON
    self.isRaw = isRaw
    line = MessageLine(ink: format.ink, width: Terminal.columns)
  }

  /// The columns' names, for a person alone.
  func printTitle() throws {
    if !isJSON, !isRaw, Terminal.isOutput { try Terminal.print(line.title) }
  }

  func print(_ message: ReceivedMessage) throws {
    if isRaw {
      try Terminal.print(message.document)
    } else if isJSON {
      try Terminal.print(
        MessageJSON.line(
          sequence: message.sequence, acceptedAt: message.acceptedAt, document: message.document))
    } else {
      let body = try JSONMembers(of: message.document[...])["body"].map { message.document[$0] } ?? []
      try Terminal.print(
        line.text(
          sequence: message.sequence, acceptedAt: message.acceptedAt, header: message.header,
          gist: CellCommand.Gist.of(message.type, body: body)))
    }
  }
}
