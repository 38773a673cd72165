import CellNode
import CellSchema
import CellTestSupport
import CellWire
import Foundation
import Synchronization
import Testing

/// Links that are cut, slow, late, stalled and reset: nothing is lost, nothing comes twice, every lane keeps its order.
@Suite("Bad links", .serialized) struct BadLinkTests {
  /// A cell whose heartbeats are quick, with a link for each node.
  private func cell(
    _ nodes: [String], heartbeat: Int, allowed: Int = .max
  ) throws -> (TestCell, [LinkProxy], Exchange) {
    let cell = try TestCell(["FRA", "UKR"])
    try cell.limit(["heartbeatInterval": heartbeat, "heartbeatTimeout": 4 * heartbeat])
    let links = try nodes.indices.map { try LinkProxy(to: cell.port, seed: Soak.seed &+ UInt64($0)) }
    let profiles = try zip(nodes, links).map { try cell.profile($0, through: $1) }
    try cell.start()
    return (cell, links, Exchange(cell, profiles, allowed: allowed))
  }

  @Test(.timeLimit(.minutes(10))) func aLinkIsCutWithinFramesAgainAndAgain() async throws {
    let (_, links, exchange) = try cell(["UKR.GS-1", "FRA.CELL-1"], heartbeat: 1_000, allowed: 0)
    try await exchange.run(1_000, seed: Soak.seed) {
      var random = SplitMix(Soak.seed)
      for _ in 0..<20 {
        let link = links[random.below(2)]
        let cuts = link.counts.cuts
        link.give(.cut(LinkProxy.Way.allCases[random.below(2)], after: 1_500 + random.below(6_000)))
        exchange.allow(50)
        let isCut = try await eventually(120) { link.counts.cuts > cuts }
        try #require(isCut, "nothing moves any more")
      }
    }
    let cuts = links.reduce(0) { $0 + $1.counts.cuts }
    #expect(cuts >= 19, "the links were cut \(cuts) times")
    try exchange.audit("seed \(Soak.seed)")
  }

  /// 64 kbit/s and 400 ms each way: slow, and no reason to give a link up.
  @Test(.timeLimit(.minutes(10))) func aNarrowLinkHolds() async throws {
    let (_, links, exchange) = try cell(["UKR.GS-1", "FRA.CELL-1"], heartbeat: 5_000)
    for link in links { link.shape(to: .init(bytesPerSecond: 8_000, delay: .milliseconds(400))) }
    try await exchange.run(30, seed: Soak.seed) {}
    #expect(links.map(\.counts.connections) == [1, 1], "a heartbeat was missed")
    try exchange.audit("seed \(Soak.seed)")
  }

  @Test(.timeLimit(.minutes(10))) func stallsAndResetsAtRandom() async throws {
    let (_, links, exchange) = try cell(["UKR.GS-1", "FRA.CELL-1"], heartbeat: 250, allowed: 0)
    try await exchange.run(500, seed: Soak.seed) {
      var mischief = Mischief(seed: Soak.seed, links: links)
      for _ in 0..<25 {
        exchange.allow(20)
        try await exchange.moves(10)
        mischief.next()
      }
    }
    let broken = links.reduce(0) { $0 + $1.counts.resets + $1.counts.abandoned + $1.counts.cuts }
    #expect(broken >= 3, "the links broke \(broken) times")
    try exchange.audit("seed \(Soak.seed)")
  }

  private final class FlashState: Sendable {
    let isOnRecord = Mutex(false)
  }

  /// A long queue of routine on 64 kbit/s, and a flash message that is sent now: before it comes what is under way on the
  /// link, and not what the buffers of two kernels and two libraries would hold, nor what credit allows.
  @Test(.timeLimit(.minutes(10))) func aFlashMessageOvertakesWhatIsQueuedForASlowLink() async throws {
    let (cell, links, _) = try cell(["FRA.CELL-1"], heartbeat: 5_000)
    let reader = try cell.profile("FRA.CELL-1", through: links[0])
    try await Node.connected(reader) { try await $0.subscribe(types: ["cell.*"], durable: "watch").ready() }
    links[0].shape(to: .init(bytesPerSecond: 8_000, delay: .milliseconds(50)))
    let ledger = Ledger(try cell.profile("UKR.GS-1"))
    let count = Soak.seconds == nil ? 10_000 : 100_000
    try await Node.connected(cell.profile("UKR.GS-1")) { publisher in
      let drafts = (1...count).map { _ in ledger.next(.routine) }
      for try await outcome in publisher.publish(contentsOf: drafts) { _ = try outcome.result.get() }
      try await Node.connected(reader) { node in
        let flash = FlashState()
        var sent: Task<PublishReceipt, any Error>?
        var read = 0
        var ahead = 0
        for try await message in node.subscribe(types: ["cell.*"], durable: "watch") {
          read += 1
          try message.acknowledge()
          if message.precedence == .flash { break }
          // The link has settled by then. What is read before the flash is on the record, it cannot overtake.
          if read == 60 {
            let draft = ledger.next(.flash)
            sent = Task {
              defer { flash.isOnRecord.withLock { $0 = true } }
              return try await publisher.publish(draft)
            }
          }
          if flash.isOnRecord.withLock({ $0 }) { ahead += message.document.count }
          try #require(read < count, "flash comes last")
        }
        _ = try await #require(sent).value
        #expect(ahead <= LinkWindow.first, "\(ahead) bytes of routine came before flash")
      }
    }
  }

  /// A node goes, messages of every precedence pass, and it comes back: flash first, each once, each lane in its order.
  @Test(.timeLimit(.minutes(10))) func aNodeThatWasAwayGetsItsFlashFirst() async throws {
    let cell = try TestCell(["FRA", "UKR"])
    try cell.start()
    let link = try LinkProxy(to: cell.port, seed: Soak.seed)
    let away = try cell.profile("FRA.CELL-1", through: link)
    try await Node.connected(away) { try await $0.subscribe(types: ["cell.*"], durable: "watch").ready() }

    let ledger = Ledger(try cell.profile("UKR.GS-1"))
    let flashes = 20
    let count = Soak.seconds == nil ? 20_000 : 100_000
    try await Node.connected(cell.profile("UKR.GS-1")) { node in
      let drafts = (1...count).lazy.map { number in
        ledger.next(number.isMultiple(of: count / flashes) ? .flash : .routine)
      }
      for try await outcome in node.publish(contentsOf: Array(drafts)) { ledger.note(try outcome.result.get()) }
    }
    let book = ReadBook("FRA.CELL-1")
    var messages: [ReceivedMessage] = []
    try await Node.connected(away) { node in
      for try await message in node.subscribe(types: ["cell.*"], durable: "watch") {
        book.note(message)
        try message.acknowledge()
        messages.append(message)
        if book.count == count { break }
      }
    }
    #expect(messages.prefix(flashes).allSatisfy { $0.precedence == .flash })
    #expect(cell.stop() == 0)
    var audit = try RecordAudit(cell)
    audit.hold(ledger)
    audit.hold(book)
    #expect(audit.problems.isEmpty, "\(audit.problems.prefix(10))")
  }
}

/// Stalls, resets, cuts and narrow stretches, drawn from a seed.
struct Mischief {
  private var random: SplitMix
  private let links: [LinkProxy]

  init(seed: UInt64, links: [LinkProxy]) {
    random = SplitMix(seed)
    self.links = links
  }

  mutating func next() {
    let link = links[random.below(links.count)]
    let way = LinkProxy.Way.allCases[random.below(2)]
    switch random.below(7) {
    case 0, 1: link.give(.reset)
    case 2: link.give(.cut(way, after: random.below(8_000)))
    // Short of a heartbeat's timeout, and beyond.
    case 3, 4: link.give(.stall(way, .milliseconds(50 + random.below(400))))
    case 5: link.give(.stall(way, nil))
    default:
      link.shape(
        [way],
        to: .init(
          bytesPerSecond: random.once(in: 2) ? nil : 40_000 + random.below(100_000),
          delay: .milliseconds(random.below(60))))
    }
  }
}
