import CellProof

/// What shows a third party that a log has two histories: two notes that its key has signed, and the proof that does not
/// lead from one to the other.
struct ForkEvidence: Sendable {
  var notes: [SignedNote]
  /// In Base64.
  var proof: [String]
  var reason: String

  /// Each note as it is, so that it can be cut out and checked by itself.
  var text: String {
    let notes = self.notes.map(\.description).joined(separator: "\n")
    let proof = self.proof.isEmpty ? "" : "\nproof\n" + self.proof.joined(separator: "\n") + "\n"
    return "cellbus fork 1\n\(reason)\n\n\(notes)\(proof)"
  }
}
