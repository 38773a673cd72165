package import CellJournal
package import CellSchema
package import CellWire

/// What the machine wants done, by who performs it.
package struct Effects: Sendable {
  /// For the thread that owns the sockets, in this order.
  package var connection: [ConnectionEffect] = []
  /// For the thread that writes the record; one batch is under way at most.
  package var batch: NumberedBatch?
  /// For the thread that reads the record.
  package var questions: [JournalQuestion] = []
  /// For the thread that keeps the archive, in this order.
  package var archive: [ArchiveTask] = []
  /// For the thread that makes checkpoints, in this order.
  package var log: [LogTask] = []
  /// For the log.
  package var notes: [Note] = []

  package init() {}

  package var isEmpty: Bool {
    connection.isEmpty && batch == nil && questions.isEmpty && archive.isEmpty && log.isEmpty && notes.isEmpty
  }
}

/// What is to be done on a peer's connection.
package enum ConnectionEffect: Sendable {
  case send(PeerID, [UInt8])
  /// Cut the connection, after the frames sent on it had a moment to leave.
  case disconnect(PeerID)
}

/// A batch, and the number under which the machine is told that it is durable.
package struct NumberedBatch: Sendable {
  package var number: UInt64
  package var batch: RecordBatch
}

/// What the journal is asked: rows, the decisions on numbers that were sent again, or where a stream stands.
package enum JournalQuestion: Sendable {
  case rows(ReadRequest)
  case decisions(LookupRequest)
  case stream(PeerID, StreamIdentifier)
}

/// Something worth a line in the log.
package enum Note: Sendable {
  case opened(node: NodeName, session: UInt64, peer: PeerID, client: String)
  case closed(node: NodeName, session: UInt64, code: ErrorCode?, detail: String)
  case refused(node: NodeName, refusal: Refusal, lane: Precedence, envelope: Envelope)
  /// A message is durable; so many nodes may read it.
  case submitted(node: NodeName, row: RecordRow, readers: Int)
  /// The bus put a message on the record by itself; so many nodes may read it.
  case relayed(row: RecordRow, readers: Int)
  /// A message was sent to a reader.
  case delivered(node: NodeName, session: UInt64, message: RecordedEnvelope, lane: Precedence)
  /// What a node sent and was sent in a minute, beyond what was said of single messages.
  case traffic(node: NodeName, TrafficCount)
  /// The operator ended a node's sessions.
  case dropped(node: NodeName, sessions: Int, reason: String)
  /// The operator has what counted against a node forgotten.
  case reset(node: NodeName, reason: String)
  case fault(node: NodeName, code: ErrorCode, detail: String)
  case subscribed(node: NodeName, session: UInt64, subscription: UInt32, durable: String?, types: String)
  case durableRemoved(node: NodeName, name: String)
  /// A reader gave no credit for this long although messages wait; `unparked` when it gives credit again.
  case parked(node: NodeName, subscription: UInt32, durable: String?, seconds: Int64)
  case unparked(node: NodeName, subscription: UInt32, durable: String?)
  /// A reader went on without a message that it could not handle: an aside.
  case setAside(node: NodeName, durable: String, sequence: SequenceNumber, reason: String)
  /// A place of the record could not be read for a node.
  case unreadable(node: NodeName, refusal: Refusal)
  /// A node says that it has seen rows that the record does not have.
  case claimedBeyond(node: NodeName, detail: String)
  /// Lines of a kind that a node caused beyond what it may in a minute.
  case leftOut(node: NodeName, kind: Kind, lines: Int)
  case intakeStopped(code: ErrorCode, detail: String)
  case intakeResumed
}
