import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

/// `--at`: as it was after a row, or at a moment.
@Suite("Where things stood") struct SituationPastTests {
  @Test("what came after the last act, and before the moment, counts") func betweenActs() {
    let play = Play()
    play.agreeOnText()
    play.pass(seconds: 10)
    play.reportIncident(as: "first")
    let (first, moment) = (play.head, play.now)
    play.pass(seconds: 10)
    play.reportIncident(as: "second")
    play.pass(seconds: 10)
    play.signAll()
    func incidents(_ at: SituationQuestion.Moment?) -> Int {
      play.situation("USA.CELL-1", SituationQuestion(moment: at)).incidentsWithoutCase
    }
    #expect(incidents(nil) == 2)
    #expect(incidents(.sequence(first)) == 1)
    #expect(incidents(.time(moment)) == 1)
    #expect(incidents(.time(moment.adding(seconds: 5))) == 1)
    #expect(incidents(.time(moment.adding(seconds: 10))) == 2)
    #expect(incidents(.time(moment.adding(seconds: -10))) == 0)
    #expect(play.situation("USA.CELL-1", SituationQuestion(moment: .sequence(first))).asOf == moment)
  }

  @Test("a timer stands as it stood then") func timers() {
    let play = Play()
    play.say(LiaisonNote.example, from: "UKR.CELL-1", to: ["FRA"], precedence: .flash)
    let (row, before) = (play.head, play.time(minutes: 5))
    play.pass(minutes: 11)
    func kinds(_ at: SituationQuestion.Moment?) -> [SituationAttention.Kind] {
      play.situation("UKR.CELL-1", SituationQuestion(moment: at)).attention.map(\.kind)
    }
    #expect(kinds(nil).contains(.acknowledgementOverdue))
    #expect(!kinds(.sequence(row)).contains(.acknowledgementOverdue))
    #expect(!kinds(.time(before)).contains(.acknowledgementOverdue))
  }
}
