import Foundation
import Glibc

/// The program in which a person reads what is longer than the screen: `CELLBUS_PAGER`, `PAGER`, else `less -FRX`.
enum Pager {
  /// Shows a text, and returns when its reader is done with it.
  ///
  /// - Returns: whether it was shown: false where there is no pager, or it cannot be started, which is no failure.
  static func show(_ text: String) throws -> Bool {
    let pipe = Pipe()
    guard let words, let program = TerminalProgram(words, input: pipe) else { return false }
    try? pipe.fileHandleForReading.close()
    let input = pipe.fileHandleForWriting
    // Ctrl-C is the pager's while it runs.
    let interrupt = signal(SIGINT, SIG_IGN)
    defer { _ = signal(SIGINT, interrupt) }
    // Who leaves the pager before its end has read enough.
    try? input.write(contentsOf: Data((text + "\n").utf8))
    try? input.close()
    // As a shell says that there is no such program (POSIX, sh, Command Search and Execution).
    return program.wait() != 127
  }

  /// The program and its arguments; nil where the user wants none.
  private static var words: [String]? {
    let environment = ProcessInfo.processInfo.environment
    let wanted = environment["CELLBUS_PAGER"] ?? environment["PAGER"].flatMap { $0.isEmpty ? nil : $0 } ?? "less -FRX"
    let isForShell = wanted.contains { "|&;<>()$`\"'\\*?[#~=%".contains($0) }
    if isForShell { return ["/bin/sh", "-c", wanted] }
    let words = wanted.split(separator: " ").map(String.init)
    return words.isEmpty || words == ["cat"] ? nil : words
  }
}
