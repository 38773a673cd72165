public import CellSchema

/// A message of any type as it was delivered: its exact bytes, its header and its place on the record. The header's
/// fields are its own.
@dynamicMemberLookup
public struct ReceivedMessage: Sendable {
  /// Its place in the one order of the record.
  public let sequence: UInt64
  /// When the broker accepted it.
  public let acceptedAt: Timestamp
  public let header: Header
  /// The document, byte by byte as it was sent.
  public let document: [UInt8]
  /// The signature block, empty where there is none.
  public let signature: [UInt8]
  /// 1, and one more for each time that it was given back with ``nak(after:)``.
  public var attempt: Int { item.attempt }
  /// The reader's place once this message is done: see ``ReadingPlace``. It holds for a reader that is done with one
  /// message before it takes the next.
  public var cursor: ReadingPlace { ReadingPlace(item.place) }
  private let item: SubscriptionQueue.Item
  // Not the subscription itself: a message that somebody keeps must not keep it going.
  private let queue: SubscriptionQueue
  private let core: NodeCore

  init(_ item: SubscriptionQueue.Item, of queue: SubscriptionQueue, _ core: NodeCore) throws(NodeError) {
    sequence = item.message.sequence
    acceptedAt = Timestamp(microseconds: item.message.acceptedAt)
    document = Array(item.message.envelope.document)
    signature = Array(item.message.envelope.signature)
    self.item = item
    self.queue = queue
    self.core = core
    do throws(Refusal) {
      header = try DocumentDecoder.header(of: document)
    } catch {
      throw NodeError(.undecodable, at: error.pointer, "#\(item.message.sequence): \(error.detail)")
    }
  }

  public subscript<Value>(dynamicMember field: KeyPath<Header, Value>) -> Value { header[keyPath: field] }

  /// The body.
  ///
  /// - Throws: `undecodable` where the message is of another type or version, or its body does not decode.
  public func body<Body: Payload>(as type: Body.Type) throws(NodeError) -> Body {
    guard header.type == Body.messageType, header.version.value == Body.messageVersion else {
      throw NodeError(
        .undecodable, at: "/header/type",
        "#\(sequence) is \(header.type) version \(header.version), not \(Body.messageType) version"
          + " \(Body.messageVersion)")
    }
    do throws(Refusal) {
      return try DocumentDecoder.body(type, of: document)
    } catch {
      throw NodeError(.undecodable, at: error.pointer, "#\(sequence): \(error.detail)")
    }
  }

  /// Says that this message is done, and with it everything that the subscription delivered of its precedence before
  /// it.
  ///
  /// A durable subscription goes on behind what is done, also after a restart of this process. The word goes out within
  /// some milliseconds, together with others; it is not awaited. On a subscription without a name it does nothing.
  ///
  /// - Throws: `node-closed` where the node or the subscription is over: the message will be delivered again.
  public func acknowledge() throws(NodeError) {
    try core.acknowledge(queue, lane: item.lane, sequence)
  }

  /// Gives the message back: it comes again after that time, with the next ``attempt``. Until it is acknowledged or set
  /// aside, nothing of its precedence comes before it and the place stays in front of it; other precedences go on.
  ///
  /// At ``NodeOptions/maximumAttempts`` it is set aside instead. What was acknowledged already, by itself or with a later
  /// one, does not come again.
  ///
  /// - Throws: `node-closed` where the node or the subscription is over.
  public func nak(after time: Duration = .seconds(1)) throws(NodeError) {
    if let greatest = core.options.maximumAttempts, attempt >= greatest {
      return try setAside("not handled in \(attempt) attempts")
    }
    try core.expectOpen(queue)
    queue.giveBack(item, after: time)
  }

  /// Goes on without a message that cannot be handled: it counts as done, and does not come again.
  ///
  /// The node tells it as ``NodeEvent/setAside(subscription:sequence:id:reason:)``, and under a durable name the broker
  /// is told the number and the reason. The message stands on the record.
  ///
  /// - Parameter reason: for whoever looks into it; 200 characters are kept.
  /// - Throws: `node-closed` where the node or the subscription is over: the message will be delivered again.
  public func setAside(_ reason: String) throws(NodeError) {
    try core.setAside(queue, item, id: header.id, reason)
  }
}

/// A message of a known type as it was delivered. The header's fields are its own.
@dynamicMemberLookup
public struct Received<Body: Payload>: Sendable {
  public let body: Body
  /// The same message without its type.
  public let message: ReceivedMessage

  public var sequence: UInt64 { message.sequence }
  public var acceptedAt: Timestamp { message.acceptedAt }
  public var header: Header { message.header }
  public var document: [UInt8] { message.document }
  public var signature: [UInt8] { message.signature }

  init(_ message: ReceivedMessage) throws(NodeError) {
    body = try message.body(as: Body.self)
    self.message = message
  }

  public subscript<Value>(dynamicMember field: KeyPath<Header, Value>) -> Value { message.header[keyPath: field] }

  /// See ``ReceivedMessage/attempt``.
  public var attempt: Int { message.attempt }
  /// The reader's place once this message is done: see ``ReceivedMessage/cursor``.
  public var cursor: ReadingPlace { message.cursor }

  /// Says that this message is done: see ``ReceivedMessage/acknowledge()``.
  public func acknowledge() throws(NodeError) { try message.acknowledge() }

  /// Gives it back for another attempt: see ``ReceivedMessage/nak(after:)``.
  public func nak(after time: Duration = .seconds(1)) throws(NodeError) { try message.nak(after: time) }

  /// Goes on without it: see ``ReceivedMessage/setAside(_:)``.
  public func setAside(_ reason: String) throws(NodeError) { try message.setAside(reason) }
}
