import CellCommand
import CellNode
import CellSchema
import Synchronization

/// Prints messages as they come; a line is written out before the next one is asked for.
///
/// Before a person, what is urgent in other worlds stands above; the banner of an exercise stands above and below, and
/// again with every screenful; and a flash rings.
final class MessagePrinter: Sendable {
  private let isJSON: Bool
  private let isRaw: Bool
  private let ink: Ink
  private let line: MessageLine
  private let world: (nature: Nature, exercise: Line?)
  private let isQuiet: Bool
  /// Lines since the banner stood there last.
  private let lines = Mutex(0)

  /// - Parameters:
  ///   - profile: whose world the reader is in.
  ///   - isQuiet: no bell for a flash of that world.
  init(format: FormatOptions, profile: NodeProfile, isRaw: Bool = false, isQuiet: Bool = false) {
    self.isQuiet = isQuiet
    isJSON = format.isJSON
    self.isRaw = isRaw
    ink = format.ink
    line = MessageLine(ink: format.ink, width: Terminal.columns)
    world = (profile.nature, profile.exerciseName)
  }

  private var isForPeople: Bool { !isJSON && !isRaw && Terminal.isOutput }

  /// What is urgent elsewhere, the banner and the columns' names, for a person alone.
  func printTitle(_ node: Node) async throws {
    guard isForPeople else { return }
    let elsewhere = try await node.known(elsewhereThan: world.nature, world.exercise)
    for row in frame(elsewhere).top { try Terminal.print(row) }
    try Terminal.print(line.title)
    if Terminal.isError { Terminal.note(spoken("waiting for messages; Ctrl-C ends it")) }
  }

  /// The banner once more, when nothing follows.
  func printEnd() throws {
    guard isForPeople else { return }
    try printBanner()
    if let notice = Voice.notice { try Terminal.print(notice) }
  }

  private func printBanner() throws {
    for row in frame(Elsewhere(worlds: [])).bottom { try Terminal.print(row) }
  }

  private func frame(_ elsewhere: Elsewhere?) -> Screen.Frame {
    Screen.Frame(of: world.nature, world.exercise, elsewhere: elsewhere, width: Terminal.columns, ink)
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
    // A terminal without a bell is silent.
    if Bell.rings(for: header.precedence, header.nature, on: world.nature, isQuiet: isQuiet) { Terminal.ring() }
    let isFull = lines.withLock { lines in
      lines += 1
      guard lines >= Terminal.rows - 2 else { return false }
      lines = 0
      return true
    }
    if isFull { try printBanner() }
  }
}
