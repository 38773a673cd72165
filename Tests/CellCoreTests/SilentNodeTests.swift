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
      station.send(Query(query: 2, .status))
      bus.settle()
      let silent = station.answers.compactMap(\.situation).first?.silentNodes
      let status = station.answers.compactMap(\.status).first
      #expect(status?.nodes.filter { $0.silent == true }.map(\.node) == silent, "status counts as an overview does")
      return silent
    }
    #expect(silent("USA.CELL-1") == ["UKR.GS-1"], "it was heard in this run, which status tells as well")
    bus.restart()
    #expect(silent("USA.CELL-1") == [], "it spoke before this run, to others")
    #expect(silent("FRA.CELL-1") == ["UKR.GS-1", "USA.CELL-1"])
  }
}
