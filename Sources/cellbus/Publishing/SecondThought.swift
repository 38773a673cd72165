import CellCommand
import CellSchema
import Foundation

/// Asks whoever types at a terminal once more before something leaves that cannot be taken back.
enum SecondThought {
  /// Asks for one key; everything but `y` is a no, and so is the end of the input.
  static func ask(_ question: String) -> Bool { key("\(question) [y/N] ", among: "y") == "y" }

  /// Asks for one key of several, in small letters; nil for any other, and at the end of the input.
  static func key(_ question: String, among keys: String) -> Character? {
    let pressed = key(to: question).map { Character(Unicode.Scalar($0)) }?.lowercased().first
    let key = keys.first { $0 == pressed }
    Terminal.note(String(key ?? "n"))
    return key
  }

  /// One key, which is not waited for a line feed and not echoed; nil at the end of the input.
  private static func key(to question: String) -> UInt8? {
    let question = DisplayText.folded(question, to: Terminal.errorColumns)
    func show() { try? FileHandle.standardError.write(contentsOf: Data(question.utf8)) }
    var before = termios()
    guard unsafe tcgetattr(0, &before) == 0 else {
      show()
      return nil
    }
    var raw = before
    // Ctrl-C is a key here, and a no: what was written is kept.
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
    // What was typed before the question answers nothing, and whatever comes once it is shown does.
    _ = unsafe tcsetattr(0, TCSAFLUSH, &raw)
    defer { _ = unsafe tcsetattr(0, TCSANOW, &before) }
    show()
    var byte: UInt8 = 0
    while true {
      let count = unsafe read(0, &byte, 1)
      if count == 1 { return byte }
      if count == 0 || errno != EINTR { return nil }
    }
  }
}
