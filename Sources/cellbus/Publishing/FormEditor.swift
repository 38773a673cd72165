import CellCommand
import CellSchema
import Foundation

/// A file in which a form is edited, for its owner alone.
struct FormEditor {
  let name: String

  init() throws {
    let directory = FileManager.default.temporaryDirectory.path
    name = "\(directory)/cellbus-\(UUID().uuidString.prefix(8)).yaml"
    guard FileManager.default.createFile(atPath: name, contents: Data(), attributes: [.posixPermissions: 0o600]) else {
      throw Complaint(.failed, .outputUnwritable, at: name, spoken("it cannot be made"))
    }
  }

  /// What the file has.
  var written: [UInt8] { get throws { Array(try Data(contentsOf: URL(filePath: name))) } }

  func remove() { try? FileManager.default.removeItem(atPath: name) }

  /// Has a text edited, by `$VISUAL`, else `$EDITOR`, else vi, as the shell reads them.
  func edit(_ text: String) throws -> [UInt8] {
    try Data(text.utf8).write(to: URL(filePath: name))
    let environment = ProcessInfo.processInfo.environment
    let editor = ["VISUAL", "EDITOR"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? "vi"
    // Ctrl-C is the editor's while it runs.
    let interrupt = signal(SIGINT, SIG_IGN)
    defer { _ = signal(SIGINT, interrupt) }
    let program = TerminalProgram(["/bin/sh", "-c", "\(editor) '\(name.replacing("'", with: "'\\''"))'"])
    guard let program, program.wait() == 0 else {
      throw Complaint(
        .failed, .inputUnreadable, at: editor, spoken("the editor did not end well, and what it wrote is not used"))
    }
    return try written
  }
}
