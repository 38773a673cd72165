import CellJournal
package import CellProof
import CellSchema

/// Judges the proof of one row (C2SP tlog-proof), whose extra data are the bytes of its leaf.
package enum EvidenceProof {
  /// - Parameters:
  ///   - policy: whose signatures make a checkpoint good.
  ///   - document: the document's bytes, where they are at hand.
  package static func check(
    _ text: String, by policy: CheckpointPolicy, document: [UInt8]? = nil
  ) throws(EvidenceFault) -> ProvedEvidence {
    let proof = try EvidenceFault.of("proof") { () throws(NoteError) in try InclusionProof(text) }
    let good = try EvidenceFault.of("checkpoint") { () throws(NoteError) in try policy.judge(proof.note) }
    guard let extra = proof.extra, let leaf = RecordLeaf(bytes: extra) else {
      throw EvidenceFault("extra", "it is not the bytes of a row's leaf")
    }
    try check(
      leaf, hash: leaf.hash, at: proof.index, path: proof.path, in: good.checkpoint, part: "extra, index or path")
    if let document, Digest(of: document) != leaf.documentSHA256 {
      throw EvidenceFault("document", "it is not the one that the row has: another SHA-256")
    }
    return ProvedEvidence(good: good, rows: [ProvedRow(leaf: leaf, document: document)])
  }

  /// Whether a leaf stands at a place in a checkpoint's tree, and is of its log's cell.
  static func check(
    _ leaf: RecordLeaf, hash: Digest, at index: UInt64, path: [Digest], in checkpoint: Checkpoint, part: String
  ) throws(EvidenceFault) {
    guard MerkleProof.root(leafHash: hash, index: index, size: checkpoint.size, path: path) == checkpoint.root else {
      throw EvidenceFault(part, "the hashes do not lead from the row to the checkpoint's root")
    }
    // What follows holds for every record that this program writes: a log that signs something else is no record.
    guard leaf.epoch.index(of: leaf.sequence) == index else {
      throw EvidenceFault("index", "row \(leaf.sequence) stands at place \(index) of the tree")
    }
    guard LogOrigin.epoch(of: checkpoint.origin) == leaf.epoch.number else {
      throw EvidenceFault(
        "checkpoint", "the log \(checkpoint.origin) is not that of epoch \(leaf.epoch.number)")
    }
    guard LogOrigin.cell(of: checkpoint.origin) == "\(leaf.cell)" else {
      throw EvidenceFault("checkpoint", "the log \(checkpoint.origin) is not that of the row's cell, \(leaf.cell)")
    }
  }
}
