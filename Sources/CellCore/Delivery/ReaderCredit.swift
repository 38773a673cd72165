import CellSchema
import CellWire

/// How much a subscription may still be sent, as totals since SUBSCRIBE; a part is reserved for immediate and above.
struct ReaderCredit {
  private var sentMessages: UInt64 = 0
  private var sentBytes: UInt64 = 0
  private var messages: UInt64
  private var bytes: UInt64
  private let reservedMessages: UInt64
  private let reservedBytes: UInt64

  init(_ command: Subscribe) {
    messages = command.messages.value
    bytes = command.bytes.value
    reservedMessages = command.reservedMessages?.value ?? 0
    reservedBytes = command.reservedBytes?.value ?? 0
  }

  /// - Throws: `credit-withdrawn` if a total is below the one granted before; then nothing changes.
  mutating func grant(_ command: Credit) throws(Refusal) {
    guard command.messages.value >= messages, command.bytes.value >= bytes else {
      throw Refusal(
        .creditWithdrawn,
        "\(command.messages) messages and \(command.bytes) bytes are below \(messages) and \(bytes)")
    }
    messages = command.messages.value
    bytes = command.bytes.value
  }

  mutating func spend(messages: Int, bytes: Int) {
    sentMessages += UInt64(messages)
    sentBytes += UInt64(bytes)
  }

  /// Whether a message of this lane and size (bytes) is within the credit, after others of the same frame. Lanes below
  /// immediate do not use the reserve.
  func allows(_ lane: Precedence, bytes size: Int, afterMessages: Int = 0, afterBytes: Int = 0) -> Bool {
    let messages = sentMessages + UInt64(afterMessages) + 1 + (lane.isReserved ? 0 : reservedMessages)
    let total = sentBytes + UInt64(afterBytes + size) + (lane.isReserved ? 0 : reservedBytes)
    return messages <= self.messages && total <= bytes
  }

  /// How many messages of a lane the credit still allows.
  func messagesLeft(_ lane: Precedence) -> Int {
    let used = sentMessages + (lane.isReserved ? 0 : reservedMessages)
    return Int(clamping: messages - min(used, messages))
  }
}
