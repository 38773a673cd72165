import CellJournal
import CellNode
import CellRecord
import CellSchema
import CellTestSupport
import Foundation
import Testing

/// Everything at once, from a seed: links that are cut, stalled, reset and slowed, the broker and the nodes' processes
/// killed in turn, while messages of three precedences go all ways.
///
/// One short round by itself; `deploy/soak.sh` goes on for as long as it is told to.
@Suite("Turmoil", .serialized) struct TurmoilTests {
  private static let steps = 14

  @Test(.timeLimit(.minutes(240))) func nothingIsLostNothingComesTwiceOrderHolds() async throws {
    let turmoil = try Turmoil(seed: Soak.seed)
    let deadline = Soak.seconds.map { ContinuousClock.now + .seconds($0) }
    try await turmoil.run { step in deadline.map { ContinuousClock.now < $0 } ?? (step < Self.steps) }
    let report = try turmoil.audit()
    #expect(report.problems.isEmpty, "seed \(Soak.seed): \(report.problems.prefix(10))")
    print(report.line)
  }
}

/// Two nodes of the tests' own behind bad links, and a publishing and a reading child process.
final class Turmoil {
  private let cell: TestCell
  private let links: [LinkProxy]
  private let ledgers: [Ledger]
  private let books: [ReadBook]
  private let profiles: [NodeProfile]
  private let publisher: ChildPublisher
  private let reader: ChildReader
  private let seed: UInt64
  private var random: SplitMix
  private var mischief: Mischief
  private var counts: [String: Int] = [:]

  init(seed: UInt64) throws {
    self.seed = seed
    random = SplitMix(seed)
    cell = try TestCell(["FRA", "UKR"])
    try cell.limit(["heartbeatInterval": 250, "heartbeatTimeout": 1_000])
    let port = cell.port
    links = try (0..<4).map { try LinkProxy(to: port, seed: seed &+ $0) }
    mischief = Mischief(seed: seed, links: links)
    profiles = [try cell.profile("UKR.GS-1", through: links[0]), try cell.profile("FRA.CELL-1", through: links[1])]
    ledgers = profiles.map { Ledger($0) }
    books = profiles.map { ReadBook("\($0.node)") }
    publisher = ChildPublisher(
      profile: try cell.profileFile("UKR.CELL-1", through: links[2]), node: "UKR.CELL-1")
    reader = ChildReader(profile: try cell.profileFile("FRA.MNF-1", through: links[3]))
  }

  /// - Parameter goesOn: whether there is one more step.
  func run(while goesOn: (Int) -> Bool) async throws {
    try cell.start()
    try publisher.start()
    try reader.start()
    let feeds = profiles.map { _ in AsyncStream.makeStream(of: Draft.self) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for place in profiles.indices {
        let (profile, ledger, book, feed) = (profiles[place], ledgers[place], books[place], feeds[place].stream)
        group.addTask { try await Self.station(profile, ledger, book, feed) }
      }
      var step = 0
      while goesOn(step) {
        step += 1
        for (place, ledger) in ledgers.enumerated() {
          for _ in 0..<20 + random.below(60) {
            feeds[place].continuation.yield(
              ledger.next([.routine, .routine, .priority, .flash][random.below(4)], padding: random.below(1_500)))
          }
        }
        try publisher.publish(20 + random.below(60))
        try await disturb()
        try await settle()
      }
      try await finish(feeds.map(\.continuation))
      group.cancelAll()
      while let result = await group.nextResult() {
        if case .failure(let error) = result, !(error is CancellationError) { throw error }
      }
    }
    counts["steps"] = counts.values.reduce(0, +)
  }

  /// A node that goes on by itself: it publishes what it is fed, and handles and acknowledges everything.
  private static func station(
    _ profile: NodeProfile, _ ledger: Ledger, _ book: ReadBook, _ feed: AsyncStream<Draft>
  ) async throws {
    var options = NodeOptions()
    options.connectTimeout = .seconds(120)
    try await Node.connected(profile, options: options) { node in
      let messages = node.subscribe(types: ["cell.*"], durable: "watch", from: .beginning)
      async let read: Void = {
        for try await message in messages {
          book.note(message)
          try message.acknowledge()
        }
      }()
      for try await outcome in node.publish(contentsOf: feed) { ledger.note(try outcome.result.get()) }
      try await read
    }
  }

  private func disturb() async throws {
    switch random.below(9) {
    case 0, 1:
      counts["broker kills", default: 0] += 1
      cell.kill()
      try cell.start()
    case 2, 3:
      counts["publisher kills", default: 0] += 1
      publisher.kill()
      try publisher.start()
    case 4:
      counts["reader kills", default: 0] += 1
      try await replaceReader()
    default:
      counts["mischief", default: 0] += 1
      mischief.next()
    }
  }

  /// Kills the reader between the broker's word on what it has acknowledged and the start of its successor, who has
  /// begun to read when this returns.
  private func replaceReader() async throws {
    let hasBegun = try await eventually(120) { reader.readCount > 0 }
    try #require(hasBegun, "the reading child reads nothing:\n\(cell.log.suffix(2_000))")
    var options = NodeOptions()
    options.connectTimeout = .seconds(60)
    let done = try await Node.connected(cell.profile("FRA.MNF-1"), options: options) { node in
      try await node.subscriptions().first { $0.name == "child" }?.done
    }
    reader.kill()
    try reader.start(after: done ?? [:])
    try publisher.publish(5)
    let goesOn = try await eventually(120) { reader.readCount > 0 }
    try #require(goesOn, "the next reading child reads nothing:\n\(cell.log.suffix(2_000))")
  }

  /// Goes on when most of what was sent has its receipt.
  private func settle() async throws {
    let hasSettled = try await eventually(120) {
      ledgers.allSatisfy { $0.sentCount - $0.receiptCount < 100 } && publisher.sentCount - publisher.receiptCount < 100
    }
    try #require(
      hasSettled,
      """
      seed \(seed): nothing goes through any more: \(ledgers.map { $0.sentCount - $0.receiptCount }) and \
      \(publisher.sentCount - publisher.receiptCount) wait for a receipt
      \(cell.log.suffix(4_000))
      """)
  }

  /// The last message of each lane, which everybody reads when they have read all.
  private func finish(_ feeds: [AsyncStream<Draft>.Continuation]) async throws {
    for link in links { link.shape(to: .init()) }
    #expect(try publisher.finish() == 0)
    let areReceipted = try await eventually(120) { ledgers.allSatisfy { $0.receiptCount == $0.sentCount } }
    try #require(areReceipted, "seed \(seed): receipts are missing")
    for precedence in [Precedence.routine, .priority, .flash] { feeds[0].yield(ledgers[0].next(precedence)) }
    let areLast = try await eventually(120) { ledgers[0].receiptCount == ledgers[0].sentCount }
    try #require(areLast)
    let last = ledgers[0].receipts.suffix(3).map(\.sequence)
    let isRead = try await eventually(120) {
      last.allSatisfy { reader.hasRead($0) }
        && books.allSatisfy { book in last.allSatisfy { sequence in book.has(sequence) } }
    }
    #expect(isRead, "seed \(seed): a reader does not come to the end")
    for feed in feeds { feed.finish() }
    reader.kill()
  }

  func audit() throws -> (problems: [String], line: String) {
    #expect(cell.stop() == 0)
    let verify = try RunningProgram("cellbus", ["record", "verify", "--state", "--cell", cell.directory])
    #expect(verify.wait() == 0, "\(verify.standardError)")
    var audit = try RecordAudit(cell)
    for ledger in ledgers { audit.hold(ledger) }
    for book in books { audit.hold(book) }
    var receipted = ledgers.reduce(0) { $0 + $1.receiptCount }
    for (origin, receipts) in try publisher.receipts() {
      audit.hold(origin: origin, receipts: receipts)
      receipted += receipts.count
    }
    let recorded = Dictionary(grouping: audit.rows.filter { audit.notes[$0.sequence.value] != nil }, by: \.lane)
      .mapValues { $0.map(\.sequence.value) }
    let problems = audit.problems + (try reader.problems(against: recorded))
    let broken = links.map(\.counts)
    let parts = counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    let line =
      "soak: seed \(seed), \(parts.joined(separator: ", ")), \(broken.reduce(0) { $0 + $1.connections }) connections,"
      + " \(broken.reduce(0) { $0 + $1.cuts }) cut within a frame, \(broken.reduce(0) { $0 + $1.resets }) reset,"
      + " \(broken.reduce(0) { $0 + $1.abandoned }) given up; \(audit.rows.count) rows, \(receipted) receipts,"
      + " \(books.reduce(0) { $0 + $1.count }) messages handled by nodes that went on; \(problems.count) problems"
    return (problems, line)
  }
}
