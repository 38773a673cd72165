import CellNode
import CellNodeStore
import CellSchema
import Foundation
import Testing

/// A full disk under a node's store: what is in the outbox goes out and is receipted, what is new is not taken and its
/// sender told so, and both recover by themselves.
@Suite(
  "A full disk under a store", .serialized,
  .enabled(if: SmallDisk.Kind.possible.contains(.mounted), "needs the right to mount"))
struct StoreFullDiskTests {
  @Test(.timeLimit(.minutes(10))) func sendsWhatItHasAndTakesNothingNew() async throws {
    let cell = try TestCell(["FRA", "UKR"])
    let disk = try SmallDisk(.mounted, under: cell, at: "\(cell.directory)/nodes/disk")
    defer { disk.remove() }
    try cell.store("disk/outbox.sqlite", of: "UKR.GS-1")
    try cell.start()
    let profile = try cell.profile("UKR.GS-1")
    let ledger = Ledger(profile)
    var options = NodeOptions()
    options.connectTimeout = .seconds(60)
    var queued: Set<MessageID> = []
    var left = ledger.next(.routine, padding: 4_000)
    var first: [PublishReceipt] = []

    let store = try NodeStore(profile)
    try await Node.connected(profile, store: store, options: options) { node in
      ledger.note(try await node.publish(left))
      cell.kill()
      for _ in 1...20 { queued.insert(try await node.enqueue(ledger.next(.routine, padding: 4_000)).id) }
      try disk.fill()
      var refusal: NodeError?
      // A page that is not full yet may take one more.
      while refusal == nil, queued.count < 40 {
        left = ledger.next(.routine, padding: 4_000)
        do {
          queued.insert(try await node.enqueue(left).id)
        } catch {
          refusal = error as? NodeError
        }
      }
      #expect(refusal?.code == .outboxFull && refusal?.isRetryable == true, "\(String(describing: refusal))")
      #expect(refusal?.detail.contains("nodes/disk/outbox.sqlite is full") == true)
      try cell.start()
      first = try await receipts(of: queued, from: node)
      for receipt in first { ledger.note(receipt) }
      let error = await #expect(throws: NodeError.self) { try await node.publish(left) }
      #expect(error?.code == .outboxFull, "the disk is full as ever")
    }
    store.close()
    let kept = try cell.outbox(in: disk.directory).compactMap(\.id)
    #expect(Set(kept).isSubset(of: queued) && !kept.isEmpty, "nothing can be taken off a disk that takes no page")

    // The next process finds the disk full, sends again what could not be taken off, and gets the same answers.
    let program = try RunningProgram(
      "cellbus",
      ["publish", "--cell", cell.directory, "--as", "UKR.GS-1", "--type", "cell.liaison-note", "--body", "-"],
      input: try input(#"{"subject":"UKR.GS-1","text":"a note of the command"}"#, cell))
    #expect(program.wait() == 75, "\(program.standardError)")
    #expect(program.standardError.contains("outbox-full"))
    #expect(program.standardError.components(separatedBy: "is on the record as ").count - 1 == kept.count)

    let again = try NodeStore(profile)
    try await Node.connected(profile, store: again, options: options) { node in
      let second = try await receipts(of: Set(kept), from: node)
      #expect(Set(second).isSubset(of: Set(first)))
      try disk.makeRoom()
      // Nobody does anything, and it is taken off.
      let isTakenOff = try await eventually { try cell.outbox(in: disk.directory).isEmpty }
      #expect(isTakenOff)
      let late = try await node.enqueue(left)
      ledger.note(try #require(try await receipts(of: [late.id], from: node).first))
    }
    again.close()
    #expect(cell.stop() == 0)
    var audit = try RecordAudit(cell)
    audit.hold(ledger)
    #expect(audit.problems.isEmpty, "\(audit.problems.prefix(10))")
    #expect(audit.notes.count == ledger.receiptCount && ledger.receiptCount == queued.count + 2)
  }

  /// What was not taken has not been sent, and leaves no gap in the station's count, however many were under way.
  @Test(.timeLimit(.minutes(10))) func aMessageThatWasNotTakenUsesUpNoSerial() async throws {
    let cell = try TestCell(["FRA", "UKR"])
    let disk = try SmallDisk(.mounted, under: cell, at: "\(cell.directory)/nodes/disk")
    defer { disk.remove() }
    try cell.store("disk/outbox.sqlite", of: "UKR.GS-1")
    try cell.start()
    let profile = try cell.profile("UKR.GS-1")
    var options = NodeOptions()
    options.connectTimeout = .seconds(60)
    let store = try NodeStore(profile)
    try await Node.connected(profile, store: store, options: options) { node in
      cell.kill()
      var number = 0
      func enqueue(_ count: Int) async throws -> (taken: [QueuedMessage], refused: Int) {
        let drafts = (1...count).map { _ in
          number += 1
          let body = NumberedNote(origin: "note \(number)", number: 1).body(padding: 3_000)
          return Draft(type: "cell.liaison-note", rawBody: Array(body.utf8))
        }
        var outcomes: [Result<QueuedMessage, NodeError>] = []
        for try await outcome in node.enqueue(contentsOf: drafts) { outcomes.append(outcome.result) }
        let taken = outcomes.compactMap { try? $0.get() }
        return (taken, outcomes.count - taken.count)
      }
      // The disk fills up with them.
      let first = try await enqueue(2_000)
      #expect(first.refused > 0)
      try disk.fill()
      let second = try await enqueue(2_000)
      #expect(second.refused > 0)
      try disk.makeRoom()
      try cell.start()
      let isSent = try await eventually { node.waitingMessages == 0 }
      #expect(isSent)
      // Nobody made room but the store itself: what it took left enough to take it off again.
      let isTakenOff = try await eventually { try cell.outbox(in: disk.directory).isEmpty }
      #expect(isTakenOff)
      let late = try await enqueue(1)
      #expect(late.refused == 0)
      let isLateSent = try await eventually { node.waitingMessages == 0 }
      #expect(isLateSent)
    }
    store.close()
    #expect(cell.stop() == 0)
    let serials = try RecordAudit(cell).headers().map(\.serial.number)
    #expect(serials == Array(1...serials.count))
  }

  private func receipts(of identifiers: Set<MessageID>, from node: Node) async throws -> [PublishReceipt] {
    var waiting = identifiers
    var receipts: [PublishReceipt] = []
    for await outcome in node.outcomes where waiting.remove(outcome.id) != nil {
      receipts.append(try outcome.result.get())
      if waiting.isEmpty { break }
    }
    return receipts
  }

  private func input(_ text: String, _ cell: TestCell) throws -> FileHandle {
    let file = URL(filePath: "\(cell.directory)/input")
    try Data(text.utf8).write(to: file)
    return try FileHandle(forReadingFrom: file)
  }
}
