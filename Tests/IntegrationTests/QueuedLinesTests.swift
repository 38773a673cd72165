import CellNode
import CellSchema
import Foundation
import Testing

/// `cellbus publish --ndjson --queue`: every line has its answer without a broker, and is on the record once when there
/// was one, whoever was killed in between.
@Suite("Many lines left to the outbox", .serialized) struct QueuedLinesTests {
  private func cell() throws -> TestCell {
    let cell = try TestCell(["FRA", "UKR"])
    try cell.store("UKR.GS-1.sqlite", of: "UKR.GS-1")
    return cell
  }

  private func queue(_ cell: TestCell, _ lines: String, timeout: Int = 10) throws -> RunningProgram {
    let file = URL(filePath: "\(cell.directory)/lines")
    try Data(lines.utf8).write(to: file)
    return try RunningProgram(
      "cellbus",
      [
        "publish", "--cell", cell.directory, "--as", "UKR.GS-1", "--ndjson", "-", "--queue", "--format", "json",
        "--timeout", "\(timeout)",
      ],
      input: try FileHandle(forReadingFrom: file))
  }

  /// A daemon that can be reached: a queue is not waited for longer than it takes to find out that there is none.
  private func start(_ cell: TestCell) async throws {
    try cell.start()
    _ = try await Node.connected(cell.profile("FRA.CELL-1")) { try await $0.status() }
  }

  private func note(_ number: Int, _ precedence: String = "routine") -> String {
    #"{"type":"cell.liaison-note","header":{"precedence":"\#(precedence)"},"body":"#
      + NumberedNote(origin: precedence, number: number).body() + "}\n"
  }

  private func objects(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
    }
  }

  @Test(.timeLimit(.minutes(10))) func eachLineHasItsAnswerAndGoesOutOnceWithTheNextConnection() async throws {
    let cell = try cell()
    // Whoever never reached a broker cannot count.
    let early = try queue(cell, note(1), timeout: 1)
    #expect(early.wait() == 69)
    #expect(early.standardError.contains("unreachable") && early.standardOutput.isEmpty, "\(early.standardError)")
    try cell.start()
    let first = try queue(cell, note(1), timeout: 60)
    #expect(first.wait() == 0, "\(first.standardError)")
    cell.kill()

    let count = 300
    let lines = (2...count).map { note($0) } + ["{\"type\":3}\n"] + (1...9).map { note($0, "flash") }
    let queued = try queue(cell, lines.joined())
    #expect(queued.wait() == 65)
    let answers = try objects(queued.standardOutput)
    #expect(answers.map { $0["line"] as? Int } == Array(1..<count) + Array(count + 1...count + 9))
    #expect(answers.allSatisfy { $0["state"] as? String == "queued" })
    let complaints = try objects(queued.standardError)
    #expect(complaints.map { $0["line"] as? Int } == [count])
    #expect(complaints.first?["name"] as? String == "wrong-type")

    try await start(cell)
    // With nothing new, and with something that the broker refuses.
    let flush = try queue(cell, "")
    #expect(flush.wait() == 0, "\(flush.standardError)")
    #expect(flush.standardError.components(separatedBy: "is on the record as ").count - 1 == answers.count)
    let refused = try queue(cell, #"{"type":"force.unheard-of","body":{}}"# + "\n" + note(count + 1))
    #expect(refused.wait() == 65, "\(refused.standardError)")
    #expect(try objects(refused.standardOutput).count == 2, "both were queued")
    let told = refused.standardError.split(separator: "\n")
    #expect(try objects(String(told.first ?? "")).map { $0["line"] as? Int } == [1])
    #expect(told.dropFirst() == ["1 refused message is kept in the outbox: cellbus outbox shows it"])

    #expect(cell.stop() == 0)
    let audit = try RecordAudit(cell)
    #expect(audit.problems.isEmpty, "\(audit.problems.prefix(10))")
    #expect(audit.notes.values.count { $0.origin == "routine" } == count + 1)
    #expect(audit.notes.values.count { $0.origin == "flash" } == 9)
    let recorded = try audit.headers().map(\.serial.number)
    #expect(recorded.sorted() == Array(1...count + 9) + [count + 11], "the refused one has a serial as well")
  }

  @Test(.timeLimit(.minutes(10))) func whatAKilledOneHadAnsweredIsSentByTheNext() async throws {
    let cell = try cell()
    try cell.start()
    let publisher = ChildPublisher(
      profile: "\(cell.directory)/nodes/UKR.GS-1.yaml", node: "UKR.GS-1", options: ["--queue"])
    for life in 1...6 {
      try publisher.start()
      try publisher.publish(400)
      let isUnderWay = try await eventually { publisher.receiptCount >= 40 * life }
      #expect(isUnderWay)
      if life.isMultiple(of: 2) { cell.kill() }
      publisher.kill()
      if !cell.isRunning { try await start(cell) }
    }
    let flush = try queue(cell, "")
    #expect(flush.wait() == 0, "\(flush.standardError)")
    let again = try queue(cell, "")
    #expect(again.wait() == 0)
    #expect(again.standardError.isEmpty, "nothing is left")
    #expect(cell.stop() == 0)
    let audit = try RecordAudit(cell)
    #expect(audit.problems.isEmpty, "\(audit.problems.prefix(10))")
    let recorded = Set(try audit.headers().map { "\($0.id)" })
    let answered = try publisher.receipts().flatMap { $0.receipts.map(\.id) }
    #expect(answered.count >= 40 * 21 && Set(answered).count == answered.count)
    #expect(Set(answered).isSubset(of: recorded))
  }
}
