import CellJournal
import CellNode
import CellRecord
import CellSchema
import CellTestSupport
import Foundation
import Testing

/// `deploy/verify.py`, written from the article alone, judges what the command writes as the command does.
@Suite("The verifier that is written from the article") struct EvidenceScriptTests {
  private static let tests = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
  private static let root = tests.deletingLastPathComponent().deletingLastPathComponent()
  private static let verify = root.appending(path: "deploy/verify.py").path

  private let directory = FileManager.default.temporaryDirectory.appending(path: "evidence-\(UUID().uuidString)").path

  private func path(_ name: String) -> String { "\(directory)/\(name)" }

  private func run(_ program: String, _ arguments: [String]) throws -> String {
    let running = try RunningProgram(program, arguments)
    let exit = running.wait()
    try #require(exit == 0, "\(arguments): \(running.standardOutput)\(running.standardError)")
    return running.standardOutput
  }

  /// Debian's Python, which has the package `cryptography`.
  private func evidence(_ arguments: String...) throws -> String {
    try run("/usr/bin/python3", [Self.tests.appending(path: "Evidence/evidence.py").path] + arguments)
  }

  private func keep(_ name: String, _ cell: TestCell, _ arguments: String...) throws {
    let output = try run("cellbus", ["record"] + arguments + ["--cell", cell.directory])
    try Data(output.utf8).write(to: URL(filePath: path(name)))
  }

  @Test func theArticlesExamplesHold() throws {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let article = Self.root.appending(path: "Sources/CellSchema/CellSchema.docc/Evidence.md").path
    _ = try evidence("article", article, Self.verify, directory)
    let (proof, keys) = (path("example.tlog-proof"), path("example.keys"))
    _ = try run("/usr/bin/python3", [Self.verify, proof, "--keys", keys, "--document", path("example.json")])
    #expect(try evidence("try", Self.verify, proof, keys).contains("10 parts altered, 0 problem(s)"))
    let found = try run(
      "cellbus",
      ["record", "verify", "--proof", proof, "--keys", keys, "--document", path("example.json"), "--format", "json"])
    #expect(found.contains(#""witnessedAt":"2026-11-30T07:45:00.000Z""#), "\(found)")
    let leaf = try Data(contentsOf: URL(filePath: path("example.leaf")))
    #expect(RecordLeaf(bytes: [UInt8](leaf))?.node == "UKR.CELL-1")
    let lines = try String(contentsOfFile: Self.verify, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 251, "250 lines, with the last one's line feed")
  }

  /// A message with 36 signatures, by keys that roots have certified, some of them by two.
  @Test(.timeLimit(.minutes(10))) func signaturesAreJudgedByRootKeysAndAnAlteredPartIsNamed() async throws {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let cell = try TestCell(["FRA", "UKR"])
    try cell.start()
    try await cell.isServing()
    #expect(cell.stop() == 0)
    try keep("keys", cell, "checkpoint", "--keys")
    let log = try String(contentsOfFile: path("keys"), encoding: .utf8).split(whereSeparator: { " +".contains($0) })[1]
    let origin = log.split(separator: "/").prefix(2).joined(separator: "/")

    var documents = Documents()
    let document = documents.note("FRA.CELL-1", text: "Ми підписали.")
    try Data(document).write(to: URL(filePath: path("document")))
    _ = try evidence("sign", origin, path("document"), directory)
    let block = [UInt8](try Data(contentsOf: URL(filePath: path("block"))))

    let journal = try SQLiteJournal.open(directory: cell.recordDirectory, cell: "paris")
    let head = try journal.head()
    var batch = RecordBatch()
    for (place, envelope) in [
      Envelope(document: documents.note("FRA.CELL-1")), Envelope(signature: block, document: document),
    ].enumerated() {
      batch.rows.append(
        RecordRow(
          sequence: head.sequence + UInt64(place) + 1, acceptedAt: Microseconds(1_796_100_000_000_000),
          node: "FRA.CELL-1", number: StreamNumber(stream: 7, number: UInt64(place) + 1), lane: .routine,
          envelope: envelope))
    }
    _ = try journal.append(batch, after: head)
    try journal.close()

    let certificates = (0..<36).flatMap { ["--certificate", path("certificate-\($0 < 10 ? "0" : "")\($0).json")] }
    let row = head.sequence.value + 2
    _ = try run(
      "cellbus",
      ["record", "prove", "\(row)", "\(row - 1)", "--bundle", path("bundle"), "--cell", cell.directory] + certificates)
    let whole = try evidence("try", Self.verify, path("bundle"), path("keys"), path("roots"))
    #expect(whole.contains("signed by AAX.CELL-1, ") || whole.contains(", AAX.CELL-1"), "\(whole)")
    #expect(whole.contains(" 0 problem(s)"), "\(whole)")
    let found = try run("cellbus", ["record", "verify", "--proof", path("bundle"), "--keys", path("keys")])
    #expect(found.contains("36 signatures, not judged here"), "\(found)")
    #expect(found.contains("36 certificates that are enclosed, not judged here"), "\(found)")
    // The command judges them as the script does, by the same roots.
    let judged = try run(
      "cellbus",
      ["record", "verify", "--proof", path("bundle"), "--keys", path("keys"), "--roots", path("roots"), "-o", "json"])
    let signers = try #require(judged.firstMatch(of: /"signers":\[("[^\]]+)\]/)?.1)
    #expect(signers.split(separator: ",").count == 36 && signers.contains("AAX.CELL-1"), "\(judged)")
    let roots = try String(contentsOfFile: path("roots"), encoding: .utf8).split(separator: "\n").dropLast()
    try Data(roots.joined(separator: "\n").utf8).write(to: URL(filePath: path("fewer")))
    let fewer = try RunningProgram(
      "cellbus",
      ["record", "verify", "--proof", path("bundle"), "--keys", path("keys"), "--roots", path("fewer")])
    #expect(fewer.wait() == 65 && fewer.standardError.contains("8007 proof-invalid"), "\(fewer.standardError)")
    #expect(fewer.standardError.contains("certificates/"), "\(fewer.standardError)")
  }

  /// The demo's declaration: 36 signatures, ratifications, what was confirmed.
  @Test(.timeLimit(.minutes(10))) func aDeclarationIsOneBundle() throws {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    _ = try run("cellbus", ["demo", "--keep", path("demo")])
    let keys = try run("cellbus", ["record", "checkpoint", "--keys", "--cell", path("demo")])
    try Data(keys.utf8).write(to: URL(filePath: path("keys")))
    _ = try run("cellbus", ["record", "prove", "declaration.*", "--bundle", path("bundle"), "--cell", path("demo")])
    let found = try run("cellbus", ["record", "verify", "--proof", path("bundle"), "--keys", path("keys")])
    let other = try run("/usr/bin/python3", [Self.verify, path("bundle"), "--keys", path("keys")])
    let rows = found.split(separator: "\n").filter { $0.hasPrefix("row ") }
    #expect(rows.count { $0.contains("declaration.signature") } == 36, "\(found)")
    #expect(rows.contains { $0.contains("declaration.ratification") })
    #expect(other.split(separator: "\n").filter { $0.hasPrefix("row ") }.count == rows.count)
  }

  /// The static files of a record that a broker wrote, by an implementation that shares no code.
  @Test(.timeLimit(.minutes(10))) func goReadsTheTiles() async throws {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let cell = try TestCell(["FRA", "UKR"])
    try cell.start()
    let drafts = (1...600).map { _ in Draft(LiaisonNote(subject: "Radio check", text: "Heard."), to: ["@all"]) }
    try await Node.connected(cell.profile("FRA.CELL-1")) { france in
      for try await outcome in france.publish(contentsOf: drafts) { _ = try outcome.result.get() }
    }
    // Beside the running daemon.
    func write() throws -> String {
      try run("cellbus", ["record", "tiles", path("tiles"), "--entries", "--cell", cell.directory])
    }
    let written = try write()
    #expect(written.contains("tree of 601 rows in 7 files, 7 of them new"), "\(written)")
    #expect(try write().contains("7 files, 0 of them new"))
    try keep("keys", cell, "checkpoint", "--keys")
    let key = try String(contentsOfFile: path("keys"), encoding: .utf8).split(whereSeparator: \.isWhitespace)[1]
    func read() throws -> (exit: Int32, output: String) {
      // Debian's own packages, without the network.
      let go = try RunningProgram(
        "/usr/bin/env",
        ["go", "run", Self.tests.appending(path: "Evidence/tiles.go").path, path("tiles"), String(key)],
        environment: [
          "HOME": directory, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOCACHE": path("cache"),
          "GOFLAGS": "-buildvcs=false",
        ])
      return (go.wait(), go.standardOutput + go.standardError)
    }
    let found = try read()
    #expect(found.exit == 0 && found.output.contains("601 entries, each in the tree"), "\(found)")
    var tile = [UInt8](try Data(contentsOf: URL(filePath: path("tiles/tile/0/001"))))
    tile[40] ^= 1
    try Data(tile).write(to: URL(filePath: path("tiles/tile/0/001")))
    #expect(try read().exit == 1)
    #expect(cell.stop() == 0)
  }
}
