import CellSchema
import CellWire

/// Which connection, stream and number a published message came with, and its size in bytes.
struct PublishOrigin {
  var peer: PeerID
  var stream: StreamIdentifier
  var lane: Precedence
  var number: UInt64
  var bytes: Int
}

/// The receipts to send once a batch is durable.
struct PendingReceipts {
  private struct Key: Hashable {
    var peer: PeerID
    var lane: Precedence
  }

  /// The origin of each decided message, in order.
  private(set) var origins: [PublishOrigin] = []
  private var builders: [Key: ReceiptBuilder] = [:]
  /// Sessions and lanes in the order of their first decision.
  private var order: [Key] = []

  mutating func accept(_ origin: PublishOrigin, sequence: SequenceNumber, at moment: Microseconds) {
    origins.append(origin)
    change(origin) { $0.accept(origin.number, sequence: sequence, at: moment) }
  }

  mutating func refuse(_ origin: PublishOrigin, _ refusal: Refusal) {
    origins.append(origin)
    change(origin) { $0.refuse(origin.number, refusal) }
  }

  /// The decisions for each session and lane, in parts that each fit a frame.
  var parts: [(peer: PeerID, lane: Precedence, decisions: [Receipt.Decision])] {
    order.flatMap { key in
      (builders[key]?.parts ?? []).map { (peer: key.peer, lane: key.lane, decisions: $0) }
    }
  }

  private mutating func change(_ origin: PublishOrigin, _ change: (inout ReceiptBuilder) -> Void) {
    let key = Key(peer: origin.peer, lane: origin.lane)
    if builders[key] == nil { order.append(key) }
    change(&builders[key, default: ReceiptBuilder()])
  }
}

/// Builds the receipt of one lane: runs of consecutive accepted numbers are folded into one decision.
struct ReceiptBuilder {
  private var decisions: [Receipt.Decision] = []
  private var run: (number: UInt64, count: UInt64, sequence: SequenceNumber, at: Microseconds)?

  /// The decisions, in parts that each fit a frame: a refusal may quote much of the refused message.
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

  /// The most bytes of a decision in JSON: an escape doubles a character.
  private static func size(of decision: Receipt.Decision) -> Int {
    160 + 2 * ((decision.pointer?.text.utf8.count ?? 0) + (decision.detail?.text.utf8.count ?? 0))
  }

  mutating func accept(_ number: UInt64, sequence: SequenceNumber, at moment: Microseconds) {
    if let run, run.number + run.count == number, run.sequence + run.count == sequence, run.at == moment {
      self.run?.count += 1
    } else {
      flush()
      run = (number, 1, sequence, moment)
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

  private static func decision(
    _ run: (number: UInt64, count: UInt64, sequence: SequenceNumber, at: Microseconds)
  ) -> Receipt.Decision {
    .accepted(run.number, count: run.count, sequence: run.sequence.value, at: Timestamp(run.at))
  }
}
