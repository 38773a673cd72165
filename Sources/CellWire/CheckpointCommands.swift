/// A checkpoint of the record's log (C2SP tlog-checkpoint in a signed note). Broker to node.
///
/// To whoever has asked for one it is one that is good: the log has signed it, and as many witnesses of each side have cosigned it as the
/// charter asks for. To a witness it is one that waits for cosignatures, with the proof that the witness needs.
package struct CheckpointCommand: ControlCommand {
  package static var command: Command { .checkpoint }

  /// What is asked of a witness (C2SP tlog-witness, `add-checkpoint`).
  package struct Asked: Codable, Sendable, Equatable {
    /// The size that the witness is thought to have cosigned last; 0 where nobody knows.
    package var old: WireNumber
    /// The proof that the tree of that size is the beginning of this one, at most 63 hashes in Base64; empty from 0.
    package var proof: [WireText]

    package init(old: WireNumber, proof: [WireText]) {
      self.old = old
      self.proof = proof
    }
  }

  /// The note, with all its signatures.
  package var note: NoteText
  /// Nil where the checkpoint is good.
  package var cosign: Asked?

  package init(note: NoteText, cosign: Asked? = nil) {
    self.note = note
    self.cosign = cosign
  }
}

/// A witness's answer to a CHECKPOINT that waits for cosignatures. Node to broker.
package struct Cosign: ControlCommand {
  package static var command: Command { .cosign }

  /// The name of the log.
  package var origin: WireText
  /// The size that the witness has cosigned last, this one among them; 0 for none.
  package var size: WireNumber
  /// The cosignature's line; absent where the proof does not begin at `size`, and another is to be sent.
  package var signature: WireText?

  package init(origin: WireText, size: WireNumber, signature: WireText? = nil) {
    self.origin = origin
    self.size = size
    self.signature = signature
  }
}

/// The answer to `checkpoint`, `consistency` and `inclusion`.
package struct ProofAnswer: Codable, Sendable, Equatable {
  /// The good checkpoint that the proof leads to.
  package var note: NoteText
  /// The proof's hashes in Base64, those of the leaves first.
  package var path: [WireText]
  /// With `inclusion`: the bytes of the row's leaf.
  package var leaf: WireBytes?

  package init(note: NoteText, path: [WireText] = [], leaf: WireBytes? = nil) {
    self.note = note
    self.path = path
    self.leaf = leaf
  }
}
