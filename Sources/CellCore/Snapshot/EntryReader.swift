package import CellSchema

/// Reads what rows of the record say to the proceedings, from their bytes alone: it asks nobody and changes nothing, so
/// that many rows may be read at once, on any thread.
package struct EntryReader: Sendable {
  let facts: FactsReader
  let acts: ActReader

  /// - Returns: nil for a row that moves nothing.
  package func read(_ row: Replayed) throws(Refusal) -> NamedEntry? {
    var slots = DocumentSlots()
    let header = try facts.header(of: row, slots: &slots)
    let links = header.links()
    let act = try acts.read(facts.type(header), amends: links.amends != nil, row.delivery.envelope.document)
    guard let act, let id = MessageID(bits: header.identifier(.id)) else { return nil }
    return NamedEntry(
      sequence: row.delivery.sequence, id: id, acceptedAt: row.delivery.acceptedAt, node: row.node,
      inReplyTo: links.inReplyTo, amends: links.amends, act: act)
  }
}

/// An entry that says by name who sent it. Names get their indices from the machine, one after the other.
package struct NamedEntry: Sendable {
  package let sequence: UInt64
  let id: MessageID
  let acceptedAt: Int64
  let node: String
  let inReplyTo: MessageID?
  let amends: Amends?
  let act: Act
}
