package import CellProof
package import CellSchema

/// The canonical bytes of one row, as the tree hashes them (RFC 6962 §2.1 adds the 0x00 in front).
///
/// Version 1 for the first epoch, version 2 for later ones, every number big-endian, nothing between the fields and
/// nothing after them:
///
/// | Field | Bytes |
/// |---|---|
/// | version, 0x01 or 0x02 | 1 |
/// | cell: length, then UTF-8 | 2 + length |
/// | version 2 alone: epoch, from 2 on | 8 |
/// | version 2 alone: base, the sequence number of the epoch's first row | 8 |
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
/// The layout of a version never changes: proofs made years ago depend on it. A new field is a new version.
package struct RecordLeaf: Sendable, Hashable {
  /// The version of an epoch's leaves.
  package static func version(of epoch: RecordEpoch) -> UInt8 { epoch == .first ? 1 : 2 }

  package var cell: CellName
  package var epoch: RecordEpoch
  package var sequence: SequenceNumber
  package var acceptedAt: Microseconds
  package var node: NodeName
  package var stream: UInt128
  package var lane: Precedence
  package var number: UInt64
  package var cause: SequenceNumber
  package var documentSHA256: Digest
  package var signatureSHA256: Digest

  package init(row: RecordRow, cell: CellName) {
    self.init(
      row: row, cell: cell, documentSHA256: Digest(of: row.envelope.document),
      signatureSHA256: Digest(of: row.envelope.signature))
  }

  /// - Parameters:
  ///   - documentSHA256: the hash of the row's document, where it is known.
  ///   - signatureSHA256: the hash of the row's signature block.
  package init(row: RecordRow, cell: CellName, documentSHA256: Digest, signatureSHA256: Digest) {
    self.init(
      cell: cell, epoch: row.epoch, sequence: row.sequence, acceptedAt: row.acceptedAt, node: row.node,
      stream: row.number?.stream ?? 0, lane: row.lane, number: row.number?.number ?? 0, cause: row.cause,
      documentSHA256: documentSHA256,
      signatureSHA256: signatureSHA256)
  }

  /// Reads a leaf's bytes; nil for anything that ``bytes`` does not give.
  package init?(bytes: [UInt8]) {
    var reader = LeafReader(bytes[...])
    guard let version = reader.number(UInt8.self),
      let cell = reader.text().flatMap({ CellName($0) }),
      let epoch = reader.epoch(version: version),
      let sequence = reader.number(UInt64.self), let acceptedAt = reader.number(UInt64.self),
      let node = reader.text().flatMap({ NodeName($0) }), let stream = reader.number(UInt128.self),
      let lane = reader.number(UInt8.self).flatMap({ Precedence(lane: $0) }), let number = reader.number(UInt64.self),
      let cause = reader.number(UInt64.self), let document = reader.digest(), let signature = reader.digest(),
      reader.isAtEnd
    else { return nil }
    self.init(
      cell: cell, epoch: epoch, sequence: SequenceNumber(sequence),
      acceptedAt: Microseconds(Int64(bitPattern: acceptedAt)),
      node: node, stream: stream, lane: lane, number: number, cause: SequenceNumber(cause),
      documentSHA256: document,
      signatureSHA256: signature)
  }

  package init(
    cell: CellName, epoch: RecordEpoch = .first, sequence: SequenceNumber, acceptedAt: Microseconds,
    node: NodeName,
    stream: UInt128, lane: Precedence, number: UInt64, cause: SequenceNumber,
    documentSHA256: Digest,
    signatureSHA256: Digest
  ) {
    self.cell = cell
    self.epoch = epoch
    self.sequence = sequence
    self.acceptedAt = acceptedAt
    self.node = node
    self.stream = stream
    self.lane = lane
    self.number = number
    self.cause = cause
    self.documentSHA256 = documentSHA256
    self.signatureSHA256 = signatureSHA256
  }

  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(134 + cell.description.utf8.count + node.description.utf8.count)
    bytes.append(Self.version(of: epoch))
    bytes.append(lengthPrefixed: cell.description)
    if epoch != .first {
      bytes.append(bigEndian: epoch.number)
      bytes.append(bigEndian: epoch.base.value)
    }
    bytes.append(bigEndian: sequence.value)
    bytes.append(bigEndian: UInt64(bitPattern: acceptedAt.value))
    bytes.append(lengthPrefixed: node.description)
    bytes.append(bigEndian: stream)
    bytes.append(lane.lane)
    bytes.append(bigEndian: number)
    bytes.append(bigEndian: cause.value)
    documentSHA256.append(to: &bytes)
    signatureSHA256.append(to: &bytes)
    return bytes
  }

  /// The leaf's hash in the tree.
  package var hash: Digest { MerkleHash.leaf(bytes) }

  /// The same in hexadecimal digits.
  package var hashText: SHA256Hex? { SHA256Hex(bytes: hash.bytes) }
}

/// Takes a leaf's fields from its bytes, in their order.
private struct LeafReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard rest.count >= count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  mutating func number<Number: FixedWidthInteger & UnsignedInteger>(_: Number.Type) -> Number? {
    take(Number.bitWidth / 8)?.reduce(0) { $0 << 8 | Number($1) }
  }

  /// Names of cells and nodes are ASCII, so that a repaired text is no name.
  mutating func text() -> String? {
    number(UInt16.self).flatMap { take(Int($0)) }.map { String(decoding: $0, as: UTF8.self) }
  }

  mutating func epoch(version: UInt8) -> RecordEpoch? {
    switch version {
    case 1: return .first
    case 2:
      guard let number = number(UInt64.self), let base = self.number(UInt64.self), number > 1 else {
        return nil
      }
      return RecordEpoch(number: number, base: SequenceNumber(base))
    default: return nil
    }
  }

  mutating func digest() -> Digest? { take(Digest.byteCount).flatMap { Digest(bytes: Array($0)) } }
}

extension Envelope {
  /// The hash of the document's bytes, in hexadecimal digits.
  package var documentHashText: SHA256Hex? { SHA256Hex(bytes: Digest(of: document).bytes) }
}

extension [UInt8] {
  package mutating func append(bigEndian value: some FixedWidthInteger) {
    for shift in stride(from: value.bitWidth - 8, through: 0, by: -8) {
      append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  fileprivate mutating func append(lengthPrefixed text: String) {
    // Names of cells and nodes are limited to tens of bytes, so that the length fits.
    append(bigEndian: UInt16(text.utf8.count))
    append(contentsOf: text.utf8)
  }
}
