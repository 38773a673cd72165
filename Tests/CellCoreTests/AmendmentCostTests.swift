import CellCore
import CellSchema
import CellTestSupport
import Testing

/// What amendments cost, counted in entries that are applied or forgotten.
@Suite("What amendments cost")
struct AmendmentCostTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// Applied and forgotten for one amendment: an act is judged with its original left out before it is amended.
    var changes = 4
    var sender: NodeName
    var body: @Sendable (Play, _ number: Int) -> any Payload
  }

  static let cases = [
    Case(testDescription: "pledges", sender: "FRA.CELL-1") { play, number in
      var pledge = play.pledge()
      pledge.ref = Line("FRA-\(number)")!
      return pledge
    },
    Case(testDescription: "questions", changes: 2, sender: "FRA.CELL-1") { play, _ in
      RequestForInformation(question: "Which?", replyBy: play.time(minutes: 60))
    },
    Case(testDescription: "contributions", sender: "FRA.CELL-1") { _, number in
      var contribution = ForceContribution.example
      contribution.unit = Line("Unit \(number)")
      return contribution
    },
    Case(testDescription: "access reports on one case", changes: 2, sender: "FRA.CELL-1") { play, _ in play.access() },
    Case(testDescription: "deliveries", changes: 2, sender: "FRA.CELL-1") { _, _ in AssistanceDelivery.example },
  ]

  @Test("an amendment costs what it touches, however much is on the record", arguments: cases, [1, 60])
  func cost(kind: Case, entries: Int) throws {
    let play = Play()
    play.checksFirst = false
    let said = (0..<entries).map { number in
      play.must(play.say(kind.body(play, number), from: kind.sender)).id
    }
    let (before, archived) = counts(play)
    for number in 0..<20 {
      let place = number % entries
      let amends = Amends(id: said[place], kind: .correct, reason: "A slip")
      play.must(play.say(kind.body(play, place), from: kind.sender, amends: amends))
    }
    let (after, archivedAfter) = counts(play)
    #expect(after - before == 20 * kind.changes)
    #expect(archivedAfter - archived == 20 * 2, "what is on the record is amended, and not judged again")
  }

  private func counts(_ play: Play) -> (core: Int, archive: Int) {
    (play.bus.core.state.changes(in: .operation), play.bus.archive.state.changes(in: .operation))
  }
}
