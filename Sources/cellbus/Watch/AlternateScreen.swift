import CellCommand
import CellSchema
import Foundation
import Glibc

/// The terminal while a screen stays on it: its other page, without a cursor, key by key. Whoever leaves finds it as it
/// was.
final class AlternateScreen {
  /// xterm's control sequences: the other page, no cursor, no wrapping where a line ends.
  private static let enter = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l"
  private static let leave = "\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"

  let descriptor: Int32
  private var found = termios()

  /// - Throws: `usage` where the process has no terminal.
  init() throws {
    descriptor = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard descriptor >= 0, unsafe tcgetattr(descriptor, &found) == 0 else {
      throw Complaint(.failed, .usage, at: "--watch", spoken("there is no terminal to stay on"))
    }
    take()
  }

  deinit { close(descriptor) }

  var size: (columns: Int, rows: Int) {
    var size = winsize()
    let isKnown = unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 && size.ws_row > 0
    return isKnown ? (Int(size.ws_col), Int(size.ws_row)) : (80, 24)
  }

  /// Takes the terminal, again after ``giveBack()``.
  func take() {
    var raw = found
    // Keys come at once and are not shown; Ctrl-C and Ctrl-Z stay signals.
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
    _ = unsafe tcsetattr(descriptor, TCSANOW, &raw)
    write(Self.enter)
  }

  func giveBack() {
    write(Self.leave)
    _ = unsafe tcsetattr(descriptor, TCSANOW, &found)
  }

  func draw(_ lines: [String]) {
    let cleared = lines.map { $0 + "\u{1B}[K" }.joined(separator: "\n")
    write("\u{1B}[H" + cleared + "\u{1B}[J")
  }

  func ring() { write("\u{07}") }

  private func write(_ text: String) {
    // A terminal that is gone sends SIGHUP as well.
    try? FileHandle(fileDescriptor: descriptor, closeOnDealloc: false).write(contentsOf: Data(text.utf8))
  }
}
