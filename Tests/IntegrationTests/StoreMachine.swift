import CellNode
import CellNodeStore
import CellSchema
import Foundation
import Testing

extension TestCell {
  /// What waits in the store `outbox.sqlite` of UKR.GS-1, read from a copy as a node would read it; nothing where there is
  /// no store.
  ///
  /// Another process makes the copy: a file that this one closes takes its locks along.
  func outbox(in place: String) throws -> [StoredMessage] {
    let copy = "\(directory)/copied-\(UUID().uuidString.prefix(8))"
    let files = ["outbox.sqlite", "outbox.sqlite-wal"].map { "\(place)/\($0)" }
    let script = #"mkdir "$0" && for file; do [ ! -e "$file" ] || cp "$file" "$0"; done"#
    let program = try RunningProgram("/bin/sh", ["-c", script, copy] + files)
    defer { try? FileManager.default.removeItem(atPath: copy) }
    try #require(program.wait() == 0, "\(program.standardError)")
    let store = try NodeStore(path: "\(copy)/outbox.sqlite", cell: "paris", node: "UKR.GS-1")
    defer { store.close() }
    return try store.takeContents().left
  }
}

/// A machine on a disk of the shim's with a node's store, and `cellbus publish --queue` that is run on it again and again.
final class StoreMachine {
  let cell: TestCell
  let publisher: ChildPublisher
  private let shim: FaultShim
  private let disk: String
  /// The same node where no broker can be reached.
  private let away: String
  /// Answered so far that they are in the outbox, in this order.
  private(set) var answered: [String] = []
  /// So many of them are on the record.
  private var sent = 0
  /// What each number of the lane stood for when it was answered.
  private var places: [UInt64: String] = [:]

  init(shim: FaultShim) throws {
    self.shim = shim
    let cell = try TestCell(["FRA", "UKR"])
    self.cell = cell
    disk = "\(cell.directory)/nodes/disk"
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: false)
    try cell.store("disk/outbox.sqlite", of: "UKR.GS-1")
    let profile = "\(cell.directory)/nodes/UKR.GS-1.yaml"
    away = "\(cell.directory)/nodes/away.yaml"
    let lines = try String(contentsOfFile: profile, encoding: .utf8).split(separator: "\n").compactMap { line in
      if line.hasPrefix("  - 'tcp:") { return nil as String? }
      return line.hasPrefix("  - 'ipc:") ? "  - 'ipc://\(cell.directory)/nobody'" : String(line)
    }
    let text = Data((lines.joined(separator: "\n") + "\n").utf8)
    _ = FileManager.default.createFile(atPath: away, contents: text, attributes: [.posixPermissions: 0o600])
    publisher = ChildPublisher(profile: profile, node: "UKR.GS-1", options: ["--queue"])
    try cell.start()
  }

  /// One life of the command: so many lines, each once the one before was answered, until its end or its death.
  ///
  /// - Returns: how it ended.
  func live(_ fault: FaultShim.Fault, isAway: Bool, lines: Int = 2) async throws -> Int32 {
    _ = shim.takeSteps(cell)
    try publisher.start(as: isAway ? away : nil, environment: shim.environment(cell, fault, under: disk))
    for number in 0..<lines where publisher.isRunning {
      try publisher.publish(1)
      let isOver = try await eventually { [publisher] in
        publisher.receiptCount > number || !publisher.isRunning
      }
      try #require(isOver, "the command neither died nor answered:\n\(publisher.standardError)")
    }
    let status = try publisher.finish()
    answered += try publisher.receipts().last?.receipts.map(\.id) ?? []
    return status
  }

  /// A life without any fault, where the broker is.
  func liveWell(lines: Int = 0) async throws {
    let status = try await live(.none, isAway: false, lines: lines)
    try #require(status == 0, "\(publisher.standardError)")
    sent = answered.count
  }

  /// A command that sends what is left; the power goes with the last receipt.
  func answerAndLosePower(seed: UInt64) async throws {
    let left = try contents().count
    if left > 0 {
      try publisher.start(environment: shim.environment(cell, .none, under: disk))
      let isDone = try await eventually { [publisher] in
        publisher.standardError.components(separatedBy: "is on the record as ").count > left
      }
      try #require(isDone, "\(publisher.standardError)")
      publisher.kill()
    }
    try losePower(seed: seed)
  }

  func losePower(seed: UInt64) throws { try shim.losePower(cell, seed: seed, under: disk) }

  var steps: [String] { shim.takeSteps(cell) }

  /// On the disk.
  var files: Set<String> { get throws { Set(try FileManager.default.contentsOfDirectory(atPath: disk)) } }

  func contents() throws -> [StoredMessage] { try cell.outbox(in: disk) }

  /// Another machine.
  func forgetStore() throws {
    for place in [disk, "\(cell.directory)/platter"] {
      for file in try FileManager.default.contentsOfDirectory(atPath: place) {
        try FileManager.default.removeItem(atPath: "\(place)/\(file)")
      }
    }
  }

  /// What was answered and not sent is in the store, in its order, under its number.
  func holdStore(_ fault: String) throws {
    let left = try contents()
    let identifiers = left.compactMap { $0.id.map { "\($0)" } }
    let waiting = Array(answered[sent...])
    let wanted = Set(waiting)
    try #require(identifiers.filter { wanted.contains($0) } == waiting, "\(fault): an answered message is missing")
    for (message, id) in zip(left, identifiers) where wanted.contains(id) {
      #expect(
        places.updateValue(id, forKey: message.number) ?? id == id, "\(fault): a number stands for another message")
    }
  }

  /// A command and a daemon without any fault send what is left: everything is on the record once, in its order, and
  /// serials have no gap.
  func finish() async throws {
    try await liveWell(lines: 1)
    #expect(try contents().isEmpty)
    #expect(cell.stop() == 0)
    let audit = try RecordAudit(cell)
    #expect(audit.problems.isEmpty, "\(audit.problems.prefix(10))")
    let headers = try audit.headers()
    let wanted = Set(answered)
    #expect(headers.map { "\($0.id)" }.filter { wanted.contains($0) } == answered)
    #expect(headers.map(\.serial.number) == Array(1...headers.count))
  }
}
