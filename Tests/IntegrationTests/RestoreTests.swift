import CellNode
import CellProof
import CellSchema
import Foundation
import Testing

/// A real broker's record that is put back from a backup, with and without a loss.
@Suite("A record is restored", .serialized, .timeLimit(.minutes(10))) struct RestoreCommandTests {
  private let cell: TestCell
  private static let verify = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "deploy/verify.py")
    .path

  init() throws {
    cell = try TestCell(["FRA", "UKR", "USA"])
    try cell.start()
  }

  private func path(_ name: String) -> String { "\(cell.directory)/\(name)" }

  private func record(_ arguments: String...) throws -> (
    exit: Int32, output: String, errors: String
  ) {
    try record(arguments)
  }

  private func record(_ arguments: [String]) throws -> (exit: Int32, output: String, errors: String) {
    let program = try RunningProgram("cellbus", ["record"] + arguments)
    return (program.wait(), program.standardOutput, program.standardError)
  }

  private func ofCell(_ arguments: String...) throws -> (
    exit: Int32, output: String, errors: String
  ) {
    try record(arguments + ["--cell", cell.directory])
  }

  private func keep(_ name: String, _ arguments: String...) throws -> String {
    let answer = try record(arguments + ["--cell", cell.directory])
    try #require(answer.exit == 0, "\(answer.errors)")
    try Data(answer.output.utf8).write(to: URL(filePath: path(name)))
    return path(name)
  }

  @discardableResult
  private func say(_ count: Int, as node: String = "FRA.CELL-1") async throws -> [UInt64] {
    try await Node.connected(cell.profile(node)) { station in
      var numbers: [UInt64] = []
      for number in 1...count {
        let note = LiaisonNote(subject: "Radio check", text: Text("Number \(number).")!)
        numbers.append(try await station.publish(note, to: ["@all"]).sequence)
      }
      return numbers
    }
  }

  private func numbers() throws -> [Int] {
    let program = try RunningProgram("cellbus", ["record", "export", "--cell", cell.directory])
    try #require(program.wait() == 0, "\(program.standardError)")
    return try program.standardOutput.split(separator: "\n").compactMap { line in
      (try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["seq"] as? Int
    }
  }

  /// Waits until the daemon that was started answers.
  private func isServed() async throws {
    try await Node.connected(cell.profile("FRA.CELL-1")) { _ in }
  }

  private func holds(_ proof: String, _ keys: String) throws -> Bool {
    let found = try record("verify", "--proof", proof, "--keys", keys)
    let other = try RunningProgram("/usr/bin/python3", [Self.verify, proof, "--keys", keys])
    let isSame = (other.wait() == 0) == (found.exit == 0)
    #expect(isSame, "\(found) \(other.standardOutput)\(other.standardError)")
    return found.exit == 0
  }

  @Test func aMoveWithoutLossKeepsTheLog() async throws {
    try await say(4)
    #expect(cell.stop() == 0)
    let backup = path("paris.sqlite")
    #expect(try ofCell("backup", backup).exit == 0)
    let keys = try keep("paris.keys", "checkpoint", "--keys")
    let note = try keep("before.note", "checkpoint")
    try cell.start()
    try await isServed()
    let refused = try ofCell("restore", backup)
    #expect(refused.exit == 75 && refused.errors.contains("8003 record-locked"), "\(refused)")
    #expect(cell.stop() == 0)
    let moved = try ofCell("restore", backup)
    #expect(moved.exit == 0 && moved.output.contains("the log goes on"), "\(moved)")
    #expect(moved.output.contains("record.sealed-"))
    try cell.start()
    let last = try #require(try await say(2).last)
    #expect(last < 100)
    #expect(try ofCell("checkpoint", "--against", note).exit == 0)
    let later = try keep("later.keys", "checkpoint", "--keys")
    #expect(try String(contentsOfFile: keys, encoding: .utf8) == String(contentsOfFile: later, encoding: .utf8))
    #expect(cell.stop() == 0)
  }

  @Test func aLossIsRefusedUntilItIsAcceptedAndThenBeginsAnEpoch() async throws {
    let before = try await say(5)
    let backup = path("paris.sqlite")
    #expect(try ofCell("backup", backup).exit == 0)
    let lost = try await say(4)
    let keys = try keep("old.keys", "checkpoint", "--keys")
    let proof = try keep("lost.tlog-proof", "prove", "\(lost[1])")
    let kept = try keep("kept.tlog-proof", "prove", "\(before[1])")
    let note = try keep("highest.note", "checkpoint")
    #expect(cell.stop() == 0)

    let refused = try ofCell("restore", backup)
    #expect(refused.exit == 65 && refused.errors.contains("1013 record-behind"), "\(refused)")
    #expect(
      refused.errors.contains("row \(lost[3])") && refused.errors.contains("Nothing was changed"),
      "\(refused)")
    #expect(try ofCell("restore", backup, "--accept-loss").exit == 64)
    // The machine is gone: what others have kept says what is missing.
    try FileManager.default.removeItem(atPath: cell.recordDirectory)
    let told = try ofCell("restore", backup, "--known", note)
    #expect(told.exit == 65 && told.errors.contains("highest.note"), "\(told)")
    let restored = try ofCell(
      "restore", backup, "--known", note, "--seen", "500", "--accept-loss", "--approved-by",
      "The three sides, by letter of 9 March")
    try #require(restored.exit == 0, "\(restored)")
    #expect(restored.output.contains("epoch 2 begins with row 1000500"), "\(restored)")

    try cell.start()
    let after = try await say(3)
    #expect(after == [1_000_501, 1_000_502, 1_000_503])
    let all = before.map(Int.init) + [1_000_500] + after.map(Int.init)
    #expect(try numbers() == [1] + all)
    // Who reads everything reads on behind what is missing.
    let reader = try RunningProgram(
      "cellbus",
      [
        "subscribe", "--cell", cell.directory, "--as", "UKR", "--type", "*", "--from", "beginning",
        "--format", "json",
        "--count", "\(all.count + 1)",
      ])
    #expect(reader.wait() == 0, "\(reader.standardError)")
    #expect(
      reader.standardOutput.contains("\"type\":\"system.record-restored\""),
      "\(reader.standardOutput)")
    #expect(reader.standardOutput.contains("by letter of 9 March"))
    let missing = try RunningProgram(
      "cellbus", ["show", "\(lost[1])", "--cell", cell.directory, "--as", "UKR"])
    #expect(
      missing.wait() != 0 && missing.standardError.contains("not-on-record"),
      "\(missing.standardError)")

    // Old proofs under the old log, of what is lost too; new ones under the new.
    let next = try keep("new.keys", "checkpoint", "--keys")
    #expect(try holds(proof, keys) && holds(kept, keys))
    #expect(try !holds(proof, next))
    let fresh = try keep("new.tlog-proof", "prove", "\(after[1])")
    #expect(try holds(fresh, next) && !holds(fresh, keys))
    let bundle = path("new.bundle")
    #expect(try ofCell("prove", "\(after[0])", "\(after[2])", "--bundle", bundle).exit == 0)
    #expect(try holds(bundle, next))
    // What is left of the old log is proved under the last checkpoint that it signed.
    let old = try keep("old.tlog-proof", "prove", "\(before[1])")
    #expect(try holds(old, keys))
    #expect(try ofCell("checkpoint", "--against", try keep("new.note", "checkpoint")).exit == 0)
    let behind = try ofCell("checkpoint", "--against", note)
    #expect(behind.exit == 65, "\(behind)")

    #expect(cell.stop() == 0)
    let verified = try ofCell("verify", "--state")
    #expect(verified.exit == 0 && verified.output.contains("epoch 2"), "\(verified)")
    #expect(try ofCell("show").output.contains("from 1000500 on"))
    // A start from the kept state, and one from all rows.
    for isKept in [true, false] {
      if !isKept {
        try FileManager.default.removeItem(atPath: "\(cell.recordDirectory)/state.snapshot")
      }
      try cell.start()
      #expect(try await say(1)[0] > 1_000_503)
      #expect(cell.stop() == 0)
    }
    // A backup of it is one, and a second loss begins a third epoch.
    let second = path("second.sqlite")
    #expect(try ofCell("backup", second).exit == 0)
    #expect(try record("verify", "--file", second).exit == 0)
    let third = try ofCell("restore", second, "--accept-loss", "--approved-by", "The three sides")
    #expect(third.exit == 0 && third.output.contains("epoch 3"), "\(third)")
    try cell.start()
    #expect(try await say(1)[0] > 2_000_000)
    #expect(cell.stop() == 0)
    #expect(try ofCell("verify").output.contains("epoch 3"))
  }

  @Test func whatDoesNotFitIsNotRestored() async throws {
    try await say(2)
    let backup = path("paris.sqlite")
    #expect(try ofCell("backup", backup).exit == 0)
    #expect(cell.stop() == 0)
    let other = try TestCell(["FRA", "UKR"])
    try other.start()
    try await other.isServing()
    #expect(other.stop() == 0)
    let foreign = try record("restore", backup, "--cell", other.directory)
    #expect(foreign.exit == 65 && foreign.errors.contains("another genesis"), "\(foreign)")
    #expect(try ofCell("restore", path("none.sqlite")).exit == 74)
    #expect(try ofCell("restore", cell.configuration).exit == 65)
    var bytes = [UInt8](try Data(contentsOf: URL(filePath: backup)))
    let place = try #require(bytes.firstRange(of: Array("Number 2".utf8))?.lowerBound)
    bytes[place] ^= 1
    try Data(bytes).write(to: URL(filePath: path("bent.sqlite")))
    let bent = try ofCell("restore", path("bent.sqlite"))
    #expect(bent.exit == 65 && bent.errors.contains("8001 record-damaged"), "\(bent)")
    #expect(FileManager.default.fileExists(atPath: cell.recordDirectory))
    let names = try FileManager.default.contentsOfDirectory(atPath: cell.directory)
    #expect(!names.contains { $0.contains("sealed") || $0.contains("restoring") }, "\(names)")
    try cell.start()
    try await isServed()
    #expect(cell.stop() == 0)
  }
}
