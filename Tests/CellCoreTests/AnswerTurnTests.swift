import CellCore
import CellSchema
import CellTestSupport
import CellWire
import Testing

/// Nobody waits for all that somebody else asks, and nobody asks without end.
@Suite("Turns and quotas of questions") struct AnswerTurnTests {
  private let bus = Bus()

  init() { bus.holdsAnswers = true }

  private func ask(_ station: Station, _ numbers: Range<Int>, at moment: SituationQuestion.Moment? = nil) {
    for number in numbers {
      station.send(Query(query: WireNumber(UInt64(number)), situation: SituationQuestion(moment: moment)))
    }
    bus.settle()
  }

  /// Whose questions the desk answers, in its order.
  private func order() -> [PeerID] {
    var desk = AnswerDesk()
    for request in bus.pendingAnswers { desk.add(request) }
    var order: [PeerID] = []
    while let answer = desk.answerNext(from: bus.archive) { order.append(answer.request.peer) }
    #expect(desk.isEmpty)
    return order
  }

  @Test("participants take turns, also behind questions for the past") func turns() {
    let (many, one) = (bus.connect("FRA.CELL-1").hello(), bus.connect("UKR.CELL-1").hello())
    ask(many, 0..<10, at: .sequence(1))
    ask(one, 0..<2)
    let order = order()
    #expect(order.count == 12)
    #expect(Array(order.prefix(5)) == [many.peer, one.peer, many.peer, one.peer, many.peer])
  }

  @Test("so do the nodes of a participant, within its turns") func turnsOfNodes() {
    let (many, sister) = (bus.connect("FRA.CELL-1").hello(), bus.connect("FRA.MNF-1").hello())
    let other = bus.connect("UKR.CELL-1").hello()
    ask(many, 0..<5)
    ask(sister, 0..<1)
    ask(other, 0..<3)
    #expect(
      Array(order().prefix(6)) == [many.peer, other.peer, sister.peer, other.peer, many.peer, other.peer])
  }

  @Test("what a node asks beyond its open questions is throttled, and names the query") func open() {
    let station = bus.connect("FRA.CELL-1").hello()
    ask(station, 0..<Limits.openQuestionsPerNode + 3)
    #expect(bus.pendingAnswers.count == Limits.openQuestionsPerNode)
    let refused = station.answers
    #expect(refused.map(\.query.value) == (0..<3).map { UInt64(Limits.openQuestionsPerNode + $0) })
    #expect(refused.allSatisfy { $0.error?.code == 5001 && $0.error?.retryable == true && $0.situation == nil })
    // Another node is not concerned, and an answer makes room.
    let other = bus.connect("UKR.CELL-1").hello()
    ask(other, 0..<1)
    #expect(other.answers.isEmpty && bus.pendingAnswers.count == Limits.openQuestionsPerNode + 1)
    bus.answerQuestions()
    station.forgetInbox()
    ask(station, 100..<101)
    bus.answerQuestions()
    #expect(station.answers.map(\.query) == [100] && station.answers.first?.situation != nil)
  }

  @Test("a session that ends leaves no question open") func ended() {
    let station = bus.connect("FRA.CELL-1").hello()
    ask(station, 0..<Limits.openQuestionsPerNode)
    bus.gone(station)
    let next = bus.connect("FRA.CELL-1").hello()
    ask(next, 0..<1)
    #expect(next.answers.first?.error?.code == 5001, "the archive still has them")
    bus.answerQuestions()
    next.forgetInbox()
    ask(next, 1..<2)
    #expect(next.answers.isEmpty && bus.pendingAnswers.count == 1)
  }

  @Test("a participant has its questions of a minute, and new ones in the next") func minute() {
    let (station, other) = (bus.connect("FRA.CELL-1").hello(), bus.connect("UKR.CELL-1").hello())
    for number in 0...Limits.questionsPerMinute {
      station.send(Query(query: WireNumber(UInt64(number)), ask: .subscriptions))
    }
    #expect(station.answers.count == Limits.questionsPerMinute + 1)
    #expect(station.answers.count { $0.error != nil } == 1 && station.answers.last?.error?.code == 5001)
    other.send(Query(query: 1, ask: .subscriptions))
    #expect(other.answers.first?.error == nil)
    bus.advance(milliseconds: 60_000)
    station.forgetInbox()
    station.send(Query(query: 1, ask: .subscriptions))
    bus.settle()
    #expect(station.answers.first?.error == nil)
  }

  @Test("a page is of the selection that was made for the first one") func pages() throws {
    let station = bus.connect("FRA.CELL-1").hello()
    for skip in [0, 1] as [UInt64] {
      station.send(Query(query: 1, situation: SituationQuestion(system: .guarantees, moment: .sequence(1), skip: skip)))
    }
    bus.settle()
    var desk = AnswerDesk()
    for request in bus.pendingAnswers { desk.add(request) }
    let archive = bus.archive
    for request in bus.pendingAnswers {
      #expect(desk.answerNext(from: archive)?.frame == archive.answer(request).frame)
    }
  }
}
