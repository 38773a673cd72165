import CellEvidence
import CellJournal
import CellProof
import CellSchema
import CellTestSupport

/// A record of a few rows in memory, with the log and a witness that sign its tree.
struct SmallRecord {
  let logKey = LogKey.generate()
  let witnessKey = LogKey.generate()
  let files: [[UInt8]] = [Array("roster 1".utf8), Array("charter 1".utf8), Array("roster 2".utf8)]
  private(set) var rows: [RecordRow] = []

  private func roster(_ revision: Revision, _ file: Int) -> FileReference {
    FileReference(revision: revision, sha256: SHA256Hex("\(Digest(of: files[file]))")!)
  }

  /// Rows 1 genesis, 2 and 3 notes, 4 another roster, 5 a note with a signature block, 6 and 7 notes.
  init() {
    var documents = Documents()
    let bus: NodeName = "CELL.BUS-1"
    let charter = CharterReference(
      name: "paris-2026-draft", revision: 1, sha256: SHA256Hex("\(Digest(of: files[1]))")!,
      instrument: "paris-declaration", version: "draft")
    let genesis = Genesis(
      cell: Fixture.cell, logKey: PublicKeyText(logKey.publicText)!, roster: roster(1, 0), charter: charter)
    var envelopes = [
      Envelope(
        document: DocumentEncoder.encode(header: documents.header(bus, type: Genesis.messageType), body: genesis)),
      Envelope(document: documents.note("FRA.CELL-1")),
      Envelope(document: documents.note("UKR.CELL-1", text: "Ми чуємо вас.")),
    ]
    let change = RosterChanged(from: roster(1, 0), to: roster(2, 2))
    envelopes.append(
      Envelope(
        document: DocumentEncoder.encode(
          header: documents.header(bus, type: RosterChanged.messageType), body: change)))
    let block = [1, 1] + [UInt8](repeating: 0xA5, count: 96)
    envelopes.append(Envelope(signature: block, document: documents.note("UKR.CELL-1")))
    envelopes.append(Envelope(document: documents.note("FRA.CELL-1", .flash)))
    envelopes.append(Envelope(document: documents.note("FRA.CELL-1")))
    for (place, envelope) in envelopes.enumerated() {
      let isBus = [0, 3].contains(place)
      rows.append(
        RecordRow(
          sequence: SequenceNumber(UInt64(place) + 1), acceptedAt: Microseconds(1_796_000_000_000_000 + Int64(place)),
          node: isBus ? bus : place == 2 || place == 4 ? "UKR.CELL-1" : "FRA.CELL-1",
          number: isBus ? nil : StreamNumber(stream: 0x0123_4567_89AB_CDEF_0123_4567_89AB_CDEF, number: UInt64(place)),
          lane: place == 5 ? .flash : .routine, envelope: envelope))
    }
  }

  var leaves: [Digest] { rows.map { RecordLeaf(row: $0, cell: Fixture.cell).hash } }

  func path(_ row: Int) -> [Digest] {
    MerkleProof.inclusion(of: UInt64(row - 1), in: UInt64(rows.count)) { height, index in
      let start = Int(index) << height
      return MerkleHash.root(of: MerkleHash.subtrees(of: Array(leaves[start..<start + 1 << height])))
    }
  }

  var origin: String { LogOrigin.name(cell: "\(Fixture.cell)", firstKey: logKey.publicBytes) }

  func note(origin: String? = nil, witnessed time: UInt64? = 1_796_000_060) throws -> SignedNote {
    let origin = origin ?? self.origin
    let root = MerkleHash.root(of: MerkleHash.subtrees(of: leaves))
    let text = Checkpoint(origin: origin, size: UInt64(rows.count), root: root).text
    var note = SignedNote(text: text, signatures: [try logKey.signed(text, as: origin)])
    if let time { note.signatures.append(try witnessKey.cosigned(text, as: "FRA.WIT-1", at: time)) }
    return note
  }

  func policy(origin: String? = nil, quorum: String = "one") throws -> CheckpointPolicy {
    let log = NoteKey(name: origin ?? self.origin, kind: .signature, publicBytes: logKey.publicBytes)!
    let witness = NoteKey(name: "FRA.WIT-1", kind: .cosignature, publicBytes: witnessKey.publicBytes)!
    return try CheckpointPolicy("log \(log.verifier)\nwitness one \(witness.verifier)\nquorum \(quorum)\n")
  }

  func proof(of row: Int) throws -> InclusionProof {
    InclusionProof(
      extra: RecordLeaf(row: rows[row - 1], cell: Fixture.cell).bytes, index: UInt64(row - 1), path: path(row),
      note: try note())
  }

  func bundle(_ choice: [Int], rules: [Int] = [1, 4], files: [Int] = [1, 2]) throws -> EvidenceBundle {
    func evidence(_ row: Int) -> EvidenceRow { EvidenceRow(rows[row - 1], cell: Fixture.cell, path: path(row)) }
    return EvidenceBundle(
      cell: Fixture.cell, checkpoint: try note(), rows: choice.map(evidence), rules: rules.map(evidence),
      files: files.map { self.files[$0] })
  }
}
