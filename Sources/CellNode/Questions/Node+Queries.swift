public import CellSchema
import CellWire

extension Node {
  /// Asks the broker for its own state.
  ///
  /// - Throws: ``NodeError``: `timed-out` after ``NodeOptions/queryTimeout``, or the error that ended the node.
  public func status() async throws -> BrokerStatus {
    guard let status = try await core.ask(.status).status else { throw NodeError.wrongAnswer }
    return BrokerStatus(status)
  }

  /// Asks the broker what became of a message.
  ///
  /// - Throws: ``NodeError``: `not-on-record` if there is no such message or this node may not read it; otherwise as
  ///   ``status()``.
  public func trace(_ id: MessageID) async throws -> MessageTrace {
    guard let trace = try await core.ask(.trace(id)).trace else { throw NodeError.wrongAnswer }
    return MessageTrace(trace)
  }

  /// Asks the broker for a message by its number on the record.
  ///
  /// - Throws: as ``trace(_:)``; a broker that does not know the question answers with `unknown-query`.
  public func message(_ number: UInt64) async throws -> RecordedMessage {
    try await message(.number(SequenceNumber(number)))
  }

  /// Asks the broker for a message by its identifier.
  ///
  /// - Throws: as ``message(_:)-(UInt64)``.
  public func message(_ id: MessageID) async throws -> RecordedMessage { try await message(.id(id)) }

  /// Asks the broker for the one message whose identifier begins so.
  ///
  /// - Throws: ``NodeError``: `ambiguous-reference` if several begin so that this node may read; otherwise as
  ///   ``message(_:)-(UInt64)``.
  public func message(_ prefix: MessageIDPrefix) async throws -> RecordedMessage { try await message(.prefix(prefix)) }

  /// Asks the broker for the message with a serial.
  ///
  /// - Throws: ``NodeError``: `ambiguous-reference` if several have it, in different worlds or because its station used
  ///   it again; otherwise as ``message(_:)-(UInt64)``.
  public func message(_ serial: Serial) async throws -> RecordedMessage { try await message(.serial(serial)) }

  private func message(_ place: Query.Place) async throws -> RecordedMessage {
    guard let message = try await core.ask(.message(place)).message else { throw NodeError.wrongAnswer }
    return try RecordedMessage(message)
  }

  /// The durable subscriptions that the broker keeps for this node.
  ///
  /// - Throws: as ``status()``.
  public func subscriptions() async throws -> [DurableSubscription] {
    guard let subscriptions = try await core.ask(.subscriptions).subscriptions else { throw NodeError.wrongAnswer }
    return subscriptions.map { DurableSubscription($0) }
  }

  /// Removes a durable name and its place at the broker. A subscription of this node under the name ends.
  ///
  /// - Throws: `unknown-subscription` if the broker has no such name, `bad-filter` if the text cannot be a durable
  ///   name; otherwise as ``status()``.
  public func remove(durable name: String) async throws {
    guard let name = DurableName(name) else { throw NodeError.badDurableName }
    try await core.remove(durable: name)
  }
}

extension NodeError {
  static let wrongAnswer = NodeError(.protocolViolated, "the broker's answer is for another question")
}
