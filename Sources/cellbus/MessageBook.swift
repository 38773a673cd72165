import CellCommand
import CellNode
import CellSchema

/// What is known of messages by their identifiers, each asked for once: a message on the record never changes.
actor MessageBook {
  private var numbers: [MessageID: UInt64] = [:]
  private var waiting: [MessageID: WaitingMessage] = [:]
  /// Not on the record, or not this node's to read.
  private var unknown: Set<MessageID> = []

  /// Messages that are asked for at a time; nobody looks at more of them on one screen.
  private static let most = 200

  /// A message that has come anyway.
  func note(_ id: MessageID, as sequence: UInt64) { numbers[id] = sequence }

  /// The numbers of those messages that a text names and the node may read.
  func numbers(in text: String, _ node: Node) async throws -> [MessageID: UInt64] {
    let named = NamedMessages.ids(in: text)
    try await ask(named.filter { numbers[$0] == nil }, node) { _ in }
    return numbers.filter { named.contains($0.key) }
  }

  /// What messages say of themselves, those that the node may read.
  func waiting(_ ids: [MessageID], _ node: Node) async throws -> [MessageID: WaitingMessage] {
    var found: [RecordedMessage] = []
    try await ask(ids.filter { waiting[$0] == nil }, node) { found.append($0) }
    for message in found {
      let gist = try await gist(of: message, node)
      waiting[message.header.id] = WaitingMessage(
        precedence: message.header.precedence, from: message.header.from, gist: gist)
    }
    return waiting
  }

  /// What a message says in one line, with other messages by their numbers.
  func gist(of message: RecordedMessage, _ node: Node) async throws -> String {
    try await gist(message.header.type, message.document, node)
  }

  func gist(_ type: MessageType, _ document: [UInt8], _ node: Node) async throws -> String {
    let body = try JSONMembers(of: document[...])["body"].map { document[$0] } ?? []
    let gist = CellCommand.Gist.of(type, body: body)
    return try await numbered(gist, node)
  }

  /// A text with the numbers of the messages that it names.
  func numbered(_ text: String, _ node: Node) async throws -> String {
    NamedMessages.numbered(text, try await numbers(in: text, node))
  }

  /// Asks for messages all at once; no screen fails for one that does not come.
  private func ask(_ ids: [MessageID], _ node: Node, _ use: (RecordedMessage) -> Void) async throws {
    let wanted = ids.filter { !unknown.contains($0) }.prefix(Self.most)
    guard !wanted.isEmpty else { return }
    let answers = try await withThrowingTaskGroup { group in
      for id in wanted {
        group.addTask { () -> (MessageID, RecordedMessage?, isUnknown: Bool) in
          do { return (id, try await node.message(id), false) } catch let error as NodeError
            where [.notOnRecord, .unknownQuery, .throttled, .timedOut].contains(error.code)
          {
            return (id, nil, error.code == .notOnRecord)
          }
        }
      }
      var answers: [(MessageID, RecordedMessage?, isUnknown: Bool)] = []
      for try await answer in group { answers.append(answer) }
      return answers
    }
    for (id, message, isUnknown) in answers {
      if isUnknown { unknown.insert(id) }
      if let message {
        numbers[id] = message.sequence
        use(message)
      }
    }
  }
}
