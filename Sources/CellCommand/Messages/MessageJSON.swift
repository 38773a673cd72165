package import CellNode
package import CellSchema

/// A message as a program reads it: `{"seq","acceptedAt","header","body","signers","amendedBy"}` on one line.
package enum MessageJSON {
  /// - Parameters:
  ///   - signers: who signed it; nothing is said where nobody did, or it is not known.
  ///   - amendedBy: the numbers of the messages that amend it; nil where that is not asked.
  /// - Throws: `not-json` where the document is none.
  package static func line(
    sequence: UInt64, acceptedAt: Timestamp, document: ArraySlice<UInt8>, signers: [MessageSigner] = [],
    amendedBy: [UInt64]? = nil
  ) throws(Refusal) -> [UInt8] {
    let members = try JSONMembers(of: document)
    guard let header = members["header"], let body = members["body"] else {
      throw Refusal(.undecodable, "the document has no header, or no body")
    }
    var object = JSONObject()
    object.add("seq", sequence)
    object.add("acceptedAt", acceptedAt)
    object.add("header", raw: document[header])
    object.add("body", raw: document[body])
    if !signers.isEmpty { object.add("signers", SignerWords.json(signers)) }
    if let amendedBy {
      object.add("amendedBy", raw: Array("[\(amendedBy.map(\.description).joined(separator: ","))]".utf8)[...])
    }
    return object.bytes
  }
}
