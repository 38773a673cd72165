import CellSchema
import CellWire

extension NodeSession {
  /// What cannot be said now is said again by whoever has to: the broker asks a witness anew.
  mutating func say(_ statement: LogStatement, at now: Milliseconds, into effects: inout [SessionEffect]) {
    guard isOpen else { return }
    switch statement {
    case .cosign(let cosign): send(cosign, at: now, into: &effects)
    case .show(let note): send(CheckpointCommand(note: note), at: now, into: &effects)
    }
  }

  mutating func ask(
    _ question: Query.Question, ticket: UInt64, at now: Milliseconds, into effects: inout [SessionEffect]
  ) {
    let query = requests.add(query: question, ticket: ticket, deadline: now + settings.queryTimeout)
    if isOpen { send(query, at: now, into: &effects) }
  }

  mutating func remove(
    _ name: DurableName, number: UInt32, ticket: UInt64, at now: Milliseconds, into effects: inout [SessionEffect]
  ) {
    let removal = requests.add(removal: number, of: name, ticket: ticket, deadline: now + settings.queryTimeout)
    if isOpen { send(removal, at: now, into: &effects) }
  }

  mutating func repeatRequests(at now: Milliseconds, into effects: inout [SessionEffect]) {
    for query in requests.queryCommands { send(query, at: now, into: &effects) }
    for removal in requests.removalCommands { send(removal, at: now, into: &effects) }
  }

  mutating func answered(_ answer: QueryAnswer, into effects: inout [SessionEffect]) {
    guard let ticket = requests.take(query: answer.query.value) else { return }
    effects.append(.answered(ticket: ticket, answer))
  }
}
