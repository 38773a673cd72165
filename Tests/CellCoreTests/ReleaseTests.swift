import CellConfig
import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("Releases: one message, to whom its originator names, carried by the bus")
struct ReleaseTests {
  private let play = Play()

  static func ask(_ play: Play, _ to: NonEmpty<Releasable> = ["USA"], note: String = "note") {
    play.must(play.say(ReleaseRequest(message: play.id(note), to: to), from: "FRA.CELL-1", as: "ask"))
  }

  /// A note of Ukraine to France, which asks for its release to others.
  static func asked(_ play: Play, _ to: NonEmpty<Releasable> = ["USA"], from: NodeName = "UKR.CELL-1") {
    play.must(play.say(LiaisonNote.example, from: from, to: ["FRA"], as: "note"))
    ask(play, to)
  }

  private func grant(_ to: NonEmpty<Releasable>? = nil, from: NodeName = "UKR.CELL-1") -> Play.Outcome {
    play.say(ReleaseDecision(request: play.id("ask"), decision: .granted, to: to), from: from)
  }

  private func refuse() -> Play.Outcome {
    play.say(ReleaseDecision(request: play.id("ask"), decision: .refused), from: "UKR.CELL-1")
  }

  private var released: [Play.Said<MessageReleased>] { play.rows(of: MessageReleased.self) }

  private func reader(_ node: NodeName, stream: UInt128, durable: String? = nil) -> Station {
    let reader = play.bus.connect(node).hello(stream: stream)
    reader.subscribe(types: ["*"], after: durable == nil ? 0 : nil, durable: durable)
    play.bus.settle()
    return reader
  }

  private func trace(_ id: MessageID, _ node: NodeName, stream: UInt128) -> TraceAnswer? {
    let station = play.bus.connect(node).hello(stream: stream)
    station.send(Query(query: 1, ask: .trace, id: id))
    play.bus.settle()
    return station.answers.last?.trace
  }

  // MARK: what is granted

  @Test(
    "the bus carries the exact bytes to whom the decision names, and to nobody else", arguments: ShippedCharter.allCases
  )
  func carried(_ text: ShippedCharter) throws {
    let play = Play(text)
    Self.asked(play, ["USA", "DEU"])
    let decision = play.must(
      play.say(ReleaseDecision(request: play.id("ask"), decision: .granted, to: ["USA"]), from: "UKR.CELL-1"))
    let row = try #require(play.rows(of: MessageReleased.self).first)
    let original = try #require(play.bus.journal.rows.first { $0.sequence.value == row.body.sequence.value })
    #expect(row.body.message == play.id("note") && row.body.acceptedAt == Timestamp(original.acceptedAt))
    #expect(row.body.document.bytes == Array(original.envelope.document))
    #expect(row.body.sha256 == Fixture.hash(Array(original.envelope.document)))
    #expect(row.body.to == ["USA"] && row.cause == decision.sequence && row.header.action == ["USA"])
    #expect(play.readers(of: row.header) == ["USA.CELL-1"])
    #expect(row.header.precedence == .routine && row.header.nature == .operation)
  }

  @Test("whoever has it now may trace it, refer to it and answer it, and nobody else may") func known() throws {
    Self.asked(play, ["USA"])
    let note = play.id("note")
    func refers(_ node: NodeName) -> Play.Outcome {
      play.say(ReleaseRequest(message: note, to: ["UKR"]), from: node)
    }
    #expect(refers("USA.CELL-1").code == 3119 && trace(note, "USA.CELL-1", stream: 901) == nil)
    play.must(grant())
    #expect(trace(note, "DEU.CELL-1", stream: 902) == nil && refers("DEU.CELL-1").code == 3119)
    let own = try #require(trace(note, "USA.CELL-1", stream: 903))
    #expect(own.recipients.map(\.node) == ["USA.CELL-1"] && own.recipients.map(\.addressed.text) == ["released"])
    #expect(refers("USA.CELL-1").isAccepted)
    let originators = try #require(trace(note, "UKR.CELL-1", stream: 905))
    #expect(Set(originators.recipients.map(\.node)) == ["FRA.CELL-1", "FRA.MNF-1", "USA.CELL-1"])
  }

  @Test("the situation counts it from then on, and shows none of what it refers to") func situation() {
    play.must(play.say(play.requirement(), from: "UKR.CELL-1", to: ["FRA"], as: "requirement"))
    play.must(
      play.say(
        play.pledge(requirement: play.id("requirement")), from: "FRA.CELL-1", to: ["UKR"], releasableTo: ["UKR"],
        as: "note"))
    play.must(play.say(ReleaseRequest(message: play.id("note"), to: ["USA"]), from: "UKR.CELL-1", as: "ask"))
    #expect(play.situation("USA.CELL-1").assistance.pledges.isEmpty)
    play.must(grant(from: "FRA.CELL-1"))
    let seen = play.situation("USA.CELL-1").assistance
    #expect(seen.pledges.map(\.id) == [play.id("note")] && seen.requirements.isEmpty)
    #expect(play.situation("DEU.CELL-1").assistance.pledges.isEmpty)
    play.restart()
    #expect(play.situation("USA.CELL-1").assistance.pledges.count == 1)
  }

  @Test("it reaches a reader whose cursor has passed the message, once") func delivered() throws {
    Self.asked(play)
    let usa = reader("USA.CELL-1", stream: 801)
    let deu = reader("DEU.CELL-1", stream: 802)
    let sequence: UInt64 = 2
    #expect(play.rows(of: LiaisonNote.self).map(\.sequence) == [sequence])
    #expect(!usa.delivered().contains(sequence))
    play.must(grant())
    let row = try #require(released.first)
    #expect(usa.delivered().filter { $0 == row.sequence }.count == 1 && !deu.delivered().contains(row.sequence))
    #expect(!usa.delivered().contains(sequence), "the message's own row stays where it is")
    #expect(!reader("USA.CELL-1", stream: 803).delivered().contains(sequence))
    #expect(reader("USA.CELL-1", stream: 804).delivered().contains(row.sequence))
    #expect(!reader("FRA.MNF-1", stream: 805).delivered().contains(row.sequence))
  }

  @Test("a broker that died before it carried it carries it when it is back, once") func again() throws {
    Self.asked(play)
    play.bus.holdsReads = true
    play.must(grant())
    #expect(released.isEmpty)
    play.bus.holdsReads = false
    play.restart(afterMinutes: 1)
    play.pass(seconds: 1)
    #expect(released.count == 1)
    play.restart(afterMinutes: 1)
    play.pass(seconds: 1)
    #expect(released.count == 1)
  }

  @Test("it is the same from kept state", arguments: [false, true]) func kept(isCarried: Bool) throws {
    Self.asked(play)
    play.bus.holdsReads = !isCarried
    play.must(grant())
    play.bus.holdsReads = false
    try play.bus.restart(from: play.bus.archive.snapshot())
    play.pass(seconds: 1)
    #expect(released.count == 1 && trace(play.id("note"), "USA.CELL-1", stream: 901) != nil)
  }

  // MARK: corrections, and the end

  @Test("corrections of before and after follow it, of the message alone") func corrections() {
    play.must(play.say(LiaisonNote.example, from: "UKR.CELL-1", to: ["FRA"], as: "note"))
    func correct() -> Play.Outcome {
      play.must(
        play.say(
          LiaisonNote.example, from: "UKR.CELL-1", to: ["FRA"],
          amends: Amends(id: play.id("note"), kind: .correct, reason: "A slip")))
    }
    let before = correct()
    Self.ask(play)
    play.must(grant())
    let after = correct()
    #expect(released.map(\.body.message) == [play.id("note"), before.id, after.id])
    play.must(
      play.say(
        LiaisonNote.example, from: "UKR.CELL-1",
        amends: Amends(id: play.id("note"), kind: .correct, reason: "To all")))
    #expect(released.count == 3, "what reaches them by itself is not carried")
  }

  @Test("a correction that may not reach them is refused") func unreachable() {
    Self.asked(play, ["DEU"])
    play.must(grant())
    let outcome = play.say(
      LiaisonNote.example, from: "UKR.CELL-1", to: ["FRA"],
      amends: Amends(id: play.id("note"), kind: .correct, reason: "A slip")
    ) { $0.label.classification = "UNCLASSIFIED" }
    #expect(outcome.code == 3208 && outcome.pointer == "/header/label/classification", "DEU is cleared for PUBLIC")
  }

  @Test("a correction that is too long to be carried to them is refused, and one that reaches them by itself is not")
  func tooLong() {
    play.must(play.say(SituationReport.example, from: "UKR.CELL-1", to: ["FRA"], as: "note"))
    Self.ask(play)
    play.must(grant())
    func correct(to action: NonEmpty<Addressee>) -> Play.Outcome {
      play.say(
        ReleaseRefusalTests.long, from: "UKR.CELL-1", to: action,
        amends: Amends(id: play.id("note"), kind: .correct, reason: "A slip"))
    }
    let outcome = correct(to: ["FRA"])
    #expect(outcome.code == 2003 && outcome.pointer == "/header/amends/id")
    #expect(correct(to: ["FRA", "USA"]).isAccepted)
  }

  @Test("refused later on it ends: no correction follows, and what was not delivered is not") func taken() throws {
    Self.asked(play)
    play.must(grant())
    let row = try #require(released.first)
    #expect(trace(play.id("note"), "USA.CELL-1", stream: 901) != nil)
    play.must(refuse())
    #expect(trace(play.id("note"), "USA.CELL-1", stream: 902) == nil)
    #expect(!reader("USA.CELL-1", stream: 801).delivered().contains(row.sequence))
    play.must(
      play.say(
        LiaisonNote.example, from: "UKR.CELL-1", to: ["FRA"],
        amends: Amends(id: play.id("note"), kind: .correct, reason: "A slip")))
    play.restart()
    play.pass(seconds: 1)
    #expect(released.count == 1)
    #expect(refuse().code == 3204 && grant().code == 3204, "it is decided for good")
  }

  @Test("what is released one way and taken back stays released another way") func twoWays() {
    Self.asked(play)
    play.must(grant())
    play.must(play.say(ReleaseRequest(message: play.id("note"), to: ["USA"]), from: "FRA.CELL-1", as: "other"))
    play.must(play.say(ReleaseDecision(request: play.id("other"), decision: .granted), from: "UKR.CELL-1"))
    play.must(refuse())
    #expect(trace(play.id("note"), "USA.CELL-1", stream: 901) != nil)
  }

  // MARK: by whom, and where

  @Test("the longest that is carried fits a document, whoever it goes to") func longest() throws {
    let names = (0..<256).map {
      Addressee.node(NodeName("UKR.\(String(repeating: "N", count: 12))-\($0)") ?? "UKR.GS-1")
    }
    let codes = (0..<Limits.participants).map { place in
      ParticipantCode(String(decoding: [65 + UInt8(place / 26), 65 + UInt8(place % 26), 65], as: UTF8.self))!
    }
    var header = try #require(play.header(of: play.must(play.say(LiaisonNote.example, from: "UKR.CELL-1")).id))
    header.type = MessageReleased.messageType
    header.action = try #require(NonEmpty(names))
    header.label.releasableTo = try #require(NonEmpty(codes.map(Releasable.participant)))
    let body = MessageReleased(
      message: header.id, sequence: 9_007_199_254_740_991, acceptedAt: play.now, sha256: .sample,
      document: try #require(Base64Text(bytes: [UInt8](repeating: 0xFB, count: Base64Text.capacity))),
      signature: Base64Text(bytes: [UInt8](repeating: 0xFB, count: Limits.signature)),
      to: try #require(NonEmpty(codes)))
    #expect(Base64Text(bytes: [UInt8](repeating: 0, count: Base64Text.capacity + 1)) == nil)
    #expect(DocumentEncoder.encode(header: header, body: body).count < Limits.document)
  }

  @Test("the force's own is released by the force, a general staff's by the delegation") func entitled() {
    play.must(play.say(LiaisonNote.example, from: "FRA.MNF-1", to: ["FRA"], as: "note"))
    Self.ask(play)
    play.must(grant(from: "FRA.MNF-1"))
    #expect(released.map(\.body.to) == [["USA"]])
  }

  @Test("an exercise releases nothing of the operation") func worlds() {
    Self.asked(play)
    play.world = Play.exercise
    let note = play.id("note", in: .operation)
    let asked = play.say(ReleaseRequest(message: note, to: ["USA"]), from: "FRA.CELL-1")
    #expect(asked.code == 3119 && asked.pointer == "/body/message")
    let granted = play.say(
      ReleaseDecision(request: play.id("ask", in: .operation), decision: .granted), from: "UKR.CELL-1")
    #expect(granted.code == 3119 && granted.pointer == "/body/request")
    play.must(play.say(LiaisonNote.example, from: "UKR.CELL-1", to: ["FRA"], as: "note"))
    Self.ask(play)
    play.must(grant())
    #expect(released.map(\.header.exerciseName) == [Play.exercise.exercise])
  }

  @Test("a group stands for its members") func groups() throws {
    Self.asked(play, ["european"])
    play.must(grant())
    #expect(try #require(released.first).body.to == ["DEU", "FRA"])
  }

  @Test("a decision is not amended") func binding() {
    let play = Play { charter in
      let place = charter.types.firstIndex { $0.type == "cell.release-decision" }!
      charter.types[place].binding = false
    }
    Self.asked(play)
    play.must(
      play.say(ReleaseDecision(request: play.id("ask"), decision: .granted), from: "UKR.CELL-1", as: "decision"))
    let outcome = play.say(
      LiaisonNote.example, from: "UKR.CELL-1",
      amends: Amends(id: play.id("decision"), kind: .retract, reason: "A slip"))
    #expect(outcome.code == 3207 && outcome.pointer == "/header/amends/id")
  }

  @Test("under rules of before a decision is words alone, also where new rules come into force") func before() {
    let play = Play { charter in charter.types.removeAll { $0.type == "system.released" } }
    Self.asked(play)
    let said = ReleaseDecision(request: play.id("ask"), decision: .granted)
    play.must(play.say(said, from: "UKR.CELL-1"))
    let rule = Fixture.charters[.draft]!.types.first { $0.type == "system.released" }!
    play.change { $0.types.append(rule) }
    play.pass(minutes: 1)
    play.restart()
    play.pass(minutes: 1)
    #expect(play.rows(of: MessageReleased.self).isEmpty)
  }
}
