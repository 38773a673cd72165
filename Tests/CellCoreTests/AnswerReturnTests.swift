import CellCore
import CellSchema
import CellTestSupport
import CellWire
import Testing

/// What is answered beside the loop is a moment old when the loop hears of it.
@Suite("Answers on their way back") struct AnswerReturnTests {
  private let play = Play()
  private var bus: Bus { play.bus }

  /// An incident of which Ukraine's node may know.
  init() {
    play.say(IncidentReport.example, from: "FRA.CELL-1") { $0.label.classification = "UNCLASSIFIED" }
    bus.holdsAnswers = true
  }

  /// A question of Ukraine's, answered by the archive; the loop has not heard of it.
  private func askUkraine() -> Station {
    let station = bus.connect("UKR.CELL-1").hello()
    station.send(Query(query: 7, ask: .situation))
    bus.settle()
    #expect(bus.pendingAnswers.count == 1)
    bus.computeAnswers()
    return station
  }

  /// Ukraine's node is cleared for what is public alone.
  private func takeClearance() throws {
    var roster = Fixture.roster
    roster.revision = 2
    roster.nodes = roster.nodes.map {
      $0.name == "UKR.CELL-1" ? Fixture.node("UKR.CELL-1", clearance: "PUBLIC") : $0
    }
    try bus.change(Fixture.files(roster, play.charter))
  }

  private func incidents(told station: Station) -> [Int?] { station.answers.map { $0.situation?.incidentsWithoutCase } }

  @Test("while nothing changes, they leave as they are") func unchanged() {
    let station = askUkraine()
    #expect(station.answers.isEmpty)
    bus.returnAnswers()
    #expect(incidents(told: station) == [1] && station.answers.first?.query == 7)
  }

  @Test("when the rules have changed, they are asked again: who lost a right is told nothing by it")
  func rightLost() throws {
    let station = askUkraine()
    try takeClearance()
    bus.returnAnswers()
    #expect(station.answers.isEmpty && bus.pendingAnswers.count == 1)
    bus.answerQuestions()
    #expect(incidents(told: station) == [0] && station.answers.first?.query == 7)
  }

  @Test("rules that are in force and not durable yet are waited for") func rightLostUndurable() throws {
    let station = askUkraine()
    bus.holdsCommits = true
    try takeClearance()
    bus.returnAnswers()
    bus.settle()
    bus.answerQuestions()
    #expect(station.answers.isEmpty, "the archive does not know the new rules")
    bus.holdsCommits = false
    bus.settle()
    bus.answerQuestions()
    #expect(incidents(told: station) == [0])
  }

  @Test("a session that has ended gets none, and no other one of its node") func sessionEnded() {
    let station = askUkraine()
    station.send(Bye())
    let next = bus.connect("UKR.CELL-1").hello()
    bus.returnAnswers()
    #expect(station.answers.isEmpty && next.answers.isEmpty)
    next.send(Query(query: 8, ask: .situation))
    bus.settle()
    bus.answerQuestions()
    #expect(incidents(told: next) == [1] && next.answers.first?.query == 8)
  }

  @Test("nor does the next session of the same connection") func sameConnection() {
    let station = askUkraine()
    station.send(Bye())
    bus.handle(
      .frame(
        station.peer, node: station.node,
        bytes: ControlCodec.encode(
          Hello(cell: Fixture.cell, stream: nil, nature: nil, exerciseName: nil, client: "test/1"))))
    #expect(station.welcome?.session == 3)
    bus.returnAnswers()
    #expect(station.answers.isEmpty)
  }

  @Test("a trace is judged by the rules of the moment in which its row was read") func trace() throws {
    let id = play.say(LiaisonNote.example, from: "FRA.CELL-1") { $0.label.classification = "UNCLASSIFIED" }.id
    bus.holdsReads = true
    let station = bus.connect("UKR.CELL-1").hello()
    for query in [1, 2] as [WireNumber] {
      station.send(Query(query: query, ask: .trace, id: id))
      bus.settle()
      if query == 2 { try takeClearance() }
      bus.answerReads()
    }
    #expect(station.answers.map { $0.trace?.id } == [id, nil])
    #expect(station.answers.map { $0.error.map { Int($0.code.value) } } == [nil, 1208])
  }
}
