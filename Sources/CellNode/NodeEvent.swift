public import CellSchema
import Synchronization

/// What happens to a node: its connection, and what an operator should see.
public enum NodeEvent: Hashable, Sendable {
  /// The broker at this endpoint welcomed the node; what was under way goes on.
  case connected(endpoint: String)
  /// The connection, or an attempt at one, came to an end. The node tries again by itself.
  case disconnected(NodeError)
  /// The node is over: it was closed, or, with an error, the broker will not have it.
  case ended(NodeError?)
  /// The broker complained of something that no caller waits for: it is busy, its disk is full. The node goes on.
  case serverError(NodeError)
  /// The broker refused a message that was enqueued: it is not on the record, and is not sent again.
  case refused(MessageID, NodeError)
  /// Four fifths of the outbox wait for receipts. Beyond ``NodeOptions/outboxMessages`` or
  /// ``NodeOptions/outboxBytes`` publishing fails with `outbox-full`. Told again after it was half empty.
  case outboxFilling(messages: Int, bytes: Int)
  /// The application goes on without a message, for that reason. It stands on the record, and somebody should look at it.
  case setAside(subscription: String, sequence: UInt64, id: MessageID?, reason: String)
  /// Messages wait at the broker because the subscription of that name, or of those types, is not read. Its place is
  /// kept, and it goes on as soon as it is read.
  case parked(subscription: String, NodeError)
}

extension NodeCore {
  /// A new observer: it begins with the present connection, and keeps the newest events when it is not read.
  var events: AsyncStream<NodeEvent> {
    let (stream, continuation) = AsyncStream.makeStream(of: NodeEvent.self, bufferingPolicy: .bufferingNewest(256))
    let number = state.withLock { state -> UInt64 in
      if let endpoint = state.endpoint { continuation.yield(.connected(endpoint: endpoint)) }
      if case .ended(let error) = state.phase {
        continuation.yield(.ended(error))
        continuation.finish()
        return 0
      }
      state.lastObserver += 1
      state.observers[state.lastObserver] = continuation
      return state.lastObserver
    }
    continuation.onTermination = { [weak self] _ in
      // Kept alive past the lock: letting go of the last reference runs foreign code.
      let gone = self?.state.withLock { $0.observers.removeValue(forKey: number) }
      _ = gone
    }
    return stream
  }

  func tell(_ event: NodeEvent) {
    let observers = state.withLock { Array($0.observers.values) }
    for observer in observers { observer.yield(event) }
  }
}
