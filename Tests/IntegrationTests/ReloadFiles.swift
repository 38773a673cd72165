import CellProof
import CellSchema
import Foundation
import Testing

// A person's edits of a running cell's files.
extension TestCell {
  func text(_ file: String) throws -> String { try String(contentsOfFile: "\(directory)/\(file)", encoding: .utf8) }

  /// Changes a file: at no moment is a half of it there to be read.
  func edit(_ file: String, _ change: (inout String) throws -> Void) throws {
    var text = try text(file)
    try change(&text)
    try Data(text.utf8).write(to: URL(filePath: "\(directory)/\(file)"), options: .atomic)
  }

  /// Changes the roster and gives it another revision.
  func editRoster(revision: Int, _ change: (inout String) throws -> Void = { _ in }) throws {
    try edit("roster.yaml") { text in
      try change(&text)
      try raise(&text, to: revision)
    }
  }

  func raise(_ text: inout String, to revision: Int) throws {
    let range = try #require(text.firstRange(of: #/(?m)^revision: \d+/#))
    text.replaceSubrange(range, with: "revision: \(revision)")
  }

  func sha256(_ file: String) throws -> SHA256Hex {
    let bytes = try Data(contentsOf: URL(filePath: "\(directory)/\(file)"))
    return try #require(SHA256Hex(Digest(of: [UInt8](bytes)).hexadecimal))
  }

  /// The daemon's sockets, those of its listeners among them.
  var openSockets: Int {
    let directory = "/proc/\(processIdentifier)/fd"
    let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return descriptors.count { descriptor in
      let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(directory)/\(descriptor)")
      return target?.hasPrefix("socket:") == true
    }
  }

  // MARK: the signal

  func lines(_ event: String) -> [Substring] { log.split(separator: "\n").filter { $0.contains("event=\(event)") } }

  /// Waits until the log has a line of the event with these words: it is written beside what it is of.
  func hasLogged(_ event: String, _ words: String...) async throws -> Bool {
    try await eventually { lines(event).contains { line in words.allSatisfy { line.contains($0) } } }
  }

  /// The daemon takes signals, and its first rules are on the record.
  func isServing() async throws {
    let isServing = try await eventually { !lines("ready").isEmpty }
    #expect(isServing, "\(log)")
  }

  func hangUp() { Foundation.kill(processIdentifier, SIGHUP) }

  /// Sends SIGHUP and waits for what the log says of it; that line.
  func reload(_ outcome: String = "reloaded") async throws -> String {
    let before = lines(outcome).count
    hangUp()
    let isDone = try await eventually { lines(outcome).count > before }
    #expect(isDone, "\(outcome) is not in the log: \(log.suffix(4_000))")
    return String(lines(outcome).last ?? "")
  }
}

/// Takes a node out of a roster as `cellbus init` writes it.
func strike(_ node: String, from roster: inout String) throws {
  let range = try #require(roster.firstRange(of: try Regex("  - name: \(node)\n(    .*\n)+")))
  roster.removeSubrange(range)
  // What it held it holds no more.
  roster = roster.replacing(", \(node)", with: "").replacing("\(node), ", with: "").replacing("[\(node)]", with: "[]")
}

/// Gives a node another key.
func rekey(_ node: String, _ key: String, in roster: inout String) throws {
  let range = try #require(roster.firstRange(of: try Regex("  - name: \(node)\n    curveKey: '.*'\n")))
  roster.replaceSubrange(range, with: "  - name: \(node)\n    curveKey: '\(key)'\n")
}
