import CellProof
import Testing

@Suite struct SignedNoteTests {
  /// The example of Go's package note.
  private let verifier = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
  private let note =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    + "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"

  private func key(_ secret: UInt8) throws -> LogKey {
    try LogKey(secret: StrictBase64.text([UInt8](repeating: secret, count: 32)))
  }

  @Test func thePublishedExampleVerifies() throws {
    let key = try NoteKey(verifier: verifier)
    #expect(key.verifier == verifier)
    let read = try SignedNote(note)
    #expect(read.description == note)
    #expect(try read.verified(by: [key]).map(\.key) == [key])
    #expect(throws: NoteError.unsigned) { _ = try read.verified(by: []) }
    var altered = read
    altered.text = altered.text.replacing("answer", with: "anser")
    #expect(throws: NoteError.badSignature("PeterNeumann")) { _ = try altered.verified(by: [key]) }
  }

  /// C2SP signed-note and tlog-cosignature: their examples are read as they stand.
  @Test func theExamplesOfTheSpecificationsAreRead() throws {
    let poem = try SignedNote(
      "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
        + "— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
    )
    #expect(poem.text.hasSuffix("sera.\n"))
    #expect(poem.signatures.map(\.name) == ["quasimodo.example/salvatore"])
    #expect(poem.signatures[0].keyID == 0x367b_a04b)
    let checkpoint = try SignedNote(
      "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        + "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
        + "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
    )
    #expect(try Checkpoint(text: checkpoint.text).size == 20_852_163)
    // Four bytes of key ID, then eight of time: 1679315147, as the specification says beside the example.
    #expect(checkpoint.signatures[1].bytes[..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) } == 1_679_315_147)
  }

  @Test(arguments: [
    "", "\n", "text\n", "text\n\n", "text\n\n— a AAAAAAA=", "text\n\n- a AAAAAAA=\n",
    "text\n\n— a  AAAAAAA=\n", "text\n\n— a AAAA\n", "text\n\n— a+b AAAAAAA=\n", "text\n\n— a AAAAAAB=\n",
    "te\u{7}xt\n\n— a AAAAAAA=\n", "text\r\n\n— a AAAAAAA=\n", "text\n\n—  AAAAAAA=\n", "text\n\n— a AAAAAAA= \n",
  ])
  func whatIsNoNoteIsRefused(text: String) {
    #expect(throws: NoteError.self) { _ = try SignedNote(text) }
  }

  @Test func atLeastSixteenSignaturesAreTakenAndUnknownOnesPassedOver() throws {
    let text = "cellbus/test/1\n7\n\(StrictBase64.text(Digest(of: [1]).bytes))\n"
    let own = try key(1)
    var note = SignedNote(text: text, signatures: [])
    for number in 0..<16 {
      note.signatures.append(
        NoteSignature(name: "stranger/\(number)", keyID: 5, bytes: [UInt8](repeating: 9, count: 64)))
    }
    note.signatures.append(try own.signed(text, as: "cellbus/test/1"))
    let known = try #require(NoteKey(name: "cellbus/test/1", kind: .signature, publicBytes: own.publicBytes))
    let read = try SignedNote(note.description)
    #expect(try read.verified(by: [known]).map(\.key) == [known])
    // The same name with another ID is another key; the same name and ID has to verify.
    var same = note
    same.signatures.append(NoteSignature(name: known.name, keyID: known.id &+ 1, bytes: [1]))
    #expect(try same.verified(by: [known]).count == 1)
    same.signatures.append(NoteSignature(name: known.name, keyID: known.id, bytes: [1]))
    #expect(throws: NoteError.badSignature(known.name)) { _ = try same.verified(by: [known]) }
  }

  @Test func aCosignatureCoversItsTime() throws {
    let text = "cellbus/test/1\n7\n\(StrictBase64.text(Digest(of: [1]).bytes))\n"
    let witness = try key(2)
    let known = try #require(NoteKey(name: "FRA.WIT-1", kind: .cosignature, publicBytes: witness.publicBytes))
    var signature = try witness.cosigned(text, as: known.name, at: 1_796_000_000)
    #expect(try SignedNote(text: text, signatures: [signature]).verified(by: [known]).map(\.time) == [1_796_000_000])
    signature.bytes[7] ^= 1
    #expect(throws: NoteError.badSignature(known.name)) {
      _ = try SignedNote(text: text, signatures: [signature]).verified(by: [known])
    }
    // A log's signature is no cosignature of the same key.
    let plain = try witness.signed(text, as: known.name)
    #expect(plain.keyID != known.id)
    #expect(throws: NoteError.unsigned) { _ = try SignedNote(text: text, signatures: [plain]).verified(by: [known]) }
  }

  @Test(arguments: [
    "", "a", "a+b+c", "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TX",
    "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
  ])
  func whatIsNoVerifierKeyIsRefused(text: String) {
    #expect(throws: NoteError.self) { _ = try NoteKey(verifier: text) }
  }

  @Test(arguments: [
    "a\n1\n", "a\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", "a\n1\nCsUY\n",
    "\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
    "a\n+1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n",
  ])
  func whatIsNoCheckpointIsRefused(text: String) {
    #expect(throws: NoteError.self) { _ = try Checkpoint(text: text) }
  }
}

@Suite struct InclusionProofTests {
  private let tree = WholeTree(size: 70)

  private func proof(extra: [UInt8]? = nil) throws -> InclusionProof {
    let key = try LogKey(secret: StrictBase64.text([UInt8](repeating: 1, count: 32)))
    let text = Checkpoint(origin: "cellbus/test/1", size: 70, root: tree.root(70)).text
    let note = SignedNote(text: text, signatures: [try key.signed(text, as: "cellbus/test/1")])
    return InclusionProof(extra: extra, index: 33, path: tree.inclusion(33, 70), note: note)
  }

  @Test(arguments: [nil, [1, 2, 3]] as [[UInt8]?]) func comesBackFromItsText(extra: [UInt8]?) throws {
    let proof = try proof(extra: extra)
    #expect(proof.description.hasPrefix("c2sp.org/tlog-proof@v1\n"))
    let read = try InclusionProof(proof.description)
    #expect(read == proof)
    #expect(try read.checkpoint(provingLeaf: tree.leaves[33]).size == 70)
    #expect(throws: NoteError.self) { _ = try read.checkpoint(provingLeaf: tree.leaves[34]) }
  }

  @Test func oneAlteredCharacterIsNeverAccepted() throws {
    let proof = try proof()
    let known = try #require(NoteKey(name: "cellbus/test/1", kind: .signature, publicBytes: key().publicBytes))
    let text = Array(proof.description.utf8)
    for place in text.indices {
      var altered = text
      altered[place] ^= 1
      let accepted = try? { () throws(NoteError) -> Checkpoint in
        let read = try InclusionProof(String(decoding: altered, as: UTF8.self))
        _ = try read.note.verified(by: [known])
        return try read.checkpoint(provingLeaf: tree.leaves[33])
      }()
      #expect(accepted == nil, "byte \(place)")
    }
  }

  private func key() throws -> LogKey { try LogKey(secret: StrictBase64.text([UInt8](repeating: 1, count: 32))) }
}

@Suite struct CheckpointPolicyTests {
  private let text = Checkpoint(origin: "cellbus/test/1", size: 7, root: Digest(of: [1])).text

  private func key(_ secret: UInt8) throws -> LogKey {
    try LogKey(secret: StrictBase64.text([UInt8](repeating: secret, count: 32)))
  }

  private func verifier(_ name: String, _ secret: UInt8, _ kind: NoteKey.Kind) throws -> String {
    try #require(NoteKey(name: name, kind: kind, publicBytes: key(secret).publicBytes)).verifier
  }

  /// Three sides with two witnesses each, one of which suffices; all sides.
  private func policy(quorum: String = "all-sides") throws -> String {
    var lines = ["# Who makes a checkpoint good", "log \(try verifier("cellbus/test/1", 1, .signature))", ""]
    for (side, number) in [("ukraine", UInt8(10)), ("coalition", 20), ("united-states", 30)] {
      lines.append("witness \(side)-1 \(try verifier("\(side)/1", number, .cosignature))")
      lines.append(" witness\t\(side)-2  \(try verifier("\(side)/2", number + 1, .cosignature)) https://example.com/w")
      lines.append("group \(side) any \(side)-1 \(side)-2")
    }
    lines += ["group all-sides all ukraine coalition united-states", "quorum \(quorum)"]
    return lines.joined(separator: "\n") + "\n"
  }

  private func note(_ cosigners: [(name: String, secret: UInt8)], log: UInt8 = 1) throws -> SignedNote {
    var note = SignedNote(text: text, signatures: [try key(log).signed(text, as: "cellbus/test/1")])
    for cosigner in cosigners {
      note.signatures.append(try key(cosigner.secret).cosigned(text, as: cosigner.name, at: UInt64(cosigner.secret)))
    }
    return note
  }

  @Test func aQuorumIsOneOfEachSide() throws {
    let policy = try CheckpointPolicy(policy())
    #expect(policy.witnesses.count == 6)
    let all = [("ukraine/2", UInt8(11)), ("coalition/1", 20), ("united-states/1", 30)]
    let good = try policy.judge(note(all))
    #expect(good.cosigned == ["ukraine-2": 11, "coalition-1": 20, "united-states-1": 30])
    #expect(good.checkpoint.size == 7)
    for missing in 0..<3 {
      var some = all
      some.remove(at: missing)
      #expect(throws: NoteError.self) { _ = try policy.judge(note(some)) }
    }
    // Another log's key, or a witness's name with another's key, counts for nothing.
    #expect(throws: NoteError.self) { _ = try policy.judge(note(all, log: 2)) }
    #expect(throws: NoteError.self) { _ = try policy.judge(note([all[0], all[1], ("united-states/1", 31)])) }
    #expect(throws: NoteError.self) { _ = try policy.judge(SignedNote(text: text, signatures: [])) }
  }

  @Test func noneAsksForTheLogAlone() throws {
    let policy = try CheckpointPolicy(policy(quorum: "none"))
    #expect(try policy.judge(note([])).cosigned.isEmpty)
  }

  /// A witness whose key is of a type that is not verified here never cosigns; the policy is read all the same.
  @Test func anUnknownTypeOfKeyIsPassedOver() throws {
    let key = [UInt8](repeating: 6, count: 33)
    let hash = Digest(of: Array("new/1\n".utf8) + key).hexadecimal.prefix(8)
    let text = "witness new new/1+\(hash)+\(StrictBase64.text(key))\n" + (try policy())
    #expect(try CheckpointPolicy(text).witnesses.count == 6)
  }

  @Test(arguments: [
    "", "quorum nobody\n", "quorum none\nquorum none\n", "log nonsense\nquorum none\n", "wittness a b\nquorum none\n",
    "group g all x\nquorum g\n", "witness none WITNESS\nquorum none\n", "witness a LOG\nquorum a\n",
    "witness a WITNESS\nwitness b WITNESS\nquorum a\n", "witness a WITNESS\ngroup a all a\nquorum a\n",
    "witness a WITNESS\ngroup g 2 a\nquorum g\n", "witness a WITNESS\ngroup g 01 a\nquorum g\n",
    "witness a WITNESS\ngroup g 0 a\nquorum g\n", "witness a WITNESS\ngroup g all a\ngroup h all a\nquorum h\n",
    "witness a WITNESS\ngroup g all\nquorum g\n", "log WITNESS\nquorum none\n", "log LOG\nlog LOG\nquorum none\n",
    "quorum g\nwitness g WITNESS\n",
  ])
  func whatIsNoPolicyIsRefused(text: String) throws {
    let text = try text.replacing("WITNESS", with: verifier("w/1", 9, .cosignature))
      .replacing("LOG", with: verifier("l/1", 8, .signature))
    #expect(throws: NoteError.self) { _ = try CheckpointPolicy(text) }
  }
}
