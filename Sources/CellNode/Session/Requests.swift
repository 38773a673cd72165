import CellSchema
import CellWire

/// Requests to the broker without an answer. A request may be repeated without harm, so a new session sends them again.
struct Requests: Sendable {
  private struct Open<Subject: Sendable>: Sendable {
    var subject: Subject
    var ticket: UInt64
    var deadline: Milliseconds
  }

  private var queries: [UInt64: Open<Query.Question>] = [:]
  /// By the number that the UNSUBSCRIBE has among the subscriptions.
  private var removals: [UInt64: Open<DurableName>] = [:]
  private var lastQuery: UInt64 = 0

  // MARK: sending

  mutating func add(query question: Query.Question, ticket: UInt64, deadline: Milliseconds) -> Query {
    lastQuery += 1
    queries[lastQuery] = Open(subject: question, ticket: ticket, deadline: deadline)
    return Self.command(lastQuery, question)
  }

  mutating func add(
    removal number: UInt32, of name: DurableName, ticket: UInt64, deadline: Milliseconds
  ) -> Unsubscribe {
    removals[UInt64(number)] = Open(subject: name, ticket: ticket, deadline: deadline)
    return Self.command(UInt64(number), name)
  }

  /// The open queries, in the order in which they were made.
  var queryCommands: [Query] { queries.sorted { $0.key < $1.key }.map { Self.command($0.key, $0.value.subject) } }
  var removalCommands: [Unsubscribe] {
    removals.sorted { $0.key < $1.key }.map { Self.command($0.key, $0.value.subject) }
  }

  private static func command(_ number: UInt64, _ question: Query.Question) -> Query {
    Query(query: WireNumber(number), question)
  }

  private static func command(_ number: UInt64, _ name: DurableName) -> Unsubscribe {
    Unsubscribe(subscription: WireNumber(number), durable: name, remove: true)
  }

  // MARK: answers

  /// Removes a query that was answered, and returns its ticket.
  mutating func take(query number: UInt64) -> UInt64? { queries.removeValue(forKey: number)?.ticket }

  /// Removes a removal that was answered, and returns its ticket and the durable name.
  mutating func take(removal number: UInt64) -> (ticket: UInt64, name: DurableName)? {
    removals.removeValue(forKey: number).map { ($0.ticket, $0.subject) }
  }

  // MARK: giving up

  var nextDeadline: Milliseconds? {
    if queries.isEmpty, removals.isEmpty { return nil }
    return (queries.values.map(\.deadline) + removals.values.map(\.deadline)).min()
  }

  /// Gives up requests whose time is over.
  ///
  /// - Returns: the effects that tell their callers.
  mutating func takeOverdue(at now: Milliseconds) -> [NodeEffect] {
    guard let first = nextDeadline, first <= now else { return [] }
    return abandon(Refusal(.timedOut, "the broker did not answer in time")) { $0 <= now }
  }

  /// Gives up every request.
  mutating func abandon(_ reason: Refusal) -> [NodeEffect] { abandon(reason) { _ in true } }

  private mutating func abandon(_ reason: Refusal, where isDue: (Milliseconds) -> Bool) -> [NodeEffect] {
    let lateQueries = queries.filter { isDue($0.value.deadline) }
    let lateRemovals = removals.filter { isDue($0.value.deadline) }
    for number in lateQueries.keys { queries[number] = nil }
    for number in lateRemovals.keys { removals[number] = nil }
    return lateQueries.values.map(\.ticket).sorted().map { .queryFailed(ticket: $0, reason) }
      + lateRemovals.values.map(\.ticket).sorted().map { .removalFailed(ticket: $0, reason) }
  }
}
