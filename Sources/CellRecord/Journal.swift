/// The durable record, as the broker sees it.
///
/// A journal stores opaque envelopes in one order and knows nothing of their meaning. It is written by one leader:
/// ``append(_:after:)`` is a compare-and-swap on the head, so that a second writer is found out and an unknown outcome
/// is resolved by reading ``head`` back. SQLite is the journal of today; a replicated one has the same shape.
package protocol Journal: Sendable {
  /// The sequence number of the last row, 0 for an empty record.
  func head() throws(JournalError) -> UInt64

  /// Makes a batch durable, whole or not at all.
  ///
  /// - Guarantee: when this returns, the batch survives the loss of power. When it throws
  ///   ``JournalError/full``, nothing of it is there and the same batch may be tried again.
  /// - Returns: the new head.
  func append(_ batch: RecordBatch, after head: UInt64) throws(JournalError) -> UInt64

  /// Moves what was appended to where it stays, once that is much. It is durable already: an error is no answer to it,
  /// and makes it uncertain whether the next batch can be.
  func checkpointIfDue() throws(JournalError)

  /// The rows that follow a sequence number, in order.
  ///
  /// - Parameters:
  ///   - limit: the most rows to return.
  ///   - bytes: no further row is added once the envelopes returned reach this many bytes; one row always fits.
  func rows(after sequence: UInt64, limit: Int, bytes: Int) throws(JournalError) -> [RecordRow]

  /// The rows with these sequence numbers. A number that is not on the record is left out.
  ///
  /// - Parameters:
  ///   - sequences: ascending; the rows come in their order.
  ///   - bytes: no further row is added once the envelopes returned reach this many bytes; one row always fits.
  func rows(_ sequences: [UInt64], bytes: Int) throws(JournalError) -> [RecordRow]

  /// What was decided on these numbers of a stream's lane, ascending; numbers without a decision are left out.
  func decisions(stream: UInt128, lane: UInt8, numbers: ClosedRange<UInt64>) throws(JournalError) -> [RecordedDecision]

  /// A publisher's stream, its node and next numbers; nil for one that nothing was decided on.
  func stream(_ id: UInt128) throws(JournalError) -> RecordedStations.Stream?

  /// The stored state that is not on the record itself: streams, subscriptions and their cursors.
  func stations() throws(JournalError) -> RecordedStations

  /// A file (roster, charter) that a row of the record names by its SHA-256.
  func file(sha256: [UInt8]) throws(JournalError) -> [UInt8]?
}

extension Journal {
  /// There is nothing to move.
  package func checkpointIfDue() throws(JournalError) {}
}

/// One accepted message. Its leaf is made of every field here, the two hashes in place of the bytes.
package struct RecordRow: Sendable, Hashable {
  /// 1, 2, 3 …, without gaps.
  package var sequence: UInt64
  /// Microseconds since 1970-01-01T00:00:00Z; never goes back.
  package var acceptedAt: Int64
  /// The authenticated node, `UKR.GS-1`.
  package var node: String
  /// The publisher's stream; 0 for what the bus says itself.
  package var stream: UInt128
  package var lane: UInt8
  /// The publisher's number in stream and lane; 0 for what the bus says itself.
  package var number: UInt64
  /// The sequence number of the message that caused the bus to say this; 0 where there is none.
  package var cause: UInt64
  package var signature: ArraySlice<UInt8>
  package var document: ArraySlice<UInt8>

  package init(
    sequence: UInt64, acceptedAt: Int64, node: String, stream: UInt128, lane: UInt8, number: UInt64, cause: UInt64,
    signature: ArraySlice<UInt8>, document: ArraySlice<UInt8>
  ) {
    self.sequence = sequence
    self.acceptedAt = acceptedAt
    self.node = node
    self.stream = stream
    self.lane = lane
    self.number = number
    self.cause = cause
    self.signature = signature
    self.document = document
  }
}

/// A number that was refused. Nothing of it is on the record; the decision is kept so that a repeat gets the same
/// answer after a restart.
package struct RefusedNumber: Sendable, Hashable {
  package var node: String
  package var stream: UInt128
  package var lane: UInt8
  package var number: UInt64
  package var code: UInt16
  package var pointer: String
  package var detail: String
  package var signature: ArraySlice<UInt8>
  package var document: ArraySlice<UInt8>

  package init(
    node: String, stream: UInt128, lane: UInt8, number: UInt64, code: UInt16, pointer: String, detail: String,
    signature: ArraySlice<UInt8>, document: ArraySlice<UInt8>
  ) {
    self.node = node
    self.stream = stream
    self.lane = lane
    self.number = number
    self.code = code
    self.pointer = pointer
    self.detail = detail
    self.signature = signature
    self.document = document
  }
}

/// What one transaction makes durable.
package struct RecordBatch: Sendable {
  /// Ascending, the first one being head + 1.
  package var rows: [RecordRow] = []
  package var refusals: [RefusedNumber] = []
  package var subscriptions: [SubscriptionChange] = []
  package var cursors: [CursorMove] = []
  package var asides: [AsideNote] = []
  /// Files that rows of this batch name by their SHA-256.
  package var files: [[UInt8]] = []

  package init() {}

  package var isEmpty: Bool {
    rows.isEmpty && refusals.isEmpty && subscriptions.isEmpty && cursors.isEmpty && asides.isEmpty
      && files.isEmpty
  }
}

/// A durable subscription comes, with its filter and the place of each lane's cursor, or goes.
package enum SubscriptionChange: Sendable, Hashable {
  case created(node: String, name: String, filter: [UInt8], cursors: [UInt64])
  case removed(node: String, name: String)
}

/// A durable cursor moved: everything of that lane up to and with `sequence` is done.
package struct CursorMove: Sendable, Hashable {
  package var node: String
  package var name: String
  package var lane: UInt8
  package var sequence: UInt64
  /// The sequence number behind which it began: it goes back with a reader that does.
  package var start: UInt64

  package init(node: String, name: String, lane: UInt8, sequence: UInt64, start: UInt64) {
    self.node = node
    self.name = name
    self.lane = lane
    self.sequence = sequence
    self.start = start
  }
}

/// A reader under a durable name went on without a message.
package struct AsideNote: Sendable, Hashable {
  package var node: String
  package var name: String
  package var sequence: UInt64
  /// Microseconds since 1970-01-01T00:00:00Z.
  package var at: Int64
  package var reason: String

  package init(node: String, name: String, sequence: UInt64, at: Int64, reason: String) {
    self.node = node
    self.name = name
    self.sequence = sequence
    self.at = at
    self.reason = reason
  }
}

/// What was decided on a number, with the hashes by which a repeat is compared.
package struct RecordedDecision: Sendable, Hashable {
  package enum Outcome: Sendable, Hashable {
    case accepted(sequence: UInt64, acceptedAt: Int64)
    case refused(code: UInt16, pointer: String, detail: String)
  }

  package var number: UInt64
  package var outcome: Outcome
  package var documentSHA256: [UInt8]
  package var signatureSHA256: [UInt8]

  package init(number: UInt64, outcome: Outcome, documentSHA256: [UInt8], signatureSHA256: [UInt8]) {
    self.number = number
    self.outcome = outcome
    self.documentSHA256 = documentSHA256
    self.signatureSHA256 = signatureSHA256
  }
}

/// Streams, subscriptions and cursors as they were stored last.
package struct RecordedStations: Sendable {
  package struct Stream: Sendable, Hashable {
    package var id: UInt128
    package var node: String
    /// The next number to be decided, for each lane 0…5.
    package var next: [UInt64]

    package init(id: UInt128, node: String, next: [UInt64]) {
      self.id = id
      self.node = node
      self.next = next
    }
  }

  package struct Subscription: Sendable, Hashable {
    package var node: String
    package var name: String
    package var filter: [UInt8]
    /// For each lane 0…5: everything up to and with this sequence number is done.
    package var cursors: [UInt64]
    /// For each lane: the sequence number behind which it began, or to which its reader went back.
    package var start: [UInt64]

    package init(node: String, name: String, filter: [UInt8], cursors: [UInt64], start: [UInt64]) {
      self.node = node
      self.name = name
      self.filter = filter
      self.cursors = cursors
      self.start = start
    }
  }

  package var streams: [Stream] = []
  package var subscriptions: [Subscription] = []
  /// The oldest first.
  package var asides: [AsideNote] = []

  package init() {}
}

package enum JournalError: Error, Sendable, Hashable {
  /// The disk is full. Nothing was written; the same batch may be tried again.
  case full
  /// The head is not the expected one: another writer.
  case conflict(head: UInt64)
  /// A write, or making it durable, failed in a way after which nothing is certain. End the process.
  case failed(String)
  /// The file is damaged; what the check said.
  case damaged(String)
  /// The file is not a record of this cell, or of a later format.
  case foreign(String)
  /// Another process holds the directory.
  case locked(String)
  /// The database does not give the durability that was asked of it.
  case unsafe(String)
}
