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
  /// What was decided of one stream and lane for one connection.
  struct Decided {
    let peer: PeerID
    let stream: StreamIdentifier
    let lane: Precedence
    /// Numbers are decided in order.
    fileprivate(set) var lastNumber: UInt64
    fileprivate(set) var messages = 0
    fileprivate(set) var bytes = 0
    fileprivate var receipt = ReceiptBuilder()

    /// The decisions, in parts that each fit a frame.
    var parts: [[Receipt.Decision]] { receipt.parts }

    fileprivate func covers(_ origin: PublishOrigin) -> Bool {
      peer == origin.peer && lane == origin.lane && stream == origin.stream
    }
  }

  private struct Key: Hashable {
    let peer: PeerID
    let stream: StreamIdentifier
    let lane: Precedence
  }

  /// In the order of their first decision.
  private(set) var decided: [Decided] = []
  private var places: [Key: Int] = [:]
  /// The place of the last decision: the next is likely to be of the same stream and lane.
  private var latest = 0

  mutating func accept(_ origin: PublishOrigin, sequence: SequenceNumber, at moment: Microseconds) {
    note(origin)
    decided[latest].receipt.accept(origin.number, sequence: sequence, at: moment)
  }

  mutating func refuse(_ origin: PublishOrigin, _ refusal: Refusal) {
    note(origin)
    decided[latest].receipt.refuse(origin.number, refusal)
  }

  private mutating func note(_ origin: PublishOrigin) {
    if decided.isEmpty || !decided[latest].covers(origin) { latest = place(of: origin) }
    decided[latest].lastNumber = origin.number
    decided[latest].messages += 1
    decided[latest].bytes += origin.bytes
  }

  private mutating func place(of origin: PublishOrigin) -> Int {
    let key = Key(peer: origin.peer, stream: origin.stream, lane: origin.lane)
    if let known = places[key] { return known }
    places[key] = decided.count
    decided.append(
      Decided(peer: origin.peer, stream: origin.stream, lane: origin.lane, lastNumber: origin.number))
    return decided.count - 1
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
