import CellJournal
import CellProof
import CellSchema
import Testing

@Suite struct RecordLeafTests {
  private let row = RecordRow(
    sequence: 0x0102_0304_0506_0708, acceptedAt: -2, node: "UKR.GS-1",
    number: StreamNumber(stream: 0x0011_2233_4455_6677_8899_AABB_CCDD_EEFF, number: 9), lane: .flash, cause: 0x0A0B,
    envelope: Envelope(document: [0x61, 0x62, 0x63]))

  @Test func theLayoutIsTheDocumentedOneToTheByte() {
    let expected: [UInt8] =
      [0x01]
      + [0x00, 0x05] + Array("paris".utf8)
      + [0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08]
      + [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE]
      + [0x00, 0x08] + Array("UKR.GS-1".utf8)
      + [
        0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF,
      ]
      + [0x04]
      + [0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x09]
      + [0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x0A, 0x0B]
      + [
        0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23,
        0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad,
      ]
      + [
        0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24,
        0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
      ]
    let leaf = RecordLeaf(row: row, cell: "paris")
    #expect(leaf.bytes == expected)
    #expect(leaf.hash == MerkleHash.leaf(expected))
  }

  /// In an epoch that follows a loss its number and its base come after the cell.
  @Test func anEpochIsInTheLeaf() {
    var later = row
    later.epoch = RecordEpoch(number: 3, base: 0x0102_0304_0506_0700)
    let (first, leaf) = (RecordLeaf(row: row, cell: "paris").bytes, RecordLeaf(row: later, cell: "paris"))
    var expected: [UInt8] = [0x02]
    expected += first[1..<8]
    expected += [0, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7, 0]
    expected += first[8...]
    #expect(leaf.bytes == expected)
    #expect(RecordLeaf(bytes: leaf.bytes) == leaf)
    var other = leaf.bytes
    other[15] = 1
    #expect(RecordLeaf(bytes: other) == nil, "the first epoch has leaves of version 1")
    #expect(RecordLeaf(bytes: [0x03] + leaf.bytes.dropFirst()) == nil)
  }

  /// Each field has its own place: no change of one looks like another row.
  @Test func everyFieldIsInTheLeaf() {
    var rows = [row]
    func changed(_ change: (inout RecordRow) -> Void) {
      var row = self.row
      change(&row)
      rows.append(row)
    }
    changed { $0.sequence = $0.sequence.next }
    changed { $0.acceptedAt = $0.acceptedAt + 1 }
    changed { $0.node = "UKR.GS-2" }
    changed { $0.number?.stream += 1 }
    changed { $0.lane = .override }
    changed { $0.number?.number += 1 }
    changed { $0.cause = $0.cause.next }
    changed { $0.envelope = Envelope(signature: [0], document: [0x61, 0x62, 0x63]) }
    changed { $0.envelope = Envelope(document: [0x61, 0x62]) }
    var hashes = Set(rows.map { RecordLeaf(row: $0, cell: "paris").hash })
    hashes.insert(RecordLeaf(row: row, cell: "paros").hash)
    #expect(hashes.count == rows.count + 1)
  }

  /// What the bus says itself has no stream and no number: zeros.
  @Test func theBusHasNoStream() {
    var own = row
    own.number = nil
    let bytes = RecordLeaf(row: own, cell: "paris").bytes
    #expect(bytes[34..<50].allSatisfy { $0 == 0 } && bytes[50] == 4 && bytes[51..<59].allSatisfy { $0 == 0 })
    #expect(bytes.count == RecordLeaf(row: row, cell: "paris").bytes.count)
  }

  @Test func aHeadMovesToTheLastRow() {
    var batch = RecordBatch()
    #expect(Head.empty.moved(by: batch, cell: "paris") == Head(commit: 1, sequence: .none, leaf: nil))
    batch.rows = [row]
    let moved = Head.empty.moved(by: batch, cell: "paris")
    let leaf = RecordLeaf(row: row, cell: "paris").hash
    #expect(moved == Head(commit: 1, sequence: row.sequence, leaf: leaf))
    #expect(moved.moved(by: RecordBatch(), cell: "paris") == Head(commit: 2, sequence: row.sequence, leaf: leaf))
  }
}
