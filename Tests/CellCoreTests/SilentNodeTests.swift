import CellCore
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("Silent nodes")
struct SilentNodeTests {
  private let bus = Bus()
  private var documents = Documents()

  @Test("an overview tells of silent nodes that were heard, and of senders whose messages may be read")
  mutating func silentNodes() {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    publisher.publish([documents.note("UKR.GS-1", to: ["FRA"]) { $0.label.releasableTo = ["FRA", "UKR"] }])
    bus.settle()
    bus.gone(publisher)
    func silent(_ node: NodeName) -> [NodeName]? {
      let station = bus.connect(node).hello()
      defer { bus.gone(station) }
      station.forgetInbox()
      station.send(Query(query: 1, situation: SituationQuestion()))
      bus.settle()
      return station.answers.first?.situation?.silentNodes
    }
    #expect(silent("USA.CELL-1") == ["UKR.GS-1"], "it was heard in this run, which status tells as well")
    bus.restart()
    #expect(silent("USA.CELL-1") == [], "it spoke before this run, to others")
    #expect(silent("FRA.CELL-1") == ["UKR.GS-1", "USA.CELL-1"])
  }
}
