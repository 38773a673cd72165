package import CellSchema

/// Where a node keeps what it is to send beyond the life of its process.
///
/// It counts the numbers of each lane, and the outbox in memory counts along: a message comes to the session when it is
/// on the disk, with its number, in the order in which it was appended.
package protocol MessageStore: Sendable {
  /// What an earlier process left. Once: a store belongs to one node.
  func takeContents() throws(NodeError) -> StoredContents

  /// Tells what to do when messages cannot be taken, before their senders hear of it: the closure that it is given lets
  /// go of all that were appended and are not written, which fail together. A later one has a serial that follows.
  func whenSetBack(_ body: @escaping @Sendable (_ letGo: () -> Void) -> Void)

  /// Makes a message durable and says which number it has, or that nothing was taken; in the order of the calls.
  func append(_ message: StoredMessage, then: @escaping @Sendable (Result<UInt64, NodeError>) -> Void)

  /// These are decided and need not be kept to be sent. It is no haste: what is kept too long is sent again and decided
  /// alike.
  func remove(_ decided: [StoredDecision])

  /// How many refusals are kept until somebody has looked at them.
  var refusalCount: Int { get }

  /// The broker has told how far the station's count is: from now on it can be continued without a connection.
  func welcomed()
}

/// A message as a store keeps it.
package struct StoredMessage: Sendable {
  package var lane: Int
  /// 0: not given yet.
  package var number: UInt64
  package var id: MessageID?
  package var envelope: Envelope
  /// The station's count, where the message has its next number.
  package var serial: StoredSerial?

  package init(lane: Int, number: UInt64 = 0, id: MessageID?, envelope: Envelope, serial: StoredSerial? = nil) {
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

/// A message that is decided.
package struct StoredDecision: Sendable {
  package var place: OutboxPlace
  /// That it was refused, where nobody in this process waits to be told: the store keeps it in its place.
  package var refused: StoredRefusal?

  package init(place: OutboxPlace, refused: StoredRefusal? = nil) {
    self.place = place
    self.refused = refused
  }
}

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

package struct StoredContents: Sendable {
  package var stream: StreamIdentifier
  /// The number to be given next, lane by lane.
  package var next: [UInt64]
  /// What has no decision, in the order in which it was appended.
  package var left: [StoredMessage]
  package var serials: [StoredSerial]
  /// The broker has told the station's count once.
  package var wasWelcomed: Bool
  /// How many refusals are kept.
  package var refusals: Int

  package init(
    stream: StreamIdentifier, next: [UInt64], left: [StoredMessage], serials: [StoredSerial], wasWelcomed: Bool,
    refusals: Int
  ) {
    self.stream = stream
    self.next = next
    self.left = left
    self.serials = serials
    self.wasWelcomed = wasWelcomed
    self.refusals = refusals
  }
}
