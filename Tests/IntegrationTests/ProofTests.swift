import CellNode
import CellProof
import CellSchema
import Foundation
import Testing

/// Proofs from a record that a real broker wrote, made and checked by the command.
@Suite("Proofs from a record") struct ProofTests {
  /// A cell whose daemon has taken a few notes, one of them of a case, and runs.
  private final class Kept {
    let cell: TestCell
    private(set) var numbers: [UInt64] = []
    let case1: CaseNumber = "V-2026-0042"

    init() async throws {
      cell = try TestCell(["FRA", "UKR", "USA"])
      try cell.start()
      numbers = try await Node.connected(cell.profile("FRA.CELL-1")) { [case1] france in
        var numbers: [UInt64] = []
        var (first, named): (MessageID?, MessageID?)
        for count in 1...7 {
          let note = LiaisonNote(subject: "Radio check", text: Text("Ми чуємо вас, \(count).")!)
          let receipt = try await france.publish(
            note, to: count == 3 ? ["UKR"] : ["@all"], releasableTo: count == 3 ? ["UKR"] : nil,
            inReplyTo: count == 2 ? first : nil, references: count == 4 ? [named].compactMap { $0 } : [],
            caseNumber: count == 5 || count == 6 ? case1 : nil)
          numbers.append(receipt.sequence)
          // An answer, and an answer to that.
          if first == nil || count == 2 { named = receipt.id }
          if first == nil { first = receipt.id }
        }
        return numbers
      }
    }

    func path(_ name: String) -> String { "\(cell.directory)/\(name)" }

    func record(_ arguments: [String]) throws -> (exit: Int32, output: String, errors: String) {
      let program = try RunningProgram("cellbus", ["record"] + arguments)
      return (program.wait(), program.standardOutput, program.standardError)
    }

    func ofCell(_ arguments: String...) throws -> (exit: Int32, output: String, errors: String) {
      try record(arguments + ["--cell", cell.directory])
    }

    /// Standard output in a file.
    func keep(_ name: String, _ arguments: String...) throws -> String {
      let answer = try record(arguments + ["--cell", cell.directory])
      try #require(answer.exit == 0, "\(answer.errors)")
      try Data(answer.output.utf8).write(to: URL(filePath: path(name)))
      return path(name)
    }

    func altered(_ file: String, _ change: (inout [UInt8]) -> Void) throws -> String {
      var bytes = [UInt8](try Data(contentsOf: URL(filePath: file)))
      change(&bytes)
      try Data(bytes).write(to: URL(filePath: path("altered")))
      return path("altered")
    }
  }

  @Test(.timeLimit(.minutes(10))) func aProofIsCheckedWithoutRecordAndBroker() async throws {
    let kept = try await Kept()
    let keys = try kept.keep("log.keys", "checkpoint", "--keys")
    let note = try kept.keep("first.note", "checkpoint")
    let row = "\(kept.numbers[3])"
    let document = kept.path("note.json")
    let proof = try kept.keep("row.tlog-proof", "prove", row, "--document", document)
    #expect(try String(contentsOfFile: proof, encoding: .utf8).hasPrefix("c2sp.org/tlog-proof@v1\nextra "))
    let attributes = try FileManager.default.attributesOfItem(atPath: document)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    // What is there is left alone.
    let again = try kept.ofCell("prove", row, "--document", document)
    #expect(again.exit == 73 && again.errors.contains("--force"), "\(again)")
    #expect(try kept.ofCell("prove", row, "--document", document, "--force").exit == 0)

    // The same record, later and by another key: nothing of it is needed for the check.
    #expect(kept.cell.stop() == 0)
    let moved = kept.path("moved")
    try FileManager.default.moveItem(atPath: kept.cell.recordDirectory, toPath: moved)
    let found = try kept.record(["verify", "--proof", proof, "--keys", keys, "--document", document])
    #expect(found.exit == 0, "\(found.errors)")
    #expect(found.output.contains("row \(row)") && found.output.contains("cell.liaison-note"), "\(found.output)")
    #expect(found.output.contains("with its document to the"))
    #expect(found.output.contains("By the log alone: when each row was accepted"))
    #expect(found.output.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(found.output)")
    let json = try kept.record(["verify", "--proof", proof, "--keys", keys, "--format", "json"])
    #expect(json.output.contains("\"seq\":\(row)") && json.output.contains("\"documentChecked\":false"))

    let wrong = try kept.altered(document) { $0[$0.count - 3] ^= 1 }
    let refused = try kept.record(["verify", "--proof", proof, "--keys", keys, "--document", wrong])
    #expect(refused.exit == 65 && refused.errors.contains("8007 proof-invalid"), "\(refused)")
    #expect(refused.errors.contains("row.tlog-proof: document"), "\(refused)")
    let bent = try kept.altered(proof) { $0[40] = $0[40] == 65 ? 66 : 65 }
    #expect(try kept.record(["verify", "--proof", bent, "--keys", keys]).exit == 65)
    #expect(try kept.record(["verify", "--proof", proof]).exit == 64)
    let other = try TestCell(["FRA"])
    try other.start()
    try await other.isServing()
    let stranger = try RunningProgram("cellbus", ["record", "checkpoint", "--keys", "--cell", other.directory])
    #expect(stranger.wait() == 0)
    try Data(stranger.standardOutput.utf8).write(to: URL(filePath: kept.path("other.keys")))
    let foreign = try kept.record(["verify", "--proof", proof, "--keys", kept.path("other.keys")])
    #expect(foreign.exit == 65 && foreign.errors.contains("none of the known keys has signed it"), "\(foreign)")

    try FileManager.default.moveItem(atPath: moved, toPath: kept.cell.recordDirectory)
    let same = try kept.ofCell("checkpoint", "--against", note, note)
    #expect(same.exit == 0 && same.output.contains("are as they were"), "\(same)")
  }

  /// A checkpoint of another history, by the log's own key.
  @Test(.timeLimit(.minutes(10))) func aForkIsFoundByAnEarlierCheckpoint() async throws {
    let kept = try await Kept()
    let note = try kept.keep("late.note", "checkpoint")
    let size = try #require(Int(try String(contentsOfFile: note, encoding: .utf8).split(separator: "\n")[1]))
    #expect(kept.cell.stop() == 0)
    // The record begins anew, under the same key.
    try FileManager.default.removeItem(atPath: kept.cell.recordDirectory)
    try kept.cell.start()
    try await Node.connected(kept.cell.profile("FRA.CELL-1")) { france in
      for _ in 2...size {
        _ = try await france.publish(LiaisonNote(subject: "Radio check", text: "Anew."), to: ["@all"])
      }
    }
    let forked = try kept.ofCell("checkpoint", "--against", note)
    #expect(forked.exit == 76 && forked.errors.contains("is not the beginning of this record"), "\(forked)")

    // By mail: two trees of one size, or of different ones with the tiles.
    let keys = try kept.keep("log.keys", "checkpoint", "--keys")
    let other = try kept.keep("other.note", "checkpoint")
    let compared = try kept.record(["compare", note, other, "--keys", keys])
    #expect(compared.exit == 76 && compared.errors.contains("8008 log-forked"), "\(compared)")
    #expect(try kept.record(["compare", other, other, "--keys", keys]).exit == 0)
    _ = try await Node.connected(kept.cell.profile("FRA.CELL-1")) { france in
      try await france.publish(LiaisonNote(subject: "Radio check", text: "One more."), to: ["@all"])
    }
    let later = try kept.keep("later.note", "checkpoint")
    #expect(try kept.record(["compare", other, later, "--keys", keys]).exit == 64)
    #expect(try kept.ofCell("tiles", kept.path("tiles")).exit == 0)
    let grown = try kept.record(["compare", later, other, "--keys", keys, "--tiles", kept.path("tiles")])
    #expect(grown.exit == 0 && grown.output.contains("other.note: \(size) rows of one history"), "\(grown)")
    let found = try kept.record(["compare", note, later, "--keys", keys, "--tiles", kept.path("tiles")])
    #expect(found.exit == 76 && found.errors.contains("does not begin with that of "), "\(found)")
    let tile = kept.path("tiles/tile/0/000.p/\(size + 1)")
    try FileManager.default.moveItem(atPath: kept.altered(tile) { $0[5] ^= 1 }, toPath: kept.path("tile"))
    try FileManager.default.removeItem(atPath: tile)
    try FileManager.default.moveItem(atPath: kept.path("tile"), toPath: tile)
    let bad = try kept.record(["compare", later, "--keys", keys, "--tiles", kept.path("tiles")])
    #expect(bad.exit == 65 && bad.errors.contains("do not have the checkpoint's root"), "\(bad)")
    // A record that is behind what its log has signed.
    #expect(kept.cell.stop() == 0)
  }

  /// Witnesses that have cosigned say between which times the row came there.
  @Test(.timeLimit(.minutes(10))) func cosignaturesSayWhen() async throws {
    let kept = try await Kept()
    let keys = try kept.keep("log.keys", "checkpoint", "--keys")
    let witness = LogKey.generate()
    let verifier = try #require(NoteKey(name: "FRA.WIT-1", kind: .cosignature, publicBytes: witness.publicBytes))
    let log = try String(contentsOfFile: keys, encoding: .utf8).split(separator: "\n")[0]
    try Data("\(log)\nwitness one \(verifier.verifier)\nquorum one\n".utf8).write(to: URL(filePath: keys))
    func cosigned(_ file: String, at time: UInt64) throws {
      var note = try SignedNote(try String(contentsOfFile: file, encoding: .utf8))
      note.signatures.append(try witness.cosigned(note.text, as: "FRA.WIT-1", at: time))
      try Data(note.description.utf8).write(to: URL(filePath: file))
    }
    let early = try kept.keep("early.note", "checkpoint")
    _ = try await Node.connected(kept.cell.profile("UKR.CELL-1")) { ukraine in
      try await ukraine.publish(LiaisonNote(subject: "Radio check", text: "Later."), to: ["@all"])
    }
    let late = try kept.keep("late.note", "checkpoint")
    try cosigned(early, at: 1_796_000_000)
    let row = "\((kept.numbers.last ?? 0) + 1)"
    let bare = try kept.keep("bare.tlog-proof", "prove", row)
    let unwitnessed = try kept.record(["verify", "--proof", bare, "--keys", keys])
    #expect(unwitnessed.exit == 65 && unwitnessed.errors.contains("no quorum"), "\(unwitnessed)")
    try cosigned(late, at: 1_796_000_600)
    let proof = try kept.keep("good.tlog-proof", "prove", row, "--checkpoint", late)
    let found = try kept.record(["verify", "--proof", proof, "--keys", keys, "--earlier", early, "--format", "json"])
    #expect(found.exit == 0, "\(found.errors)")
    #expect(
      found.output.contains(#""notBefore":"2026-11-30T00:53:20.000Z","witnessedAt":"2026-11-30T01:03:20.000Z""#),
      "\(found)")
    let notEarlier = try kept.record(["verify", "--proof", proof, "--keys", keys, "--earlier", late])
    #expect(notEarlier.exit == 65 && notEarlier.errors.contains("has the row already"), "\(notEarlier)")
  }

  @Test(.timeLimit(.minutes(10))) func aBundleHasACaseWithItsRules() async throws {
    let kept = try await Kept()
    let keys = try kept.keep("log.keys", "checkpoint", "--keys")
    let file = kept.path("case.bundle")
    let made = try kept.ofCell("prove", "v-2026-0042", "\(kept.numbers[0])", "--bundle", file)
    #expect(made.exit == 0 && made.output.hasPrefix("3 rows, in the tree of "), "\(made)")
    #expect(kept.cell.stop() == 0)
    let again = kept.path("again.bundle")
    #expect(try kept.ofCell("prove", "\(kept.numbers[0])", "V-2026-0042", "--bundle", again).exit == 0)
    #expect(try Data(contentsOf: URL(filePath: file)) == Data(contentsOf: URL(filePath: again)))

    let found = try kept.record(["verify", "--proof", file, "--keys", keys])
    #expect(found.exit == 0, "\(found.errors)")
    let ofOne = kept.path("one.bundle")
    let related = try kept.ofCell("prove", "\(kept.numbers[0])", "--related", "--bundle", ofOne)
    #expect(related.exit == 0 && related.output.hasPrefix("3 rows"), "\(related)")
    for row in [kept.numbers[0], kept.numbers[4], kept.numbers[5]] { #expect(found.output.contains("row \(row)")) }
    #expect(found.output.contains("from here on under roster 1 and paris-2026-draft 1"), "\(found.output)")

    let text = try String(contentsOfFile: file, encoding: .utf8)
    let place = try #require(text.range(of: "\"document\":\"")).upperBound
    let offset = text.utf8.distance(from: text.startIndex, to: place) + 10
    let altered = try kept.altered(file) { $0[offset] = $0[offset] == 65 ? 66 : 65 }
    let refused = try kept.record(["verify", "--proof", altered, "--keys", keys])
    #expect(refused.exit == 65 && refused.errors.contains("rows/0/document"), "\(refused)")
  }

  @Test(.timeLimit(.minutes(10))) func whatAReaderMayNotReadIsNotProvedToIt() async throws {
    let kept = try await Kept()
    let secret = "\(kept.numbers[2])"
    let refused = try kept.ofCell("prove", secret, "--releasable-to", "GBR")
    #expect(refused.exit == 64 && refused.errors.contains("GBR"), "\(refused)")
    let closed = try kept.ofCell("prove", secret, "--releasable-to", "USA")
    #expect(closed.exit == 77 && closed.errors.contains("USA may not read it"), "\(closed)")
    #expect(try kept.ofCell("prove", secret, "--releasable-to", "UKR").exit == 0)
    for (argument, exit) in [("0", Int32(64)), ("9999", 65), ("V-2099-0001", 65), ("hello", 64)] {
      let answer = try kept.ofCell("prove", argument, "--bundle", kept.path("none"))
      #expect(answer.exit == exit, "\(argument): \(answer)")
    }
    #expect(!FileManager.default.fileExists(atPath: kept.path("none")))
    #expect(try kept.ofCell("prove", "1", "2").exit == 64)
    #expect(try kept.ofCell("prove", "V-2026-0042").exit == 64)
  }
}
