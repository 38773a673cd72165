public import CellSchema
import Synchronization

extension Node {
  /// Asks the broker how it is.
  ///
  /// - Throws: ``NodeError``: `timed-out` after ``NodeOptions/queryTimeout``, or what ended the node.
  public func status() async throws -> BrokerStatus {
    guard let status = try await core.ask(.status).status else { throw NodeError.wrongAnswer }
    return BrokerStatus(status)
  }

  /// Asks the broker what became of a message.
  ///
  /// - Throws: ``NodeError``: `not-on-record` where there is no such message, or it is not this node's to read;
  ///   otherwise as ``status()``.
  public func trace(_ id: MessageID) async throws -> MessageTrace {
    guard let trace = try await core.ask(.trace(id)).trace else { throw NodeError.wrongAnswer }
    return MessageTrace(trace)
  }

  /// The durable subscriptions that the broker keeps for this node.
  ///
  /// - Throws: as ``status()``.
  public func subscriptions() async throws -> [DurableSubscription] {
    guard let subscriptions = try await core.ask(.subscriptions).subscriptions else { throw NodeError.wrongAnswer }
    return subscriptions.map { DurableSubscription($0) }
  }

  /// Removes a durable name and its place. A subscription of this node under that name ends.
  ///
  /// - Throws: `unknown-subscription` where there is no such name, `bad-filter` where it cannot be one; otherwise as
  ///   ``status()``.
  public func remove(durable name: String) async throws {
    guard let name = DurableName(name) else {
      throw NodeError(
        .badFilter, at: "/durable", "a durable name has 1 to 64 letters, digits, dots, underscores, hyphens")
    }
    let shot = OneShot<Result<Void, NodeError>>()
    let (number, ticket) = try core.state.withLock { state throws(NodeError) in
      state.lastSubscription += 1
      return (state.lastSubscription, try core.ticket(asking: .removal(shot), in: &state))
    }
    core.post(.remove(ticket: ticket, number: number, name))
    try await shot.value().get()
  }
}

extension NodeCore {
  func ask(_ question: Query.Question) async throws -> QueryAnswer {
    let shot = OneShot<Result<QueryAnswer, NodeError>>()
    let ticket = try state.withLock { state throws(NodeError) -> UInt64 in
      try self.ticket(asking: .answer(shot), in: &state)
    }
    post(.query(ticket: ticket, question))
    return try await shot.value().get()
  }

  func ticket(asking ticket: Ticket, in state: inout State) throws(NodeError) -> UInt64 {
    if case .ended(let error) = state.phase { throw error ?? .closed }
    return self.ticket(ticket, in: &state)
  }
}

extension NodeError {
  static let wrongAnswer = NodeError(.protocolViolated, "the broker's answer is for another question")
}
