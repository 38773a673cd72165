import CellNode
import CellSchema
import CellWire
import Testing

@Suite("What a node fills in", .timeLimit(.minutes(10)))
struct DraftTests {
  private let note = LiaisonNote(subject: "A note", text: "Nothing to report.")

  /// The header under which a draft reaches the record.
  private func header(
    of draft: Draft, nature: Nature = .operation, exerciseName: Line? = nil
  ) async throws -> Header {
    let broker = try LoopbackBroker()
    try await Node.connected(broker.profile(nature: nature, exerciseName: exerciseName)) { node in
      _ = try await node.publish(draft)
    }
    let rows = await broker.ask { $0.model.record }
    return try DocumentDecoder.header(of: rows[0].document)
  }

  @Test func `releases a message to those it is addressed to`() async throws {
    let header = try await header(of: Draft(note, to: ["FRA", "POL.CELL-1"], info: ["USA", "FRA"]))
    #expect(header.label.releasableTo.elements == ["FRA", "POL", "USA"])
    #expect(header.label.policy == "COORDINATION-CELL")
    #expect(header.label.classification == "UNCLASSIFIED")
    #expect(header.action.elements == ["FRA", "POL.CELL-1"])
    #expect(header.info?.elements == ["USA", "FRA"])
    #expect(header.precedence == .routine)
  }

  @Test func `releases to all what a role or everybody is to read`() async throws {
    #expect(try await header(of: Draft(note)).label.releasableTo == [.all])
    #expect(try await header(of: Draft(note)).action == [.all])
    #expect(try await header(of: Draft(note, to: ["FRA"], info: ["@monitor"])).label.releasableTo == [.all])
  }

  @Test func `leaves alone what the draft says`() async throws {
    var draft = Draft(note, to: ["FRA"], precedence: .priority)
    draft.releasableTo = ["european"]
    draft.classification = "PUBLIC"
    draft.nature = .drill
    draft.exerciseName = "PARIS-2026"
    draft.caseNumber = "V-2026-0042"
    draft.serial = "UKR.GS-1/0412/26"
    draft.from = "FRA.CELL-1"
    draft.cell = "geneva"
    let id = MessageID.make()
    draft.id = id
    draft.sentAt = ModelBroker.acceptedAt
    let header = try await header(of: draft)
    #expect(header.label.releasableTo == ["european"])
    #expect(header.label.classification == "PUBLIC")
    #expect(header.nature == .drill)
    #expect(header.exerciseName == "PARIS-2026")
    #expect(header.caseNumber == "V-2026-0042")
    #expect(header.serial == "UKR.GS-1/0412/26")
    #expect(header.from == "FRA.CELL-1")
    #expect(header.cell == "geneva")
    #expect(header.id == id)
    #expect(header.sentAt == ModelBroker.acceptedAt)
  }

  @Test func `speaks in the profile's world`() async throws {
    let header = try await header(of: Draft(note), nature: .exercise, exerciseName: "PARIS-2026")
    #expect(header.nature == .exercise)
    #expect(header.exerciseName == "PARIS-2026")
  }

  @Test func `an operation in an exercise's profile has no exercise name`() async throws {
    var draft = Draft(note)
    draft.nature = .operation
    let header = try await header(of: draft, nature: .exercise, exerciseName: "PARIS-2026")
    #expect(header.nature == .operation)
    #expect(header.exerciseName == nil)
  }

  @Test func `keeps a raw body and a whole document byte by byte`() async throws {
    let broker = try LoopbackBroker()
    let whole = Array("{ \"header\" : {}, \"body\": 1 }".utf8)
    try await Node.connected(broker.profile()) { node in
      try await node.publish(Draft(type: "cell.liaison-note", rawBody: Array("{ \"x\" :1 }".utf8)))
      // It is accepted by the model; this node cannot tell under which identifier.
      let error = await #expect(throws: NodeError.self) {
        try await node.publish(Draft(document: whole, precedence: .flash))
      }
      #expect(error?.code == .undecodable)
    }
    let record = await broker.ask { $0.model.record }
    #expect(String(decoding: record[0].document, as: UTF8.self).hasSuffix(",\"body\":{ \"x\" :1 }}"))
    #expect(record[1].document == whole)
    #expect(record.map(\.lane) == [.routine, .flash])
  }

  @Test func `counts each world by itself, and on from what another process sent`() async throws {
    let broker = try LoopbackBroker { $0.serial = 7 }
    try await Node.connected(broker.profile()) { node in
      var drill = Draft(note)
      drill.nature = .drill
      drill.exerciseName = "PARIS-2026"
      #expect(try await node.publish(note).serial.number == 8)
      #expect(try await node.publish(drill).serial.number == 1)
      #expect(try await node.publish(note).serial.number == 9)
      #expect(try await node.publish(drill).serial.number == 2)
      var events = node.events.makeAsyncIterator()
      broker.post { loop in
        loop.model.serial = 30
        loop.restart()
      }
      var connected = 0
      while connected < 2, let event = await events.next() {
        if case .connected = event { connected += 1 }
      }
      let receipt = try await node.publish(note)
      #expect(receipt.serial.number == 31)
    }
  }

  @Test func `goes on with the count of every world that the broker tells`() async throws {
    let broker = try LoopbackBroker {
      $0.serial = 7
      $0.serials = [
        Welcome.Count(nature: .operation, serial: 7),
        Welcome.Count(nature: .exercise, exerciseName: "DELTA", serial: 2),
      ]
    }
    try await Node.connected(broker.profile()) { node in
      var delta = Draft(note)
      delta.nature = .exercise
      delta.exerciseName = "DELTA"
      let receipts = [try await node.publish(delta), try await node.publish(note)]
      #expect(receipts.map(\.serial.number) == [3, 8])
    }
  }

  @Test func `refuses by itself what no header can hold, and uses no serial for it`() async throws {
    let broker = try LoopbackBroker()
    try await Node.connected(broker.profile()) { node in
      let nobody = await #expect(throws: NodeError.self) { try await node.publish(note, to: []) }
      #expect(nobody?.code == .tooShort)
      #expect(nobody?.pointer == "/header/action")
      let large = Draft(type: "cell.liaison-note", rawBody: [UInt8](repeating: 32, count: Limits.document))
      let tooLarge = await #expect(throws: NodeError.self) { try await node.publish(large) }
      #expect(tooLarge?.code == .documentTooLarge)
      let receipt = try await node.publish(note)
      #expect(receipt.serial.number == 1)
    }
  }
}
