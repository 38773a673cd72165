package import CellSchema

/// One accepted message in its place. Its leaf is made of all fields, with hashes in place of the envelope's bytes.
///
/// A row is the one form in which a message goes from acceptance to the disk, and from the disk to replay and readers.
package struct RecordRow: Sendable, Hashable {
  /// 1, 2, 3 …, without gaps within an epoch.
  package var sequence: SequenceNumber
  /// The stretch of the record that it is of.
  package var epoch: RecordEpoch
  /// The time of acceptance, which never goes back.
  package var acceptedAt: Microseconds
  /// The authenticated node that published the message.
  package var node: NodeName
  /// The publisher's stream and number; nil for a message of the bus itself.
  package var number: StreamNumber?
  /// The lane in which the message travels: its precedence.
  package var lane: Precedence
  /// The row because of which the bus said this; `none` for other messages.
  package var cause: SequenceNumber
  package var envelope: Envelope

  package init(
    sequence: SequenceNumber, acceptedAt: Microseconds, node: NodeName, number: StreamNumber?,
    lane: Precedence,
    cause: SequenceNumber = .none, envelope: Envelope, epoch: RecordEpoch = .first
  ) {
    self.sequence = sequence
    self.epoch = epoch
    self.acceptedAt = acceptedAt
    self.node = node
    self.number = number
    self.lane = lane
    self.cause = cause
    self.envelope = envelope
  }
}

/// A publisher's number: contiguous from 1 in each lane of its stream.
package struct StreamNumber: Sendable, Hashable {
  /// The publisher's stream; never 0, which stands in a leaf for the bus itself.
  package var stream: UInt128
  package var number: UInt64

  package init(stream: UInt128, number: UInt64) {
    self.stream = stream
    self.number = number
  }
}

/// A publisher's number whose message was refused. The message is not on the record; the decision is kept so that a
/// repeat gets the same answer after a restart.
package struct RefusedNumber: Sendable, Hashable {
  package var node: NodeName
  package var number: StreamNumber
  package var lane: Precedence
  package var refusal: Refusal
  package var envelope: Envelope

  package init(node: NodeName, number: StreamNumber, lane: Precedence, refusal: Refusal, envelope: Envelope) {
    self.node = node
    self.number = number
    self.lane = lane
    self.refusal = refusal
    self.envelope = envelope
  }
}
