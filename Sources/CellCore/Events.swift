package import CellSchema

/// A connection, numbered by the broker; a number is never used twice.
package struct PeerID: Hashable, Sendable {
  package var number: UInt64
  package init(_ number: UInt64) { self.number = number }
}

/// One reading of both clocks.
package struct Instant: Sendable, Hashable {
  /// Microseconds since 1970-01-01T00:00:00Z. May jump.
  package var wall: Int64
  /// Milliseconds since some fixed moment. Never goes back.
  package var monotonic: Int64

  package init(wall: Int64, monotonic: Int64) {
    self.wall = wall
    self.monotonic = monotonic
  }
}

/// What can happen to the machine.
package enum Event: Sendable {
  /// A frame from a peer whose key ZAP knows as `node`.
  case frame(PeerID, node: String, bytes: [UInt8])
  /// The connection is gone.
  case gone(PeerID)
  /// The connection's queue is full; what was sent is held by the broker until it is relieved.
  case congested(PeerID)
  case relieved(PeerID)
  /// The batch of that number is durable.
  case committed(UInt64)
  /// The batch of that number does not fit the disk; it is kept and tried again.
  case storageFull(UInt64)
  case read(ReadResult)
  case looked(LookupResult)
  case foundStream(StreamFound)
  /// A second or so has passed.
  case tick
}

/// What the machine wants done.
package enum Effect: Sendable {
  case send(PeerID, [UInt8])
  /// Cut the connection, after what was sent to it had a moment to leave.
  case disconnect(PeerID)
  case commit(Commit)
  case read(ReadRequest)
  case lookup(LookupRequest)
  case findStream(PeerID, StreamIdentifier)
  case note(Note)
}

/// What becomes durable together.
package struct Commit: Sendable {
  package struct Row: Sendable {
    package var delivery: RecordedEnvelope
    package var node: String
    package var stream: UInt128
    package var lane: Int
    package var number: UInt64
    package var cause: UInt64
  }

  package struct RefusedRow: Sendable {
    package var node: String
    package var stream: UInt128
    package var lane: Int
    package var number: UInt64
    package var refusal: Refusal
    package var envelope: Envelope
  }

  package enum DurableChange: Sendable {
    case created(node: String, name: String, filter: [UInt8], cursors: [UInt64])
    case removed(node: String, name: String)
  }

  package struct Aside: Sendable {
    package var node: String
    package var name: String
    package var sequence: UInt64
    /// Microseconds since 1970.
    package var at: Int64
    package var reason: String
  }

  package struct Cursor: Sendable {
    package var node: String
    package var name: String
    package var lane: Int
    package var sequence: UInt64
    /// Behind which number it began, or to which its reader went back.
    package var start: UInt64
  }

  package var number: UInt64
  /// The head that these rows follow.
  package var head: UInt64
  package var rows: [Row] = []
  package var refusals: [RefusedRow] = []
  package var durables: [DurableChange] = []
  package var cursors: [Cursor] = []
  package var asides: [Aside] = []
  package var files: [[UInt8]] = []

  var isEmpty: Bool {
    rows.isEmpty && refusals.isEmpty && durables.isEmpty && cursors.isEmpty && asides.isEmpty && files.isEmpty
  }
}

/// Rows of the record, for a subscription that is behind or for an answer.
package struct ReadRequest: Sendable {
  package enum Purpose: Sendable {
    /// The number of a subscription, and which of its queues.
    case subscription(UInt32, queue: Int)
    /// The number of the query.
    case trace(WireNumber)
  }

  package var peer: PeerID
  package var purpose: Purpose
  /// Ascending, all on the record.
  package var sequences: [UInt64]
}

package struct ReadResult: Sendable {
  package var request: ReadRequest
  /// The first of them, as many as a reading takes, and one at least.
  package var rows: [Replayed]

  package init(request: ReadRequest, rows: [Replayed]) {
    self.request = request
    self.rows = rows
  }
}

/// Numbers that were sent again: what was decided on them, and were the bytes the same?
package struct LookupRequest: Sendable {
  package var peer: PeerID
  package var stream: UInt128
  package var lane: Int
  package var firstNumber: UInt64
  package var envelopes: [Envelope]
}

package struct LookupResult: Sendable {
  package enum Decision: Sendable {
    case accepted(sequence: UInt64, acceptedAt: Int64)
    case refused(Refusal)
    /// Decided so long ago that only the fact is left.
    case forgotten
  }

  package var request: LookupRequest
  /// For each envelope of the request, in order: the decision, and whether the bytes were the same.
  package var decisions: [(decision: Decision, same: Bool)]

  package init(request: LookupRequest, decisions: [(decision: Decision, same: Bool)]) {
    self.request = request
    self.decisions = decisions
  }
}

package struct StreamFound: Sendable {
  package var peer: PeerID
  package var stream: StreamIdentifier
  /// Its node and next numbers, nil for a stream that the record does not know.
  package var known: (node: String, next: [UInt64])?

  package init(peer: PeerID, stream: StreamIdentifier, known: (node: String, next: [UInt64])?) {
    self.peer = peer
    self.stream = stream
    self.known = known
  }
}

/// Something worth a line in the log.
package enum Note: Sendable {
  case opened(node: String, session: UInt64, client: String)
  case closed(node: String, session: UInt64, code: ErrorCode?, detail: String)
  case refused(node: String, refusal: Refusal)
  case fault(node: String, code: ErrorCode, detail: String)
  case subscribed(node: String, session: UInt64, subscription: UInt32, durable: String?, types: String)
  case durableRemoved(node: String, name: String)
  /// A reader gives no credit for what waits; and it gives it again.
  case parked(node: String, subscription: UInt32, durable: String?, seconds: Int64)
  case unparked(node: String, subscription: UInt32, durable: String?)
  /// A reader went on without a message that it could not handle.
  case setAside(node: String, durable: String, sequence: UInt64, reason: String)
  case intakeStopped(code: ErrorCode, detail: String)
  case intakeResumed
}
