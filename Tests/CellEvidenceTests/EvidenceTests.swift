import CellEvidence
import CellJournal
import CellProof
import CellSchema
import CellTestSupport
import Testing

@Suite("Proofs and bundles")
struct EvidenceTests {
  private let record = SmallRecord()

  private func part(_ work: () throws(EvidenceFault) -> ProvedEvidence) -> String? {
    do {
      _ = try work()
      return nil
    } catch {
      return error.part
    }
  }

  @Test func `a leaf reads from its bytes and from no others`() {
    for row in record.rows {
      let leaf = RecordLeaf(row: row, cell: Fixture.cell)
      #expect(RecordLeaf(bytes: leaf.bytes) == leaf)
      #expect(RecordLeaf(bytes: leaf.bytes + [0]) == nil)
      for count in [0, 1, 2, 10, leaf.bytes.count - 1] {
        #expect(RecordLeaf(bytes: Array(leaf.bytes.prefix(count))) == nil)
      }
      for place in leaf.bytes.indices {
        var bytes = leaf.bytes
        bytes[place] ^= 0x80
        if let other = RecordLeaf(bytes: bytes) { #expect(other != leaf && other.bytes == bytes) }
      }
    }
  }

  @Test func `a log's name carries its cell and the hash of its first key`() {
    let key = [UInt8](repeating: 7, count: 32)
    let name = LogOrigin.name(cell: "paris-2", firstKey: key)
    #expect(LogOrigin.cell(of: name) == "paris-2")
    #expect(LogOrigin.isName(name, firstKey: key))
    #expect(LogOrigin.isName(LogOrigin.name(cell: "paris-2", firstKey: key, epoch: 12), firstKey: key))
    #expect(!LogOrigin.isName(name, firstKey: [UInt8](repeating: 8, count: 32)))
    for other in ["", "cellbus/paris/1", "cellbus/paris-0a1b2c3d", "cellbus/paris-0A1B2C3D/1", "x/paris-0a1b2c3d/1"] {
      #expect(LogOrigin.cell(of: other) == nil, "\(other)")
    }
  }

  @Test func `a proof shows its row, and the time that the quorum says`() throws {
    for row in 1...record.rows.count {
      let document = Array(record.rows[row - 1].envelope.document)
      let proved = try EvidenceProof.check(record.proof(of: row).description, by: record.policy(), document: document)
      #expect(proved.rows.map(\.leaf.sequence.value) == [UInt64(row)])
      #expect(proved.good.witnessedAt == 1_796_000_060)
      #expect(proved.rows[0].document == document)
    }
    let unwitnessed = try EvidenceProof.check(record.proof(of: 2).description, by: record.policy(quorum: "none"))
    #expect(unwitnessed.good.witnessedAt == nil)
  }

  @Test func `a proof that was altered shows nothing, and says where`() throws {
    let policy = try record.policy()
    let whole = try record.proof(of: 5)
    func altered(_ change: (inout InclusionProof) -> Void) throws -> String? {
      var proof = whole
      change(&proof)
      return part { () throws(EvidenceFault) in try EvidenceProof.check(proof.description, by: policy) }
    }
    #expect(try altered { _ in } == nil)
    #expect(try altered { $0.index = 3 } == "extra, index or path")
    #expect(try altered { $0.path[1] = Digest(of: [1]) } == "extra, index or path")
    #expect(try altered { $0.path.removeLast() } == "extra, index or path")
    #expect(try altered { $0.extra?[30] ^= 1 } == "extra, index or path")
    #expect(try altered { $0.extra?[0] ^= 1 } == "extra")
    #expect(try altered { $0.extra = nil } == "extra")
    #expect(try altered { $0.note.signatures[0].bytes[5] ^= 1 } == "checkpoint")
    #expect(try altered { $0.note.signatures[1].bytes[20] ^= 1 } == "checkpoint")
    #expect(try altered { $0.note.signatures.removeLast() } == "checkpoint")
    #expect(part { () throws(EvidenceFault) in try EvidenceProof.check("hello", by: policy) } == "proof")
    #expect(
      part { () throws(EvidenceFault) in
        try EvidenceProof.check(whole.description, by: policy, document: Array("another".utf8))
      } == "document")
    let other = SmallRecord()
    let foreign = try other.policy()
    #expect(
      part { () throws(EvidenceFault) in try EvidenceProof.check(whole.description, by: foreign) } == "checkpoint")
  }

  @Test func `a log of another cell proves nothing of this one`() throws {
    let origin = LogOrigin.name(cell: "london", firstKey: record.logKey.publicBytes)
    var proof = try record.proof(of: 2)
    proof.note = try record.note(origin: origin)
    let policy = try record.policy(origin: origin)
    #expect(part { () throws(EvidenceFault) in try EvidenceProof.check(proof.description, by: policy) } == "checkpoint")
  }

  @Test func `a bundle is its bytes, and shows rows and the rules over them`() throws {
    let bundle = try record.bundle([3, 5, 6], files: [0, 1, 2])
    let read = try EvidenceBundle(bundle.bytes)
    #expect(read == bundle && read.bytes == bundle.bytes)
    let proved = try read.check(by: record.policy())
    #expect(proved.rows.map(\.leaf.sequence.value) == [3, 5, 6])
    #expect(proved.rows.map { $0.rules?.roster.revision.description } == ["1", "2", "2"])
    #expect(proved.rows.map { $0.signature?.count } == [0, 98, 0])
    #expect(proved.rows[1].document == Array(record.rows[4].envelope.document))
    #expect(proved.files.count == 3)
    #expect(try record.bundle([1], rules: [1], files: [0, 1]).check(by: record.policy()).rows.count == 1)
  }

  /// Each byte of the file, changed in several ways.
  @Test func `no byte of a bundle may be another`() throws {
    let policy = try record.policy()
    let bytes = try record.bundle([5]).bytes
    for place in bytes.indices {
      for change: UInt8 in [0x01, 0x20] {
        var altered = bytes
        altered[place] ^= change
        let found = part { () throws(EvidenceFault) in try EvidenceBundle(altered).check(by: policy) }
        #expect(found != nil, "byte \(place) became \(altered[place])")
      }
    }
    #expect(part { () throws(EvidenceFault) in try EvidenceBundle(bytes + [0x0A]).check(by: policy) } == "bundle")
    #expect(part { () throws(EvidenceFault) in try EvidenceBundle([]).check(by: policy) } == "bundle")
  }

  @Test func `the part of a bundle that was altered is named`() throws {
    let policy = try record.policy()
    let whole = try record.bundle([5, 6])
    func altered(_ change: (inout EvidenceBundle) -> Void) throws -> String? {
      var bundle = whole
      change(&bundle)
      return part { () throws(EvidenceFault) in try EvidenceBundle(bundle.bytes).check(by: policy) }
    }
    func other(_ text: inout String) {
      text = StrictBase64.text((StrictBase64.bytes(text) ?? []) + [0])
    }
    #expect(try altered { _ in } == nil)
    #expect(try altered { $0.cell = "london" } == "cell")
    #expect(try altered { $0.format = "cellbus-bundle@v2" } == "format")
    #expect(try altered { $0.checkpoint += "x" } == "checkpoint")
    #expect(try altered { other(&$0.rows[0].document) } == "rows/0/document")
    #expect(try altered { $0.rows[0].document += "!" } == "rows/0/document")
    #expect(try altered { other(&$0.rows[0].signature) } == "rows/0/signature")
    #expect(try altered { $0.rows[1].path[0] = $0.rows[1].path[1] } == "rows/1/path")
    #expect(try altered { $0.rows[1].path[2] = "00" } == "rows/1/path/2")
    #expect(try altered { $0.rows[1].node = "?" } == "rows/1/node")
    #expect(try altered { $0.rows[1].lane = 9 } == "rows/1/lane")
    #expect(try altered { $0.rows[1].stream = "+" + $0.rows[1].stream.dropFirst() } == "rows/1/stream")
    #expect(try altered { $0.rows[1].acceptedAt += 1 } == "rows/1/leaf")
    #expect(try altered { $0.rows[1].sequence += 1 } == "rows/1/leaf")
    #expect(try altered { $0.rows[1].leaf = $0.rows[0].leaf } == "rows/1/leaf")
    #expect(try altered { $0.rows[1].documentSHA256 = $0.rows[0].documentSHA256 } == "rows/1/leaf")
    #expect(try altered { $0.rows.swapAt(0, 1) } == "rows/1/sequence")
    #expect(try altered { $0.rows = [] } == "rows")
    #expect(try altered { other(&$0.rules[1].document) } == "rules/1/document")
    #expect(try altered { other(&$0.files[0]) } == "files/0")
    #expect(try altered { $0.files.removeLast() } == "files")
    #expect(try altered { $0.files.append($0.files[0]) } == "files/2")
  }

  @Test func `rules that do not follow each other, or are of another log, hold for nothing`() throws {
    func part(rules: [Int]) throws -> String? {
      let (bundle, policy) = (try record.bundle([5], rules: rules), try record.policy())
      return self.part { () throws(EvidenceFault) in try bundle.check(by: policy) }
    }
    #expect(try part(rules: [1, 4]) == nil)
    #expect(try part(rules: []) == "rules")
    #expect(try part(rules: [4]) == "rules/0")
    #expect(try part(rules: [1, 3]) == "rules/1")
    #expect(try part(rules: [1]) == "files/1")
  }
}
