package import CellProof

/// The canonical bytes of one row, as the tree hashes them (RFC 6962 §2.1 adds the 0x00 in front).
///
/// Version 1, every number big-endian, nothing between the fields and nothing after them:
///
/// | Field | Bytes |
/// |---|---|
/// | version, 0x01 | 1 |
/// | cell: length, then UTF-8 | 2 + length |
/// | sequence number | 8 |
/// | acceptedAt, microseconds since 1970-01-01T00:00:00Z, two's complement | 8 |
/// | node: length, then UTF-8 | 2 + length |
/// | stream, 0 for what the bus says itself | 16 |
/// | lane | 1 |
/// | number in stream and lane, 0 for what the bus says itself | 8 |
/// | cause, 0 where there is none | 8 |
/// | SHA-256 of the document | 32 |
/// | SHA-256 of the signature block, of no bytes where there is none | 32 |
///
/// The layout of a version never changes: proofs of years ago hang on it. A new field is a new version.
package struct RecordLeaf: Sendable, Hashable {
  package static let version: UInt8 = 1

  package var cell: String
  package var sequence: UInt64
  package var acceptedAt: Int64
  package var node: String
  package var stream: UInt128
  package var lane: UInt8
  package var number: UInt64
  package var cause: UInt64
  package var documentSHA256: Digest
  package var signatureSHA256: Digest

  package init(row: RecordRow, cell: String) {
    self.cell = cell
    sequence = row.sequence
    acceptedAt = row.acceptedAt
    node = row.node
    stream = row.stream
    lane = row.lane
    number = row.number
    cause = row.cause
    documentSHA256 = Digest(of: row.document)
    signatureSHA256 = Digest(of: row.signature)
  }

  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(118 + cell.utf8.count + node.utf8.count)
    bytes.append(Self.version)
    bytes.append(lengthPrefixed: cell)
    bytes.append(bigEndian: sequence)
    bytes.append(bigEndian: UInt64(bitPattern: acceptedAt))
    bytes.append(lengthPrefixed: node)
    bytes.append(bigEndian: stream)
    bytes.append(lane)
    bytes.append(bigEndian: number)
    bytes.append(bigEndian: cause)
    documentSHA256.append(to: &bytes)
    signatureSHA256.append(to: &bytes)
    return bytes
  }

  /// The leaf's hash in the tree.
  package var hash: Digest { MerkleHash.leaf(bytes) }
}

extension [UInt8] {
  mutating func append(bigEndian value: some FixedWidthInteger) {
    for shift in stride(from: value.bitWidth - 8, through: 0, by: -8) {
      append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  fileprivate mutating func append(lengthPrefixed text: String) {
    // Names of cells and nodes have limits of tens of bytes long before they come here.
    append(bigEndian: UInt16(text.utf8.count))
    append(contentsOf: text.utf8)
  }
}
