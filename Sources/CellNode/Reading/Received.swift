public import CellSchema
import CellWire

/// A message of any type as it was delivered: its exact bytes, its header and its place on the record. The header's
/// fields can be used as the message's own.
@dynamicMemberLookup
public struct ReceivedMessage: Sendable {
  /// The message's place in the one order of the record.
  public let sequence: UInt64
  /// When the broker accepted it.
  public let acceptedAt: Timestamp
  /// The decoded header.
  public let header: Header
  /// The document's bytes, as they were published.
  public let document: [UInt8]
  /// The signature block, empty where there is none.
  public let signature: [UInt8]
  /// How often the message has been given to the application: 1, and one more for each ``nak(after:)``.
  public var attempt: Int { item.attempt }
  /// The reader's place once this message is done: see ``ReadingPlace``. Valid for a reader that is done with one
  /// message before it takes the next.
  public var cursor: ReadingPlace { ReadingPlace(item.place) }
  private let item: SubscriptionQueue.Item
  // Not the subscription itself: a message that the application keeps must not keep the subscription alive.
  private let queue: SubscriptionQueue
  private let core: NodeCore

  init(_ item: SubscriptionQueue.Item, of queue: SubscriptionQueue, _ core: NodeCore) throws(NodeError) {
    sequence = item.message.sequence.value
    acceptedAt = Timestamp(item.message.acceptedAt)
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

  /// A field of ``header``.
  public subscript<Value>(dynamicMember field: KeyPath<Header, Value>) -> Value { header[keyPath: field] }

  /// Decodes the body.
  ///
  /// - Throws: `undecodable` if the message is of another type or version, or its body cannot be decoded.
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

  /// Acknowledges the message: it is done, and with it everything of its precedence that the subscription delivered
  /// before.
  ///
  /// After a restart of this process, a durable subscription goes on behind the messages that are done.
  /// Acknowledgements are sent within some milliseconds, several together, and not awaited. Without a durable name they
  /// have no effect.
  ///
  /// - Throws: `node-closed` if the node or the subscription has ended: the message will be delivered again.
  public func acknowledge() throws(NodeError) {
    try core.acknowledge(item, of: queue)
  }

  /// Gives the message back: it comes again after `time`, with the next ``attempt``. Until it is acknowledged or set
  /// aside, nothing of its precedence comes before it and the place stays in front of it; other precedences go on.
  ///
  /// At ``NodeOptions/maximumAttempts`` the message is set aside instead. A message that was acknowledged already, by
  /// itself or with a later one, does not come again.
  ///
  /// - Throws: `node-closed` if the node or the subscription has ended.
  public func nak(after time: Duration = .seconds(1)) throws(NodeError) {
    if let greatest = core.options.maximumAttempts, attempt >= greatest {
      return try setAside("not handled in \(attempt) attempts")
    }
    try core.giveBack(item, of: queue, after: time)
  }

  /// Sets the message aside: reading goes on without it, and it counts as done.
  ///
  /// The node tells ``NodeEvent/setAside(subscription:sequence:id:reason:)``, and under a durable name the broker is
  /// told the message's sequence number and the reason. The message stays on the record.
  ///
  /// - Parameter reason: why, for the operator; 200 characters are kept.
  /// - Throws: `node-closed` if the node or the subscription has ended: the message will be delivered again.
  public func setAside(_ reason: String) throws(NodeError) {
    try core.setAside(item, of: queue, id: header.id, reason)
  }
}

/// A message of a known type as it was delivered. The header's fields can be used as the message's own.
@dynamicMemberLookup
public struct Received<Body: Payload>: Sendable {
  /// The decoded body.
  public let body: Body
  /// The message with its body undecoded.
  public let message: ReceivedMessage

  /// The message's place in the one order of the record.
  public var sequence: UInt64 { message.sequence }
  /// When the broker accepted the message.
  public var acceptedAt: Timestamp { message.acceptedAt }
  /// The decoded header.
  public var header: Header { message.header }
  /// The document's bytes, as they were published.
  public var document: [UInt8] { message.document }
  /// The signature block; empty if there is none.
  public var signature: [UInt8] { message.signature }

  init(_ message: ReceivedMessage) throws(NodeError) {
    body = try message.body(as: Body.self)
    self.message = message
  }

  /// A field of ``header``.
  public subscript<Value>(dynamicMember field: KeyPath<Header, Value>) -> Value { message.header[keyPath: field] }

  /// See ``ReceivedMessage/attempt``.
  public var attempt: Int { message.attempt }
  /// The reader's place once this message is done: see ``ReceivedMessage/cursor``.
  public var cursor: ReadingPlace { message.cursor }

  /// Acknowledges the message: see ``ReceivedMessage/acknowledge()``.
  public func acknowledge() throws(NodeError) { try message.acknowledge() }

  /// Gives the message back for another attempt: see ``ReceivedMessage/nak(after:)``.
  public func nak(after time: Duration = .seconds(1)) throws(NodeError) { try message.nak(after: time) }

  /// Sets the message aside: see ``ReceivedMessage/setAside(_:)``.
  public func setAside(_ reason: String) throws(NodeError) { try message.setAside(reason) }
}
