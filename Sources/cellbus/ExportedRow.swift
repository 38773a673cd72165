import CellCommand
import CellJournal
import CellProof
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
