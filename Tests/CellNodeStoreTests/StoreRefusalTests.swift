import CellNode
import CellNodeStore
import CellSchema
import Foundation
import GRDB
import Glibc
import Testing

@Suite("A store keeps what was refused until somebody has looked at it")
struct StoreRefusalTests {
  private let scratch = Scratch()

  @Test func `a refusal takes its message's place, over a restart, and goes when it is discarded`() async throws {
    let store = try Outbound.open(scratch.store)
    for text in ["a", "b", "c"] { _ = try await store.append(Outbound.message(text)) }
    store.remove([
      Outbound.refusal(number: 3), StoredDecision(place: OutboxPlace(lane: .routine, number: 2)),
      Outbound.refusal(number: 1),
    ])
    store.close()

    let second = try Outbound.open(scratch.store)
    #expect(try second.takeContents().left.isEmpty)
    #expect(second.refusalCount == 2)
    // Decided once more: what was taken off is not there twice.
    second.remove([Outbound.refusal(number: 1)])
    let refusals = try await second.refusals
    #expect(refusals.map { String(decoding: $0.document, as: UTF8.self) } == ["c", "a"])
    let first = try #require(refusals.first)
    #expect(first.error == NodeError(.notReleasable, at: "/header/label", "no to 3"))
    #expect(first.type == "cell.liaison-note" && first.precedence == .routine && first.id == nil)
    #expect(first.refusedAt == Timestamp(microseconds: 1_772_878_860_000_000))
    try await second.discard([first])
    #expect(second.refusalCount == 1)
    second.close()

    let third = try Outbound.open(scratch.store)
    #expect(try await third.refusals == [refusals[1]])
    third.close()
    await #expect(throws: NodeError.self) { _ = try await third.refusals }
  }

  @Test func `a store of before is opened, and has room for them`() async throws {
    try Outbound.open(scratch.store).close()
    let database = try DatabaseQueue(path: scratch.store)
    try await database.write { try $0.execute(sql: "DROP TABLE refusal") }
    try database.close()
    let store = try Outbound.open(scratch.store)
    #expect(try await store.refusals.isEmpty)
    _ = try await store.append(Outbound.message("a"))
    store.remove([Outbound.refusal(number: 1)])
    #expect(try await store.refusals.count == 1)
    store.close()
  }

  /// A child is killed wherever it is between the decisions and the transactions that take them off, earlier or later:
  /// each message is in the outbox, to be sent and refused again, or among the refusals; never in neither, nor in both.
  @Test func `a kill -9 between decision and taking off loses no refusal`() async throws {
    var wasKept = false
    for round in 0...5 {
      let scratch = Scratch()
      let path = scratch.store
      let count = 400
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [path = path as String, round = round as Int, count = count as Int] in
        let store = try Outbound.open(path)
        for index in 1..<count { store.append(Outbound.message("\(index)")) { _ in } }
        _ = try await store.append(Outbound.message("\(count)"))
        for number in 1...count {
          store.remove([Outbound.refusal(number: UInt64(number))])
          // In the last rounds some of them are on the disk before the others are decided.
          if number == 80 * round { _ = try await store.refusals }
        }
        kill(getpid(), SIGKILL)
      }
      let store = try Outbound.open(scratch.store)
      let left = try store.takeContents().left.map(Outbound.text)
      let refused = try await store.refusals.map { String(decoding: $0.document, as: UTF8.self) }
      #expect((left + refused).compactMap(Int.init).sorted() == Array(1...count))
      #expect(refused.count >= 80 * round)
      wasKept = wasKept || (!refused.isEmpty && !left.isEmpty)
      store.close()
    }
    #expect(wasKept, "a kill came in between")
  }

  @Test func `a serial that is none is not left out, or its numbers would be used again`() async throws {
    let store = try Outbound.open(scratch.store)
    _ = try await store.append(Outbound.message("a", serial: 7))
    store.close()
    try await DatabaseQueue(path: scratch.store).write { db in
      try db.execute(sql: "UPDATE serial SET serial = 'UKR.GS-1/none/26'")
    }
    let error = #expect(throws: NodeError.self) { _ = try Outbound.open(scratch.store).takeContents() }
    #expect(error?.code == .storeUnusable)
  }
}
