import CellNode
import CellSchema
import Testing

/// The broker's own judge is asked by a node, and nothing is recorded.
@Suite(.serialized, .timeLimit(.minutes(10))) struct NodeCheckTests {
  private let cell: TestCell

  init() async throws {
    cell = try TestCell(["FRA", "UKR", "USA"])
    try cell.start()
    try await cell.isServing()
  }

  private func draft(_ body: some Payload, _ change: (inout HeaderDraft) -> Void = { _ in }) -> Draft {
    var header = HeaderDraft(action: ["FRA"], info: ["USA"], precedence: .immediate)
    change(&header)
    return Draft(type: type(of: body).messageType, version: 1, rawBody: DocumentEncoder.json(body), header: header)
  }

  private let note = LiaisonNote(subject: "Radio check", text: "Nothing to report.")

  @Test func whatWouldBeAcceptedSaysWhoWouldReadItAndLeavesNoTrace() async throws {
    try await Node.connected(cell.profile("UKR.GS-1")) { node in
      let before = try await node.status()
      let check = try await node.check(draft(note))
      #expect(check.refusal == nil && !check.binds && check.omittedReaders == 0)
      #expect(check.readers.map(\.node) == ["FRA.CELL-1", "FRA.MNF-1", "USA.CELL-1", "USA.SC-1"])
      #expect(check.readers.map(\.acts) == [true, true, false, false])
      let after = try await node.status()
      #expect(after.head == before.head && after.accepted == before.accepted && after.refused == before.refused)
      // The station's count, the identifier and the order of its messages are as they were.
      let same = draft(note) { $0.id = .make() }
      _ = try await node.check(same)
      let receipt = try await node.publish(same)
      #expect(receipt.serial.number == 1 && receipt.sequence == before.head + 1)
      let again = try await node.check(same)
      #expect(again.refusal?.code == .idReused)
    }
    #expect(cell.stop() == 0)
  }

  @Test func whatWouldBeRefusedSaysWhyInTheWordsOfARefusal() async throws {
    try await Node.connected(cell.profile("UKR.GS-1")) { node in
      for wrong in [
        draft(note) { $0.action = ["POL"] }, draft(Finding.example), draft(note) { $0.releasableTo = ["POL"] },
        Draft(
          type: LiaisonNote.messageType, version: 1, rawBody: Array(#"{"subject":"No text"}"#.utf8),
          header: HeaderDraft()),
      ] {
        let check = try await node.check(wrong)
        let published = await #expect(throws: NodeError.self) { try await node.publish(wrong) }
        #expect(check.refusal?.code == published?.code && check.refusal?.pointer == published?.pointer)
        #expect(check.refusal?.detail == published?.detail && check.readers.isEmpty)
      }
    }
    #expect(cell.stop() == 0)
  }

  @Test func anExerciseIsAWorldOfItsOwn() async throws {
    try await Node.connected(cell.profile("UKR.CELL-1")) { node in
      let exercise = draft(note) {
        $0.nature = .exercise
        $0.exerciseName = "SHARED DAWN"
      }
      let (named, nameless) = (try await node.check(exercise), draft(note) { $0.nature = .exercise })
      #expect(named.refusal == nil)
      let error = await #expect(throws: NodeError.self) { try await node.publish(nameless) }
      #expect(error != nil, "an exercise has a name")
    }
    #expect(cell.stop() == 0)
  }
}
