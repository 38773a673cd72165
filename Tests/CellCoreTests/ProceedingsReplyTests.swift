import CellConfig
import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("Answers: owed by replyBy, and said where they lapse")
struct ProceedingsReplyTests {
  private let play = Play()

  private var overdue: [Play.Said<ReplyOverdue>] { play.rows(of: ReplyOverdue.self) }

  private func ask(
    minutes: Int = 60, to action: NonEmpty<Addressee> = ["FRA", "USA"], from: NodeName = "UKR.CELL-1",
    play: Play? = nil, change: (inout Header) -> Void = { _ in }
  ) -> Play.Outcome {
    let play = play ?? self.play
    let moment = play.time(minutes: minutes)
    return play.must(
      play.say(LiaisonNote.example, from: from, to: action) {
        $0.replyBy = moment
        change(&$0)
      })
  }

  @discardableResult
  private func answer(_ id: MessageID, from node: NodeName, world: World? = nil) -> Play.Outcome {
    play.must(play.say(LiaisonNote.example, from: node, to: ["UKR"], world: world, inReplyTo: id))
  }

  private func kinds(_ node: NodeName = "CELL.OPS-1") -> [SituationAttention.Kind] {
    play.situation(node).attention.map(\.kind)
  }

  @Test("it lapses at replyBy, to the second, and is said once", arguments: ShippedCharter.allCases)
  func lapses(_ text: ShippedCharter) throws {
    let play = Play(text)
    let due = play.time(minutes: 60)
    let said = ask(to: [.all], play: play)
    play.pass(minutes: 59, seconds: 59)
    #expect(play.rows(of: ReplyOverdue.self).isEmpty)
    play.pass(seconds: 1)
    let row = try #require(play.rows(of: ReplyOverdue.self).first)
    #expect(row.body.message == said.id && row.body.dueAt == due && row.cause == said.sequence)
    #expect(Set(row.body.owedBy) == ["FRA", "DEU", "CAN", "USA", "CELL"], "everybody but the sender")
    play.restart(afterMinutes: 10)
    play.pass(minutes: 2_000)
    #expect(play.rows(of: ReplyOverdue.self).count == 1, "once")
  }

  @Test("each participant answers by any of its nodes and any message; an acknowledgement is no answer") func answered()
  {
    let said = ask(to: ["FRA.MNF-1", "USA", "CELL"])
    answer(said.id, from: "FRA.CELL-1")
    play.must(
      play.say(
        Acknowledgement(of: said.id, by: "Duty officer"), from: "USA.CELL-1", to: ["UKR"], inReplyTo: said.id))
    // Nor where it acknowledges what is not there.
    play.must(
      play.say(
        Acknowledgement(of: StateCase.unknown, by: "Duty officer"), from: "USA.CELL-1", to: ["UKR"],
        inReplyTo: said.id))
    play.must(
      play.say(InformationAnswer(text: "All of them."), from: "CELL.OPS-1", to: ["UKR"], inReplyTo: said.id))
    play.pass(minutes: 60)
    #expect(overdue.map(\.body.owedBy.elements) == [["USA"]])
    let item = play.situation("UKR.CELL-1").attention.first { $0.kind == .replyOverdue }
    #expect(item?.waitingFor == ["USA"] && item?.id == said.id)
    answer(said.id, from: "USA.CELL-1")
    #expect(!kinds("UKR.CELL-1").contains(.replyOverdue), "late is better than never")
  }

  @Test("whoever owes it sees so before it is due, and nobody else does") func owed() {
    _ = ask(to: ["FRA"]) { $0.info = ["USA"] }
    #expect(kinds("FRA.CELL-1") == [.replyOwed] && kinds("USA.CELL-1") == [])
    play.pass(minutes: 60)
    #expect(kinds("FRA.CELL-1") == [.replyOverdue] && kinds("USA.CELL-1") == [.replyOverdue])
  }

  @Test("another's answer, one in another world and one to something else settle nothing") func others() {
    let said = ask(to: ["FRA"])
    answer(said.id, from: "USA.CELL-1")
    answer(said.id, from: "FRA.CELL-1", world: Play.exercise)
    answer(play.must(play.say(LiaisonNote.example, from: "UKR.CELL-1")).id, from: "FRA.CELL-1")
    play.pass(minutes: 60)
    #expect(overdue.map(\.body.owedBy.elements) == [["FRA"]])
  }

  @Test("a moment that is past is overdue at once; what is taken back is owed by nobody") func past() {
    let late = ask(minutes: 0)
    play.pass(seconds: 1)
    #expect(overdue.map(\.body.message) == [late.id])
    let said = ask(minutes: 5, to: ["FRA"])
    play.must(
      play.say(
        LiaisonNote.example, from: "UKR.CELL-1", to: ["FRA"],
        amends: Amends(id: said.id, kind: .cancel, reason: "Settled by telephone")))
    play.pass(minutes: 10)
    #expect(overdue.count == 1)
  }

  @Test("a question that has both is shown once") func question() {
    let due = play.time(minutes: 60)
    let said = play.must(
      play.say(RequestForInformation(question: "Which units?", replyBy: due), from: "UKR.CELL-1", to: ["FRA"]) {
        $0.replyBy = due
      })
    play.pass(minutes: 60)
    #expect(play.situation("UKR.CELL-1").attention.filter { $0.kind == .replyOverdue }.map(\.id) == [said.id])
    play.must(play.say(InformationAnswer(text: "None."), from: "FRA.CELL-1", to: ["UKR"], inReplyTo: said.id))
    #expect(kinds("UKR.CELL-1") == [])
  }

  @Test("under rules of before nothing is owed, also where new rules come into force") func before() {
    let play = Play { charter in charter.types.removeAll { $0.type == "system.reply-overdue" } }
    _ = ask(play: play)
    let rule = Fixture.charters[.draft]!.types.first { $0.type == "system.reply-overdue" }!
    play.change { $0.types.append(rule) }
    play.pass(minutes: 100)
    play.restart()
    play.pass(minutes: 100)
    #expect(play.rows(of: ReplyOverdue.self).isEmpty)
  }

  @Test("a trace says of each recipient whether its participant has answered") func trace() {
    let said = ask()
    answer(said.id, from: "FRA.CELL-1")
    var stream: UInt128 = 77
    func recipients() -> [NodeName: TraceAnswer.Recipient] {
      stream += 1
      let station = play.bus.connect("UKR.CELL-1").hello(stream: stream)
      station.send(Query(query: 1, ask: .trace, id: said.id))
      play.bus.settle()
      let all = station.answers.last?.trace?.recipients ?? []
      return Dictionary(uniqueKeysWithValues: all.map { ($0.node, $0) })
    }
    var found = recipients()
    #expect(found["FRA.MNF-1"]?.answered != nil && found["FRA.CELL-1"]?.replyDueAt == nil)
    #expect(found["USA.CELL-1"]?.replyDueAt != nil && found["USA.CELL-1"]?.replyOverdue == false)
    play.pass(minutes: 60)
    found = recipients()
    #expect(found["USA.CELL-1"]?.replyOverdue == true && found["USA.CELL-1"]?.answered == nil)
  }
}
