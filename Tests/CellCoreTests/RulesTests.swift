import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("The rules in force")
struct RulesTests {
  private var documents = Documents()

  private func roster(_ revision: Revision, change: (inout Roster) -> Void = { _ in }) -> RuleFiles {
    var roster = Fixture.roster
    roster.revision = revision
    change(&roster)
    return Fixture.files(roster)
  }

  private func body<Body: Payload>(_ row: RecordRow, as type: Body.Type) throws -> Body {
    try RawMessage(document: Array(row.envelope.document)).body(as: type)
  }

  @Test("the genesis is the first row, with the files by hash and their bytes kept") func genesis() throws {
    let files = Fixture.files()
    let bus = Bus(files)
    #expect(bus.journal.rows.count == 1)
    let row = bus.journal.rows[0]
    #expect(row.node == "CELL.BUS-1" && row.number == nil)
    let genesis = try body(row, as: Genesis.self)
    #expect(genesis.cell == "paris" && genesis.roster == files.roster && genesis.charter == files.charter)
    #expect(genesis.logKey == Fixture.logKey)
    #expect(
      bus.journal.file(files.roster.sha256) == files.rosterBytes
        && bus.journal.file(files.charter.sha256) == files.charterBytes)
    var slots = DocumentSlots()
    let document = row.envelope.document
    #expect(throws: Never.self) { try Catalogue.checker.check(document.span, into: &slots) }
    let message = try RawMessage(document: Array(document))
    #expect(message.header.id.isOfBus && "\(message.header.serial)" == "CELL.BUS-1/0001/26")
  }

  @Test("nothing is served before the genesis is durable, and a restart writes none again") func restart() {
    let bus = Bus()
    bus.restart()
    bus.restart()
    #expect(bus.journal.rows.count == 1 && bus.core.durableHead == 1)
  }

  @Test("a changed file is a row with its hash, at once for all who are there") func changes() throws {
    let bus = Bus()
    let reader = bus.connect("FRA.CELL-1").hello()
    reader.subscribe(types: ["system.*"])
    let newer = roster(2) { $0.participants[0].name = "French Republic" }
    try bus.change(newer)
    #expect(reader.delivered() == [1, 2])
    let change = try body(bus.journal.rows[1], as: RosterChanged.self)
    #expect(change.from == Fixture.files().roster && change.to == newer.roster)
    #expect(bus.journal.file(newer.roster.sha256) == newer.rosterBytes)

    var charter = Fixture.charter
    charter.revision = 2
    charter.types.removeAll { $0.type == LiaisonNote.messageType }
    var third = Fixture.roster
    third.revision = 3
    try bus.change(Fixture.files(third, charter))
    #expect(reader.delivered() == [1, 2, 3, 4])
    #expect(try body(bus.journal.rows[2], as: RosterChanged.self).to.revision == 3)
    #expect(try body(bus.journal.rows[3], as: CharterChanged.self).to.revision == 2)
    let last = try RawMessage(document: Array(bus.journal.rows[3].envelope.document))
    #expect("\(last.serial)" == "CELL.BUS-1/0004/26")
    try bus.change(Fixture.files(third, charter))
    #expect(bus.journal.rows.count == 4, "the same files are no change")
  }

  @Test("a revision that does not rise is refused, and nothing changes") mutating func olderRevision() throws {
    let bus = Bus(roster(5))
    for revision in [1, 4, 5] as [Revision] {
      let error = #expect(throws: Refusal.self) {
        try bus.change(roster(revision) { $0.nodes.removeAll { $0.name == "UKR.GS-1" } })
      }
      #expect(error?.code == .olderRevision)
    }
    var charter = Fixture.charter
    charter.types.removeAll { $0.type == LiaisonNote.messageType }
    var files = Fixture.roster
    files.revision = 6
    #expect(throws: Refusal.self) { try bus.change(Fixture.files(files, charter)) }
    let station = bus.connect("UKR.GS-1").hello(stream: 1)
    station.publish([documents.note("UKR.GS-1")])
    bus.settle()
    #expect(station.decisions().map(\.decided) == [.accepted(sequence: 2, acceptedAt: Fixture.start)])
    #expect(bus.journal.rows.count == 2)
  }

  @Test("a file that was changed while the broker was down is recorded before anything else")
  mutating func changedWhileDown() throws {
    let bus = Bus()
    bus.restart(roster(2) { $0.nodes.removeAll { $0.name == "UKR.GS-1" } })
    #expect(bus.journal.rows.count == 2)
    #expect(bus.connect("UKR.GS-1").hello().byeCode == 1011)
    bus.restart()
    #expect(bus.journal.rows.count == 2)
  }

  @Test("a node that the roster lists no more, or under another key, is cut off at once") mutating func revoked() throws
  {
    let bus = Bus()
    let gone = bus.connect("UKR.GS-1").hello(stream: 1)
    gone.subscribe(types: ["cell.*"])
    let rekeyed = bus.connect("USA.CELL-1").hello()
    let stays = bus.connect("FRA.CELL-1").hello(stream: 2)
    bus.settle()
    let newer = roster(2) {
      $0.nodes.removeAll { $0.name == "UKR.GS-1" || $0.name == "USA.CELL-1" }
      $0.nodes.append(Fixture.node("USA.CELL-1", key: 1))
    }
    bus.holdsCommits = true
    try bus.change(newer)
    #expect(gone.byeCode == 1011 && gone.isCut && gone.bye?.retryable == false)
    #expect(rekeyed.byeCode == 1011 && rekeyed.isCut && !stays.isCut)
    bus.holdsCommits = false
    stays.publish([documents.note("FRA.CELL-1")])
    bus.settle()
    #expect(gone.delivered().isEmpty)
    #expect(bus.connect("UKR.GS-1").hello().byeCode == 1011)
    #expect(bus.connect("USA.CELL-1").hello().welcome != nil)
    let other = bus.connect("USA.CELL-1").hello(stream: 3)
    other.publish([documents.note("USA.CELL-1", to: ["UKR.GS-1"])])
    bus.settle()
    #expect(other.decisions().map(\.decided) == [.refused(code: 3105, pointer: "/header/action/0")])
  }

  @Test("permission is checked at delivery: a clearance taken away holds for what is on the record")
  mutating func clearanceTaken() throws {
    let bus = Bus()
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let reader = bus.connect("FRA.CELL-1").hello()
    publisher.publish([documents.note("UKR.GS-1"), documents.note("UKR.GS-1") { $0.label.classification = "PUBLIC" }])
    bus.settle()
    try bus.change(roster(2) { $0.nodes[0] = Fixture.node("FRA.CELL-1", clearance: "PUBLIC") })
    reader.subscribe(types: ["cell.*"])
    bus.settle()
    #expect(reader.delivered() == [3])
  }

  @Test("who belongs to a group of a label is asked at delivery") mutating func groupMembership() throws {
    let bus = Bus(recentBytes: 1)
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    publisher.publish([documents.note("UKR.GS-1") { $0.label.releasableTo = ["european"] }])
    bus.settle()
    func delivered() -> [[UInt64]] {
      ["FRA.CELL-1", "CAN.CELL-1"].map { (node: NodeName) in
        let reader = bus.connect(node).hello()
        defer { bus.gone(reader) }
        reader.subscribe(types: ["cell.*"])
        bus.settle()
        return reader.delivered()
      }
    }
    #expect(delivered() == [[2], []])
    try bus.change(
      roster(2) {
        $0.participants[0].memberships = []
        $0.participants[2].memberships = ["european"]
      })
    #expect(delivered() == [[], [2]])
    bus.restart()
    #expect(delivered() == [[], [2]])
  }

  @Test("a role stands for who held it at acceptance; a later holder does not read it, nor an earlier one what comes")
  mutating func rolesAreFrozen() throws {
    let bus = Bus(recentBytes: 1)
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    publisher.publish([documents.note("UKR.GS-1", to: ["@verification-lead"])])
    bus.settle()
    try bus.change(
      roster(2) {
        $0.roles = $0.roles.map {
          $0.name == "verification-lead" ? RoleAssignment(name: $0.name, holders: [.participant("CAN")]) : $0
        }
      })
    publisher.publish([documents.note("UKR.GS-1", to: ["@verification-lead"])])
    bus.settle()
    for _ in 0..<2 {
      let usa = bus.connect("USA.CELL-1").hello()
      let canada = bus.connect("CAN.CELL-1").hello()
      for reader in [usa, canada] { reader.subscribe(types: ["cell.*"]) }
      bus.settle()
      #expect(usa.delivered() == [2] && canada.delivered() == [2, 4])
      bus.restart()
    }
  }

  @Test("a policy that is renumbered does not let anybody read more") mutating func policyRenumbered() throws {
    var charter = Fixture.charter
    charter.policy.classifications = ["UNCLASSIFIED", "RESTRICTED", "SECRET"]
    charter.policy.ceiling = "RESTRICTED"
    var roster = Fixture.roster
    for index in roster.nodes.indices { roster.nodes[index].clearance = "UNCLASSIFIED" }
    roster.nodes[6].clearance = "RESTRICTED"
    roster.nodes[4].clearance = "RESTRICTED"
    let bus = Bus(Fixture.files(roster, charter), recentBytes: 1)
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    publisher.publish([documents.note("UKR.GS-1") { $0.label.classification = "RESTRICTED" }])
    bus.settle()
    #expect(bus.journal.head == 2)
    // PUBLIC pushes UNCLASSIFIED to the place that RESTRICTED had.
    charter.policy.classifications = ["PUBLIC", "UNCLASSIFIED", "RESTRICTED", "SECRET"]
    charter.revision = 2
    roster.revision = 2
    try bus.change(Fixture.files(roster, charter))
    for _ in 0..<2 {
      let usa = bus.connect("USA.CELL-1").hello()
      let france = bus.connect("FRA.CELL-1").hello()
      for reader in [usa, france] {
        reader.subscribe(1, types: ["cell.*"])
        reader.subscribe(2, types: ["system.*"])
      }
      bus.settle()
      #expect(usa.delivered(1) == [2] && france.delivered(1).isEmpty)
      #expect(france.delivered(2) == usa.delivered(2))
      bus.restart()
    }
  }

  @Test("roles that the charter keeps apart are not held together, however a participant is named")
  func incompatibleRoles() {
    let bus = Bus()
    let force = bus.connect("FRA.MNF-1").hello(stream: 1)
    var documents = documents
    force.publish([
      documents.example("verification.incident-report", "FRA.MNF-1") { $0.label.releasableTo = ["coalition"] },
      documents.example("force.readiness", "FRA.MNF-1", to: ["@special-commission"]) {
        $0.label.releasableTo = ["coalition"]
      },
    ])
    bus.settle()
    #expect(
      force.decisions().map(\.decided) == [
        .refused(code: 3101, pointer: "/header/type"), .accepted(sequence: 2, acceptedAt: Fixture.start),
      ])
    let office = bus.connect("FRA.CELL-1").hello()
    for reader in [force, office] { reader.subscribe(types: ["force.*"]) }
    bus.settle()
    #expect(office.delivered() == [2] && force.delivered().isEmpty)
  }

  @Test("an identifier of the bus cannot be taken before it is used") mutating func busIdentifier() throws {
    let bus = Bus()
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    publisher.publish([
      documents.note("UKR.GS-1") {
        $0.id = .ofBus(sequence: 2, ordinal: 0, acceptedAt: Timestamp(microseconds: Fixture.start))
      }
    ])
    bus.settle()
    try bus.change(roster(2))
    bus.restart()
    #expect(bus.journal.rows.count == 2)
  }
}
