import CellNode
import CellSchema
import CellWire
import Foundation
import Testing

/// An fsync that fails leaves nothing certain: the broker stops at once and says why, and after the restart every receipt
/// holds.
///
/// Found and caught: a file that is closed after a failed sync, by the checkpoint in between; a stop that leaves it to
/// SQLite to move the log, by the one after a kill.
@Suite("A failed fsync", .serialized, .enabled(if: FaultShim.compiled != nil, "needs a C compiler"))
struct FailedSyncTests {
  @Test(.timeLimit(.minutes(10)), arguments: [0, 1]) func stopsTheBrokerAtOnce(seed: UInt64) async throws {
    let shim = try #require(FaultShim.compiled)
    let cell = try TestCell(["FRA", "UKR"])
    let ledger = Ledger(try cell.profile("UKR.GS-1"))
    // The syncs of an opening, without failure: those that follow are a commit each.
    try cell.start(environment: shim.environment(cell, .none))
    try await publish(1, cell, ledger)
    #expect(cell.stop() == 0)
    _ = shim.takeSteps(cell)
    try cell.start(environment: shim.environment(cell, .none))
    _ = try await Node.connected(cell.profile("FRA.CELL-1")) { try await $0.status() }
    let opening = shim.takeSteps(cell).count { $0.contains(" sync ") }
    #expect(cell.stop() == 0)
    #expect(opening >= 3)

    // Each of the opening, the first commit's, and a later one.
    for number in Array(1...opening) + [opening + 1, opening + 2, opening + 4] {
      let before = ledger.receiptCount
      try cell.start(environment: shim.environment(cell, .failedSync(number)))
      let publishing = Task { try await publish(6, cell, ledger) }
      let hasEnded = try await eventually { !cell.isRunning }
      try #require(hasEnded, "sync \(number) failed and the broker goes on:\n\(cell.log.suffix(1_000))")
      #expect(cell.ended() == 74, "sync \(number)")
      let last = cell.log.split(separator: "\n").suffix(3).joined(separator: "\n")
      #expect(last.contains("CRIT") && last.contains("sync-failed"), "\(last)")
      #expect(ledger.receiptCount - before <= max(0, number - opening - 1), "nothing is receipted that was not synced")
      // What the kernel had not written it has dropped.
      try shim.losePower(cell, seed: seed)
      var audit = try RecordAudit(cell)
      audit.hold(ledger)
      #expect(audit.problems.isEmpty, "sync \(number): \(audit.problems)")

      try cell.start()
      try await publishing.value
      #expect(ledger.receiptCount == before + 6)
      #expect(cell.stop() == 0)
    }
    let verify = try RunningProgram("cellbus", ["record", "verify", "--cell", cell.directory])
    #expect(verify.wait() == 0, "\(verify.standardError)")
    var audit = try RecordAudit(cell)
    audit.hold(ledger)
    #expect(audit.problems.isEmpty, "\(audit.problems)")
  }

  /// What an earlier daemon, which was killed, had receipted is in the log alone while it is moved into the file, at an
  /// opening and at a stop.
  @Test(.timeLimit(.minutes(10)), arguments: [false, true]) func losesNothingThatAKilledOneHadReceipted(
    entriesAreKept: Bool
  ) async throws {
    let machine = try RecordMachine(shim: try #require(FaultShim.compiled))
    var number = 1
    var failed = true
    while failed {
      try await machine.liveAndBeKilled()
      failed = try await fail(number, machine, entriesAreKept) != nil
      number += 1
    }
    #expect(number > 10, "an opening, three commits and a stop have more syncs")
    try await machine.finish()
  }

  /// Of a record that is made.
  @Test(.timeLimit(.minutes(10)), arguments: [false, true]) func leavesARecordThatIsMadeWholeOrNot(
    entriesAreKept: Bool
  ) async throws {
    var number = 1
    var failed = true
    while failed {
      let machine = try RecordMachine(shim: try #require(FaultShim.compiled))
      failed = try await fail(number, machine, entriesAreKept) != nil
      number += 1
      try await machine.finish()
    }
    #expect(number > 10, "a making, an opening, three commits and a stop have more syncs")
  }

  /// The log is moved into the file in between, too, when it has grown to its 4 MiB: beside the commits, by another
  /// thread, so that a sync's place among all of them is another in each life. Its place among those of its file is not.
  @Test(.timeLimit(.minutes(10)), arguments: [false, true]) func atACheckpointInBetweenLosesNothing(
    entriesAreKept: Bool
  ) async throws {
    let machine = try RecordMachine(shim: try #require(FaultShim.compiled))
    let (commits, padding) = (200, 4_000)
    // A making has more syncs than an opening.
    #expect(try await machine.live(.none, commits: 1) == 0)
    #expect(try await machine.live(.none, commits: commits, padding: padding) == 0)
    let syncs = machine.steps.filter { $0.contains(" sync ") }
    func places(_ name: String) -> [Int] { syncs.indices.filter { syncs[$0].hasSuffix(" \(name)") } }
    let (file, log) = (places("record.sqlite"), places("record.sqlite-wal"))
    let moved = try #require(file.firstIndex { $0 > 20 && $0 < syncs.count - 4 }, "\(file) of \(syncs.count)")
    let before = log.count { $0 < file[moved] }
    // Of the file; of the log around it, by the commits and by the thread that moves it.
    for (name, numbers) in [("record.sqlite", moved + 1...moved + 1), ("record.sqlite-wal", before - 1...before + 1)] {
      for number in numbers {
        let status = try await machine.live(.failedSyncOf(name, number), commits: commits, padding: padding)
        let last = machine.cell.log.split(separator: "\n").suffix(4).joined(separator: "\n")
        #expect(status == 74, "sync \(number) of \(name): \(last)")
        #expect(last.contains("CRIT") && last.contains("sync-failed"), "sync \(number) of \(name): \(last)")
        try machine.losePower(seed: 0, keepingEntries: entriesAreKept)
        try machine.audit("sync \(number) of \(name) failed")
        #expect(try await machine.live(.none, commits: 1) == 0)
      }
    }
    try await machine.finish()
  }

  /// One life in which a sync fails, and the power after it.
  ///
  /// - Returns: what was to be synced; nil where the life had not so many syncs.
  private func fail(
    _ number: Int, _ machine: RecordMachine, _ entriesAreKept: Bool
  ) async throws -> String? {
    let status = try await machine.live(.failedSync(number), commits: 3)
    let steps = machine.steps
    let syncs = steps.indices.filter { steps[$0].contains(" sync ") }
    var name: String?
    if syncs.count >= number {
      let place = syncs[number - 1]
      name = steps[place].split(separator: " ").last.map(String.init)
      let last = machine.cell.log.split(separator: "\n").suffix(4).joined(separator: "\n")
      // Kept state is a shortcut and no promise.
      if name == "state.snapshot.new" || place > 0 && steps[place - 1].hasSuffix(" rename state.snapshot") {
        #expect(status == 0 && last.contains("state-not-kept"), "\(steps[place]): \(status) \(last)")
      } else {
        #expect(status == 74, "\(steps[place]): \(last)")
        #expect(last.contains("CRIT") && last.contains("sync-failed"), "\(steps[place]): \(last)")
      }
    } else {
      #expect(status == 0)
    }
    // What the kernel had not written it has dropped; the directory's changes it may have written by itself.
    try machine.losePower(seed: 0, keepingEntries: entriesAreKept)
    try machine.audit("sync \(number) failed, of \(name ?? "nothing")")
    return name
  }

  private func publish(_ count: Int, _ cell: TestCell, _ ledger: Ledger) async throws {
    var options = NodeOptions()
    options.connectTimeout = .seconds(60)
    try await Node.connected(cell.profile("UKR.GS-1"), options: options) { node in
      for _ in 0..<count { ledger.note(try await node.publish(ledger.next(.routine))) }
    }
  }
}

/// Nobody is told of a record whose first row is not durable.
@Suite("A slow fsync", .enabled(if: FaultShim.compiled != nil, "needs a C compiler"))
struct SlowSyncTests {
  @Test(.timeLimit(.minutes(10))) func whoeverComesBeforeTheFirstRowIsDurableIsToldWhichRecordItIs() async throws {
    let shim = try #require(FaultShim.compiled)
    let model = try TestCell()
    try model.start(environment: shim.environment(model, .none))
    try await model.isServing()
    let first = shim.takeSteps(model).count { $0.contains(" sync ") }
    #expect(model.stop() == 0)

    let cell = try TestCell()
    let slow = "\(cell.directory)/slow"
    #expect(FileManager.default.createFile(atPath: slow, contents: nil))
    defer { try? FileManager.default.removeItem(atPath: slow) }
    try cell.start(environment: shim.environment(cell, .slowSync(first, while: slow)))
    #expect(try await cell.hasLogged("listening", "tcp://"))
    let early = try RawNode(cell.profile("FRA.CELL-1"))
    #expect(try early.isLetIn())
    try early.sendHello()
    // The loop has turned since.
    #expect(try RawNode(cell.profile("UKR.GS-1")).isLetIn())
    #expect(cell.lines("ready").isEmpty)
    try FileManager.default.removeItem(atPath: slow)
    let welcome = try ControlCodec.decode(Welcome.self, from: try #require(try early.receive()))
    #expect(welcome.genesis != nil && welcome.head.value == 1)
    #expect(cell.stop() == 0)
  }
}
