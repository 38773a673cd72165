import CellCommand
import CellNode
import CellSchema
import Synchronization

/// Prints messages as they come; a line is written out before the next one is asked for.
///
/// Before a person, the banner of an exercise stands above and below, and again with every screenful; and a flash rings.
final class MessagePrinter: Sendable {
  private let isJSON: Bool
  private let isRaw: Bool
  private let ink: Ink
  private let line: MessageLine
  private let banner: String?
  /// Lines since the banner stood there last.
  private let lines = Mutex(0)

  /// - Parameter profile: whose world the reader is in.
  init(format: FormatOptions, profile: NodeProfile, isRaw: Bool = false) {
    isJSON = format.isJSON
    self.isRaw = isRaw
    ink = format.ink
    line = MessageLine(ink: format.ink, width: Terminal.columns)
    banner = profile.nature.isExercise ? MessageText.banner(of: profile.nature, profile.exerciseName) : nil
  }

  private var isForPeople: Bool { !isJSON && !isRaw && Terminal.isOutput }

  /// The banner and the columns' names, for a person alone.
  func printTitle() throws {
    guard isForPeople else { return }
    try printBanner()
    try Terminal.print(line.title)
  }

  /// The banner once more, when nothing follows.
  func printEnd() throws { if isForPeople { try printBanner() } }

  private func printBanner() throws {
    guard let banner else { return }
    try Terminal.print(ink(DisplayText.column(banner, Terminal.columns ?? DisplayText.width(banner)), .reverse))
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
      if isForPeople { try watch(message.header) }
    }
  }

  private func watch(_ header: Header) throws {
    // A terminal without a bell is silent. The operation's flash rings on an exercise's screen too.
    if header.precedence >= .flash { Terminal.ring() }
    let isFull = lines.withLock { lines in
      lines += 1
      guard lines >= Terminal.rows - 2 else { return false }
      lines = 0
      return true
    }
    if isFull { try printBanner() }
  }
}
