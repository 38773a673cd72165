/// The signatures of a message, as they stand before its document: one byte version, one byte count, and 96 bytes a
/// signature, the SHA-256 of the key and the signature, ascending by the first, no key twice.
///
/// One set of signatures has one block, so that nobody alters it without altering what it says.
package struct SignatureBlock: Sendable, Hashable {
  package static let version: UInt8 = 1
  /// Signatures of one block; with them it has 3,842 bytes.
  package static let capacity = 40
  private static let entryBytes = Digest.byteCount + SigningKey.signatureBytes

  package struct Entry: Sendable, Hashable {
    /// The SHA-256 of the key that signed.
    package let key: Digest
    package let signature: [UInt8]

    package init(key: Digest, signature: [UInt8]) {
      self.key = key
      self.signature = signature
    }
  }

  /// Ascending by the keys' hashes.
  package let entries: [Entry]

  /// - Throws: ``SignatureBlockError``, where a block cannot have these.
  package init(_ entries: [Entry]) throws(SignatureBlockError) {
    let entries = entries.sorted { $0.key.bytes.lexicographicallyPrecedes($1.key.bytes) }
    guard 1...Self.capacity ~= entries.count else { throw .count(entries.count) }
    for (place, entry) in entries.enumerated() {
      guard entry.signature.count == SigningKey.signatureBytes else { throw .length }
      if place > 0, entries[place - 1].key == entry.key { throw .order(place) }
    }
    self.entries = entries
  }

  /// Reads a block. Nothing in it is to be believed before the signatures were verified.
  package init(_ bytes: ArraySlice<UInt8>) throws(SignatureBlockError) {
    guard let version = bytes.first, bytes.count >= 2 else { throw .length }
    guard version == Self.version else { throw .version(version) }
    let count = Int(bytes[bytes.startIndex + 1])
    guard 1...Self.capacity ~= count else { throw .count(count) }
    guard bytes.count == 2 + count * Self.entryBytes else { throw .length }
    var entries: [Entry] = []
    entries.reserveCapacity(count)
    for place in 0..<count {
      let entry = bytes.dropFirst(2 + place * Self.entryBytes).prefix(Self.entryBytes)
      guard let key = Digest(bytes: Array(entry.prefix(Digest.byteCount))) else { throw .length }
      if let last = entries.last, !last.key.bytes.lexicographicallyPrecedes(key.bytes) { throw .order(place) }
      entries.append(Entry(key: key, signature: Array(entry.dropFirst(Digest.byteCount))))
    }
    self.entries = entries
  }

  package var bytes: [UInt8] {
    [Self.version, UInt8(entries.count)] + entries.flatMap { $0.key.bytes + $0.signature }
  }

  /// The block with one signature more; one of the same key takes the other's place.
  package func adding(_ entry: Entry) throws(SignatureBlockError) -> Self {
    try Self(entries.filter { $0.key != entry.key } + [entry])
  }
}

package enum SignatureBlockError: Error, Sendable, Hashable {
  case version(UInt8)
  /// Not 1 to 40 signatures.
  case count(Int)
  /// Not as many bytes as that many signatures have.
  case length
  /// The signature at that place is not above the one before it.
  case order(Int)
}

extension SignatureBlockError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .version(let version): "the block is of version \(version), and \(SignatureBlock.version) is known"
    case .count(let count): "\(count) signatures, and a block has 1 to \(SignatureBlock.capacity)"
    case .length: "the block does not have as many bytes as its signatures"
    case .order(let place): "the key of signature \(place) is not above the one before it"
    }
  }
}
