package import CellJournal
package import CellProof
package import CellSchema

/// A row in a bundle: its leaf's fields, the hashes that lead to the checkpoint's root, and the bytes that it has.
package struct EvidenceRow: Codable, Sendable, Hashable {
  /// Microseconds since 1970-01-01T00:00:00Z.
  package var acceptedAt: Int64
  /// In an epoch that follows a loss the sequence number of its first row; with the epoch's number.
  package var base: UInt64?
  package var cause: UInt64
  /// Base64.
  package var document: String
  /// 64 hexadecimal digits, as all hashes here.
  package var documentSHA256: String
  package var epoch: UInt64?
  package var lane: UInt8
  /// The leaf's hash.
  package var leaf: String
  package var node: String
  package var number: UInt64
  /// The leaf's sibling first.
  package var path: [String]
  package var sequence: UInt64
  /// The signature block in Base64, empty where there is none.
  package var signature: String
  package var signatureSHA256: String
  /// 32 hexadecimal digits.
  package var stream: String

  package init(_ row: RecordRow, cell: CellName, path: [Digest]) {
    let leaf = RecordLeaf(row: row, cell: cell)
    acceptedAt = leaf.acceptedAt.value
    base = leaf.epoch == .first ? nil : leaf.epoch.base.value
    epoch = leaf.epoch == .first ? nil : leaf.epoch.number
    cause = leaf.cause.value
    document = StrictBase64.text(row.envelope.document)
    documentSHA256 = leaf.documentSHA256.hexadecimal
    lane = leaf.lane.lane
    self.leaf = leaf.hash.hexadecimal
    node = "\(leaf.node)"
    number = leaf.number
    self.path = path.map(\.hexadecimal)
    sequence = leaf.sequence.value
    signature = StrictBase64.text(row.envelope.signature)
    signatureSHA256 = leaf.signatureSHA256.hexadecimal
    stream = Self.digits(leaf.stream)
  }

  private static func digits(_ stream: UInt128) -> String {
    let digits = String(stream, radix: 16)
    return String(repeating: "0", count: 32 - digits.count) + digits
  }

  /// Checks the row, the part that is wrong by its name.
  ///
  /// The leaf's hash is compared first: it tells an altered field from an altered document.
  func proved(in checkpoint: Checkpoint, cell: CellName, part: String) throws(EvidenceFault) -> ProvedRow {
    let leaf = try leaf(of: cell, part: part)
    let hash = try Self.digest(self.leaf, "\(part)/leaf")
    guard leaf.hash == hash else {
      throw EvidenceFault("\(part)/leaf", "it is not the hash of the leaf that the row's fields make")
    }
    let document = try bytes(document, of: leaf.documentSHA256, "\(part)/document")
    let signature = try bytes(signature, of: leaf.signatureSHA256, "\(part)/signature")
    var hashes: [Digest] = []
    for (place, text) in path.enumerated() {
      hashes.append(try Self.digest(text, "\(part)/path/\(place)"))
    }
    let index = leaf.epoch.index(of: leaf.sequence) ?? .max
    try EvidenceProof.check(
      leaf, hash: hash, at: index, path: hashes, in: checkpoint, part: "\(part)/path")
    return ProvedRow(leaf: leaf, document: document, signature: signature)
  }

  private func leaf(of cell: CellName, part: String) throws(EvidenceFault) -> RecordLeaf {
    guard let node = NodeName(node) else { throw EvidenceFault("\(part)/node", "it is no node's name") }
    guard let lane = Precedence(lane: lane) else {
      throw EvidenceFault("\(part)/lane", "there is no lane \(self.lane)")
    }
    guard let id = UInt128(stream, radix: 16), Self.digits(id) == stream else {
      throw EvidenceFault("\(part)/stream", "it is not 32 hexadecimal digits in lower case")
    }
    let place = try place(part)
    return RecordLeaf(
      cell: cell, epoch: place, sequence: SequenceNumber(sequence),
      acceptedAt: Microseconds(acceptedAt), node: node, stream: id,
      lane: lane, number: number, cause: SequenceNumber(cause),
      documentSHA256: try Self.digest(documentSHA256, "\(part)/documentSHA256"),
      signatureSHA256: try Self.digest(signatureSHA256, "\(part)/signatureSHA256"))
  }

  private func place(_ part: String) throws(EvidenceFault) -> RecordEpoch {
    switch (epoch, base) {
    case (nil, nil): return .first
    case (let epoch?, let base?) where epoch > 1:
      return RecordEpoch(number: epoch, base: SequenceNumber(base))
    case (_?, _), (_, _?):
      throw EvidenceFault("\(part)/epoch", "an epoch has a number from 2 on, and a base")
    }
  }

  private func bytes(_ text: String, of hash: Digest, _ part: String) throws(EvidenceFault) -> [UInt8] {
    guard let bytes = StrictBase64.bytes(text) else { throw EvidenceFault(part, "it is no strict Base64") }
    guard Digest(of: bytes) == hash else { throw EvidenceFault(part, "its SHA-256 is not the one in the row's leaf") }
    return bytes
  }

  private static func digest(_ text: String, _ part: String) throws(EvidenceFault) -> Digest {
    guard let digest = Digest(hexadecimal: text), digest.hexadecimal == text else {
      throw EvidenceFault(part, "it is not 64 hexadecimal digits in lower case")
    }
    return digest
  }
}
