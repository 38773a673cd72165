import CellJournal
import CellJournalTesting
import CellSchema
import Testing

@Suite struct CursorCheckTests {
  private let key = DurableKey(node: "FRA.CELL-1", name: "watch")

  private func move(_ place: SequenceNumber) -> RecordBatch {
    var batch = RecordBatch()
    batch.cursors = [CursorMove(key: key, done: Lanes { $0 == .flash ? place : 9 }, start: Lanes(repeating: 0))]
    return batch
  }

  @Test func aCursorIsOfASubscriptionThatIsThereAndGoesOn() throws {
    var check = CursorCheck()
    #expect(throws: JournalError.self) { try check.check(move(9)) }
    var batch = move(9)
    batch.subscriptions = [.created(key, filter: [], cursors: Lanes(repeating: 4))]
    batch.asides = [AsideNote(key: key, sequence: 4, at: 0, reason: "")]
    try check.check(batch)
    #expect(throws: JournalError.self) { try check.check(move(8)) }
    check.bringOwnPlace = [key.node]
    try check.check(move(8))
    batch = RecordBatch()
    batch.subscriptions = [.removed(key)]
    try check.check(batch)
    #expect(throws: JournalError.self) { try check.check(move(9)) }
    batch.asides = [AsideNote(key: key, sequence: 4, at: 0, reason: "")]
    #expect(throws: JournalError.self) { try check.check(batch) }
  }
}
