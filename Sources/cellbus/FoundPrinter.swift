import CellCommand
import CellNode
import CellSchema

/// Prints messages of the past, a line each; nothing rings.
struct FoundPrinter: Sendable {
  private let isJSON: Bool
  private let line: MessageLine

  init(_ format: FormatOptions) {
    isJSON = format.isJSON
    line = MessageLine(ink: format.ink, width: Terminal.columns)
  }

  /// The columns' names, for a person alone.
  func printTitle() throws {
    if !isJSON, Terminal.isOutput { try Terminal.print(line.title) }
  }

  /// Gives each message of a subscription that has an end; one that cannot be read is passed over, and said.
  static func read(
    _ messages: Subscription<ReceivedMessage>, _ use: (ReceivedMessage) throws -> Void
  ) async throws {
    var iterator = messages.makeAsyncIterator()
    while true {
      do {
        guard let message = try await iterator.next() else { return }
        try use(message)
      } catch let error as NodeError where error.code == .undecodable {
        Terminal.note(spoken("passed over: \(error.code), \(DisplayText.line(error.detail))"))
      }
    }
  }

  func print(_ message: ReceivedMessage) throws {
    if isJSON {
      return try Terminal.print(
        MessageJSON.line(sequence: message.sequence, acceptedAt: message.acceptedAt, document: message.document))
    }
    let body = try JSONMembers(of: message.document[...])["body"].map { message.document[$0] } ?? []
    try Terminal.print(
      line.text(
        sequence: message.sequence, acceptedAt: message.acceptedAt, header: message.header,
        gist: CellCommand.Gist.of(message.type, body: body)))
  }
}
