import CellCommand
import CellSchema
import Foundation
import StrictYAML
import Synchronization

/// Nobody reads what is printed any more, `cellbus tail | head`: no error.
struct ClosedPipe: Error {}

/// Standard output and standard error.
enum Terminal {
  /// Whether a person watches.
  static var isOutput: Bool { isatty(1) == 1 }
  static var isError: Bool { isatty(2) == 1 }

  /// Whether a person types, and sees what is asked.
  static var isPerson: Bool { isatty(0) == 1 && isatty(2) == 1 }

  /// Columns of the screen on standard output; nil where it is none.
  static var columns: Int? {
    guard isOutput else { return nil }
    var size = winsize()
    if unsafe ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    return 80
  }

  /// Columns of the screen on standard error; nil where it is none.
  static var errorColumns: Int? {
    guard isError else { return nil }
    var size = winsize()
    return unsafe ioctl(2, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }

  /// Rows of the screen on standard output.
  static var rows: Int {
    var size = winsize()
    return unsafe ioctl(1, UInt(TIOCGWINSZ), &size) == 0 && size.ws_row > 0 ? Int(size.ws_row) : 24
  }

  /// Whether what is written to a descriptor has colours, where no option says otherwise.
  static func isColoured(_ descriptor: Int32) -> Bool {
    // no-color.org: set and not empty.
    let isWanted = ProcessInfo.processInfo.environment["NO_COLOR"].map(\.isEmpty) ?? true
    return isWanted && isatty(descriptor) == 1 && !isDumb
  }

  /// Whether the terminal knows neither colours nor where its cursor is.
  static var isDumb: Bool { ProcessInfo.processInfo.environment["TERM"] == "dumb" }

  /// A screen on standard output; one that is longer goes through the pager where a person reads it.
  ///
  /// - Parameters:
  ///   - below: lines that follow it.
  ///   - pagerEnd: what stands below it in the pager alone.
  static func show(_ screen: Screen, paged: Bool, below: Int = 0, pagerEnd: String? = nil) throws {
    let lines = below + screen.top.count + screen.body.count + screen.bottom.count + screen.foot.count
    if paged, isOutput, !isDumb, lines >= rows,
      try Pager.show(pagerEnd.map { "\(screen.text)\n\($0)" } ?? screen.text)
    {
      return
    }
    try print(screen.text)
  }

  /// Rings the bell of the terminal on standard output.
  static func ring() { try? FileHandle.standardOutput.write(contentsOf: Data([0x07])) }

  /// Opens what a shell closed, `>&-`: the next file would have its descriptor, and get what is printed.
  static func keepStandardStreams() {
    for descriptor in 0...Int32(2) where fcntl(descriptor, F_GETFD) == -1 {
      // Nothing can be written to it, as to a stream that is closed.
      _ = unsafe open("/dev/null", O_RDONLY)
    }
  }

  /// Text to standard output, with its lines folded where the screen ends.
  static func print(folding text: String) throws { try print(DisplayText.folded(text, to: columns)) }

  /// Whether something was printed for a person that does not say that it is a translation.
  static var lacksNotice: Bool { printed.withLock { $0 == .withoutNotice } }
  private enum Printed { case nothing, withoutNotice, withNotice }
  private static let printed = Mutex(Printed.nothing)

  /// A line to standard output; it is there when this returns.
  static func print(_ text: String) throws {
    if let notice = Voice.notice, isOutput {
      let hasNotice = DisplayText.plainWords(text).contains(DisplayText.plainWords(notice))
      printed.withLock { if $0 != .withNotice { $0 = hasNotice ? .withNotice : .withoutNotice } }
    }
    try print(Array(text.utf8))
  }

  static func print(_ bytes: [UInt8]) throws { try write(bytes + [0x0A]) }

  /// Whole lines to standard output; they are there when this returns.
  static func write(_ lines: [UInt8]) throws {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(lines))
    } catch {
      // EPIPE comes as an error since SIGPIPE is ignored; any other failure of the output is one.
      if isClosedPipe(error) { throw ClosedPipe() }
      let isShut = fcntl(1, F_GETFL) & O_ACCMODE == O_RDONLY
      let reason = isShut ? spoken("it is closed") : SystemWords.of(error)
      throw Complaint(.failed, .outputLost, at: "standard output", reason)
    }
  }

  /// A line to standard error. Where that is closed there is nobody to tell.
  static func note(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
  }

  /// Over the same line of standard error again and again.
  static func overwrite(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data("\r\u{1B}[K\(text)".utf8))
  }

  private static func isClosedPipe(_ error: any Error) -> Bool {
    var error = error as NSError
    while true {
      if error.domain == NSPOSIXErrorDomain { return error.code == Int(EPIPE) }
      guard let inner = error.userInfo[NSUnderlyingErrorKey] as? NSError else { return false }
      error = inner
    }
  }
}
