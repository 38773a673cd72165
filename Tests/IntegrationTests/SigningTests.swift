import CellConfig
import CellNode
import CellProof
import CellSchema
import CellTestSupport
import Foundation
import Testing

/// Documents are signed by keys that off-line roots certify, from the command's files to the record.
@Suite(.serialized, .timeLimit(.minutes(10))) struct SigningTests {
  let cell: TestCell
  private static let program = TestCell.program("cellbus").path

  /// Ukraine and France have roots, and notes are signed.
  init() async throws {
    cell = try TestCell(["FRA", "UKR", "USA"])
    for code in ["FRA", "UKR"] {
      let root = try run(
        "certificate", "key", path("\(code).root"), "--algorithm", code == "FRA" ? "ecdsa-p256" : "ed25519")
      try #require(root.exit == 0, "\(root)")
      try certify("\(code).CELL-1", serial: 1)
    }
    try cell.edit("roster.yaml") { text in
      for code in ["FRA", "UKR"] {
        let root = try Self.publicText(path("\(code).root.pub"))
        text = text.replacing(
          "  - code: \(code)\n", with: "  - code: \(code)\n    roots: {threshold: 1, keys: ['\(root)']}\n")
      }
    }
    try enter("FRA.CELL-1", [1])
    try enter("UKR.CELL-1", [1])
    try cell.edit("charter.yaml") { text in
      text = text.replacing("  - type: cell.liaison-note\n", with: "  - type: cell.liaison-note\n    signature: true\n")
    }
    try cell.start()
    try await cell.isServing()
  }

  // MARK: files

  func path(_ name: String) -> String { "\(cell.directory)/\(name)" }

  private static func publicText(_ file: String) throws -> String {
    try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").dropFirst().dropLast().joined()
  }

  /// Makes a key for a node, `NODE.SERIAL.key`, and its certificate, `NODE.SERIAL.certificate`.
  private func certify(_ node: String, serial: Int, until: String = "2999-12-31") throws {
    let key = path("\(node).\(serial).key")
    let made = try run("certificate", "key", key)
    try #require(made.exit == 0, "\(made)")
    let issued = try run(
      "certificate", "issue", "--root", path("\(node.prefix(3)).root"), "--node", node, "--key", "\(key).pub",
      "--serial",
      "\(serial)", "--until", until, "--out", path("\(node).\(serial).certificate"), "--cell", cell.directory)
    try #require(issued.exit == 0, "\(issued)")
  }

  /// Has the roster hold these certificates of a node, and no other.
  private func enter(_ node: String, _ serials: [Int], revision: Int? = nil) throws {
    try cell.edit("roster.yaml") { text in
      text.replace(try Regex("(?m)(^  - name: \(node)\n)(    certificates:\n(      - .*\n)+)?")) { match in
        let lines = serials.map { serial in
          let file = path("\(node).\(serial).certificate")
          return "      - " + ((try? String(contentsOfFile: file, encoding: .utf8)) ?? "")
        }
        return "  - name: \(node)\n" + (lines.isEmpty ? "" : "    certificates:\n\(lines.joined())")
      }
      if let revision { try cell.raise(&text, to: revision) }
    }
  }

  func run(
    _ arguments: String..., input: String? = nil
  ) throws -> (exit: Int32, output: String, errors: String) { try run(arguments, input: input) }

  func run(_ arguments: [String], input: String? = nil) throws -> (exit: Int32, output: String, errors: String) {
    var handle: FileHandle?
    if let input {
      let file = path("input-\(UUID().uuidString)")
      try Data(input.utf8).write(to: URL(filePath: file))
      handle = try FileHandle(forReadingFrom: URL(filePath: file))
    }
    let program = try RunningProgram("cellbus", arguments, input: handle)
    let exit = program.wait()
    return (exit, program.standardOutput, program.standardError)
  }

  private func publish(_ arguments: String..., as name: String = "UKR") throws -> (
    exit: Int32, output: String, errors: String
  ) {
    try run(["publish", "--cell", cell.directory, "--as", name] + arguments)
  }

  var note: [String] {
    get throws {
      let file = path("note.json")
      try Data(#"{"subject":"Radio check","text":"Nothing to report."}"#.utf8).write(to: URL(filePath: file))
      return ["--type", "cell.liaison-note", "--body", file]
    }
  }

  private func sayNote(_ arguments: String...) throws -> (exit: Int32, output: String, errors: String) {
    try run(["publish", "--cell", cell.directory, "--as", "UKR"] + note + arguments)
  }

  // MARK: by the command

  @Test func whatTheCharterHasSignedIsRefusedUnsignedAndTakenSigned() throws {
    let unsigned = try sayNote()
    #expect(unsigned.exit == 77 && unsigned.errors.contains("3111 signature-required"), "\(unsigned)")
    let checked = try sayNote("--check")
    #expect(checked.exit == 0 && checked.output.contains("signed"), "\(checked)")
    let key = ["--certificate", path("UKR.CELL-1.1.certificate"), "--key", path("UKR.CELL-1.1.key")]
    let signed = try run(["publish", "--cell", cell.directory, "--as", "UKR"] + note + key)
    #expect(signed.exit == 0, "\(signed)")
    let program = try run(
      ["publish", "--cell", cell.directory, "--as", "UKR"] + note + key.prefix(2)
        + ["--signer", Self.program, "signer", "--key", path("UKR.CELL-1.1.key")])
    #expect(program.exit == 0, "\(program)")
    // Who has no roots signs nothing.
    let other = try run(["publish", "--cell", cell.directory, "--as", "USA"] + note)
    #expect(other.exit == 0, "\(other)")
    // The profile's key is used where the charter asks for one.
    let profile = path("nodes/UKR.CELL-1.yaml")
    let handle = try FileHandle(forUpdating: URL(filePath: profile))
    try handle.seekToEnd()
    try handle.write(
      contentsOf: Data("signing: {certificate: ../UKR.CELL-1.1.certificate, key: ../UKR.CELL-1.1.key}\n".utf8))
    try handle.close()
    let plain = try sayNote()
    #expect(plain.exit == 0, "\(plain)")
    let reply = try run("reply", "4", "All well.", "--cell", cell.directory, "--as", "UKR")
    #expect(reply.exit == 0, "\(reply)")
    for number in ["2", "3", "5", "6"] {
      let trace = try run("trace", number, "--cell", cell.directory, "--as", "UKR")
      #expect(trace.output.contains("signed by") && trace.output.contains("UKR.CELL-1 ("), "\(trace)")
    }
    let trace = try run("trace", "4", "--cell", cell.directory, "--as", "USA")
    #expect(trace.exit == 0 && !trace.output.contains("signed by"), "\(trace)")
    #expect(cell.stop() == 0)
  }

  @Test func aTextIsSignedBySeveralOneAfterTheOther() throws {
    let (text, signed) = (path("text.json"), path("text.signed"))
    let written = try sayNote("--write", text)
    #expect(written.exit == 0, "\(written)")
    func sign(_ node: String, _ arguments: String...) throws -> (exit: Int32, output: String, errors: String) {
      try run(
        ["sign"] + arguments + ["--certificate", path("\(node).1.certificate"), "--key", path("\(node).1.key")])
    }
    #expect(try sign("FRA.CELL-1", text, "--out", signed).exit == 0)
    let early = try publish("--signed", signed)
    #expect(early.exit == 77 && early.errors.contains("3125 wrong-signer"), "\(early)")
    let second = try sign("UKR.CELL-1", signed, "--add")
    #expect(second.exit == 0 && second.output.contains("2 signatures"), "\(second)")
    let done = try publish("--signed", signed, "--format", "json")
    #expect(done.exit == 0, "\(done)")
    // The refusal is no row.
    let shown = try run("show", "2", "--cell", cell.directory, "--as", "USA")
    #expect(
      shown.output.contains("signed by") && shown.output.contains("FRA.CELL-1 (")
        && shown.output.contains("UKR.CELL-1 ("))
    let json = try run("show", "2", "--cell", cell.directory, "--as", "USA", "--format", "json")
    #expect(json.output.contains("\"signers\":[{"), "\(json)")
    let raw = try run("show", "2", "--raw", "--cell", cell.directory, "--as", "USA")
    #expect(raw.output.hasPrefix(try String(contentsOfFile: text, encoding: .utf8)), "the exact bytes that were signed")
    // One byte changed in the file is found by the broker.
    var bytes = try SignedStatement(json: Array(Data(contentsOf: URL(filePath: signed))))
    bytes.payload = Array(String(decoding: bytes.payload, as: UTF8.self).replacing("Nothing", with: "Nothink").utf8)
    let id = MessageID.make()
    bytes.payload = Array(
      String(decoding: bytes.payload, as: UTF8.self)
        .replacing(try Regex(#""id":"[^"]*""#), with: "\"id\":\"\(id)\"").utf8)
    try Data(bytes.json.utf8).write(to: URL(filePath: signed))
    let changed = try publish("--signed", signed)
    #expect(changed.errors.contains("3127 bad-signature"), "\(changed)")
    #expect(cell.stop() == 0)
  }

  @Test func whatIsNoSignatureIsNotSent() throws {
    let certificate = ["--certificate", path("UKR.CELL-1.1.certificate")]
    func say(_ words: [String]) throws -> (exit: Int32, output: String, errors: String) {
      try run(["publish", "--cell", cell.directory, "--as", "UKR"] + note + certificate + words)
    }
    for signer in [
      ["false"], ["true"], ["echo", "{}"], ["/nowhere/signer"],
      [Self.program, "signer", "--key", path("FRA.CELL-1.1.key")],
    ] {
      let result = try say(["--signer"] + signer)
      #expect(result.exit == 69 && result.errors.contains("6018 signer-failed"), "\(signer): \(result)")
    }
    let key = try say(["--key", path("FRA.CELL-1.1.key")])
    #expect(key.exit == 78 && key.errors.contains("7002 bad-key"), "\(key)")
    let none = try run(
      ["publish", "--cell", cell.directory, "--as", "UKR"] + note + ["--key", path("UKR.CELL-1.1.key")])
    #expect(none.exit == 64, "\(none)")
    // A key is never written over, and is its owner's alone.
    let again = try run("certificate", "key", path("UKR.root"))
    #expect(again.exit == 73, "\(again)")
    let mode = try FileManager.default.attributesOfItem(atPath: path("UKR.root"))[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let request = try run(
      "signer", "--key", path("UKR.CELL-1.1.key"), input: "{\"payload\":\"e30=\",\"payloadType\":\"x\"}\n")
    #expect(request.exit == 65, "\(request)")
    #expect(cell.stop() == 0)
  }

  @Test func twoOfThreeRootsCertify() throws {
    for name in ["second", "third"] { #expect(try run("certificate", "key", path("\(name).root")).exit == 0) }
    try cell.edit("roster.yaml") { text in
      let roots = try ["UKR", "second", "third"].map { "'\(try Self.publicText(path("\($0).root.pub")))'" }
      text.replace(
        try Regex("(?m)(^  - code: UKR\n    roots: ).*\n"),
        with: "  - code: UKR\n    roots: {threshold: 2, keys: [\(roots.joined(separator: ", "))]}\n")
    }
    let one = try run("roster", "check", "--cell", cell.directory)
    #expect(one.exit == 78 && one.errors.contains("1 of the roots of UKR have signed it; 2 have to"), "\(one)")
    let certificate = path("UKR.CELL-1.1.certificate")
    let signed = try run(
      "certificate", "countersign", certificate, "--root", path("third.root"), "--out", certificate)
    #expect(
      signed.exit == 0 && signed.errors.contains("UKR.CELL-1") && signed.output.contains("2 signatures"), "\(signed)")
    try enter("UKR.CELL-1", [1])
    let two = try run("roster", "check", "--cell", cell.directory)
    #expect(two.exit == 0, "\(two)")
    try Data("participants:\n  - {code: UKR, hours: 24 hours, call: [Duty desk 12]}\n".utf8)
      .write(to: URL(filePath: path("contacts.yaml")))
    try cell.edit("cellbusd.yaml") { $0 += "contacts: contacts.yaml\n" }
    let shown = try run("roster", "show", "--cell", cell.directory)
    #expect(shown.output.contains("24 hours") && shown.output.contains("Duty desk 12"), "\(shown)")
    #expect(shown.output.contains("roots 2 of 3 certify") && shown.output.contains("signs by "), "\(shown)")
    #expect(cell.stop() == 0)
  }

  // MARK: rotation

  @Test func aKeyTakesAnothersPlaceWithAnOverlap() async throws {
    func say(_ serial: Int) throws -> (exit: Int32, output: String, errors: String) {
      try sayNote("--certificate", path("UKR.CELL-1.\(serial).certificate"), "--key", path("UKR.CELL-1.\(serial).key"))
    }
    try certify("UKR.CELL-1", serial: 2)
    let early = try say(2)
    #expect(early.exit == 77 && early.errors.contains("3124 unknown-signer"), "\(early)")
    try enter("UKR.CELL-1", [1, 2], revision: 2)
    _ = try await cell.reload()
    #expect(try say(1).exit == 0)
    #expect(try say(2).exit == 0)
    try enter("UKR.CELL-1", [2], revision: 3)
    _ = try await cell.reload()
    let late = try say(1)
    #expect(late.exit == 77 && late.errors.contains("3124 unknown-signer"), "\(late)")
    #expect(try say(2).exit == 0)
    // What was signed with it stays signed, by the roster of that place; also after a start from all rows.
    #expect(cell.stop() == 0)
    try cell.start()
    try await cell.isServing()
    let shown = try run("show", "3", "--cell", cell.directory, "--as", "UKR")
    #expect(shown.output.contains("signed by") && shown.output.contains("UKR.CELL-1 ("), "\(shown)")
    // A certificate of yesterday is none of today.
    try certify("UKR.CELL-1", serial: 3, until: "2999-12-31")
    let old = try run(
      "certificate", "issue", "--root", path("UKR.root"), "--node", "UKR.CELL-1", "--key", path("UKR.CELL-1.3.key.pub"),
      "--serial", "4", "--from", "2020-01-01", "--until", "2020-12-31", "--out", path("UKR.CELL-1.3.certificate"),
      "--cell",
      cell.directory)
    #expect(old.exit == 0, "\(old)")
    try enter("UKR.CELL-1", [2, 3], revision: 4)
    _ = try await cell.reload()
    #expect(try run("roster", "show", "--cell", cell.directory).output.contains("312359ZDEC20, EXPIRED"))
    let expired = try say(3)
    #expect(expired.exit == 77 && expired.errors.contains("3126 certificate-not-in-force"), "\(expired)")
    #expect(cell.stop() == 0)
  }

  @Test func aCertificateOfAnotherHandIsRefusedWithItsLine() async throws {
    try certify("UKR.CELL-1", serial: 2)
    let place = path("UKR.CELL-1.2.certificate")
    let stolen = try run(
      "certificate", "issue", "--root", path("FRA.root"), "--node", "UKR.CELL-1", "--key", path("UKR.CELL-1.2.key.pub"),
      "--serial", "2", "--until", "2999-12-31", "--out", place, "--cell", cell.directory)
    #expect(stolen.exit == 0)
    try enter("UKR.CELL-1", [1, 2], revision: 2)
    let check = try run("roster", "check", "--cell", cell.directory)
    #expect(check.exit == 78 && check.errors.contains("7015 bad-certificate"), "\(check)")
    _ = try await cell.reload("reload-refused")
    #expect(cell.log.contains("7015"), "\(cell.log)")
    #expect(cell.stop() == 0)
  }

  // MARK: order

  /// Verified on several cores, decided in order.
  @Test func aLaneStaysInItsOrder() async throws {
    let certificate = [UInt8](try Data(contentsOf: URL(filePath: path("UKR.CELL-1.1.certificate"))))
    let signer = try DocumentSigner(
      certificate: certificate, key: String(contentsOfFile: path("UKR.CELL-1.1.key"), encoding: .utf8))
    #expect(signer.node == "UKR.CELL-1")
    let count = 400
    let sequences = try await Node.connected(cell.profile("UKR.CELL-1")) { node in
      var drafts: [Draft] = []
      for number in 0..<count {
        // Others are not signed by anybody, and wait behind those that are.
        if number % 5 == 4 {
          let draft = Draft(SituationReport.example, precedence: .routine)
          drafts.append(Draft(document: try await node.document(of: draft), precedence: .routine))
        } else {
          drafts.append(
            try await node.signed(Draft(LiaisonNote(subject: "Note", text: Text("\(number)")!)), by: [signer]))
        }
      }
      var sequences: [UInt64] = []
      for try await outcome in node.publish(contentsOf: drafts) { sequences.append(try outcome.result.get().sequence) }
      return sequences
    }
    #expect(sequences.count == count && sequences == sequences.sorted())
    try await Node.connected(cell.profile("UKR.CELL-1")) { node in
      let serials = try await [sequences[0], sequences[count - 1]].asyncMap {
        try await node.message($0).header.serial.number
      }
      #expect(serials == [1, count])
    }
    #expect(cell.stop() == 0)
  }
}

extension Sequence {
  fileprivate func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
    var results: [Result] = []
    for element in self { results.append(try await transform(element)) }
    return results
  }
}
