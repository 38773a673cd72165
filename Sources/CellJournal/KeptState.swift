package import CellProof
package import CellSchema

/// A snapshot as it is kept beside the record, so that a start need not replay the whole record.
///
/// A snapshot is a shortcut and no evidence: it names the row for which it was computed and that row's leaf hash, so
/// that a snapshot of another record is not used. The journal does not know the content's format.
package struct KeptState: Sendable {
  package var sequence: SequenceNumber
  package var leaf: Digest
  package var content: [UInt8]

  package init(sequence: SequenceNumber, leaf: Digest, content: [UInt8]) {
    self.sequence = sequence
    self.leaf = leaf
    self.content = content
  }
}
