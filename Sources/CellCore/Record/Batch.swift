package import CellJournal
import CellSchema
package import CellWire

/// Decisions that become durable together, and what waits for that.
struct Batch {
  /// An effect that waits for the commit.
  enum Deferred {
    case send(PeerID, [UInt8])
    case lookup(LookupRequest)
    case ask(SituationRequest)
    case search(SearchRequest)
    /// A subscription whose durable name is made by this batch.
    case activate(ReaderSubscription)
  }

  let number: UInt64
  private(set) var record = RecordBatch()
  /// What the batch changes in the record's state, for the archive.
  private(set) var changes: [Committed] = []
  /// The receipts to send for the batch's decisions.
  private(set) var receipts = PendingReceipts()
  /// How many messages the batch accepts or refuses, and their bytes.
  private(set) var messages = 0
  private(set) var bytes = 0
  private(set) var deferred: [Deferred] = []
  /// By subscription: only the last move counts.
  private(set) var cursors: [DurableKey: CursorMove] = [:]
  /// Durable names that the batch makes.
  private(set) var made: Set<DurableKey> = []
  /// How far expiries are settled; and whether a message was.
  private var settled: ExpiryMark?
  private(set) var hasSettled = false

  init(number: UInt64) { self.number = number }

  /// Whether a node waits for anything in the batch; cursors alone can wait.
  var isUrgent: Bool { !record.isEmpty || !deferred.isEmpty }

  mutating func append(_ row: RecordRow, _ prepared: Prepared, from origin: PublishOrigin?) {
    record.rows.append(row)
    changes.append(.row(row, prepared))
    count(row.encodedCount)
    if let origin { receipts.accept(origin, sequence: row.sequence, at: row.acceptedAt) }
  }

  mutating func append(_ refused: RefusedNumber, from origin: PublishOrigin) {
    record.refusals.append(refused)
    count(refused.envelope.encodedCount)
    receipts.refuse(origin, refused.refusal)
  }

  mutating func append(_ change: SubscriptionChange) {
    record.subscriptions.append(change)
    switch change {
    case .created(let key, filter: _, cursors: _): made.insert(key)
    case .removed(let key):
      made.remove(key)
      cursors[key] = nil
    }
  }

  /// - Parameter isDue: a message was settled, which is worth a commit of its own in a while.
  mutating func settle(_ mark: ExpiryMark, isDue: Bool) {
    settled = mark
    hasSettled = hasSettled || isDue
  }

  mutating func append(_ aside: AsideNote) { record.asides.append(aside) }
  mutating func append(_ move: CursorMove) { cursors[move.key] = move }
  mutating func append(_ deferred: Deferred) { self.deferred.append(deferred) }

  mutating func append(_ rules: RulesInForce, files: [[UInt8]]) {
    changes.append(.rules(rules))
    record.files += files
  }

  /// The batch as the journal takes it, with the last move of each cursor.
  mutating func close() -> RecordBatch {
    record.cursors = cursors.values.sorted { $0.key < $1.key }
    if let settled {
      record.settled = settled
      changes.append(.settled(settled))
    }
    return record
  }

  private mutating func count(_ size: Int) {
    messages += 1
    bytes += size
  }
}

extension RecordRow {
  /// The row's bytes in a frame, which are also what it costs of a subscription's credit.
  package var encodedCount: Int { 16 + envelope.encodedCount }

  package var delivery: RecordedEnvelope {
    RecordedEnvelope(sequence: sequence, acceptedAt: acceptedAt, envelope: envelope)
  }
}
