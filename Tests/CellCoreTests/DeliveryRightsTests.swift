import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("Nobody reads what is not addressed and releasable to them")
struct DeliveryRightsTests {
  private static let addressees: [NonEmpty<Addressee>] = [
    ["FRA"], ["UKR"], ["UKR.GS-1"], ["FRA.MNF-1"], ["@all"], ["@monitor"], ["@verification-lead"],
    ["@force-command"], ["@special-commission", "CELL.OPS-1"], ["USA", "DEU.CELL-1"],
  ]
  private static let labels: [NonEmpty<Releasable>] = [
    [.all], ["FRA"], ["FRA", "UKR"], ["european"], ["coalition", "UKR"], ["united-states", "cell"],
  ]

  @Test("every combination of addressing, label, clearance and recipients agrees with a naive model")
  func combinations() {
    let bus = Bus()
    var documents = Documents()
    let rules = ReadingRules(roster: Fixture.roster, charter: Fixture.charter)
    let readers = Fixture.nodes.map { bus.connect($0).hello() }
    for reader in readers { reader.subscribe(types: ["cell.*", "verification.*"]) }
    var expected: [NodeName: [UInt64]] = [:]
    var accepted = 0
    let kinds: [(node: NodeName, type: MessageType)] = [
      ("UKR.GS-1", LiaisonNote.messageType), ("CELL.OPS-1", "cell.log-entry"), ("USA.CELL-1", "verification.access"),
    ]
    for (index, kind) in kinds.enumerated() {
      let publisher = bus.connect(kind.node).hello(stream: UInt128(index + 1))
      for action in Self.addressees {
        for info in [nil] + Self.addressees.map(Optional.some) {
          for label in Self.labels {
            for classification in ["PUBLIC", "UNCLASSIFIED"] as [Classification] {
              var header = documents.header(kind.node, type: kind.type, to: action)
              header.info = info
              header.label.releasableTo = label
              header.label.classification = classification
              let entry = Catalogue.versions(of: kind.type)[0]
              publisher.publish([DocumentEncoder.encode(header: header, rawBody: entry.exampleBody)])
              bus.settle()
              guard case .accepted(let sequence, _) = publisher.decisions().last?.decided else { continue }
              accepted += 1
              for node in Fixture.nodes where rules.mayRead(node, header) {
                expected[node, default: []].append(sequence)
              }
            }
          }
        }
      }
      publisher.forgetInbox()
    }
    #expect(accepted > 800)
    for reader in readers {
      let got = reader.delivered()
      #expect(got == expected[reader.node] ?? [], "\(reader.node)")
      #expect(reader.node == "FRA.CELL-1" ? got.count > 100 : true)
    }
  }

  @Test("whoever is named can read it, where the message is accepted") func namedCanRead() {
    let bus = Bus()
    var documents = Documents()
    let rules = ReadingRules(roster: Fixture.roster, charter: Fixture.charter)
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    for node in Fixture.nodes {
      for label in Self.labels {
        for classification in ["PUBLIC", "UNCLASSIFIED"] as [Classification] {
          var header = documents.header("UKR.GS-1", to: [.node(node)])
          header.label.releasableTo = label
          header.label.classification = classification
          publisher.publish([
            DocumentEncoder.encode(header: header, body: LiaisonNote(subject: "Radio check", text: "One two."))
          ])
          bus.settle()
          let isAccepted = if case .accepted = publisher.decisions().last?.decided { true } else { false }
          #expect(isAccepted == rules.mayRead(node, header), "\(node) \(label) \(classification)")
          if !isAccepted {
            #expect(publisher.decisions().last?.decided == .refused(code: 3109, pointer: "/header/action/0"))
          }
        }
      }
    }
  }

  @Test("an expired message is passed over, not delivered late") func expired() {
    let bus = Bus()
    var documents = Documents()
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    publisher.publish([
      documents.note("UKR.GS-1") { $0.expiresAt = Timestamp(microseconds: Fixture.start + 10_000_000) },
      documents.note("UKR.GS-1"),
    ])
    let early = bus.connect("FRA.CELL-1").hello()
    early.subscribe(types: ["cell.*"])
    bus.settle()
    bus.pass(milliseconds: 10_000)
    let late = bus.connect("FRA.CELL-1").hello()
    late.subscribe(types: ["cell.*"])
    bus.settle()
    #expect(early.delivered() == [2, 3] && late.delivered() == [3])
  }

  @Test("what the bus says itself is open to all") func busIsOpen() {
    let bus = Bus()
    for node in Fixture.nodes {
      let reader = bus.connect(node).hello()
      reader.subscribe(types: ["system.*"])
      bus.settle()
      #expect(reader.delivered() == [1], "\(node)")
    }
  }
}
