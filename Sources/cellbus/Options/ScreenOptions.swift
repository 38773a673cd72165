import ArgumentParser
import CellCommand
import CellSchema

/// How a screen is shown that may be longer than the terminal.
struct PagerOptions: ParsableArguments {
  @Flag(name: .customLong("no-pager"), help: helpText("Do not show long output in CELLBUS_PAGER, PAGER or less."))
  var noPager = false
}

/// Whether a screen stays.
struct WatchOptions: ParsableArguments {
  @Flag(
    name: [.long, .customShort("w")],
    help: helpText("Stay, and draw the screen anew whenever something changes; q quits."))
  var watch = false

  @Flag(
    name: [.long, .customShort("q")],
    help: helpText("With --watch: no bell for a flash. One of the operation rings during an exercise."))
  var quiet = false

  /// - Throws: `usage` where nobody could look at it.
  func check(_ format: FormatOptions) throws {
    if format.isJSON {
      throw Complaint(.failed, .usage, at: "--watch", spoken("a screen that stays is text; leave out json"))
    }
    guard Terminal.isOutput, !Terminal.isDumb else {
      throw Complaint(.failed, .usage, at: "--watch", spoken("standard output is not a terminal that can be drawn on"))
    }
  }
}
