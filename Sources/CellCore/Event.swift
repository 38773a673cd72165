package import CellJournal
package import CellSchema
package import CellWire

/// A connection, by the number that the broker gave it; a number is never used twice.
package struct PeerID: Hashable, Sendable {
  package var number: UInt64
  package init(_ number: UInt64) { self.number = number }
}

/// What can happen to the machine.
package enum Event: Sendable {
  /// A frame from a peer whose key ZAP knows as `node`; empty for a message that is not of one frame.
  case frame(PeerID, node: NodeName, bytes: [UInt8])
  /// A part of a frame of PUBLISH from such a peer.
  case publish(PeerID, node: NodeName, PublishFrame)
  /// A frame of PUBLISH from such a peer, the first half of its intake done beside the loop.
  case prepared(PreparedFrame)
  /// The connection is gone.
  case gone(PeerID)
  /// The connection's queue is full: the broker holds further frames until `relieved`.
  case congested(PeerID)
  case relieved(PeerID)
  /// The batch with this number is durable.
  case committed(UInt64)
  /// The batch with this number does not fit the disk; the writer keeps it and tries again.
  case storageFull(UInt64)
  /// The journal's answers to the three questions of ``JournalQuestion``.
  case read(ReadResult)
  case looked(LookupResult)
  case foundStream(StreamFound)
  /// An answer that the archive computed beside the loop.
  case answered(SituationAnswer)
  /// What the archive has found beside the loop.
  case found(SearchAnswer)
  /// What the thread that makes checkpoints has to tell.
  case log(LogNews)
  /// The wall clock is right as it stands: the machine's time service says so, or the operator.
  case clockConfirmed
  /// About a second has passed since the last tick.
  case tick
}

extension Event {
  /// The peer whose frame it is; nil of an event that is no frame.
  package var sender: PeerID? {
    switch self {
    case .frame(let peer, node: _, bytes: _), .publish(let peer, node: _, _): peer
    case .prepared(let frame): frame.peer
    case .gone, .congested, .relieved, .committed, .storageFull, .read, .looked, .foundStream, .answered, .found,
      .log, .clockConfirmed, .tick:
      nil
    }
  }
}

/// A frame of PUBLISH with what came of preparing its messages, in their order. ``Core/preparer`` prepares.
package struct PreparedFrame: Sendable {
  package let peer: PeerID
  let frame: PublishFrame
  let preparations: [Preparation]

  package init(peer: PeerID, frame: PublishFrame, preparations: [Preparation]) {
    precondition(preparations.count == frame.envelopes.count, "each message of the frame is prepared")
    self.peer = peer
    self.frame = frame
    self.preparations = preparations
  }
}

/// Rows of the record, for a subscription that is behind or for an answer.
package struct ReadRequest: Sendable {
  package enum Purpose: Sendable {
    /// The subscription's number, and the queue of it that the rows are for.
    case subscription(UInt32, queue: Precedence)
    /// The number of the QUERY.
    case trace(WireNumber)
    /// A message that the bus is to carry to whom it is released.
    case release
    case message(WireNumber)
  }

  package var peer: PeerID
  package var purpose: Purpose
  /// The rows' sequence numbers, ascending, all on the record.
  package var sequences: [SequenceNumber]
}

/// The rows that were read for a request.
package struct ReadResult: Sendable {
  package var request: ReadRequest
  /// The first of the rows that were asked for, as many as a reading takes, and one at least; or why the first of them
  /// cannot be read.
  package var rows: Result<[RecordRow], Refusal>

  package init(request: ReadRequest, rows: Result<[RecordRow], Refusal>) {
    self.request = request
    self.rows = rows
  }
}

/// A question about publisher's numbers that were sent again: what was decided on them, and were the bytes the same?
package struct LookupRequest: Sendable {
  package var peer: PeerID
  package var stream: StreamIdentifier
  package var lane: Precedence
  package var firstNumber: UInt64
  package var envelopes: [Envelope]
}

/// The journal's answer to a ``LookupRequest``.
package struct LookupResult: Sendable {
  package enum Decision: Sendable {
    case accepted(sequence: SequenceNumber, acceptedAt: Microseconds)
    case refused(Refusal)
    /// Decided so long ago that only the fact of a decision is left on the record.
    case forgotten
  }

  package typealias Finding = (decision: Decision, same: Bool)

  package var request: LookupRequest
  /// For each envelope of the request, in order: the decision, and whether the bytes were the same; or why the record
  /// cannot be read there.
  package var decisions: Result<[Finding], Refusal>

  package init(request: LookupRequest, decisions: Result<[Finding], Refusal>) {
    self.request = request
    self.decisions = decisions
  }
}

/// The journal's answer to the question where a stream stands, for the session that named the stream in HELLO.
package struct StreamFound: Sendable {
  package var peer: PeerID
  package var stream: StreamIdentifier
  /// Nil for a stream that the record does not know; or why the record cannot be read there.
  package var known: Result<RecordedStream?, Refusal>

  package init(peer: PeerID, stream: StreamIdentifier, known: Result<RecordedStream?, Refusal>) {
    self.peer = peer
    self.stream = stream
    self.known = known
  }
}
