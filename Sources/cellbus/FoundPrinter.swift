import CellCommand
import CellNode
import CellSchema

/// Prints messages of the past, a line each; nothing rings.
struct FoundPrinter: Sendable {
  private let isJSON: Bool
  private let line: MessageLine
  private let ink: Ink

  init(_ format: FormatOptions) {
    isJSON = format.isJSON
    ink = format.ink
    line = MessageLine(ink: format.ink, width: Terminal.columns)
  }

  /// What is urgent in other worlds, the banner of the profile's own, and the columns' names, for a person alone.
  func printTitle(of profile: NodeProfile, on node: Node) async throws {
    guard !isJSON, Terminal.isOutput else { return }
    let elsewhere = try await node.known(elsewhereThan: profile.nature, profile.exerciseName)
    let frame = Screen.Frame(
      of: profile.nature, profile.exerciseName, elsewhere: elsewhere, width: Terminal.columns, ink)
    for text in frame.top + [line.title] { try Terminal.print(text) }
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
