import CellCore
import CellSchema
import CellTestSupport
import CellWire
import Testing

/// What is prepared on another thread may come to the loop when other rules are in force.
@Suite("Prepared ahead of the decision") struct PreparedAheadTests {
  private let bus = Bus()
  private var documents = Documents()

  /// A frame of one message, prepared by the rules of this moment.
  private func prepare(
    _ document: [UInt8], of station: Station, at wall: Microseconds? = nil
  ) throws -> PreparedFrame {
    let envelope = Envelope(document: document)
    let node = try #require(bus.core.rulebook.node(named: station.node))
    var preparer = bus.core.preparer
    let preparation = preparer.preparation(
      of: envelope, from: node, name: station.node, lane: .routine, at: wall ?? bus.now.wall)
    return PreparedFrame(
      peer: station.peer,
      frame: PublishFrame(
        lane: .routine, stream: try #require(station.stream), firstNumber: 1, envelopes: [envelope]),
      preparations: [preparation])
  }

  private func outcome(_ frame: PreparedFrame, of station: Station) -> [Decided] {
    bus.handle(.prepared(frame))
    bus.settle()
    return station.decisions().map(\.decided)
  }

  private func changeRoster(_ change: (inout Roster) -> Void) throws {
    var roster = Fixture.roster
    roster.revision = 2
    change(&roster)
    try bus.change(Fixture.files(roster))
  }

  private func changeCharter(_ revision: Revision = 2, _ change: (inout Charter) -> Void) throws {
    var charter = Fixture.charter
    charter.revision = revision
    change(&charter)
    try bus.change(Fixture.files(Fixture.roster, charter))
  }

  @Test("under the same rules it is not prepared again") mutating func sameRules() throws {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    // An hour ahead of the loop's clock, which would refuse what comes from there.
    let later = bus.now.wall + .milliseconds(3_600_000)
    let ahead = try prepare(
      documents.note("UKR.GS-1") { $0.sentAt = Timestamp(later) }, of: publisher, at: later)
    #expect(outcome(ahead, of: publisher) == [.accepted(sequence: 2, acceptedAt: Fixture.start)])
  }

  @Test("on whichever thread") mutating func otherThread() async throws {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let document = Envelope(document: documents.note("UKR.GS-1"))
    let refused = Envelope(document: documents.note("FRA.CELL-1"))
    let node = try #require(bus.core.rulebook.node(named: "UKR.GS-1"))
    let (fresh, wall) = (bus.core.preparer, bus.now.wall)
    let preparations = await Task.detached {
      var preparer = fresh
      return [document, refused].map {
        preparer.preparation(of: $0, from: node, name: "UKR.GS-1", lane: .routine, at: wall)
      }
    }.value
    let frame = PublishFrame(
      lane: .routine, stream: try #require(publisher.stream), firstNumber: 1, envelopes: [document, refused])
    let ahead = PreparedFrame(peer: publisher.peer, frame: frame, preparations: preparations)
    #expect(
      outcome(ahead, of: publisher) == [
        .accepted(sequence: 2, acceptedAt: Fixture.start), .refused(code: 3001, pointer: "/header/from"),
      ])
  }

  @Test("a type that may not be said any more is refused") mutating func typeTaken() throws {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let ahead = try prepare(documents.note("UKR.GS-1"), of: publisher)
    try changeCharter { $0.types.removeAll { $0.type == LiaisonNote.messageType } }
    #expect(outcome(ahead, of: publisher) == [.refused(code: 3102, pointer: "/header/version")])
    #expect(bus.journal.head == 2, "nothing but the charter's row came")
  }

  @Test("a clearance that was taken away counts") mutating func clearanceTaken() throws {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let ahead = try prepare(documents.note("UKR.GS-1"), of: publisher)
    try changeRoster { roster in
      roster.nodes = roster.nodes.map {
        $0.name == "UKR.GS-1" ? Fixture.node("UKR.GS-1", clearance: "PUBLIC") : $0
      }
    }
    #expect(
      outcome(ahead, of: publisher) == [.refused(code: 3108, pointer: "/header/label/classification")])
  }

  @Test("who is addressed is who the new roster says") mutating func addressees() throws {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let ahead = try prepare(documents.note("UKR.GS-1", to: ["@verification-lead"]), of: publisher)
    try changeRoster { roster in
      roster.roles = roster.roles.map {
        $0.name == "verification-lead" ? RoleAssignment(name: $0.name, holders: [.participant("DEU")]) : $0
      }
      roster.nodes = roster.nodes.map { $0.name == "DEU.CELL-1" ? Fixture.node("DEU.CELL-1") : $0 }
    }
    #expect(outcome(ahead, of: publisher) == [.accepted(sequence: 3, acceptedAt: Fixture.start)])
    let readers = (["USA.CELL-1", "DEU.CELL-1"] as [NodeName]).map { bus.connect($0).hello() }
    for reader in readers { reader.subscribe(types: ["cell.*"]) }
    bus.settle()
    #expect(readers.map { $0.delivered() } == [[], [3]])
  }

  @Test("what was refused is prepared again too: a right that came counts") mutating func rightGiven() throws {
    try changeCharter { $0.types.removeAll { $0.type == LiaisonNote.messageType } }
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let ahead = try prepare(documents.note("UKR.GS-1"), of: publisher)
    try changeCharter(3) { _ in }
    #expect(outcome(ahead, of: publisher) == [.accepted(sequence: 4, acceptedAt: Fixture.start)])
  }

  @Test("nothing comes of it where the node was struck off the roster") mutating func struckOff() throws {
    let publisher = bus.connect("UKR.GS-1").hello(stream: 1)
    let ahead = try prepare(documents.note("UKR.GS-1"), of: publisher)
    try changeRoster { $0.nodes.removeAll { $0.name == "UKR.GS-1" } }
    #expect(outcome(ahead, of: publisher).isEmpty && publisher.byeCode == 1011)
    #expect(bus.journal.head == 2)
  }
}
