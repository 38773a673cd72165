import CellNode
import CellSchema
import Foundation
import Testing

/// A disk that is full: publishing waits and says so, what is recorded is delivered, and both recover by themselves.
@Suite("A full disk", .serialized) struct FullDiskTests {
  @Test(.timeLimit(.minutes(10)), arguments: SmallDisk.Kind.possible)
  func refusesAndDeliversAndRecovers(kind: SmallDisk.Kind) async throws {
    let cell = try TestCell(["FRA", "UKR"])
    let disk = try SmallDisk(kind, under: cell)
    defer { disk.remove() }
    try disk.start()
    let ledger = Ledger(try cell.profile("UKR.GS-1"))
    let book = ReadBook("FRA.CELL-1")
    var options = NodeOptions()
    options.connectTimeout = .seconds(60)
    try await Node.connected(cell.profile("UKR.GS-1"), options: options) { ukraine in
      for _ in 1...20 { ledger.note(try await ukraine.publish(ledger.next(.routine, padding: 4_000))) }
      try disk.fill()
      let refusals = Task { () -> NodeError? in
        for await event in ukraine.events {
          if case .serverError(let error) = event { return error }
        }
        return nil
      }
      // They fill what is left, and then wait: the first ones in a batch that is tried again, the others refused.
      let publishing = Task {
        let drafts = (1...400).lazy.map { _ in ledger.next(.routine, padding: 4_000) }
        for try await outcome in ukraine.publish(contentsOf: Array(drafts)) { ledger.note(try outcome.result.get()) }
      }
      let isFull = try await eventually { cell.log.contains("event=intake-stopped code=\"5002 storage-full") }
      #expect(isFull, "\(cell.log.suffix(1_000))")
      // A later one finds the door closed.
      let late = Task { ledger.note(try await ukraine.publish(ledger.next(.priority))) }
      let refusal = await refusals.value
      #expect(refusal?.code == .storageFull)
      #expect(refusal?.isRetryable == true)

      try await Node.connected(cell.profile("FRA.CELL-1"), options: options) { france in
        let status = try await france.status()
        #expect(!status.takesMessages)
        #expect(status.reason?.contains("full") == true, "\(status)")
        #expect(status.alarms.first?.kind == "intake-stopped" && status.alarms.first?.level == .critical)
        if kind != .shim { #expect(status.alarms.contains { $0.kind == "disk-space" }, "\(status)") }
        let receipted = ledger.receiptCount
        let messages = france.subscribe(types: ["cell.*"], from: .beginning, order: .record)
        var iterator = messages.makeAsyncIterator()
        for _ in 0..<receipted { book.note(try #require(try await iterator.next())) }
        #expect(book.count >= 20, "what is recorded is delivered while the disk is full")

        try disk.makeRoom()
        try await publishing.value
        try await late.value
        while book.count < ledger.receiptCount { book.note(try #require(try await iterator.next())) }
        let recovered = try await france.status()
        #expect(recovered.takesMessages)
      }
    }
    #expect(ledger.receiptCount == 421)
    #expect(cell.log.contains("event=intake-resumed"))
    #expect(cell.stop() == 0)
    var audit = try RecordAudit(cell, from: disk.kept)
    audit.hold(ledger)
    audit.hold(book)
    #expect(audit.problems.isEmpty, "\(audit.problems.prefix(10))")
  }
}
