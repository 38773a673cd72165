import CellConfig
import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("MINIMIZE holds delivery at the broker, and nothing else")
struct MinimizeTests {
  private let play = Play(limits: patient)

  /// Readers are silent for hours here.
  private static let patient: SessionLimits = {
    var limits = SessionLimits()
    limits.heartbeatInterval = .max >> 1
    limits.heartbeatTimeout = .max >> 1
    return limits
  }()

  private static func minimize(_ play: Play, minutes: Int = 120) -> Minimize {
    Minimize(scope: "Routine traffic", until: play.time(minutes: minutes), reason: "The link is at half capacity")
  }

  @discardableResult
  private func begin(minutes: Int = 120, world: World? = nil) -> UInt64 {
    play.must(
      play.say(Self.minimize(play, minutes: minutes), from: "CELL.OPS-1", world: world, as: "minimize")
    ).sequence
  }

  private func end() {
    play.must(
      play.say(
        LiaisonNote.example, from: "CELL.OPS-1", precedence: .priority,
        amends: Amends(id: play.id("minimize"), kind: .cancel, reason: "The link is up")))
  }

  private func note(_ precedence: Precedence = .routine, world: World? = nil) -> UInt64 {
    play.must(play.say(LiaisonNote.example, from: "UKR.CELL-1", precedence: precedence, world: world)).sequence
  }

  private func reader(
    _ stream: UInt128 = 801, durable: String? = nil, order: Subscribe.Order? = nil, after: WireNumber? = 0
  ) -> Station {
    let reader = play.bus.connect("USA.CELL-1").hello(stream: stream)
    reader.subscribe(types: ["*"], order: order, after: after, durable: durable)
    play.bus.settle()
    return reader
  }

  /// What came since it was asked last.
  private func news(_ reader: Station) -> [UInt64] {
    play.bus.settle()
    defer { reader.forgetInbox() }
    return reader.delivered()
  }

  // MARK: what waits

  @Test("routine and deferred wait until it ends, and come in order; priority and above do not wait")
  func waits() {
    let reader = reader()
    let before = note()
    _ = news(reader)
    let said = begin()
    #expect(news(reader) == [said] && before < said)
    let (one, two, three) = (note(), note(.deferred), note())
    #expect(news(reader) == [])
    let (four, five) = (note(.priority), note(.flash))
    #expect(news(reader) == [four, five])
    play.pass(minutes: 119, seconds: 58)
    #expect(news(reader).allSatisfy { $0 > five }, "what the bus says of the flash")
    play.pass(seconds: 5)
    #expect(news(reader) == [one, three, two])
    let after = note()
    #expect(news(reader) == [after])
  }

  @Test("its receipt does not wait, and it is on the record at once") func receipt() {
    begin()
    let head = play.head
    #expect(note() == head + 1)
  }

  @Test("acknowledgements, answers owed and handovers do not wait") func exempt() throws {
    let asked = play.must(
      play.say(LiaisonNote.example, from: "USA.CELL-1", to: ["UKR"], precedence: .priority) {
        $0.replyBy = $0.sentAt.adding(seconds: 3_600)
      })
    let reader = reader()
    let cell = play.bus.connect("CELL.OPS-1").hello(stream: 811)
    cell.subscribe(types: ["*"])
    begin()
    _ = (news(reader), news(cell))
    let waiting = note()
    let read = play.must(
      play.say(Acknowledgement(of: asked.id, by: "Duty officer"), from: "UKR.CELL-1", precedence: .routine)
    ).sequence
    let answer = play.must(play.say(LiaisonNote.example, from: "UKR.CELL-1", inReplyTo: asked.id)).sequence
    let other = play.must(play.say(LiaisonNote.example, from: "FRA.CELL-1", inReplyTo: asked.id)).sequence
    let handover = play.must(play.say(play.handover(), from: "CELL.OPS-1", to: ["CELL"])).sequence
    let got = news(reader)
    #expect(got.contains(read) && got.contains(answer) && !got.contains(waiting) && !got.contains(other))
    #expect(news(cell).contains(handover))
    end()
    #expect(news(reader).contains(waiting))
  }

  @Test("what the bus says does not wait") func bus() throws {
    let asked = play.must(
      play.say(LiaisonNote.example, from: "USA.CELL-1", to: ["UKR"]) {
        $0.replyBy = $0.sentAt.adding(seconds: 60)
      })
    let reader = reader()
    begin()
    _ = news(reader)
    play.pass(minutes: 2)
    let row = try #require(play.rows(of: ReplyOverdue.self).first)
    #expect(row.body.message == asked.id && news(reader) == [row.sequence])
  }

  @Test("a statement on a decision does not wait") func statements() {
    let proposal = play.must(
      play.say(
        DecisionProposal(
          document: play.act(play.draft(), from: "FRA.CELL-1"),
          electorate: Electorate(participants: ["FRA", "USA", "UKR"]), rule: .all, until: play.time(minutes: 300)),
        from: "FRA.CELL-1"))
    let reader = reader()
    begin()
    _ = news(reader)
    let said = play.must(
      play.say(
        DecisionStatement(proposal: proposal.id, position: .agree), from: "UKR.CELL-1", precedence: .routine)
    ).sequence
    #expect(news(reader).contains(said))
  }

  // MARK: readers

  @Test("a subscription that is opened meanwhile obeys too") func opened() {
    let before = note()
    begin()
    let waiting = note()
    let reader = reader()
    let got = news(reader)
    #expect(got.contains(before) && !got.contains(waiting))
    end()
    #expect(news(reader).contains(waiting))
  }

  @Test("a durable name is resumed where it was: nothing is lost and nothing comes twice", arguments: [false, true])
  func resumed(restarts: Bool) {
    let first = reader(durable: "watch", after: nil)
    begin()
    let one = note()
    let flash = note(.flash)
    let read = play.must(
      play.say(
        Acknowledgement(of: play.id("minimize"), by: "Duty officer"), from: "UKR.CELL-1", precedence: .routine)
    ).sequence
    let two = note()
    #expect(news(first).suffix(2) == [flash, read])
    first.acknowledge(1, .flash, flash)
    first.acknowledge(1, .priority, read)
    play.bus.settle()
    play.pass(seconds: 1)
    if restarts { play.restart() } else { play.bus.gone(first) }
    let second = reader(802, durable: "watch", after: nil)
    #expect(news(second) == [])
    play.pass(minutes: 121)
    #expect(news(second).filter { $0 <= two } == [one, two])
  }

  @Test("it holds from kept state, and what did not wait stays so") func kept() throws {
    begin()
    let read = play.must(
      play.say(
        Acknowledgement(of: play.id("minimize"), by: "Duty officer"), from: "UKR.CELL-1", precedence: .routine)
    ).sequence
    let waiting = note()
    let state = play.bus.archive.snapshot()
    try play.bus.restart(from: state)
    #expect(play.bus.archive.snapshot() == state)
    let reader = reader()
    let got = news(reader)
    #expect(got.contains(read) && !got.contains(waiting))
    play.pass(minutes: 121)
    #expect(news(reader) == [waiting])
    // Long after, in its own lane as it was then.
    let late = self.reader(803)
    let frames = late.frames.filter { $0.deliveries.contains { $0.sequence.value == read } }
    #expect(frames.map(\.lane) == [.priority])
  }

  @Test("in record order nothing overtakes, and nothing waits") func recordOrder() {
    let reader = reader(order: .record)
    begin()
    let (one, two) = (note(), note(.flash))
    #expect(news(reader).suffix(2) == [one, two])
  }

  @Test("what waits may expire, and is not delivered late") func expires() {
    begin()
    let reader = reader()
    _ = news(reader)
    let said = play.must(
      play.say(LiaisonNote.example, from: "UKR.CELL-1") { $0.expiresAt = $0.sentAt.adding(seconds: 600) }
    ).sequence
    let other = note()
    play.pass(minutes: 121)
    #expect(news(reader).filter { $0 == said || $0 == other } == [other])
    #expect(play.rows(of: DeliveryExpired.self).count == 1)
  }

  // MARK: worlds

  @Test("another world is not held, and does not wait behind what is") func worlds() {
    let reader = reader()
    begin()
    _ = news(reader)
    let waiting = note()
    let elsewhere = note(world: Play.exercise)
    #expect(news(reader) == [elsewhere])
    end()
    #expect(news(reader).contains(waiting))
  }

  @Test("one holds at a time: the operation's in the stead of an exercise's") func oneAtATime() {
    begin(world: Play.exercise)
    let reader = reader()
    let drilled = note(world: Play.exercise)
    #expect(!news(reader).contains(drilled))
    begin()
    #expect(news(reader).contains(drilled))
    let again = play.say(Self.minimize(play), from: "CELL.OPS-1")
    #expect(again.code == 3204 && again.pointer == "/header/type")
    let waiting = note()
    let going = note(world: Play.exercise)
    #expect(news(reader) == [going])
    play.must(
      play.say(
        LiaisonNote.example, from: "CELL.OPS-1", precedence: .priority, world: Play.exercise,
        amends: Amends(id: play.id("minimize", in: Play.exercise), kind: .cancel, reason: "The link is up")))
    play.must(play.say(Self.minimize(play), from: "CELL.OPS-1", world: Play.exercise))
    let other = note(world: Play.exercise)
    #expect(news(reader).contains(other), "the operation's holds still")
    end()
    #expect(news(reader).contains(waiting))
    let last = note(world: Play.exercise)
    #expect(news(reader) == [last], "what did not hold when it was said does not hold later")
  }

  // MARK: how long

  @Test("a day at most, and not past", arguments: ShippedCharter.allCases) func length(_ text: ShippedCharter) {
    let play = Play(text)
    for minutes in [0, 1_441] {
      let outcome = play.say(Self.minimize(play, minutes: minutes), from: "CELL.OPS-1")
      #expect(outcome.code == 3216 && outcome.pointer == "/body/until")
    }
    #expect(play.say(Self.minimize(play, minutes: 1_440), from: "CELL.OPS-1").isAccepted)
  }

  @Test("it is superseded by another end within the day, by who said it, and not after its end") func superseded() {
    let reader = reader()
    begin()
    func supersede(minutes: Int, from node: NodeName = "CELL.OPS-1") -> Play.Outcome {
      play.say(
        Self.minimize(play, minutes: minutes), from: node,
        amends: Amends(id: play.id("minimize"), kind: .supersede, reason: "Later"))
    }
    #expect(supersede(minutes: 60, from: "FRA.CELL-1").isAccepted == false)
    play.pass(minutes: 60)
    let late = supersede(minutes: 1_400)
    #expect(late.code == 3216 && late.pointer == "/body/until")
    #expect(supersede(minutes: 90).isAccepted)
    let waiting = note()
    play.pass(minutes: 61)
    #expect(!news(reader).contains(waiting))
    play.pass(minutes: 30)
    #expect(news(reader).contains(waiting))
    let over = supersede(minutes: 90)
    #expect(over.code == 3202 && over.pointer == "/header/amends/id")
  }

  @Test("under a charter of before it is words alone, also where new rules come into force") func before() {
    let play = Play(change: { $0.minimize = nil }, limits: Self.patient)
    let reader = play.bus.connect("USA.CELL-1").hello(stream: 801)
    reader.subscribe(types: ["*"])
    play.must(play.say(Self.minimize(play, minutes: 5_000), from: "CELL.OPS-1"))
    play.change { $0.minimize = Fixture.charters[.draft]!.minimize }
    let said = play.must(play.say(LiaisonNote.example, from: "UKR.CELL-1")).sequence
    play.bus.settle()
    #expect(reader.delivered().contains(said))
  }

  // MARK: shown

  @Test("status and situation show until when and by whom, to whoever may read it") func shown() throws {
    let until = play.time(minutes: 120)
    play.must(play.say(Self.minimize(play), from: "CELL.OPS-1", to: ["USA", "CELL"], as: "minimize"))
    func status(_ node: NodeName, _ stream: UInt128) -> StatusAnswer? {
      let station = play.bus.connect(node).hello(stream: stream)
      station.send(Query(query: 1, ask: .status))
      play.bus.settle()
      return station.answers.last?.status
    }
    let told = try #require(status("USA.CELL-1", 901)?.minimize)
    #expect(told.until == until && told.by == "CELL" && told.nature == .operation)
    #expect(status("DEU.CELL-1", 902)?.minimize == nil)
    let item = play.situation("USA.CELL-1").attention.first { $0.kind == .minimize }
    #expect(item?.due == until && item?.text.description.contains("by CELL.OPS-1") == true)
    #expect(!play.situation("DEU.CELL-1").attention.contains { $0.kind == .minimize })
    play.pass(minutes: 121)
    #expect(status("USA.CELL-1", 903)?.minimize == nil)
    #expect(!play.situation("USA.CELL-1").attention.contains { $0.kind == .minimize })
  }
}
