import CellNode
import CellProof
import CellSchema
import Foundation
import Testing

/// A record, whole: exported by every choice, read from a backup alone, upgraded.
@Suite(.serialized, .timeLimit(.minutes(10))) struct WholeRecordTests {
  private let cell: TestCell
  private let ofCase: CaseNumber = "V-2026-0042"

  /// Three participants have spoken, one of them to another alone, and one of a case.
  init() async throws {
    cell = try TestCell(["FRA", "UKR", "USA"])
    try cell.start()
    for node in ["FRA.CELL-1", "UKR.CELL-1", "USA.CELL-1"] {
      try await Node.connected(cell.profile(node)) { [ofCase] station in
        for count in 1...2 {
          let isSecret = node.hasPrefix("FRA") && count == 2
          _ = try await station.publish(
            LiaisonNote(subject: "Radio check", text: Text("Number \(count) of \(node).")!),
            to: isSecret ? ["UKR"] : ["@all"], releasableTo: isSecret ? ["UKR"] : nil,
            caseNumber: node.hasPrefix("UKR") && count == 1 ? ofCase : nil)
        }
        let log = LogEntry(at: .now, text: "The watch is quiet.")
        if node.hasPrefix("USA") { _ = try await station.publish(log, to: ["@all"]) }
      }
    }
  }

  private func path(_ name: String) -> String { "\(cell.directory)/\(name)" }

  private func record(_ arguments: String...) throws -> (
    exit: Int32, output: String, errors: String
  ) {
    let program = try RunningProgram("cellbus", ["record"] + arguments)
    return (program.wait(), program.standardOutput, program.standardError)
  }

  private func exported(_ arguments: String...) throws -> [[String: Any]] {
    let program = try RunningProgram(
      "cellbus", ["record", "export", "--cell", cell.directory] + arguments)
    try #require(program.wait() == 0, "\(program.standardError)")
    return try program.standardOutput.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }

  private func numbers(_ arguments: String...) throws -> [Int] {
    let program = try RunningProgram(
      "cellbus", ["record", "export", "--cell", cell.directory] + arguments)
    try #require(program.wait() == 0, "\(program.standardError)")
    return try program.standardOutput.split(separator: "\n").compactMap { line in
      (try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["seq"] as? Int
    }
  }

  // MARK: export

  private struct Row {
    var seq: Int
    var node: String
    var type: String
    var ofCase: String?
    var text: String?

    init(_ object: [String: Any]) {
      let header = object["header"] as? [String: Any]
      seq = object["seq"] as? Int ?? 0
      node = object["node"] as? String ?? ""
      type = header?["type"] as? String ?? ""
      ofCase = header?["case"] as? String
      text = (object["body"] as? [String: Any])?["text"] as? String
    }
  }

  @Test func eachChoiceOfAnExportTakesWhatItSays() throws {
    let rows = try exported()
    #expect(rows.count >= 8, "the genesis, six notes, an entry of the log")
    func numbers(where takes: (_ row: Row) -> Bool) -> [Int] {
      rows.map(Row.init).filter(takes).map(\.seq)
    }
    let all = numbers { _ in true }
    #expect(all == Array(1...rows.count))
    #expect(try self.numbers("--from", "3") == Array(3...rows.count))
    #expect(try self.numbers("--from", "3", "--to", "5") == [3, 4, 5])
    #expect(try self.numbers("--to", "99") == all)
    let entries = numbers { $0.type == "cell.log-entry" }
    #expect(try self.numbers("--type", "cell.log-entry") == entries && entries.count == 1)
    #expect(
      try self.numbers("--type", "system.*", "--type", "cell.log-entry")
        == numbers { $0.type.hasPrefix("system.") || $0.type == "cell.log-entry" })
    #expect(try self.numbers("--sender", "FRA") == numbers { $0.node == "FRA.CELL-1" })
    #expect(
      try self.numbers("--sender", "FRA,USA.CELL-1")
        == numbers { ["FRA.CELL-1", "USA.CELL-1"].contains($0.node) })
    #expect(try self.numbers("--case", "V-2026-0042") == numbers { $0.ofCase == "V-2026-0042" })
    #expect(numbers { $0.ofCase == "V-2026-0042" }.count == 1)
    let secret = numbers { $0.text == "Number 2 of FRA.CELL-1." }
    #expect(secret.count == 1)
    #expect(
      try self.numbers("--releasable-to", "USA") == all.filter { !secret.contains($0) },
      "what is between others leaves a gap")
    #expect(try self.numbers("--releasable-to", "UKR") == all)
    #expect(
      try self.numbers("--releasable-to", "USA", "--sender", "FRA", "--type", "cell.*")
        == numbers { $0.node == "FRA.CELL-1" && !secret.contains($0.seq) })
    for wrong in [
      ["--from", "0"], ["--from", "4", "--to", "3"], ["--dsse", "--exact"],
      ["--releasable-to", "GBR"],
    ] {
      let program = try RunningProgram(
        "cellbus", ["record", "export", "--cell", cell.directory] + wrong)
      #expect(program.wait() == 64, "\(wrong): \(program.standardError)")
    }
  }

  @Test func anExportHasTheExactBytesAndTheLeaf() throws {
    let lines = try exported("--exact", "--from", "2", "--to", "4")
    try #require(lines.count == 3)
    for line in lines {
      let document = try #require(Data(base64Encoded: line["document"] as? String ?? ""))
      #expect("\(Digest(of: [UInt8](document)))" == line["documentSHA256"] as? String)
      #expect((line["leaf"] as? String)?.count == 64)
      let object = try #require(try JSONSerialization.jsonObject(with: document) as? [String: Any])
      #expect((object["body"] as? NSDictionary) == (line["body"] as? NSDictionary))
    }
    #expect(try exported("--dsse").isEmpty, "nothing here is signed")
  }

  // MARK: a backup alone

  @Test func aBackupIsReadByItsFileAlone() throws {
    let backup = path("backup.sqlite")
    #expect(try record("backup", backup, "--cell", cell.directory).exit == 0)
    let live = try record("verify", "--cell", cell.directory, "--format", "json")
    #expect(cell.stop() == 0)
    // Nothing of the cell is needed, and nothing is written: the medium may be read-only.
    let other = FileManager.default.temporaryDirectory.appending(path: "alone-\(UUID().uuidString)")
      .path
    try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
    defer {
      try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: other)
      try? FileManager.default.removeItem(atPath: other)
    }
    let alone = "\(other)/a %20 copy?.sqlite"
    try FileManager.default.moveItem(atPath: backup, toPath: alone)
    try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: other)
    let verified = try record("verify", "--file", alone, "--format", "json")
    #expect(verified.exit == 0 && verified.output == live.output, "\(verified) \(live)")
    let shown = try record("show", "--file", alone)
    #expect(
      shown.exit == 0 && shown.output.contains("paris") && shown.output.contains(alone), "\(shown)")
    let rows = try record(
      "export", "--file", alone, "--releasable-to", "USA", "--type", "cell.liaison-note")
    #expect(rows.exit == 0 && rows.output.split(separator: "\n").count == 5, "\(rows)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: other) == ["a %20 copy?.sqlite"])

    #expect(try record("verify", "--file", alone, "--cell", cell.directory).exit == 64)
    #expect(try record("verify", "--file", alone, "--state").exit == 64)
    let missing = try record("verify", "--file", "\(other)/none.sqlite")
    #expect(missing.exit == 74 && missing.errors.contains("none.sqlite"), "\(missing)")
    let foreign = try record("show", "--file", cell.configuration)
    #expect(foreign.exit == 65 && foreign.errors.contains("8002 record-foreign"), "\(foreign)")
  }

  @Test func anAlteredBackupIsFound() throws {
    let backup = path("backup.sqlite")
    #expect(try record("backup", backup, "--cell", cell.directory).exit == 0)
    var bytes = [UInt8](try Data(contentsOf: URL(filePath: backup)))
    let text = Array("Number 1 of UKR".utf8)
    let place = try #require(bytes.firstRange(of: text)?.lowerBound)
    bytes[place] ^= 1
    try Data(bytes).write(to: URL(filePath: backup))
    let found = try record("verify", "--file", backup)
    #expect(
      found.exit == 65 && found.errors.contains("backup.sqlite") && found.errors.contains("row 4"),
      "\(found)")
  }

  /// What is wrong with the target is not said of the record.
  @Test func aTargetThatCannotBeWrittenIsNamed() throws {
    let nowhere = path("nowhere/backup.sqlite")
    let missing = try record("backup", nowhere, "--cell", cell.directory)
    #expect(missing.exit == 73 && missing.errors.contains("6009 output-unwritable"), "\(missing)")
    #expect(
      missing.errors.contains("nowhere") && !missing.errors.contains("/record:"), "\(missing)")
    let foreign = try record("backup", cell.configuration, "--cell", cell.directory)
    #expect(foreign.exit == 65 && foreign.errors.contains("cellbusd.yaml"), "\(foreign)")
    #expect(!foreign.errors.contains("/record:"), "\(foreign)")
    #expect(try String(contentsOfFile: cell.configuration, encoding: .utf8).contains("cell: paris"))
    let full = try record("backup", "/dev/full", "--cell", cell.directory)
    #expect(full.exit != 0 && full.errors.contains("/dev/full"), "\(full)")
  }

  // MARK: the format before

  @Test func aRecordOfTheFormatBeforeIsUpgraded() throws {
    #expect(cell.stop() == 0)
    let before = try record("verify", "--cell", cell.directory, "--format", "json")
    try #require(before.exit == 0)
    let python = try RunningProgram(
      "/usr/bin/python3", ["-c", Self.downgrade, "\(cell.recordDirectory)/record.sqlite"])
    try #require(python.wait() == 0, "\(python.standardError)")
    let refused = try record("show", "--cell", cell.directory)
    #expect(refused.exit == 65 && refused.errors.contains("cellbus record upgrade"), "\(refused)")
    let upgraded = try record("upgrade", "--cell", cell.directory, "--format", "json")
    #expect(upgraded.exit == 0 && upgraded.output.contains(#""rows":"#), "\(upgraded)")
    #expect(upgraded.output.contains("record.sqlite.format2"))
    #expect(
      try record("verify", "--cell", cell.directory, "--format", "json").output == before.output)
    let again = try record("upgrade", "--cell", cell.directory)
    #expect(again.exit == 65, "it is upgraded already: \(again)")
  }

  /// Writes a record as the version before had it, from the view that people read.
  private static let downgrade = """
    import json, os, sqlite3, sys
    path = sys.argv[1]
    new = sqlite3.connect(path)
    new.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    old = sqlite3.connect(path + ".old")
    old.executescript('''
      PRAGMA page_size = 4096; PRAGMA application_id = 0x43454C42; PRAGMA user_version = 2;
      PRAGMA journal_mode = WAL;
      CREATE TABLE message (seq INTEGER PRIMARY KEY, accepted_at INTEGER, node TEXT, stream INTEGER, lane INTEGER,
        number INTEGER, cause INTEGER, document_sha256 BLOB, signature_sha256 BLOB, signature BLOB, document BLOB);
    ''')
    for table in ["record", "opening", "stream", "refusal", "subscription", "aside", "file", "head"]:
        (create,) = new.execute("SELECT sql FROM sqlite_master WHERE name = ?", [table]).fetchone()
        if table == "head":
            create = create.replace("root BLOB NOT NULL CHECK (length(root) = 32),", "root BLOB,")
        old.execute(create)
        rows = new.execute(f"SELECT * FROM {table}").fetchall()
        for row in rows:
            old.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
    for first, rows, hashes, data in new.execute("SELECT first, rows, hashes, bytes FROM page ORDER BY first"):
        for place, row in enumerate(json.loads(rows)):
            at, node, stream, lane, number, cause, signature, document, end = row
            sums = hashes[64 * place : 64 * place + 64]
            old.execute("INSERT INTO message VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [
                first + place, at, node, stream, lane, number, cause, sums[:32], sums[32:], data[signature:document],
                data[document:end]])
    old.commit()
    old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    old.close()
    new.close()
    os.replace(path + ".old", path)
    """
}
