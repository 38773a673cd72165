package import CellSchema
package import CellWire

/// What the thread that makes checkpoints is told.
package enum LogTask: Sendable {
  /// So many rows are durable.
  case grew(to: SequenceNumber)
  /// Who cosigns and did, in the order of the record.
  case witnesses([WitnessPeriod])
  /// What a witness answered.
  case cosigned(NodeName, Cosign)
  /// A node shows a checkpoint that this log should have made.
  case shown(NodeName, NoteText)
  /// A witness was welcomed: it is asked again.
  case welcomed(NodeName)
  case prove(ProofRequest)
}

/// A question about the record's tree, and who waits for the answer.
package struct ProofRequest: Sendable {
  package var peer: PeerID
  package var session: UInt64
  package var query: WireNumber
  package var proof: Query.Proof
}

/// What the thread that makes checkpoints tells the machine.
package enum LogNews: Sendable {
  /// The last good checkpoint, for whoever follows, and its rows.
  case good(CheckpointCommand, size: UInt64)
  /// A checkpoint that waits for a witness's cosignature.
  case ask(NodeName, CheckpointCommand)
  /// A witness has cosigned a checkpoint of so many rows; its signature was verified.
  case cosigned(NodeName, SequenceNumber)
  case proved(ProofRequest, Result<ProofAnswer, Refusal>)
  /// Nothing may be added to the record any more.
  case readOnly(Refusal)
}
