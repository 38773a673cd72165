import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("What would become of a document")
struct CheckTests {
  private let bus = Bus()
  private var documents = Documents()

  private func check(_ document: [UInt8], _ station: Station) -> CheckAnswer? {
    station.forgetInbox()
    station.send(Query(query: 7, .check(document)))
    bus.settle()
    #expect(station.answers.count == 1 && station.answers.first?.query == 7, "\(station.errors)")
    return station.answers.first?.check
  }

  @Test("one that may be said is accepted, with who would read it, and nothing has changed") mutating func accepted() {
    let station = bus.connect("UKR.GS-1").hello(stream: 1)
    let document = documents.note("UKR.GS-1", to: ["FRA", "@verification-lead"], .flash) {
      $0.info = ["CELL"]
      $0.label.releasableTo = ["FRA", "CELL", "USA"]
    }
    let (before, rows) = (bus.archive.snapshot(), bus.journal.rows.count)
    let answer = check(document, station)
    #expect(answer?.accepted == true && answer?.binds == false && answer?.code == nil && answer?.omitted == nil)
    #expect(
      answer?.readers.map { "\($0.node) \($0.addressed)" } == [
        "CELL.OPS-1 info", "FRA.CELL-1 action", "FRA.MNF-1 action", "USA.CELL-1 action",
      ])
    #expect(bus.archive.snapshot() == before && bus.journal.rows.count == rows)
    #expect(bus.core.state.heads.sequence.value == 1 && !bus.core.hasUndurable)

    // Neither its identifier nor its serial nor a number is used: it can be said as it is, once.
    station.publish([document], .flash)
    bus.settle()
    #expect(station.decisions(.flash).map(\.decided) == [.accepted(sequence: 2, acceptedAt: Fixture.start)])
    let again = check(document, station)
    #expect(again?.accepted == false && again?.code == 3114 && again?.pointer?.text == "/header/id")
  }

  @Test("one that may not be said is refused as publishing refuses it", arguments: RefusalTests.cases)
  func refused(_ broken: RefusalTests.Case) {
    var documents = Documents()
    let station = bus.connect(broken.from).hello(stream: 1)
    let document = broken.document(&documents)
    let rows = bus.journal.rows.count
    let before = bus.archive.snapshot()
    let answer = check(document, station)
    #expect(answer?.accepted == false && answer?.binds == nil && answer?.readers == [])
    #expect(bus.archive.snapshot() == before && bus.journal.rows.count == rows)
    #expect(!bus.notes.contains { if case .refused = $0 { true } else { false } }, "the log is of what was published")
    station.publish([document], broken.lane)
    bus.settle()
    let refusal = station.receipts.flatMap(\.decisions).first
    #expect(answer?.code == refusal?.code && answer?.pointer == refusal?.pointer && answer?.detail == refusal?.detail)
  }

  @Test("what binds is said to") mutating func binds() {
    let station = bus.connect("UKR.CELL-1").hello(stream: 1)
    let answer = check(
      documents.example("cell.watch-assumption", "UKR.CELL-1") { $0.label.classification = "PUBLIC" }, station)
    #expect(answer?.binds == true || answer?.accepted == false, "\(answer as Any)")
    let signature = check(
      documents.example("declaration.signature", "UKR.CELL-1") {
        $0.authority = Authority(signatory: "Ukraine", office: "President")
      }, station)
    #expect(signature?.accepted == false && signature?.code != nil)
  }

  @Test("the first message of an exercise is said to begin it, as far as its sender may know") mutating func begins() {
    let (ukraine, france) = (bus.connect("UKR.GS-1").hello(stream: 1), bus.connect("FRA.CELL-1").hello(stream: 2))
    func played(_ node: NodeName, to action: NonEmpty<Addressee> = ["@all"]) -> [UInt8] {
      documents.note(node, to: action) { header in
        header.nature = .exercise
        header.exerciseName = "SHARED DAWN"
        if action == ["USA"] { header.label.releasableTo = ["USA"] }
      }
    }
    #expect(check(documents.note("UKR.GS-1"), ukraine)?.begins == nil, "the operation has begun")
    #expect(check(played("UKR.GS-1"), ukraine)?.begins == true)
    ukraine.publish([played("UKR.GS-1", to: ["USA"])])
    bus.settle()
    #expect(check(played("UKR.GS-1"), ukraine)?.begins == nil, "its own message is known to a sender")
    #expect(check(played("FRA.CELL-1"), france)?.begins == true, "nothing tells of what France may not read")
    ukraine.publish([played("UKR.GS-1")])
    bus.settle()
    #expect(check(played("FRA.CELL-1"), france)?.begins == nil)
  }

  @Test("a participant has its checks of a minute, and new ones in the next") mutating func minute() {
    let station = bus.connect("FRA.CELL-1").hello()
    let document = documents.note("FRA.CELL-1")
    for _ in 0..<Limits.checksPerMinute { station.send(Query(query: 1, .check(document))) }
    let sister = bus.connect("FRA.MNF-1").hello()
    bus.settle()
    sister.forgetInbox()
    sister.send(Query(query: 7, .check(documents.note("FRA.MNF-1"))))
    sister.send(Query(query: 8, ask: .status))
    bus.settle()
    #expect(sister.answers.first?.query == 7 && sister.answers.first?.error?.code == 5001)
    #expect(sister.answers.last?.status != nil, "other questions are not concerned")
    bus.pass(milliseconds: 60_000)
    let later = bus.connect("FRA.CELL-1").hello()
    #expect(check(document, later)?.accepted == true)
  }

  @Test("it waits for the disk with what it was judged by, and a stopped intake is said") mutating func waits() {
    let station = bus.connect("UKR.GS-1").hello(stream: 1)
    let document = documents.note("UKR.GS-1")
    bus.holdsCommits = true
    station.publish([document])
    bus.settle()
    station.send(Query(query: 7, .check(document)))
    bus.settle()
    #expect(station.answers.isEmpty)
    bus.holdsCommits = false
    bus.commit()
    bus.settle()
    #expect(station.answers.first?.check?.accepted == false, "its identifier is on the record")
  }

  @Test("a question without a document, or another one with it, is none") func unknown() {
    let station = bus.connect("UKR.GS-1").hello()
    station.send(.query, json: #"{"query":1,"ask":"check"}"#)
    station.send(.query, json: #"{"query":2,"ask":"status","document":"e30="}"#)
    bus.settle()
    #expect(station.errorCodes == [1207, 1207])
  }
}
