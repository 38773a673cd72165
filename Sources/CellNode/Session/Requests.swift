import CellSchema

/// Questions to the broker that have no answer yet. They change nothing, so that a new session asks them again.
struct Requests: Sendable {
  enum Question: Sendable {
    case query(Query.Question)
    case removal(number: UInt32, DurableName)
  }

  private struct Request: Sendable {
    var question: Question
    var ticket: UInt64
    var deadline: Milliseconds
  }

  private var queries: [UInt64: Request] = [:]
  private var removals: [UInt64: Request] = [:]
  private var lastQuery: UInt64 = 0

  /// Takes a question and returns the frame that asks it.
  mutating func add(_ question: Question, ticket: UInt64, deadline: Milliseconds) -> Asked {
    let request = Request(question: question, ticket: ticket, deadline: deadline)
    switch question {
    case .query(let question):
      lastQuery += 1
      queries[lastQuery] = request
      return .query(Query(query: WireNumber(lastQuery), question))
    case .removal(let number, let name):
      removals[UInt64(number)] = request
      return .removal(Unsubscribe(subscription: WireNumber(UInt64(number)), durable: name, remove: true))
    }
  }

  enum Asked: Sendable {
    case query(Query)
    case removal(Unsubscribe)
  }

  /// All that is open, in the order in which it was asked.
  var all: [Asked] {
    queries.sorted { $0.key < $1.key }.compactMap { asked($0.key, $0.value) }
      + removals.sorted { $0.key < $1.key }.compactMap { asked($0.key, $0.value) }
  }

  private func asked(_ number: UInt64, _ request: Request) -> Asked {
    switch request.question {
    case .query(let question): .query(Query(query: WireNumber(number), question))
    case .removal(_, let name):
      .removal(Unsubscribe(subscription: WireNumber(number), durable: name, remove: true))
    }
  }

  /// The ticket of the query that was answered.
  mutating func take(query number: UInt64) -> UInt64? { queries.removeValue(forKey: number)?.ticket }

  /// The ticket of the removal that was answered, and the name that it removed.
  mutating func take(removal number: UInt64) -> (ticket: UInt64, name: DurableName)? {
    guard let request = removals.removeValue(forKey: number), case .removal(_, let name) = request.question else {
      return nil
    }
    return (request.ticket, name)
  }

  var nextDeadline: Milliseconds? { (queries.values.map(\.deadline) + removals.values.map(\.deadline)).min() }

  mutating func overdue(at now: Milliseconds) -> [UInt64] {
    guard let first = nextDeadline, first <= now else { return [] }
    let late = (Array(queries.values) + Array(removals.values)).filter { $0.deadline <= now }
    queries = queries.filter { $0.value.deadline > now }
    removals = removals.filter { $0.value.deadline > now }
    return late.map(\.ticket).sorted()
  }

  /// Gives everything up.
  mutating func abandon() -> [UInt64] {
    let tickets = queries.values.map(\.ticket) + removals.values.map(\.ticket)
    queries = [:]
    removals = [:]
    return tickets.sorted()
  }
}

extension NodeSession {
  mutating func ask(
    _ question: Requests.Question, ticket: UInt64, at now: Milliseconds, into effects: inout [SessionEffect]
  ) {
    let asked = requests.add(question, ticket: ticket, deadline: now + settings.queryTimeout)
    if case .open = phase { send(asked, at: now, into: &effects) }
  }

  mutating func repeatRequests(at now: Milliseconds, into effects: inout [SessionEffect]) {
    for asked in requests.all { send(asked, at: now, into: &effects) }
  }

  private mutating func send(
    _ asked: Requests.Asked, at now: Milliseconds, into effects: inout [SessionEffect]
  ) {
    switch asked {
    case .query(let query): send(query, at: now, into: &effects)
    case .removal(let unsubscribe): send(unsubscribe, at: now, into: &effects)
    }
  }

  mutating func answered(_ answer: QueryAnswer, into effects: inout [SessionEffect]) {
    guard let ticket = requests.take(query: answer.query.value) else { return }
    effects.append(.answered(ticket: ticket, answer))
  }
}
