package import CellSchema
package import CellWire

/// Where a node keeps its outbox beyond the life of its process.
///
/// The store numbers the messages of each lane, and the outbox in memory counts along: a message is handed to the
/// session once it is on the disk, with its number, in the order of the appends.
package protocol MessageStore: Sendable {
  /// Gives the outbox that an earlier process left. Called once: a store belongs to one node.
  func takeContents() throws(NodeError) -> StoredContents

  /// Sets the closure that is called when messages cannot be stored, before their senders hear of it. The closure is
  /// given `letGo`, which drops every message that was appended and not written: these fail together, since the serial
  /// of a later one follows that of an earlier one.
  func whenSetBack(_ body: @escaping @Sendable (_ letGo: () -> Void) -> Void)

  /// Makes a message durable, in the order of the calls. `then` is given the message's number, or the error if nothing
  /// was stored.
  func append(_ message: StoredMessage, then: @escaping @Sendable (Result<UInt64, NodeError>) -> Void)

  /// Removes messages that are decided. There is no hurry: a message removed late may be sent again, and gets the same
  /// decision.
  func remove(_ decided: [StoredDecision])

  /// How many refusals are stored and not discarded.
  var refusalCount: Int { get }

  /// Notes that the broker has told the station's count, so that it can be continued without a connection, and which
  /// record the broker has.
  func welcomed(genesis: SHA256Hex?, epoch: UInt64)
}

/// A message as the store keeps it.
package struct StoredMessage: Sendable {
  package var lane: Precedence
  /// The message's number in its lane; 0 while it has none.
  package var number: UInt64
  package var id: MessageID?
  package var envelope: Envelope
  /// The station's count, if the message has the next serial.
  package var serial: StoredSerial?

  package init(lane: Precedence, number: UInt64 = 0, id: MessageID?, envelope: Envelope, serial: StoredSerial? = nil) {
    self.lane = lane
    self.number = number
    self.id = id
    self.envelope = envelope
    self.serial = serial
  }
}

/// The last serial of a world.
package struct StoredSerial: Sendable, Equatable {
  package var nature: Nature
  package var exerciseName: Line?
  package var serial: Serial

  package init(nature: Nature, exerciseName: Line?, serial: Serial) {
    self.nature = nature
    self.exerciseName = exerciseName
    self.serial = serial
  }
}

/// A message of the store that the broker decided.
package struct StoredDecision: Sendable {
  package var place: OutboxPlace
  /// The message's row, if it was accepted.
  package var sequence: SequenceNumber?
  /// The refusal to keep in place of the message; nil if it was accepted, or if a call in this process waits for the
  /// outcome.
  package var refused: StoredRefusal?

  package init(place: OutboxPlace, sequence: SequenceNumber? = nil, refused: StoredRefusal? = nil) {
    self.place = place
    self.sequence = sequence
    self.refused = refused
  }
}

/// A refusal as the store keeps it.
package struct StoredRefusal: Sendable {
  package var refusal: Refusal
  package var type: MessageType?
  package var at: Timestamp

  package init(refusal: Refusal, type: MessageType?, at: Timestamp) {
    self.refusal = refusal
    self.type = type
    self.at = at
  }
}

/// What a store holds when it is opened.
package struct StoredContents: Sendable {
  package var stream: StreamIdentifier
  /// By lane, the number to be given next.
  package var next: Lanes<UInt64>
  /// Messages without a decision, in the order of their appends.
  package var left: [StoredMessage]
  package var serials: [StoredSerial]
  /// Whether the broker has told the station's count at least once.
  package var wasWelcomed: Bool
  /// How many refusals the store has.
  package var refusals: Int
  package var memory: RecordMemory

  package init(
    stream: StreamIdentifier, next: Lanes<UInt64>, left: [StoredMessage], serials: [StoredSerial], wasWelcomed: Bool,
    refusals: Int, memory: RecordMemory
  ) {
    self.memory = memory
    self.stream = stream
    self.next = next
    self.left = left
    self.serials = serials
    self.wasWelcomed = wasWelcomed
    self.refusals = refusals
  }
}
