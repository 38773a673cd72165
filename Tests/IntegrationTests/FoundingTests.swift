import CellNode
import CellSchema
import CellTestSupport
import Foundation
import Testing

/// A cell that the roots of three sides found, and an operator with root who tries to change it alone.
@Suite(.serialized, .timeLimit(.minutes(10))) struct FoundingTests {
  private let founded: FoundedCell
  private var cell: TestCell { founded.cell }

  init() throws { founded = try FoundedCell() }

  private func start() async throws {
    try cell.start()
    try await cell.isServing()
  }

  private func keys() throws -> String {
    let text = try founded.must("record", "checkpoint", "--keys", "--cell", cell.directory)
    try Data(text.utf8).write(to: URL(filePath: founded.path("paris.keys")))
    return founded.path("paris.keys")
  }

  private func python(_ arguments: [String]) throws -> (exit: Int32, output: String) {
    let script = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "deploy/verify.py")
    let (process, output) = (Process(), pipeForChild())
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", script.path] + arguments
    process.standardOutput = output
    process.standardError = output
    try process.start()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.end()
    return (process.terminationStatus, text)
  }

  // MARK: founding

  @Test func aCellIsFoundedWhenAsManyRootsOfEachFounderHaveSigned() async throws {
    try founded.propose()
    for code in ["FRA", "USA"] { #expect(try founded.sign(code).exit == 0) }
    let early = try founded.seal()
    #expect(early.exit == 77 && early.errors.contains("0 of the roots of UKR"), "\(early)")
    let one = try founded.run(
      "found", "sign", founded.path("statement.json"), "--cell", cell.directory, "--root", founded.path("UKR.2.root"))
    #expect(one.exit == 0, "\(one)")
    let half = try founded.seal()
    #expect(half.exit == 77 && half.errors.contains("1 of the roots of UKR"), "\(half)")
    // A root of nobody's is found where it would sign, and the roster that was signed is the one that governs.
    try founded.must("certificate", "key", founded.path("stray.root"))
    let stray = try founded.run(
      "found", "sign", founded.path("statement.json"), "--cell", cell.directory, "--root", founded.path("stray.root"))
    #expect(stray.exit == 78 && stray.errors.contains("7002"), "\(stray)")
    #expect(try founded.sign("UKR").exit == 0)
    let roster = try String(contentsOfFile: founded.path("roster.yaml"), encoding: .utf8)
    try cell.edit("roster.yaml") { $0 += "# one more line\n" }
    let other = try founded.seal()
    #expect(other.exit == 78 && other.errors.contains("7016 bad-founding"), "\(other)")
    try Data(roster.utf8).write(to: URL(filePath: founded.path("roster.yaml")))
    let sealed = try founded.seal()
    #expect(sealed.exit == 0 && sealed.output.contains("FRA, UKR, USA"), "\(sealed)")

    try await start()
    let status = try founded.must(["status"] + founded.by("FRA"))
    #expect(status.contains("founded by the sides"), "\(status)")
    try Data(founded.rootsFile.utf8).write(to: URL(filePath: founded.path("paris.roots")))
    let verified = try founded.must(
      "record", "verify", "--roots", founded.path("paris.roots"), "--cell", cell.directory)
    #expect(
      verified.contains("Founded by FRA, UKR, USA: their roots, as you have them, have signed it."), "\(verified)")
    // A bundle shows it to whoever has the roots from elsewhere, and to nobody by the record's own word.
    let bundle = founded.path("first.bundle")
    try founded.must("record", "prove", "1", "--bundle", bundle, "--cell", cell.directory)
    let proof = try founded.must(
      "record", "verify", "--proof", bundle, "--keys", try keys(), "--roots", founded.path("paris.roots"))
    #expect(proof.contains("Founded by FRA, UKR, USA: their roots"), "\(proof)")
    let unknown = try founded.must("record", "verify", "--proof", bundle, "--keys", try keys())
    #expect(unknown.contains("as its first row says"), "\(unknown)")
    let python = try python([bundle, "--keys", try keys(), "--roots", founded.path("paris.roots")])
    #expect(python.exit == 0 && python.output.contains("founded by FRA, UKR, USA"), "\(python)")
    // Other roots than those that signed show nothing.
    let forged = try String(contentsOfFile: founded.path("paris.roots"), encoding: .utf8)
      .replacing(
        try FoundedCell.publicText(founded.path("FRA.1.root.pub")),
        with: try FoundedCell.publicText(founded.path("stray.root.pub")))
    try Data(forged.utf8).write(to: URL(filePath: founded.path("other.roots")))
    let refused = try founded.run(
      "record", "verify", "--proof", bundle, "--keys", try keys(), "--roots", founded.path("other.roots"))
    #expect(refused.exit == 65 && refused.errors.contains("rules/0/signature"), "\(refused)")
    let pythonRefused = try self.python([bundle, "--keys", try keys(), "--roots", founded.path("other.roots")])
    #expect(pythonRefused.exit == 1 && pythonRefused.output.contains("rules/0/signature"), "\(pythonRefused)")
    // It is not founded a second time.
    let again = try founded.seal()
    #expect(again.exit == 78 && again.errors.contains("the record has begun"), "\(again)")
    #expect(cell.stop() == 0)
  }

  @Test func aDevelopmentCellSaysSoAndIsNeverPromoted() async throws {
    try await start()
    let status = try founded.must(["status"] + founded.by("FRA"))
    #expect(status.contains("a development cell's"), "\(status)")
    let verified = try founded.must("record", "verify", "--cell", cell.directory)
    #expect(verified.contains("A development cell: one hand made it"), "\(verified)")
    let bundle = founded.path("first.bundle")
    try founded.must("record", "prove", "1", "--bundle", bundle, "--cell", cell.directory)
    let proof = try founded.must("record", "verify", "--proof", bundle, "--keys", try keys())
    #expect(proof.contains("A development cell"), "\(proof)")
    let python = try python([bundle, "--keys", try keys()])
    #expect(python.exit == 0 && python.output.contains("development cell"), "\(python)")
    #expect(try founded.run("found", "propose", "--cell", cell.directory).errors.contains("the record has begun"))
    // Nobody decides on its files: the operator changes them.
    let next = try founded.edited("roster.yaml", as: "next.yaml", revision: 2) { _ in }
    let proposed = try founded.run(["roster", "propose", next] + founded.by("FRA"))
    #expect(proposed.exit == 65 && proposed.errors.contains("3229 not-founded"), "\(proposed)")
    #expect(cell.stop() == 0)
    // A statement that is signed, and named in the configuration by a hand that can, changes nothing of that.
    let record = founded.path("record")
    try FileManager.default.moveItem(atPath: record, toPath: founded.path("kept"))
    try founded.found()
    try FileManager.default.moveItem(atPath: founded.path("kept"), toPath: record)
    try cell.start()
    #expect(cell.ended() == 78)
    #expect(cell.log.contains("7016 bad-founding"), "\(cell.log)")
  }
}
