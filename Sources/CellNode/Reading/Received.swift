public import CellSchema
import CellWire

/// A message of any type as it was delivered: its exact bytes, its header and its place on the record. The header's
/// fields can be used as the message's own.
///
/// The message lies in the frame in which it came, with its neighbours, and its header is decoded when it is first looked
/// at. An application that keeps few of many messages for long keeps ``document`` and ``header`` rather than the message.
@dynamicMemberLookup
public struct ReceivedMessage: Sendable {
  private let delivery: Delivery

  /// The message's place in the one order of the record.
  public var sequence: UInt64 { delivery.item.message.sequence.value }
  /// When the broker accepted it.
  public var acceptedAt: Timestamp { Timestamp(delivery.item.message.acceptedAt) }
  /// The decoded header.
  public var header: Header { delivery.header }
  /// The document's bytes, as they were published: a copy.
  public var document: [UInt8] { Array(documentSlice) }
  /// The document's bytes, in the frame in which they came.
  public var documentSlice: ArraySlice<UInt8> { delivery.item.message.envelope.document }
  /// The signature block, empty where there is none.
  public var signature: [UInt8] { Array(delivery.item.message.envelope.signature) }
  /// How often the message has been given to the application: 1, and one more for each ``nak(after:)``.
  public var attempt: Int { delivery.item.attempt }
  /// The reader's place once this message is done: see ``ReadingPlace``. Valid for a reader that is done with one
  /// message before it takes the next.
  public var cursor: ReadingPlace { ReadingPlace(delivery.item.place) }

  /// - Throws: `undecodable` if the header cannot be decoded.
  init(_ item: SubscriptionQueue.Item, of queue: SubscriptionQueue, _ core: NodeCore) throws(NodeError) {
    delivery = try Delivery(item, of: queue, core)
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
      return try DocumentDecoder.body(type, in: documentSlice)
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
    try delivery.core.acknowledge(delivery.item, of: delivery.queue)
  }

  /// Gives the message back: it comes again after `time`, with the next ``attempt``. Until it is acknowledged or set
  /// aside, nothing of its precedence comes before it and the place stays in front of it; other precedences go on.
  ///
  /// At ``NodeOptions/maximumAttempts`` the message is set aside instead. A message that was acknowledged already, by
  /// itself or with a later one, does not come again.
  ///
  /// - Throws: `node-closed` if the node or the subscription has ended.
  public func nak(after time: Duration = .seconds(1)) throws(NodeError) {
    if let greatest = delivery.core.options.maximumAttempts, attempt >= greatest {
      return try setAside("not handled in \(attempt) attempts")
    }
    try delivery.core.giveBack(delivery.item, of: delivery.queue, after: time)
  }

  /// Sets the message aside: reading goes on without it, and it counts as done.
  ///
  /// The node tells ``NodeEvent/setAside(subscription:sequence:id:reason:)``, and under a durable name the broker is
  /// told the message's sequence number and the reason. The message stays on the record.
  ///
  /// - Parameter reason: why, for the operator; 200 characters are kept.
  /// - Throws: `node-closed` if the node or the subscription has ended: the message will be delivered again.
  public func setAside(_ reason: String) throws(NodeError) {
    try delivery.core.setAside(delivery.item, of: delivery.queue, id: header.id, reason)
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
