import CellNode
import CellSchema
import CellTestSupport
import Foundation
import Testing

/// The main job, over a real daemon with CURVE on loopback.
@Suite(.serialized) struct EndToEndTests {
  private func note(_ text: String) -> LiaisonNote { LiaisonNote(subject: "Exercise", text: Text(text)!) }

  @Test func aMessageIsReceiptedAndReadByWhomItIsAddressedTo() async throws {
    let cell = try TestCell()
    try cell.start()
    try await Node.connected(cell.profile("UKR.GS-1")) { ukraine in
      try await Node.connected(cell.profile("FRA.CELL-1")) { france in
        let report = IncidentReport(
          observedFrom: "6 km NW of Donetsk", means: .heard, event: .explosion, count: .exactly(48))
        let receipt = try await ukraine.publish(report, to: ["FRA"], precedence: .immediate)
        #expect(receipt.sequence > 1, "the genesis is number 1")
        var reports = france.subscribe(to: IncidentReport.self, from: .beginning).makeAsyncIterator()
        let first = try #require(try await reports.next())
        #expect(first.sequence == receipt.sequence)
        #expect(first.body.observedFrom.place == "6 km NW of Donetsk")
        #expect(first.from == "UKR.GS-1")
        #expect(first.precedence == .immediate)
      }
    }
    #expect(cell.stop() == 0)
  }

  @Test func nobodyElseReadsIt() async throws {
    let cell = try TestCell()
    try cell.start()
    try await Node.connected(cell.profile("UKR.GS-1")) { ukraine in
      try await Node.connected(cell.profile("POL.CELL-1")) { poland in
        try await ukraine.publish(note("for France alone"), to: ["FRA"])
        try await ukraine.publish(note("for all"))
        var notes = poland.subscribe(to: LiaisonNote.self, from: .beginning).makeAsyncIterator()
        let first = try #require(try await notes.next())
        #expect(first.body.text == "for all")
      }
    }
  }

  @Test func aRefusalNamesTheRuleAndThePlace() async throws {
    let cell = try TestCell()
    try cell.start()
    try await Node.connected(cell.profile("FRA.MNF-1")) { force in
      let report = IncidentReport(observedFrom: "Avdiivka", means: .seen, event: .explosion, count: .exactly(1))
      let error = await #expect(throws: NodeError.self) { try await force.publish(report, to: ["UKR"]) }
      #expect(error?.code == .typeNotPermitted)
      #expect(error?.pointer == "/header/type")
      #expect(error?.isRetryable == false)
    }
  }

  @Test func aDurableSubscriptionGoesOnWhereItWasAcknowledged() async throws {
    let cell = try TestCell()
    try cell.start()
    try await Node.connected(cell.profile("USA.CELL-1")) { usa in
      try await Node.connected(cell.profile("FRA.CELL-1")) { france in
        try await france.subscribe(to: LiaisonNote.self, durable: "watch").ready()
        for number in 1...5 { try await usa.publish(note("note \(number)")) }
        var notes = france.subscribe(types: ["cell.*"], from: .now).makeAsyncIterator()
        try await usa.publish(note("note 6"))
        let next1 = try await notes.next()
        let body = try next1?.body(as: LiaisonNote.self)
        #expect(body?.text == "note 6")
      }
      try await Node.connected(cell.profile("FRA.CELL-1")) { france in
        var notes = france.subscribe(to: LiaisonNote.self, durable: "watch").makeAsyncIterator()
        for number in 1...3 {
          let next = try #require(try await notes.next())
          #expect(next.body.text == Text("note \(number)")!)
          try next.acknowledge()
        }
      }
    }
    #expect(cell.stop() == 0)
    try cell.start()
    try await Node.connected(cell.profile("FRA.CELL-1")) { france in
      var notes = france.subscribe(to: LiaisonNote.self, durable: "watch").makeAsyncIterator()
      let next2 = try await notes.next()
      #expect(next2?.body.text == "note 4")
    }
  }

  @Test func theRecordOutlivesTheDaemon() async throws {
    let cell = try TestCell()
    try cell.start()
    let receipts = try await Node.connected(cell.profile("UKR.CELL-1")) { ukraine in
      var receipts: [PublishReceipt] = []
      for number in 1...20 { receipts.append(try await ukraine.publish(note("before \(number)"))) }
      return receipts
    }
    cell.kill()
    try cell.start()
    try await Node.connected(cell.profile("FRA.CELL-1")) { france in
      var notes = france.subscribe(to: LiaisonNote.self, from: .beginning, order: .record).makeAsyncIterator()
      for receipt in receipts {
        let next = try #require(try await notes.next())
        #expect(next.sequence == receipt.sequence)
        #expect(next.header.id == receipt.id)
        #expect(next.acceptedAt == receipt.acceptedAt)
      }
    }
  }

  @Test func aLogThatNobodyReadsDoesNotEndTheService() async throws {
    let cell = try TestCell()
    let pipe = pipeForChild()
    try pipe.fileHandleForReading.close()
    try cell.start(errors: pipe.fileHandleForWriting)
    for _ in 1...3 {
      try await Node.connected(cell.profile("UKR.CELL-1")) { node in
        _ = try await node.publish(note("into the void"))
      }
    }
    #expect(cell.stop() == 0)
  }
}
