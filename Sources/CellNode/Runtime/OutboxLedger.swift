import CellSchema

/// The messages of a node without a receipt, by ticket, and the room in the outbox.
struct OutboxLedger: Sendable {
  private enum Admission: Sendable {
    /// Messages are taken; `waiting` are tasks that wait for room.
    case open(waiting: [OneShot<Void>])
    case closed(NodeError)
  }

  private let greatestMessages: Int
  private let greatestBytes: Int
  private var admission = Admission.open(waiting: [])
  /// By ticket.
  private var receipts = NumberedQueue<AwaitedReceipt>(next: 1)
  private(set) var messages = 0
  private var bytes = 0
  /// Whether it was told that four fifths of the outbox are filled; reset when half of it is free again.
  private var isFilling = false

  init(messages: Int, bytes: Int) {
    greatestMessages = messages
    greatestBytes = bytes
  }

  var isClosed: Bool {
    if case .closed = admission { true } else { false }
  }

  // MARK: taking

  /// Takes a message.
  ///
  /// - Returns: the message's ticket, and an event for the node's observers, if there is one.
  /// - Throws: `outbox-full`, or the error for which the node was closed.
  mutating func admit(_ receipt: AwaitedReceipt) throws(NodeError) -> (ticket: UInt64, NodeEvent?) {
    if case .closed(let error) = admission { throw error }
    guard hasRoom(for: receipt.message.size) else {
      throw NodeError(
        .outboxFull,
        "\(messages) messages of \(bytes) bytes wait for a receipt; the outbox holds \(greatestMessages) of"
          + " \(greatestBytes)")
    }
    return add(receipt)
  }

  /// Takes a message that an earlier process left, even if there is no room.
  mutating func add(_ receipt: AwaitedReceipt) -> (ticket: UInt64, NodeEvent?) {
    let ticket = receipts.append(receipt)
    messages += 1
    bytes += receipt.message.size
    let isNearlyFull = messages >= greatestMessages / 5 * 4 || bytes >= greatestBytes / 5 * 4
    guard isNearlyFull, !isFilling else { return (ticket, nil) }
    isFilling = true
    return (ticket, .outboxFilling(messages: messages, bytes: bytes))
  }

  private func hasRoom(for size: Int = 0) -> Bool { messages < greatestMessages && bytes + size <= greatestBytes }

  // MARK: settling

  func receipt(_ ticket: UInt64) -> AwaitedReceipt? { receipts[ticket] }

  /// Removes a message that is decided or given up; nil if it was removed before.
  mutating func settle(_ ticket: UInt64) -> AwaitedReceipt? {
    guard let receipt = receipts.remove(ticket) else { return nil }
    messages -= 1
    bytes -= receipt.message.size
    if messages <= greatestMessages / 2, bytes <= greatestBytes / 2 { isFilling = false }
    return receipt
  }

  // MARK: waiting for room

  /// Gives the shot once there may be room, or the node takes nothing more.
  mutating func awaitRoom(_ shot: OneShot<Void>) {
    guard case .open(let waiting) = admission, !hasRoom() else { return shot.give(()) }
    admission = .open(waiting: waiting + [shot])
  }

  /// Takes the tasks that wait for room, so that they look again.
  mutating func takeWaiting() -> [OneShot<Void>] {
    guard case .open(let waiting) = admission else { return [] }
    admission = .open(waiting: [])
    return waiting
  }

  /// Takes no more messages, for this reason.
  ///
  /// - Returns: the tasks that wait for room.
  mutating func close(_ error: NodeError) -> [OneShot<Void>] {
    defer { admission = .closed(error) }
    return takeWaiting()
  }
}
