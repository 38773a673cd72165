import CellCommand
import CellJournal
import CellProof
import CellRecord
import CellSchema

/// A row of the record as it is exported: all that its leaf in the tree is made of, and the message.
struct ExportedRow {
  private let row: RecordRow
  private let cell: CellName
  private let isExact: Bool

  /// - Parameter isExact: whether the document is given in Base64 too, to the byte.
  init(_ row: RecordRow, cell: CellName, isExact: Bool) {
    self.row = row
    self.cell = cell
    self.isExact = isExact
  }

  /// The document with its signatures; nil where it has none.
  func envelope(_ origin: SigningOrigin) throws -> SignedStatement? {
    guard !row.envelope.signature.isEmpty else { return nil }
    let block: SignatureBlock
    do {
      block = try SignatureBlock(row.envelope.signature)
    } catch {
      throw Complaint(
        .failed, .badSignature, at: "\(row.sequence)",
        spoken("the row's signature block is in another form: \("\(error)")"))
    }
    return SignedStatement(
      payload: Array(row.envelope.document), payloadType: origin.documentType,
      signatures: block.entries.map {
        SignedStatement.Signature(keyID: $0.key.hexadecimal, bytes: $0.signature)
      })
  }

  /// One line of JSON.
  ///
  /// - Throws: `not-json` where the document is none.
  var line: [UInt8] {
    get throws(Refusal) {
      let document = Array(row.envelope.document)
      let leaf = RecordLeaf(row: row, cell: cell)
      let members = try JSONMembers(of: document[...])
      guard let header = members["header"], let body = members["body"] else {
        throw Refusal(.undecodable, "the document has no header, or no body")
      }
      var object = JSONObject()
      object.add("seq", row.sequence.value)
      if row.epoch != .first { object.add("epoch", row.epoch.number) }
      object.add("acceptedAt", Timestamp(row.acceptedAt))
      object.add("node", row.node)
      object.add("lane", row.lane.rawValue)
      if let number = row.number {
        let digits = String(number.stream, radix: 16)
        object.add("stream", String(repeating: "0", count: 32 - digits.count) + digits)
        object.add("number", number.number)
      }
      if row.cause > .none { object.add("cause", row.cause.value) }
      object.add("documentSHA256", "\(leaf.documentSHA256)")
      object.add("leaf", "\(leaf.hash)")
      if !row.envelope.signature.isEmpty { object.add("signature", StrictBase64.text(row.envelope.signature)) }
      if isExact { object.add("document", StrictBase64.text(document)) }
      object.add("header", raw: document[header])
      object.add("body", raw: document[body])
      return object.bytes
    }
  }
}

extension SigningOrigin {
  /// The cell of a record, as signatures name it: by the log key that its first row names.
  init?(of reader: SQLiteReader) throws {
    guard let first = try reader.rows([1], bytes: 0).first else { return nil }
    let genesis = try DocumentDecoder.body(Genesis.self, of: Array(first.envelope.document))
    guard let key = StrictBase64.bytes("\(genesis.logKey)") else { return nil }
    self.init(cell: "\(reader.cell)", firstKey: key)
  }
}
