import CellNode
import CellNodeStore
import CellSchema
import Foundation
import Testing

/// What nodes do about a record that lost rows: whoever had a receipt for one offers it back, and a word alone stops nobody.
@Suite("Rows that a record lost", .serialized, .timeLimit(.minutes(10))) struct LostRowsTests {
  private let cell: TestCell

  init() throws {
    cell = try TestCell(["FRA", "UKR"])
    try cell.store("UKR.GS-1.sqlite", of: "UKR.GS-1")
    try cell.start()
  }

  private func path(_ name: String) -> String { "\(cell.directory)/\(name)" }

  private func run(_ arguments: String...) throws -> (exit: Int32, output: String, errors: String) {
    let program = try RunningProgram("cellbus", arguments)
    return (program.wait(), program.standardOutput, program.standardError)
  }

  private func publish(_ subject: String) throws -> (exit: Int32, output: String, errors: String) {
    let body = path("note.json")
    try Data(#"{"subject":"\#(subject)","text":"Radio check"}"#.utf8).write(to: URL(filePath: body))
    return try run(
      "publish", "--profile", path("nodes/UKR.GS-1.yaml"), "--type", "cell.liaison-note", "--body", body, "--format",
      "json")
  }

  /// By subject, the identifiers and the numbers on the record.
  private func rows() throws -> [String: (id: String, seq: Int)] {
    let exported = try run("record", "export", "--cell", cell.directory, "--type", "cell.liaison-note")
    try #require(exported.exit == 0, "\(exported.errors)")
    var rows: [String: (id: String, seq: Int)] = [:]
    for line in exported.output.split(separator: "\n") {
      let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      let (header, body) = (object["header"] as? [String: Any], object["body"] as? [String: Any])
      rows[body?["subject"] as? String ?? ""] = (header?["id"] as? String ?? "", object["seq"] as? Int ?? 0)
    }
    return rows
  }

  @Test func whatWasReceiptedAndIsLostIsOfferedBackAsItWas() async throws {
    #expect(try publish("kept").exit == 0)
    let backup = path("paris.sqlite")
    #expect(try run("record", "backup", backup, "--cell", cell.directory).exit == 0)
    for subject in ["lost one", "lost two"] { #expect(try publish(subject).exit == 0) }
    let before = try rows()
    #expect(cell.stop() == 0)
    let restored = try run(
      "record", "restore", backup, "--accept-loss", "--approved-by", "Both sides", "--cell", cell.directory)
    try #require(restored.exit == 0, "\(restored)")
    try cell.start()

    // Until a person decides, the node keeps what it has, and says why.
    let refused = try publish("new")
    #expect(refused.exit == 65 && refused.errors.contains("record-behind"), "\(refused)")
    #expect(try rows().keys.sorted() == ["kept"])
    let profile = path("nodes/UKR.GS-1.yaml")
    let shown = try run("adopt-record", profile)
    #expect(shown.exit == 0 && shown.output.contains("epoch 2"), "\(shown)")
    let adopted = try run("adopt-record", profile, "--yes")
    #expect(adopted.exit == 0 && adopted.output.contains("2 messages that were lost are offered back"), "\(adopted)")
    let later = try publish("later")
    #expect(later.exit == 0, "\(later)")
    let after = try rows()
    #expect(after.keys.sorted() == ["kept", "later", "lost one", "lost two"])
    for subject in ["lost one", "lost two"] {
      #expect(after[subject]?.id == before[subject]?.id, "the same message")
      #expect((after[subject]?.seq ?? 0) > 1_000_000, "in a new row")
    }
    #expect((after["lost one"]?.seq ?? 0) < (after["lost two"]?.seq ?? 0))
    // Once is enough.
    #expect(try run("adopt-record", profile).output.contains("nothing to adopt"))
    #expect(try publish("last").exit == 0)
    #expect(cell.stop() == 0)
  }

  /// A node says that it was done with rows that there never were. It loses its session, and the others go on.
  @Test func aFalseClaimOfBeingBehindStopsNobody() async throws {
    #expect(try publish("one").exit == 0)
    try await Node.connected(cell.profile("FRA.CELL-1")) { node in
      var place = ReadingPlace()
      place[.routine] = 4_711
      let messages = node.subscribe(types: ["cell.*"], from: .place(place))
      await #expect(throws: NodeError.self) {
        for try await _ in messages { break }
      }
    }
    try #require(try await eventually { cell.log.contains("event=record-behind") })
    #expect(try publish("two").exit == 0)
    #expect(try rows().count == 2)
    #expect(cell.stop() == 0)
    #expect(try run("record", "verify", "--cell", cell.directory).exit == 0)
  }

  /// The daemon's own last good checkpoint is evidence, and stays so over a start anew, until a person has decided.
  @Test func aRecordThatWasPutBackByHandIsFoundByTheCheckpointBesideIt() async throws {
    #expect(try publish("one").exit == 0)
    let backup = path("paris.sqlite")
    #expect(try run("record", "backup", backup, "--cell", cell.directory).exit == 0)
    #expect(try publish("two").exit == 0)
    let last = try #require(try rows()["two"]?.seq)
    let note = "\(cell.recordDirectory)/checkpoint"
    try #require(
      try await eventually {
        let lines = (try? String(contentsOfFile: note, encoding: .utf8))?.split(separator: "\n") ?? []
        return lines.count > 1 && Int(lines[1]) ?? 0 >= last
      })
    #expect(cell.stop() == 0)
    for name in ["record.sqlite", "record.sqlite-wal", "record.sqlite-shm", "state.snapshot"] {
      try? FileManager.default.removeItem(atPath: "\(cell.recordDirectory)/\(name)")
    }
    try FileManager.default.copyItem(atPath: backup, toPath: "\(cell.recordDirectory)/record.sqlite")
    for _ in 1...2 {
      try cell.start()
      try await Node.connected(cell.profile("FRA.CELL-1")) { france in
        let status = try await france.status()
        #expect(!status.takesMessages)
        let error = await #expect(throws: NodeError.self) {
          try await france.publish(LiaisonNote(subject: "Radio check", text: "No."))
        }
        #expect(error?.code == .readOnly)
      }
      #expect(cell.stop() == 0)
    }
    #expect(cell.log.contains("rows that this log has signed"))
    let found = try run("record", "verify", "--cell", cell.directory)
    #expect(found.exit == 65 && found.errors.contains("record-behind"), "\(found)")
    let told = try run("record", "restore", backup, "--cell", cell.directory)
    #expect(told.exit == 65 && told.errors.contains("row \(last)"), "\(told)")
    let restored = try run(
      "record", "restore", backup, "--accept-loss", "--approved-by", "Both sides", "--cell", cell.directory)
    #expect(restored.exit == 0, "\(restored)")
    try cell.start()
    try await Node.connected(cell.profile("FRA.CELL-1")) { france in
      let receipt = try await france.publish(LiaisonNote(subject: "Radio check", text: "Anew."))
      #expect(receipt.sequence > 1_000_000)
    }
    #expect(cell.stop() == 0)
  }
}
