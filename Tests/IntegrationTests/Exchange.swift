import CellNode
import CellSchema
import CellTestSupport
import Foundation
import Synchronization
import Testing

/// Nodes that publish to and read from each other while something is done to their links and their broker.
struct Exchange: Sendable {
  let cell: TestCell
  let ledgers: [Ledger]
  let books: [ReadBook]
  /// Messages of each node that may be published so far.
  private let allowance: Allowance
  private let stations: [(profile: NodeProfile, ledger: Ledger, book: ReadBook)]

  /// - Parameters:
  ///   - profiles: of the nodes; each publishes, and reads everything under a durable name.
  ///   - allowed: messages that each may publish before ``allow(_:)``.
  init(_ cell: TestCell, _ profiles: [NodeProfile], allowed: Int = .max) {
    self.cell = cell
    allowance = Allowance(allowed)
    stations = profiles.map { ($0, Ledger($0), ReadBook("\($0.node)")) }
    ledgers = stations.map(\.ledger)
    books = stations.map(\.book)
  }

  /// Receipts and handled messages of all nodes.
  var progress: Int { ledgers.reduce(0) { $0 + $1.receiptCount } + books.reduce(0) { $0 + $1.count } }

  /// Each node publishes so many messages in three lanes, pipelined, and reads on until it has those of all.
  ///
  /// - Parameter trouble: runs beside it, and is cancelled when all is read.
  func run(_ count: Int, seed: UInt64, during trouble: @escaping @Sendable () async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (place, station) in stations.enumerated() {
        let expected = stations.count * count
        group.addTask {
          var options = NodeOptions()
          options.connectTimeout = .seconds(120)
          options.closeTimeout = .seconds(60)
          try await Node.connected(station.profile, options: options) { node in
            let messages = node.subscribe(types: ["cell.*"], durable: "watch", from: .beginning)
            async let read: Void = {
              for try await message in messages {
                station.book.note(message)
                try message.acknowledge()
                if station.book.count == expected { break }
              }
            }()
            var random = SplitMix(seed &+ UInt64(place))
            let drafts = (0..<count).map { _ in
              station.ledger.next([.routine, .routine, .priority, .flash][random.below(4)])
            }
            let source = allowance.paced(drafts)
            for try await outcome in node.publish(contentsOf: source) { station.ledger.note(try outcome.result.get()) }
            try await read
          }
        }
      }
      let pest = Task { try await trouble() }
      defer { pest.cancel() }
      try await group.waitForAll()
    }
  }

  /// Lets each node publish so many more.
  func allow(_ count: Int) { allowance.add(count) }

  /// Waits until so much more went through, or everything did.
  func moves(_ amount: Int) async throws {
    let before = progress
    let moved = try await eventually(120) { progress >= before + amount }
    try #require(
      moved, "nothing went through any more after \(before): \(ledgers.map(\.receiptCount)), \(books.map(\.count))")
  }

  /// After the end: stops the daemon, and holds the record against everything that was receipted and read.
  func audit(_ comment: String = "") throws {
    #expect(cell.stop() == 0)
    let verify = try RunningProgram("cellbus", ["record", "verify", "--state", "--cell", cell.directory])
    #expect(verify.wait() == 0, "\(verify.standardError)")
    var audit = try RecordAudit(cell)
    for ledger in ledgers {
      #expect(ledger.receiptCount == ledger.sentCount)
      audit.hold(ledger)
    }
    for book in books { audit.hold(book) }
    #expect(audit.problems.isEmpty, "\(comment) \(audit.problems.prefix(10))")
  }
}

/// How far publishers may go.
private final class Allowance: Sendable {
  private let count: Mutex<Int>

  init(_ count: Int) { self.count = Mutex(count) }

  func add(_ more: Int) { count.withLock { $0 += more } }

  /// Each draft when it is allowed.
  func paced(_ drafts: [Draft]) -> AsyncStream<Draft> {
    let next = Mutex(0)
    return AsyncStream { [self] in
      let place = next.withLock { place in
        defer { place += 1 }
        return place
      }
      guard place < drafts.count else { return nil }
      let isAllowed = try? await eventually(120) { count.withLock { $0 } > place }
      return isAllowed == true ? drafts[place] : nil
    }
  }
}
