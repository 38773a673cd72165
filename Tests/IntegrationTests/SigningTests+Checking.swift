import CellJournal
import CellNode
import CellProof
import CellRecord
import CellSchema
import Foundation
import Testing

/// A node that signs holds the broker to one history of its record.
extension SigningTests {
  /// Ukraine's profile signs, and checks by the log's key, which is fetched on another way than the bus.
  private func check() throws {
    let keys = try run("record", "checkpoint", "--keys", "--cell", cell.directory)
    try #require(keys.exit == 0, "\(keys)")
    try Data(keys.output.utf8).write(to: URL(filePath: path("paris.keys")))
    let handle = try FileHandle(forUpdating: URL(filePath: path("nodes/UKR.CELL-1.yaml")))
    try handle.seekToEnd()
    try handle.write(
      contentsOf: Data(
        """
        signing: {certificate: ../UKR.CELL-1.1.certificate, key: ../UKR.CELL-1.1.key}
        checking: {keys: ../paris.keys, state: ../checked}

        """.utf8))
  }

  private func files(_ suffix: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path("checked"))) ?? []).filter { $0.hasSuffix(suffix) }
  }

  private func say(_ options: String...) throws -> (exit: Int32, output: String, errors: String) {
    try run(["publish", "--cell", cell.directory, "--as", "UKR"] + note + options)
  }

  @Test func whatIsSignedIsProvedToBeUnderAGoodCheckpoint() async throws {
    try check()
    let said = try say()
    #expect(said.exit == 0 && said.errors.contains("proved: "), "\(said)")
    let proof = try #require(files(".tlog-proof").first)
    #expect(files(".pending").isEmpty)
    // Whoever has the keys checks it without the cell.
    let verified = try run("record", "verify", "--proof", path("checked/\(proof)"), "--keys", path("paris.keys"))
    #expect(verified.exit == 0, "\(verified)")
    let once = try run("check", "--once", "-o", "json", "--cell", cell.directory, "--as", "UKR")
    #expect(once.exit == 0 && once.output.contains(#""event":"checked""#), "\(once)")
    // Under another log's key nothing is proved, and it is said that what was shown is not good.
    var other = try String(contentsOfFile: path("paris.keys"), encoding: .utf8)
    let log = try #require(other.firstMatch(of: /log (\S+)\+[0-9a-f]{8}\+\S+/))
    let key = try #require(
      NoteKey(name: String(log.1), kind: .signature, publicBytes: LogKey.generate().publicBytes))
    other.replaceSubrange(log.range, with: "log \(key.verifier)")
    try Data(other.utf8).write(to: URL(filePath: path("other.keys")))
    let program = try RunningProgram(
      "cellbus",
      ["check", "--keys", path("other.keys"), "--state", path("other"), "--cell", cell.directory, "--as", "UKR"])
    #expect(try await eventually { program.standardError.contains("passed over: ") })
    program.process.interrupt()
    #expect(program.wait() == 0)
    #expect(!program.standardError.contains("checked "), "\(program.standardError)")
    // With nobody there it says so, once, and ends in time.
    #expect(cell.stop() == 0)
    let alone = try run("check", "--once", "--timeout", "1", "--cell", cell.directory, "--as", "UKR")
    #expect(alone.exit == 75 && alone.errors.contains("no good checkpoint came"), "\(alone)")
    #expect(alone.errors.components(separatedBy: "connection lost").count == 2, "\(alone)")
  }

  @Test func aLogWithTwoHistoriesIsEvidenceAndEndsWhatBinds() async throws {
    try check()
    #expect(try say().exit == 0)
    #expect(cell.stop() == 0)
    // A machine's image is kept, and life goes on.
    try FileManager.default.copyItem(atPath: cell.recordDirectory, toPath: path("image"))
    try cell.start()
    try await cell.isServing()
    #expect(try say().exit == 0)
    #expect(cell.stop() == 0)
    // The image is put back, and grows into another history.
    try FileManager.default.removeItem(atPath: cell.recordDirectory)
    try FileManager.default.moveItem(atPath: path("image"), toPath: cell.recordDirectory)
    try cell.start()
    try await cell.isServing()
    for _ in 1...3 {
      let other = try run(
        [
          "publish", "--cell", cell.directory, "--as", "FRA", "--key", path("FRA.CELL-1.1.key"),
          "--certificate", path("FRA.CELL-1.1.certificate"),
        ] + note)
      #expect(other.exit == 0, "\(other)")
    }
    let found = try run("check", "--cell", cell.directory, "--as", "UKR")
    #expect(found.exit == 76 && found.errors.contains("8008 log-forked"), "\(found)")
    let evidence = try #require(files(".txt").first)
    let text = try String(contentsOfFile: path("checked/\(evidence)"), encoding: .utf8)
    #expect(text.hasPrefix("cellbus fork 1\n"))
    // Both notes are there, as the log's key has signed them.
    #expect(text.split(separator: "\n").filter { $0.hasPrefix("\u{2014} cellbus/paris-") }.count == 2, "\(text)")
    let refused = try say()
    #expect(refused.exit == 76 && refused.errors.contains("8008 log-forked"), "\(refused)")
    // What binds nobody still goes out.
    let entry = try run("log", "--cell", cell.directory, "--as", "UKR", "--by", "Duty officer", "Two histories.")
    #expect(entry.exit == 0, "\(entry)")
    #expect(cell.stop() == 0)
  }

  // MARK: an operator with root

  /// What somebody does who has the machine, the record and the log's key.
  enum Rewriting: String, CaseIterable, Sendable {
    case dropped, backdated, signatureInvented
  }

  /// Makes the record anew from changed rows, with a tree of their own: by itself it is without a fault.
  private func rewrite(_ rewriting: Rewriting, from sequence: UInt64) throws {
    let old = try SQLiteReader.open(directory: cell.recordDirectory, cell: "paris")
    var batch = RecordBatch()
    while case let more = try old.rows(after: batch.rows.last?.sequence ?? .none, limit: 100, bytes: .max),
      !more.isEmpty
    {
      batch.rows += more
    }
    let place = try #require(batch.rows.firstIndex { $0.sequence.value == sequence })
    switch rewriting {
    case .dropped: batch.rows = Array(batch.rows[..<place])
    case .backdated: batch.rows[place].acceptedAt = batch.rows[place - 1].acceptedAt
    case .signatureInvented:
      var signature = Array(batch.rows[place].envelope.signature)
      signature[signature.count - 1] ^= 1
      batch.rows[place].envelope = Envelope(signature: signature, document: Array(batch.rows[place].envelope.document))
    }
    let files = try ["roster.yaml", "charter.yaml"].map { Array(try Data(contentsOf: URL(filePath: path($0)))) }
    batch.files = try files.filter { try old.file(sha256: Digest(of: $0)) != nil }
    try old.close()
    try FileManager.default.removeItem(atPath: cell.recordDirectory)
    let new = try SQLiteJournal.open(directory: cell.recordDirectory, cell: "paris")
    _ = try new.append(batch, after: new.head())
    try new.close()
  }

  @Test(arguments: Rewriting.allCases) func whatAnOperatorRewritesIsFoundByWhoeverSawTheOther(rewriting: Rewriting)
    async throws
  {
    try check()
    let said = try say("-o", "json")
    #expect(said.exit == 0, "\(said)")
    let sequence = try #require(said.output.firstMatch(of: /"seq":([0-9]+)/).flatMap { UInt64($0.1) })
    // Somebody keeps the checkpoint of the day, on paper or in a mail.
    let note = try run("record", "checkpoint", "--cell", cell.directory)
    try Data(note.output.utf8).write(to: URL(filePath: path("today.note")))
    #expect(cell.stop() == 0)
    try rewrite(rewriting, from: sequence)
    // By itself the other record is whole, and the broker takes it for its own.
    let verified = try run("record", "verify", "--cell", cell.directory)
    #expect(verified.exit == 0, "\(verified)")
    try cell.start()
    try await cell.isServing()
    for _ in 1...2 {
      let other = try run(
        [
          "publish", "--cell", cell.directory, "--as", "FRA", "--key", path("FRA.CELL-1.1.key"), "--certificate",
          path("FRA.CELL-1.1.certificate"),
        ] + self.note)
      #expect(other.exit == 0, "\(other)")
    }
    // Whoever kept the day's checkpoint finds it, and so does the node that signed.
    let against = try run("record", "checkpoint", "--against", path("today.note"), "--cell", cell.directory)
    #expect(against.exit == 76 && against.errors.contains("8008 log-forked"), "\(against)")
    let found = try run("check", "--cell", cell.directory, "--as", "UKR")
    #expect(found.exit == 76 && found.errors.contains("8008 log-forked"), "\(found)")
    // What was proved stays proved, by the keys alone.
    let proof = path("checked/\(sequence).tlog-proof")
    let kept = try run("record", "verify", "--proof", proof, "--keys", path("paris.keys"))
    #expect(kept.exit == 0, "\(kept)")
    #expect(cell.stop() == 0)
  }
}
