import CellCommand
import CellNode
import CellSchema
import Synchronization

/// Prints messages of the past, a line each; nothing rings. Before a person the banner of the profile's world stands above
/// and below them.
final class FoundPrinter: Sendable {
  private let isJSON: Bool
  private let line: MessageLine
  private let ink: Ink
  private let profile: NodeProfile
  private let book = MessageBook()
  private let isTitled = Mutex(false)

  init(_ format: FormatOptions, _ profile: NodeProfile) {
    isJSON = format.isJSON
    ink = format.ink
    line = MessageLine(ink: format.ink, width: Terminal.columns)
    self.profile = profile
  }

  private var isForPeople: Bool { !isJSON && Terminal.isOutput }

  /// What is urgent in other worlds, the banner of the profile's own, and the columns' names, for a person alone.
  private func printTitle(on node: Node) async throws {
    guard
      isTitled.withLock({ isTitled in
        defer { isTitled = true }
        return !isTitled
      })
    else { return }
    let elsewhere = try await node.known(elsewhereThan: profile.nature, profile.exerciseName)
    // What is piped has lines of the record alone; whoever sees to it is told all the same.
    guard isForPeople else { return DeskFrame.tell(elsewhere) }
    for text in frame(elsewhere).top + [line.title] { try Terminal.print(text) }
  }

  /// The banner once more; in words that there is nothing, where nothing was printed.
  func printEnd(_ nothing: @autoclosure () -> String, on node: Node) async throws {
    guard !isJSON else { return }
    if !isForPeople {
      if !isTitled.withLock({ $0 }) {
        Terminal.note(nothing())
        DeskFrame.tell(try await node.known(elsewhereThan: profile.nature, profile.exerciseName))
      }
    } else if isTitled.withLock({ $0 }) {
      for text in frame(Elsewhere(worlds: [])).bottom { try Terminal.print(text) }
    } else {
      let elsewhere = try await node.known(elsewhereThan: profile.nature, profile.exerciseName)
      let frame = frame(elsewhere)
      for text in frame.top + DisplayText.wrapped(nothing(), to: Terminal.columns ?? 100) + frame.bottom {
        try Terminal.print(text)
      }
    }
  }

  private func frame(_ elsewhere: Elsewhere?) -> Screen.Frame {
    Screen.Frame(
      of: profile.nature, profile.exerciseName, elsewhere: elsewhere, width: Terminal.columns, on: profile.nature, ink)
  }

  /// Gives each message of a subscription that has an end; one that cannot be read is passed over, and said.
  static func read(
    _ messages: Subscription<ReceivedMessage>, _ use: (ReceivedMessage) async throws -> Void
  ) async throws {
    var iterator = messages.makeAsyncIterator()
    while true {
      do {
        guard let message = try await iterator.next() else { return }
        try await use(message)
      } catch let error as NodeError where error.code == .undecodable {
        Terminal.note(spoken("passed over: \(error.code), \(DisplayText.line(error.detail))"))
      }
    }
  }

  /// - Parameter whole: all that it says, in as many lines as it takes; nil: its gist in one line.
  func print(_ message: ReceivedMessage, whole: String? = nil, on node: Node) async throws {
    if isJSON {
      return try Terminal.print(
        MessageJSON.line(sequence: message.sequence, acceptedAt: message.acceptedAt, document: message.documentSlice))
    }
    try await printTitle(on: node)
    await book.note(message.header.id, as: message.sequence)
    var gist = whole
    if gist == nil { gist = try await book.gist(message.type, message.document, node) }
    try Terminal.print(
      line.text(
        sequence: message.sequence, acceptedAt: message.acceptedAt, header: message.header, gist: gist ?? "",
        isWhole: whole != nil))
  }
}
