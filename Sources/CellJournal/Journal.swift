package import CellProof
package import CellSchema

/// Where a record stands. A writer's append compares the head and moves it in one step.
///
/// The commit number moves with every batch, also with one that has only refusals or cursors and leaves the sequence
/// number as it is; the leaf tells two histories of the same length apart.
package struct Head: Sendable, Hashable, CustomStringConvertible {
  /// How many batches were ever made durable.
  package var commit: UInt64
  /// The last row's sequence number; `none` for an empty record.
  package var sequence: SequenceNumber
  /// The hash of the last row's leaf; nil for an empty record.
  package var leaf: Digest?

  package init(commit: UInt64, sequence: SequenceNumber, leaf: Digest?) {
    self.commit = commit
    self.sequence = sequence
    self.leaf = leaf
  }

  package static let empty = Head(commit: 0, sequence: .none, leaf: nil)

  package var description: String { "commit \(commit), row \(sequence)" }
}

/// The durable record as its readers see it.
///
/// A journal stores envelopes in one order and knows nothing of their meaning.
package protocol JournalReader: Sendable {
  func head() throws(JournalError) -> Head

  /// The rows that follow a sequence number, in order.
  ///
  /// - Parameters:
  ///   - limit: the most rows to return.
  ///   - bytes: no further row is added once the envelopes returned reach this many bytes; one row always fits.
  func rows(after sequence: SequenceNumber, limit: Int, bytes: Int) throws(JournalError) -> [RecordRow]

  /// The rows with these sequence numbers. A number that is not on the record is left out.
  ///
  /// - Parameters:
  ///   - sequences: ascending; the rows come in their order.
  ///   - bytes: no further row is added once the envelopes returned reach this many bytes; one row always fits.
  func rows(_ sequences: [SequenceNumber], bytes: Int) throws(JournalError) -> [RecordRow]

  /// The decisions on these numbers of a stream's lane, ascending; numbers without a decision are left out.
  func decisions(
    stream: UInt128, lane: Precedence, numbers: ClosedRange<UInt64>
  ) throws(JournalError) -> [RecordedDecision]

  /// A publisher's stream; nil for a stream without a decision.
  func stream(_ id: UInt128) throws(JournalError) -> RecordedStream?

  /// Every durable subscription, with its cursors, by node and name.
  func subscriptions() throws(JournalError) -> [RecordedSubscription]

  /// Every aside, oldest first.
  func asides() throws(JournalError) -> [AsideNote]

  /// A file (roster, charter) that a row of the record names by its SHA-256; nil if the record does not have it.
  func file(sha256: Digest) throws(JournalError) -> [UInt8]?

  /// How far expiries are settled, by the last batch that said so; `none` where no batch did.
  func settled() throws(JournalError) -> ExpiryMark
}

/// The durable record as its one writer sees it.
package protocol JournalWriter: JournalReader {
  /// Makes a batch durable, whole or not at all, if the record's head is still `head`.
  ///
  /// The comparison is part of the engine's transaction: a second writer is detected before anything is written.
  ///
  /// - Guarantee: when this returns, the batch survives a loss of power. When it throws ``JournalError/full`` or
  ///   ``JournalError/conflict(head:)``, nothing of the batch is on the record. After ``JournalError/unknown(_:)`` the
  ///   batch may be there or not: ``JournalReader/head()`` tells, since each batch moves the head.
  /// - Misuse: an engine is never given a batch that ``BatchCheck`` refuses.
  /// - Returns: the new head.
  func append(_ batch: RecordBatch, after head: Head) throws(JournalError) -> Head

  /// Moves appended batches from a log to their final place, once the log is large enough. The batches are durable
  /// already: an error here does not undo them, but makes it uncertain whether the next batch can become durable.
  func checkpointIfDue() throws(JournalError)
}

/// The decision on a publisher's number, with the hashes by which a repeated message is compared.
package struct RecordedDecision: Sendable, Hashable {
  package enum Outcome: Sendable, Hashable {
    case accepted(sequence: SequenceNumber, acceptedAt: Microseconds)
    case refused(Refusal)
  }

  package var number: UInt64
  package var outcome: Outcome
  package var documentSHA256: Digest
  package var signatureSHA256: Digest

  package init(number: UInt64, outcome: Outcome, documentSHA256: Digest, signatureSHA256: Digest) {
    self.number = number
    self.outcome = outcome
    self.documentSHA256 = documentSHA256
    self.signatureSHA256 = signatureSHA256
  }
}

/// A publisher's stream as it was stored last.
package struct RecordedStream: Sendable, Hashable {
  package var id: UInt128
  package var node: NodeName
  /// The next number to be decided, by lane.
  package var next: Lanes<UInt64>

  package init(id: UInt128, node: NodeName, next: Lanes<UInt64>) {
    self.id = id
    self.node = node
    self.next = next
  }
}

/// A durable subscription as it was stored last.
package struct RecordedSubscription: Sendable, Hashable {
  package var key: DurableKey
  package var filter: [UInt8]
  /// By lane: everything up to and with this sequence number is done.
  package var done: Lanes<SequenceNumber>
  /// By lane: the sequence number behind which the subscription began, or to which its reader went back.
  package var start: Lanes<SequenceNumber>

  package init(key: DurableKey, filter: [UInt8], done: Lanes<SequenceNumber>, start: Lanes<SequenceNumber>) {
    self.key = key
    self.filter = filter
    self.done = done
    self.start = start
  }
}

/// Why a journal could not be opened, read or appended to.
package enum JournalError: Error, Sendable, Hashable {
  /// The disk is full. Nothing was written; the same batch may be tried again.
  case full
  /// The head is not the expected one: there is another writer. Nothing was written.
  case conflict(head: Head)
  /// The engine cannot tell whether the batch was written. The head tells.
  case unknown(String)
  /// A write or sync failed, and the record's state on the disk is uncertain. End the process.
  case failed(String)
  /// The file is damaged; the text says what the check found.
  case damaged(String)
  /// The file is no record, or one of another cell or a format that this version does not read.
  case foreign(String)
  /// Another process holds the directory.
  case locked(String)
  /// The database does not have a setting that durability depends on.
  case undurable(String)
}
