import CellCommand
import CellDemo

/// The traffic as a watch officer sees it, in columns that never move.
struct DemoScreen: DemoOutput {
  private let isVerbose: Bool
  private let ink: Ink
  private let width: Int
  /// A person watches, and both outputs are the same screen.
  private let hasStatusLine: Bool
  private var isStatusShown = false
  private var tally = ChapterTally()
  private var chapters = 0
  private var played = 0
  private var total = 0

  /// Columns where there is no terminal.
  private static let columns = 150
  private static let exercise = "EXERCISE EXERCISE EXERCISE"

  init(isVerbose: Bool, ink: Ink) {
    self.isVerbose = isVerbose
    self.ink = ink
    width = Terminal.columns ?? Self.columns
    hasStatusLine = Terminal.isOutput && Terminal.isError
  }

  mutating func begin(_ cell: DemoCell, _ scenario: Scenario) throws {
    total = scenario.steps.count
    try line(ink(Self.exercise, .magenta))
    try line("cellbusd serves the cell \(DemoCell.name) at \(cell.endpoints[0]), charter \(scenario.text.charter)")
    try line("\(total) messages in \(scenario.chapters.count) chapters, all of the exercise \(Scenario.exerciseName)")
  }

  mutating func welcomed(_ count: Int, of all: Int) throws {
    if count < all { return status("nodes are welcomed", count, of: all) }
    try line("\(all) nodes are welcomed over CURVE; each reads all that it may")
    try line()
    try line(ink(DisplayText.cut(DemoRow.heading, to: width), .faint))
  }

  mutating func begin(_ chapter: Chapter) throws {
    tally = ChapterTally()
    chapters += 1
    try line()
    try line(ink("\(chapters)  \(chapter.title)", .bold) + "  " + ink(chapter.shows, .faint))
  }

  mutating func show(_ played: [Played]) throws {
    // As they stand on the record; what was refused stands nowhere.
    let inOrder = played.filter { $0.sequence != nil }.sorted { ($0.sequence ?? 0) < ($1.sequence ?? 0) }
    for message in inOrder + played.filter({ $0.sequence == nil }) {
      self.played += 1
      guard tally.count(message, isVerbose: isVerbose) else { continue }
      try line(DemoRow(message).text(ink, width: width))
    }
    status("messages", min(self.played, total), of: total)
  }

  mutating func end(_ chapter: Chapter, after time: Duration) throws {
    let more = tally.left == 0 ? "" : "… and \(tally.left) more. "
    let sum = "\(more)\(tally.accepted) accepted, \(tally.refused) refused in \(time.seconds): "
    let isAsExpected = tally.unexpected == 0
    try line(
      DemoRow.indent + ink(sum, .faint)
        + (isAsExpected ? ink("as foreseen", .green) : ink("\(tally.unexpected) NOT as foreseen", .alarm)))
  }

  mutating func waiting(for what: String) { status(what) }

  mutating func conclude(_ conclusion: DemoConclusion) throws {
    try line()
    for row in DemoTable(conclusion, ink, width: width).rows { try line(row) }
    try line(ink(Self.exercise, .magenta))
  }

  private mutating func line(_ text: String = "") throws {
    if isStatusShown { Terminal.overwrite("") }
    isStatusShown = false
    try Terminal.print(text)
  }

  /// A line that the next one takes the place of.
  private mutating func status(_ what: String, _ count: Int, of all: Int) {
    let done = all == 0 ? 0 : 30 * count / all
    let bar = String(repeating: "#", count: done) + String(repeating: ".", count: 30 - done)
    status("[\(bar)] \(count) of \(all) \(what)")
  }

  private mutating func status(_ text: String) {
    guard hasStatusLine else { return }
    Terminal.overwrite(DisplayText.cut(text, to: width - 1))
    isStatusShown = true
  }
}

extension Duration {
  /// `1.25 s`
  var seconds: String {
    let hundredths = Int((self / .milliseconds(10)).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100) s"
  }
}
