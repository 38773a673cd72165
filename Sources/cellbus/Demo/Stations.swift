import CellCommand
import CellDemo
import CellNode
import CellSchema
import Synchronization

/// A connected node for each profile, with a subscription to all of the exercise.
struct Stations: Sendable {
  let nodes: [NodeName: Node]
  private let subscriptions: [NodeName: Subscription<ReceivedMessage>]
  /// What was published, by identifier: what arrives is held against it.
  let documents = DocumentBook()
  /// Which proposals have their result, as the bus says to anybody.
  let results = ResultBook()

  /// Runs the nodes for the length of a closure.
  static func connected<Result>(
    _ profiles: [NodeProfile], _ body: (Stations) async throws -> Result
  ) async throws -> Result {
    var options = NodeOptions()
    options.client = "cellbus demo"
    // Whatever is to be receipted is receipted before a node leaves, unless the broker is gone.
    options.closeTimeout = .seconds(1)
    let nodes = profiles.map { Node($0, options: options) }
    return try await withThrowingTaskGroup(of: Void.self) { group in
      defer { group.cancelAll() }
      let subscriptions = nodes.map { $0.subscribe(from: .beginning, natures: [.exercise]) }
      for node in nodes { group.addTask { try await node.run() } }
      return try await body(
        Stations(
          nodes: Dictionary(uniqueKeysWithValues: nodes.map { ($0.name, $0) }),
          subscriptions: Dictionary(uniqueKeysWithValues: zip(nodes.map(\.name), subscriptions))))
    }
  }

  private init(nodes: [NodeName: Node], subscriptions: [NodeName: Subscription<ReceivedMessage>]) {
    self.nodes = nodes
    self.subscriptions = subscriptions
  }

  /// Returns when each of them is welcomed and subscribed.
  ///
  /// - Parameter tell: is told how many are.
  func welcomed(_ tell: (Int) throws -> Void) async throws {
    for (count, (name, subscription)) in subscriptions.enumerated() {
      try await within(.seconds(20), "\(name) is not welcomed by the broker") { try await subscription.ready() }
      try tell(count + 1)
    }
  }

  func node(_ name: NodeName) -> Node {
    guard let node = nodes[name] else { preconditionFailure("\(name) has no profile") }
    return node
  }

  /// What a node receives up to and with the last word of each lane, or until the task is cancelled; what the bus says
  /// itself by type.
  func deliveries(
    to name: NodeName, until lastWords: Set<MessageID>
  ) async throws -> (deliveries: [Reckoning.Delivery], sayings: [MessageType]) {
    guard let subscription = subscriptions[name] else { preconditionFailure("\(name) has no profile") }
    var awaited = lastWords
    var deliveries: [Reckoning.Delivery] = []
    var sayings: [MessageType] = []
    var iterator = subscription.makeAsyncIterator()
    while !awaited.isEmpty, let message = try await iterator.next() {
      if message.id.isOfBus {
        sayings.append(message.type)
        if message.type == ProposalDecided.messageType,
          let body = try? DocumentDecoder.body(ProposalDecided.self, of: message.document)
        {
          results.enter(body.proposal)
        }
        continue
      }
      deliveries.append(
        Reckoning.Delivery(
          sequence: message.sequence, id: message.id, precedence: message.precedence,
          isIntact: documents.isPublished(message.document, as: message.id)))
      awaited.remove(message.id)
    }
    return (deliveries, sayings)
  }
}

/// What was published, by identifier.
final class DocumentBook: Sendable {
  private let documents = Mutex<[MessageID: [UInt8]]>([:])

  /// Before it is sent: it may arrive before its receipt does.
  func enter(_ document: [UInt8], as id: MessageID) { documents.withLock { $0[id] = document } }

  func isPublished(_ document: [UInt8], as id: MessageID) -> Bool { documents.withLock { $0[id] } == document }
}

/// Which proposals have their result.
final class ResultBook: Sendable {
  private let proposals = Mutex<Set<MessageID>>([])

  func enter(_ proposal: MessageID) { proposals.withLock { _ = $0.insert(proposal) } }

  func areKnown(_ wanted: Set<MessageID>) -> Bool { proposals.withLock { wanted.isSubset(of: $0) } }
}

/// Runs a closure, and gives it up after a time.
func within<Result: Sendable>(
  _ time: Duration, _ complaint: @autoclosure () -> String, _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
  let result = try await withThrowingTaskGroup(of: Result?.self) { group -> Result? in
    group.addTask { try await body() }
    group.addTask {
      try await Task.sleep(for: time)
      return nil
    }
    defer { group.cancelAll() }
    return try await group.next() ?? nil
  }
  guard let result else { throw Complaint(.failed, .internalFault, "\(complaint()) within \(time.seconds)") }
  return result
}
