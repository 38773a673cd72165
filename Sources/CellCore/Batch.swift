import CellSchema

/// Decisions that become durable together, and what waits for that.
struct Batch {
  /// Where a publisher's message came from.
  struct Origin {
    var peer: PeerID
    var stream: StreamIdentifier
    var lane: Int
    var number: UInt64
    var bytes: Int
  }

  struct ReceiptKey: Hashable {
    var peer: PeerID
    var lane: Int
  }

  private(set) var commit: Commit
  private(set) var messages = 0
  private(set) var bytes = 0
  private(set) var accepted: [StoredMessage] = []
  private(set) var origins: [Origin] = []
  private(set) var receipts: [ReceiptKey: ReceiptBuilder] = [:]
  /// The sessions and lanes of `receipts` in the order in which they came.
  private(set) var receiptOrder: [ReceiptKey] = []
  /// Effects that leave after the commit.
  var afterwards: [Effect] = []
  /// Subscriptions that become active with the commit.
  var activations: [Subscription] = []
  /// Durable names that were made.
  var made: [Durable] = []
  /// Cursors by subscription and lane: only the last move counts.
  var cursors: [DurableKey: [UInt64]] = [:]

  init(number: UInt64) { commit = Commit(number: number, head: 0) }

  var number: UInt64 { commit.number }
  /// Whether there is something that somebody waits for; cursors alone can wait.
  var isUrgent: Bool { !commit.isEmpty || !afterwards.isEmpty || !activations.isEmpty }

  mutating func accept(_ message: StoredMessage, node: String, origin: Origin?, cause: UInt64) {
    commit.rows.append(
      Commit.Row(
        delivery: message.delivery, node: node, stream: origin?.stream.value ?? 0, lane: message.facts.lane,
        number: origin?.number ?? 0, cause: cause))
    accepted.append(message)
    count(message.delivery.encodedCount)
    guard let origin else { return }
    origins.append(origin)
    withReceipt(origin) {
      $0.accept(origin.number, sequence: message.sequence, at: message.delivery.acceptedAt)
    }
  }

  mutating func refuse(_ refusal: Refusal, _ envelope: Envelope, node: String, origin: Origin) {
    commit.refusals.append(
      Commit.RefusedRow(
        node: node, stream: origin.stream.value, lane: origin.lane, number: origin.number, refusal: refusal,
        envelope: envelope))
    count(envelope.encodedCount)
    origins.append(origin)
    withReceipt(origin) { $0.refuse(origin.number, refusal) }
  }

  mutating func change(_ durable: Commit.DurableChange) { commit.durables.append(durable) }
  mutating func keep(_ aside: Commit.Aside) { commit.asides.append(aside) }
  mutating func keep(file: [UInt8]) { commit.files.append(file) }

  /// The commit with its place on the record and the cursors that moved.
  mutating func close(after head: UInt64, cursorRows: [Commit.Cursor]) -> Commit {
    commit.head = head
    commit.cursors = cursorRows
    return commit
  }

  private mutating func count(_ size: Int) {
    messages += 1
    bytes += size
  }

  private mutating func withReceipt(_ origin: Origin, _ change: (inout ReceiptBuilder) -> Void) {
    let key = ReceiptKey(peer: origin.peer, lane: origin.lane)
    if receipts[key] == nil { receiptOrder.append(key) }
    change(&receipts[key, default: ReceiptBuilder()])
  }
}

/// Decisions of one lane, runs of accepted numbers folded into one.
struct ReceiptBuilder {
  private var decisions: [Receipt.Decision] = []
  private var run: (number: UInt64, count: UInt64, sequence: UInt64, at: Int64)?

  /// The decisions, in parts that each fit a frame: a refusal may quote a good deal of what was refused.
  var parts: [[Receipt.Decision]] {
    var parts: [[Receipt.Decision]] = []
    var size = 0
    for decision in decisions + (run.map { [Self.decision($0)] } ?? []) {
      let added = Self.size(of: decision)
      if let last = parts.last, last.count < Limits.receiptDecisions, size + added <= Limits.batch {
        parts[parts.count - 1].append(decision)
        size += added
      } else {
        parts.append([decision])
        size = added
      }
    }
    return parts
  }

  /// Bytes of a decision in JSON at most: an escape doubles a character.
  private static func size(of decision: Receipt.Decision) -> Int {
    160 + 2 * ((decision.pointer?.text.utf8.count ?? 0) + (decision.detail?.text.utf8.count ?? 0))
  }

  mutating func accept(_ number: UInt64, sequence: UInt64, at time: Int64) {
    if let run, run.number + run.count == number, run.sequence + run.count == sequence, run.at == time {
      self.run?.count += 1
    } else {
      flush()
      run = (number, 1, sequence, time)
    }
  }

  mutating func refuse(_ number: UInt64, _ refusal: Refusal) {
    flush()
    decisions.append(.refused(number, refusal))
  }

  private mutating func flush() {
    if let run { decisions.append(Self.decision(run)) }
    run = nil
  }

  private static func decision(_ run: (number: UInt64, count: UInt64, sequence: UInt64, at: Int64)) -> Receipt.Decision
  {
    .accepted(run.number, count: run.count, sequence: run.sequence, at: Timestamp(microseconds: run.at))
  }
}
