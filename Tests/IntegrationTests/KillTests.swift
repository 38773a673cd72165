import CellNode
import CellSchema
import Foundation
import Synchronization
import Testing

/// Promise 1 and 2 under SIGKILL.
@Suite(.serialized) struct KillTests {
  /// Three nodes publish pipelined while the broker is killed twenty times.
  @Test(.timeLimit(.minutes(10))) func everyReceiptedMessageIsOnTheRecordOnceAndInOrder() async throws {
    let cell = try TestCell(["FRA", "UKR", "USA"])
    try cell.start()
    let publishers = ["FRA.CELL-1", "UKR.GS-1", "USA.CELL-1"]
    let progress = Progress()
    var receipts: [String: [PublishReceipt]] = [:]

    try await withThrowingTaskGroup(of: (String, [PublishReceipt]).self) { group in
      for publisher in publishers {
        let profile = try cell.profile(publisher)
        group.addTask {
          try await Node.connected(profile, options: patient()) { node in
            var receipts: [PublishReceipt] = []
            let drafts = AsyncStream<Draft> { continuation in
              let task = Task {
                var number = 0
                // Goes on until the last kill is over.
                while !progress.isOver {
                  number += 1
                  continuation.yield(Draft(LiaisonNote(subject: "Exercise", text: Text("\(publisher) \(number)")!)))
                  if number % 50 == 0 { await progress.caughtUp(number, publisher) }
                }
                continuation.finish()
              }
              continuation.onTermination = { _ in task.cancel() }
            }
            for try await outcome in node.publish(contentsOf: drafts) {
              receipts.append(try outcome.result.get())
              progress.note(publisher)
            }
            return (publisher, receipts)
          }
        }
      }
      for _ in 1...20 {
        // Between two kills every node gets something through: the broker dies at work, not idle.
        let before = progress.receipted
        let moved = try await eventually(300) {
          let now = progress.receipted
          return publishers.allSatisfy { now[$0, default: 0] > before[$0, default: 0] + 20 }
        }
        #expect(moved, "the nodes did not go on after a restart: \(before)")
        guard moved else { break }
        cell.kill()
        try cell.start()
      }
      progress.finish()
      for try await (publisher, its) in group { receipts[publisher] = its }
    }

    // The record, read from the beginning in its own order.
    let total = receipts.values.reduce(0) { $0 + $1.count }
    var seen: [String: [(sequence: UInt64, id: MessageID, text: String)]] = [:]
    try await Node.connected(cell.profile("CELL.OPS-1")) { node in
      var notes = node.subscribe(to: LiaisonNote.self, from: .beginning, order: .record).makeAsyncIterator()
      for _ in 0..<total {
        let note = try #require(try await notes.next())
        seen["\(note.from)", default: []].append((note.sequence, note.header.id, "\(note.body.text)"))
      }
      let status = try await node.status()
      #expect(status.head == UInt64(total) + 1, "nothing but the genesis beside them")
    }
    for publisher in publishers {
      let its = try #require(receipts[publisher])
      let found = try #require(seen[publisher])
      #expect(its.map(\.sequence) == found.map(\.sequence))
      #expect(its.map(\.id) == found.map(\.id))
      #expect(found.map(\.text) == (1...found.count).map { "\(publisher) \($0)" })
    }
    #expect(cell.stop() == 0)
  }
}

private func patient() -> NodeOptions {
  var options = NodeOptions()
  options.connectTimeout = .seconds(60)
  options.closeTimeout = .seconds(60)
  return options
}

/// How many receipts each publisher has, and whether they may stop.
private final class Progress: Sendable {
  private let state = Mutex<(receipted: [String: Int], isOver: Bool)>(([:], false))

  var receipted: [String: Int] { state.withLock { $0.receipted } }
  var isOver: Bool { state.withLock { $0.isOver } }

  func note(_ publisher: String) { state.withLock { $0.receipted[publisher, default: 0] += 1 } }
  func finish() { state.withLock { $0.isOver = true } }

  /// Waits until all but a window of what was handed in has come back.
  func caughtUp(_ number: Int, _ publisher: String) async {
    _ = try? await eventually(600) { self.receipted[publisher, default: 0] + 500 >= number || Task.isCancelled }
  }
}
