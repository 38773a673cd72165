import CellCommand
import CellNode
import CellSchema
import Foundation
import Synchronization

/// Prints messages as they come; a line is written out before the next one is asked for.
///
/// Before a person, what is urgent in other worlds stands above; the banner of an exercise stands above and below, and
/// again with every screenful; and a flash rings that was not on the record when the reader began.
final class MessagePrinter: Sendable {
  private let isJSON: Bool
  private let isRaw: Bool
  private let ink: Ink
  private let line: MessageLine
  private let world: (nature: Nature, exercise: Line?)
  private let isQuiet: Bool
  private let reader: NodeName
  private let book = MessageBook()
  /// Lines since the banner stood there last, and those that it took.
  private let lines = Mutex((since: 0, banner: 0))

  /// - Parameters:
  ///   - profile: whose world the reader is in.
  ///   - isQuiet: no bell for a flash of that world.
  init(format: FormatOptions, profile: NodeProfile, isRaw: Bool = false, isQuiet: Bool = false) {
    self.isQuiet = isQuiet
    reader = profile.node
    isJSON = format.isJSON
    self.isRaw = isRaw
    ink = format.ink
    line = MessageLine(ink: format.ink, width: Terminal.columns)
    world = (profile.nature, profile.exerciseName)
  }

  /// Whether a person looks at it.
  var isForPeople: Bool { !isJSON && !isRaw && Terminal.isOutput }

  /// What is urgent elsewhere, the banner and the columns' names, for a person alone.
  ///
  /// - Parameter isLater: messages of the past come first.
  func printTitle(_ node: Node, isLater: Bool) async throws {
    guard isForPeople else { return }
    try await printBanners(node)
    try Terminal.print(line.title)
    guard Terminal.isError else { return }
    Terminal.note(
      isLater
        ? spoken("first what there is, then what comes; Ctrl-C ends it")
        : spoken("waiting for messages; Ctrl-C ends it"))
  }

  private func printBanners(_ node: Node) async throws {
    let elsewhere = try await node.known(elsewhereThan: world.nature, world.exercise)
    let top = frame(elsewhere).top
    lines.withLock { $0 = (0, top.count) }
    for row in top { try Terminal.print(row) }
  }

  /// The banner once more, when nothing follows.
  ///
  /// - Parameter isInterrupted: the terminal shows `^C` where the line would begin.
  func printEnd(isInterrupted: Bool) throws {
    guard isForPeople else { return }
    if isInterrupted, isatty(0) == 1 { try Terminal.print("") }
    for row in frame(Elsewhere(worlds: [])).bottom { try Terminal.print(row) }
    if let notice = Voice.notice { try Terminal.print(notice) }
  }

  private func frame(_ elsewhere: Elsewhere?) -> Screen.Frame {
    Screen.Frame(of: world.nature, world.exercise, elsewhere: elsewhere, width: Terminal.columns, on: world.nature, ink)
  }

  /// Whether lines are what a program reads, the same for every message: these may be written many at a time.
  var isForPrograms: Bool { isJSON || isRaw }

  /// A message's line, for a program.
  func line(of message: ReceivedMessage) throws(Refusal) -> ArraySlice<UInt8> {
    if isRaw { return message.documentSlice }
    return try MessageJSON.line(
      sequence: message.sequence, acceptedAt: message.acceptedAt, document: message.documentSlice)[...]
  }

  /// - Parameter isNew: it was not on the record when the reader began.
  func print(_ message: ReceivedMessage, isNew: Bool, on node: Node) async throws {
    guard !isForPrograms else { return try Terminal.print(Array(line(of: message))) }
    if isForPeople, isNew { ring(message.header) }
    await book.note(message.header.id, as: message.sequence)
    try Terminal.print(
      line.text(
        sequence: message.sequence, acceptedAt: message.acceptedAt, header: message.header,
        gist: try await book.gist(message.type, message.document, node)))
    if isForPeople, isScreenful { try await printBanners(node) }
  }

  private func ring(_ header: Header) {
    guard header.from != reader else { return }
    // A terminal without a bell is silent.
    if Bell.rings(for: header.precedence, header.nature, on: world.nature, isQuiet: isQuiet) { Terminal.ring() }
  }

  /// Whether as many lines have come as a screen has beside its banners.
  private var isScreenful: Bool {
    lines.withLock { lines in
      lines.since += 1
      return lines.since >= max(1, Terminal.rows - lines.banner - 1)
    }
  }
}
