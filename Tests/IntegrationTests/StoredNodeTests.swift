import CellNode
import CellNodeStore
import CellSchema
import Foundation
import GRDB
import Testing

/// A node's store against the real broker: what is queued while it is away, and what an inbox makes of what comes.
@Suite struct StoredNodeTests {
  private func cell() throws -> TestCell {
    let cell = try TestCell(["FRA", "UKR"])
    try cell.store("UKR.GS-1.sqlite", of: "UKR.GS-1")
    return cell
  }

  private func publish(_ cell: TestCell, _ text: String, _ options: String...) throws -> RunningProgram {
    let body = "\(cell.directory)/\(text).json"
    try Data(#"{"subject":"Radio check","text":"\#(text)"}"#.utf8).write(to: URL(filePath: body))
    return try RunningProgram(
      "cellbus",
      ["publish", "--cell", cell.directory, "--as", "UKR.GS-1", "--type", "cell.liaison-note", "--body", body]
        + ["--format", "json"] + options)
  }

  @Test func whatIsQueuedWhileTheBrokerIsAwayIsSentByPrecedence() async throws {
    let cell = try cell()
    try cell.start()
    let first = try publish(cell, "first")
    #expect(first.wait() == 0, "\(first.standardError)")
    #expect(first.standardOutput.contains(#""state":"receipted""#))
    cell.kill()
    for (text, precedence) in [("routine", "routine"), ("flash", "flash"), ("deferred", "deferred")] {
      let queued = try publish(cell, text, "--queue", "--precedence", precedence)
      #expect(queued.wait() == 0, "\(queued.standardError)")
      #expect(queued.standardOutput.contains(#""state":"queued""#))
    }
    try cell.start()
    let last = try publish(cell, "last", "--precedence", "priority")
    #expect(last.wait() == 0, "\(last.standardError)")
    #expect(last.standardOutput.contains(#""state":"receipted""#))
    let reader = try RunningProgram(
      "cellbus",
      [
        "subscribe", "--cell", cell.directory, "--as", "FRA", "--type", "cell.*", "--from", "beginning", "--count", "5",
        "--format", "json",
      ])
    #expect(reader.wait() == 0, "\(reader.standardError)")
    let texts = reader.standardOutput.split(separator: "\n").compactMap { line -> (Int, String)? in
      let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      guard let sequence = object?["seq"] as? Int, let body = object?["body"] as? [String: Any] else { return nil }
      return (sequence, body["text"] as? String ?? "")
    }
    let inRecordOrder = texts.sorted { $0.0 < $1.0 }.map(\.1)
    #expect(Set(inRecordOrder) == ["first", "routine", "flash", "deferred", "last"] && inRecordOrder.count == 5)
    let flash = try #require(inRecordOrder.firstIndex(of: "flash"))
    #expect(flash < inRecordOrder.firstIndex(of: "routine")! && flash < inRecordOrder.firstIndex(of: "deferred")!)
  }

  @Test func anInboxHasEachEffectOnceAndGoesOnWithoutWhatItCannotHandle() async throws {
    let cell = try cell()
    try cell.start()
    let count = 60
    let ledger = Ledger(try cell.profile("UKR.CELL-1"))
    try await Node.connected(cell.profile("UKR.CELL-1")) { node in
      let drafts = (1...count).map { ledger.next($0.isMultiple(of: 7) ? .flash : .routine) }
      for try await outcome in node.publish(contentsOf: drafts) { ledger.note(try outcome.result.get()) }
    }
    let bad = try #require(ledger.receipts.randomElement()).id
    let database = try DatabaseQueue(path: "\(cell.directory)/board.sqlite")
    let profile = try cell.profile("FRA.CELL-1")
    var options = NodeOptions()
    options.maximumAttempts = 1
    let inbox = try Inbox("board", in: database)
    try await inbox.prepare { try $0.execute(sql: "CREATE TABLE board (seq INTEGER)") }
    func effects() throws -> [Int] {
      try database.read { try Int.fetchAll($0, sql: "SELECT seq FROM board ORDER BY seq") }
    }
    // It stops in the middle of each life, and goes on at its own place in the next.
    for goal in [10, 35, count - 1] {
      try await Node.connected(profile, options: options) { node in
        try await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask {
            try await inbox.process(on: node, types: ["cell.*"]) { message, db in
              if message.id == bad { throw CocoaError(.coderInvalidValue) }
              try db.execute(sql: "INSERT INTO board VALUES (?)", arguments: [Int(message.sequence)])
            }
          }
          let isDone = try await eventually { try effects().count >= goal }
          #expect(isDone)
          group.cancelAll()
          // However a life ends, what it did stands.
          _ = await group.nextResult()
        }
      }
    }
    let receipted = Set(ledger.receipts.filter { $0.id != bad }.map { Int($0.sequence) })
    let found = try effects()
    #expect(found.count == count - 1 && Set(found) == receipted)
    // The last one may be the one that was set aside: the broker hears of it before the node leaves.
    let isTold = try await eventually { cell.log.contains("event=set-aside node=FRA.CELL-1 durable=board") }
    #expect(isTold)
    let trace = try await Node.connected(cell.profile("UKR.CELL-1")) { try await $0.trace(bad) }
    #expect(trace.recipients.first { $0.node == profile.node }?.progress == .setAside)
  }
}
