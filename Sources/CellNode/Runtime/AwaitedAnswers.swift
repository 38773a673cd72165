import CellSchema
import CellWire
import Synchronization

/// The callers that wait for an answer of the broker, by the ticket that the session returns with the answer.
final class AwaitedAnswers: Sendable {
  typealias Answer = OneShot<Result<QueryAnswer, NodeError>>
  typealias Removal = OneShot<Result<Void, NodeError>>

  private struct Open {
    var queries: [UInt64: Answer] = [:]
    var removals: [UInt64: Removal] = [:]
    var lastTicket: UInt64 = 0

    mutating func nextTicket() -> UInt64 {
      lastTicket += 1
      return lastTicket
    }
  }

  private enum State {
    case open(Open)
    case ended(NodeError?)

    /// Runs `body` on the open state; nil if the node has ended.
    mutating func whileOpen<Result>(_ body: (inout Open) -> Result) -> Result? {
      guard case .open(var open) = self else { return nil }
      // Replaced meanwhile, so that the tables have one owner and are not copied.
      self = .ended(nil)
      defer { self = .open(open) }
      return body(&open)
    }
  }

  private let state = Mutex(State.open(Open()))

  // MARK: the callers' side

  /// - Throws: the error that ended the node.
  func awaitAnswer() throws(NodeError) -> (ticket: UInt64, Answer) {
    let shot = Answer()
    let ticket = try add { open, ticket in open.queries[ticket] = shot }
    return (ticket, shot)
  }

  /// - Throws: the error that ended the node.
  func awaitRemoval() throws(NodeError) -> (ticket: UInt64, Removal) {
    let shot = Removal()
    let ticket = try add { open, ticket in open.removals[ticket] = shot }
    return (ticket, shot)
  }

  private func add(_ body: (inout Open, _ ticket: UInt64) -> Void) throws(NodeError) -> UInt64 {
    try state.withLock { state throws(NodeError) in
      if case .ended(let error) = state { throw error ?? .closed }
      var ticket: UInt64 = 0
      state.whileOpen { open in
        ticket = open.nextTicket()
        body(&open, ticket)
      }
      return ticket
    }
  }

  // MARK: the session's side

  func answered(_ ticket: UInt64, _ answer: QueryAnswer) {
    give(ticket, answer.error.map { .failure(NodeError($0)) } ?? .success(answer))
  }

  func queryFailed(_ ticket: UInt64, _ reason: NodeError) { give(ticket, .failure(reason)) }

  private func give(_ ticket: UInt64, _ result: Result<QueryAnswer, NodeError>) {
    (state.withLock { state in state.whileOpen { $0.queries.removeValue(forKey: ticket) } } ?? nil)?.give(result)
  }

  func removed(_ ticket: UInt64, _ result: Result<Void, NodeError>) {
    (state.withLock { state in state.whileOpen { $0.removals.removeValue(forKey: ticket) } } ?? nil)?.give(result)
  }

  func end(_ error: NodeError?) {
    let open = state.withLock { state -> Open? in
      guard case .open(let open) = state else { return nil }
      state = .ended(error)
      return open
    }
    guard let open else { return }
    for shot in open.queries.values { shot.give(.failure(error ?? .closed)) }
    for shot in open.removals.values { shot.give(.failure(error ?? .closed)) }
  }
}
