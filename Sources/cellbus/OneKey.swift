import CellCommand
import Foundation
import Glibc

/// One key of the person at the terminal.
enum OneKey {
  /// Whether somebody is there who can be asked.
  static var canAsk: Bool { isatty(0) == 1 && isatty(2) == 1 }

  /// Asks on standard error; true for `y` alone.
  static func confirms(_ question: String) -> Bool {
    try? FileHandle.standardError.write(contentsOf: Data("\(question) [y/N] ".utf8))
    var kept = termios()
    guard unsafe tcgetattr(0, &kept) == 0 else { return false }
    var single = kept
    single.c_lflag &= ~tcflag_t(ICANON | ECHO)
    // What was typed before the question is no answer to it.
    guard unsafe tcsetattr(0, TCSAFLUSH, &single) == 0 else { return false }
    defer { _ = unsafe tcsetattr(0, TCSANOW, &kept) }
    var key: UInt8 = 0
    let count = unsafe Glibc.read(0, &key, 1)
    let isYes = count == 1 && (key == UInt8(ascii: "y") || key == UInt8(ascii: "Y"))
    Terminal.note(isYes ? "yes" : "no")
    return isYes
  }
}
