import CellJournal
import CellNode
import CellSchema
import CellTestSupport
import Foundation
import GRDB
import Testing

/// What somebody else does to the daemon's files, its log and its port costs that somebody, and nobody else.
@Suite("Faults of others", .serialized) struct OthersFaultsTests {
  private func publish(_ count: Int, to cell: TestCell, as node: String = "UKR.GS-1") async throws {
    try await Node.connected(cell.profile(node)) { node in
      let drafts = (1...count).map { Draft(LiaisonNote(subject: "Exercise", text: Text("note \($0)")!)) }
      for try await outcome in node.publish(contentsOf: drafts) { _ = try outcome.result.get() }
    }
  }

  private func publishOne(to cell: TestCell, as node: String, _ precedence: Precedence = .flash) async throws {
    _ = try await Node.connected(cell.profile(node)) { node in
      try await node.publish(Draft(LiaisonNote(subject: "Exercise", text: "one"), precedence: precedence))
    }
  }

  @Test(.timeLimit(.minutes(10))) func aDamagedRowCostsItsReaderTheSubscriptionAlone() async throws {
    let cell = try TestCell()
    try cell.start()
    // Beyond the rows that an opening checks.
    try await publish(1_600, to: cell)
    #expect(cell.stop() == 0)
    try cell.damage("note 200\"")
    try cell.start()
    try await Node.connected(cell.profile("FRA.CELL-1")) { france in
      var read = 0
      let error = await #expect(throws: NodeError.self) {
        for try await _ in france.subscribe(to: LiaisonNote.self, from: .beginning) { read += 1 }
      }
      #expect(error?.code == .recordDamaged)
      #expect(read == 199, "what stands before it is delivered")
      // Its session goes on, and so does everybody else.
      let status = try await france.status()
      #expect(status.takesMessages)
    }
    try await publishOne(to: cell, as: "USA.CELL-1")
    #expect(cell.log.contains("event=record-unreadable node=FRA.CELL-1"))
    #expect(cell.stop() == 0)
  }

  @Test(.timeLimit(.minutes(10))) func aLockOnTheFileIsWaitedOut() async throws {
    let cell = try TestCell()
    try cell.start()
    try await publish(3, to: cell)
    let stranger = try cell.stranger()
    try await withThrowingTaskGroup(of: Void.self) { group in
      try await stranger.writeWithoutTransaction { db in
        try db.execute(sql: "BEGIN IMMEDIATE")
      }
      group.addTask { try await publishOne(to: cell, as: "FRA.CELL-1") }
      let isHeld = try await eventually { cell.log.contains("event=record-held") }
      #expect(isHeld)
      try await stranger.writeWithoutTransaction { db in try db.execute(sql: "ROLLBACK") }
      try await group.waitForAll()
    }
    #expect(cell.log.contains("event=record-free"))
    #expect(cell.stop() == 0)
  }

  @Test(.timeLimit(.minutes(10))) func aReaderOfTheFileDoesNotHinderAStart() async throws {
    let cell = try TestCell()
    try cell.start()
    try await publish(3, to: cell)
    let stranger = try cell.stranger()
    try await stranger.writeWithoutTransaction { db in
      try db.execute(sql: "BEGIN")
      #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM messages") == 4)
    }
    cell.kill()
    try cell.start()
    try await publishOne(to: cell, as: "FRA.CELL-1")
    try await stranger.writeWithoutTransaction { db in try db.execute(sql: "COMMIT") }
    #expect(cell.stop() == 0)
  }

  @Test(.timeLimit(.minutes(10))) func aLogThatNobodyReadsStopsNobody() async throws {
    let cell = try TestCell()
    let log = pipeForChild()
    try cell.start(errors: log.fileHandleForWriting)
    try log.fileHandleForWriting.close()
    try await Node.connected(cell.profile("FRA.CELL-1")) { node in
      // Each is refused, and each refusal is a line.
      let drafts = (1...4_000).map { _ in Draft(LiaisonNote(subject: "Exercise", text: "x"), to: ["ZZZ"]) }
      for try await outcome in node.publish(contentsOf: drafts) {
        if case .success = outcome.result { Issue.record("it is addressed to nobody, and was accepted") }
      }
    }
    try await publishOne(to: cell, as: "USA.CELL-1")
    #expect(cell.stop() == 0)
  }

  @Test(.timeLimit(.minutes(10))) func aRecordThatWasPutBackIsFoundOutByWhoHasSeenMore() async throws {
    let cell = try TestCell()
    try cell.start()
    try await publish(5, to: cell)
    #expect(cell.stop() == 0)
    let copy = "\(cell.directory)/copy"
    try FileManager.default.copyItem(atPath: cell.recordDirectory, toPath: copy)
    try cell.start()
    try await Node.connected(cell.profile("FRA.CELL-1")) { france in
      var notes = france.subscribe(to: LiaisonNote.self, from: .beginning).makeAsyncIterator()
      try await publish(5, to: cell)
      for _ in 1...10 { _ = try await notes.next() }
      #expect(cell.stop() == 0)
      try FileManager.default.removeItem(atPath: cell.recordDirectory)
      try FileManager.default.copyItem(atPath: copy, toPath: cell.recordDirectory)
      try cell.start()
      let error = await #expect(throws: NodeError.self) { _ = try await notes.next() }
      #expect(error?.code == .recordBehind)
    }
    #expect(cell.stop() == 0)
  }

  @Test(.timeLimit(.minutes(10))) func evidenceOfLostRowsMakesTheBrokerReadOnly() async throws {
    let cell = try TestCell()
    try cell.start()
    try await publish(5, to: cell)
    #expect(cell.stop() == 0)
    let copy = "\(cell.directory)/copy"
    try FileManager.default.copyItem(atPath: cell.recordDirectory, toPath: copy)
    try cell.start()
    try await publish(5, to: cell)
    #expect(cell.stop() == 0)
    for name in try FileManager.default.contentsOfDirectory(atPath: cell.recordDirectory)
    where name.hasPrefix("record.sqlite") {
      try FileManager.default.removeItem(atPath: "\(cell.recordDirectory)/\(name)")
    }
    try FileManager.default.copyItem(atPath: "\(copy)/record.sqlite", toPath: "\(cell.recordDirectory)/record.sqlite")
    let kept = try Data(contentsOf: URL(filePath: "\(cell.recordDirectory)/state.snapshot"))
    try cell.start()
    try await Node.connected(cell.profile("FRA.CELL-1")) { france in
      let status = try await france.status()
      #expect(!status.takesMessages)
      #expect(status.reason?.contains("the record ends at row") == true)
      var read = 0
      for try await _ in france.subscribe(to: LiaisonNote.self, from: .beginning) {
        read += 1
        if read == 5 { break }
      }
      let error = await #expect(throws: NodeError.self) {
        try await france.publish(LiaisonNote(subject: "Exercise", text: "no"))
      }
      #expect(error?.code == .readOnly)
    }
    #expect(cell.stop() == 0)
    #expect(cell.log.contains("event=record-behind"))
    #expect(try Data(contentsOf: URL(filePath: "\(cell.recordDirectory)/state.snapshot")) == kept, "evidence stays")
    let verify = try RunningProgram("cellbus", ["record", "verify", "--cell", cell.directory])
    #expect(verify.wait() == 65)
    #expect(verify.standardError.contains("record-behind"))
  }

  @Test(.timeLimit(.minutes(10))) func connectionsThatSayNothingTakeNoPlaceFromOthers() async throws {
    let cell = try TestCell()
    try cell.start()
    try await cell.isServing()
    try await Node.connected(cell.profile("FRA.CELL-1")) { france in
      _ = try await france.status()
      // More than there are places for: the excess is shut down at once, not after the time for a handshake.
      let storm = try RunningProgram(
        "/usr/bin/python3",
        [
          "-c",
          """
          import socket, select, sys
          held = [socket.create_connection(("127.0.0.1", int(sys.argv[1]))) for _ in range(700)]
          for s in held: s.setblocking(False)
          closed = 0
          while closed < 700 - int(sys.argv[2]):
              for s in select.select(held, [], [], 60)[0]:
                  try: over = not s.recv(4096)
                  except OSError: over = True
                  if over: held.remove(s); closed += 1
          print("closed"); sys.stdout.flush(); sys.stdin.read()
          """, "\(cell.port)", "\(Limits.halfOpenConnections)",
        ])
      defer { kill(storm.process.processIdentifier, SIGKILL) }
      let isShed = try await eventually { storm.standardOutput.contains("closed") }
      #expect(isShed)
      try await france.publish(LiaisonNote(subject: "Exercise", text: "still here"))
      try await publishOne(to: cell, as: "USA.CELL-1")
    }
    #expect(cell.lines("turned-away").count < 20, "a line an address, not one a connection")
    #expect(cell.stop() == 0)
  }

  /// Many messages expire in one moment: each is told once, across a kill, and others are served meanwhile.
  @Test(.timeLimit(.minutes(10))) func whatExpiresTogetherIsToldOnceEachAcrossAKill() async throws {
    let cell = try TestCell()
    try cell.start()
    let count = 3_000
    let moment = Timestamp(Date().addingTimeInterval(6))
    try await Node.connected(cell.profile("UKR.CELL-1")) { node in
      let drafts = (1...count).map { number in
        var draft = Draft(LiaisonNote(subject: "Exercise", text: Text("note \(number)")!), to: ["FRA"])
        draft.expiresAt = moment
        return draft
      }
      for try await outcome in node.publish(contentsOf: drafts) { _ = try outcome.result.get() }
    }
    let record = try DatabaseQueue(path: "\(cell.recordDirectory)/record.sqlite")
    func told() throws -> Int {
      try record.read { db in
        try Int.fetchOne(db, sql: "SELECT count(*) FROM messages WHERE node = 'CELL.BUS-1'") ?? 0
      }
    }
    let hasBegun = try await eventually { try told() > 100 }
    #expect(hasBegun)
    cell.kill()
    try cell.start()
    try await publishOne(to: cell, as: "USA.CELL-1")
    // The genesis is the bus's own, too.
    let isDone = try await eventually { try told() >= count + 1 }
    #expect(isDone)
    #expect(cell.stop() == 0)
    let audit = try RecordAudit(cell)
    let expired = try audit.rows.compactMap { row -> MessageID? in
      let raw = Array(row.envelope.document)
      guard try DocumentDecoder.header(of: raw).type == DeliveryExpired.messageType else { return nil }
      return try DocumentDecoder.body(DeliveryExpired.self, of: raw).message
    }
    #expect(expired.count == count)
    #expect(Set(expired).count == count, "each once")
  }
}

extension TestCell {
  /// Another process's connection to the record's file: its transactions are its own to begin and end.
  fileprivate func stranger() throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    return try DatabaseQueue(path: "\(recordDirectory)/record.sqlite", configuration: configuration)
  }

  /// Flips a bit in the record's file where a text stands.
  fileprivate func damage(_ text: String) throws {
    let url = URL(filePath: "\(recordDirectory)/record.sqlite")
    var bytes = try Data(contentsOf: url)
    guard let place = bytes.range(of: Data(text.utf8)) else { throw CocoaError(.fileReadCorruptFile) }
    bytes[place.lowerBound] ^= 1
    try bytes.write(to: url)
  }
}
