import CellConfig
import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("The clock after an attack: its stages, its beginning, who has done what is expected")
struct ProceedingsClockTests {
  private let play = Play()

  @Test("a stage is passed once its moment is over, and not at it", arguments: ShippedCharter.allCases)
  func moments(_ text: ShippedCharter) throws {
    let play = Play(text)
    play.attackUnderGuarantee()
    let began = try #require(play.clock()?.began)
    for (index, hours) in [24, 48, 72].enumerated() {
      let at = began.adding(seconds: Int64(hours) * 3_600)
      for seconds: Int64 in [-1, 0] {
        play.pass(to: at.adding(seconds: seconds))
        #expect(play.stages.count == index)
        #expect(play.clock()?.stages[index].isPassed == false)
      }
      play.pass(to: at.adding(seconds: 1))
      #expect(play.stages.count == index + 1)
      let row = try #require(play.stages.last)
      #expect(row.body.attack == play.id("attack") && row.body.began == began && row.body.passedAt == at)
      #expect(row.cause == UInt64(play.clock()?.sequence.value ?? 0) && row.header.precedence == .immediate)
      #expect(play.clock()?.stages[index].isPassed == true)
      #expect(play.clock()?.stages[index].sequence?.value == Int(row.sequence))
    }
    #expect(play.stages.map { "\($0.body.after) \($0.body.expected.rawValue)" } == Self.stages)
    #expect(play.clock()?.isRunning == false)
    play.pass(minutes: 10 * Play.day)
    #expect(play.stages.count == 3, "each once")
  }

  private static let stages = ["PT24H support.invocation", "PT48H support.response", "PT72H support.measure"]

  @Test("it says who did what is expected, in time, and who has not") func who() throws {
    play.agreeOnText()
    play.signAll()
    play.commit("FRA")
    play.commit("DEU", terms: .open)
    play.ceasefireInForce()
    play.reportAttack()
    play.invoke(of: "commitment-FRA", "commitment-DEU")
    let invocation = play.id("invocation")
    play.pass(minutes: 60)
    play.respond("DEU", .inConsultation)
    play.respond("FRA", .inConsultation)
    let began = try #require(play.clock()?.began)
    play.pass(to: began.adding(seconds: 48 * 3_600 + 1))
    #expect(
      play.stages.map { $0.body.done } == [
        ["UKR support.invocation \(invocation)"],
        [
          "CAN support.consultation", "DEU support.consultation \(play.id("response-DEU"))", "FRA support.response",
        ],
      ])
    #expect(play.stages.last?.body.explanation.description.contains("1 of 3 in time; not CAN, FRA.") == true)
    #expect(play.stages.last?.body.explanation.description.hasPrefix("EXPECTED, not owed:") == true)
    // What comes after its moment is late, and what was said stays.
    play.respond("FRA", .committed)
    let late = play.clock()?.stages[1].expectations.first { $0.participant == "FRA" }
    #expect(late?.isLate == true && late?.sequence != nil)
    play.must(play.say(play.measure(.announced), from: "FRA.CELL-1", as: "measure"))
    play.pass(minutes: Play.day)
    #expect(
      play.stages.last?.body.done == [
        "CAN support.consultation", "DEU support.consultation \(play.id("response-DEU"))",
        "FRA support.measure \(play.id("measure"))", "USA support.consultation",
      ])
  }

  @Test("who says that it will not act is not expected to") func declined() throws {
    play.invoked()
    play.respond("FRA", .declined)
    play.pass(minutes: 3 * Play.day + 1)
    #expect(play.stages.last?.body.done.contains("FRA support.measure \(play.id("response-FRA"))") == true)
  }

  @Test("who has no final terms in force is expected to consult alone, also where it completed them too late")
  func terms() throws {
    play.agreeOnText()
    play.signAll()
    for code in ["FRA", "DEU"] as [ParticipantCode] { play.commit(code, terms: .open) }
    play.ceasefireInForce()
    play.complete("commitment-FRA", from: "FRA", .final)
    play.pass(seconds: 1)
    play.reportAttack()
    play.pass(seconds: 1)
    play.complete("commitment-DEU", from: "DEU", .final)
    play.pass(minutes: 2 * Play.day + 1)
    #expect(
      play.stages.last?.body.done == ["CAN support.consultation", "DEU support.consultation", "FRA support.response"])
    #expect(
      play.clock()?.stages[1].expectations.filter { $0.expected == .consultation }.map(\.participant) == ["CAN", "DEU"])
  }

  @Test("under the final text nothing is expected of the United States") func unitedStates() {
    for (text, isExpected) in [(ShippedCharter.draft, true), (.final, false)] {
      let play = Play(text)
      play.attackUnderGuarantee()
      let expected = play.clock()?.stages.flatMap { $0.expectations.map(\.participant) } ?? []
      #expect(expected.contains("USA") == isExpected)
    }
  }

  @Test("it is expected and not owed: nobody is waited for, and nobody is obliged by it") func notOwed() {
    play.attackUnderGuarantee()
    let item = play.situation().attention.first { $0.kind == .clockRunning }
    #expect(item?.waitingFor == [] && item?.due == play.clock()?.stages[0].at)
    #expect(item?.text.description.hasPrefix("T+0H, attack on Ukraine at Kharkiv; EXPECTED, not owed:") == true)
    play.invoke(of: "commitment-FRA")
    play.pass(minutes: 3 * Play.day + 1)
    #expect(play.situation().invocations[0].responses.filter(\.isObliged).map(\.by) == ["FRA"])
    #expect(!play.situation().attention.contains { $0.kind == .clockRunning })
  }

  // MARK: restart and down time

  @Test("what passed while the broker was down is said when it is back, once") func down() {
    play.attackUnderGuarantee()
    play.pass(minutes: 23 * 60)
    play.restart(afterMinutes: 2 * Play.day)
    play.pass(seconds: 1)
    #expect(play.stages.map { "\($0.body.after)" } == ["PT24H", "PT48H"])
    play.restart(afterMinutes: 30)
    play.pass(seconds: 1)
    #expect(play.stages.count == 2)
  }

  @Test("what is said after the moment and before the bus says so was not said in time") func late() throws {
    play.attackUnderGuarantee()
    let began = try #require(play.clock()?.began)
    let left = began.adding(seconds: 24 * 3_600 + 5).moment - play.bus.now.wall
    play.bus.advance(milliseconds: left.value / 1_000)
    play.invoke(of: "commitment-FRA")
    play.pass(seconds: 1)
    #expect(play.stages.map { $0.body.done } == [["UKR support.invocation"]])
    #expect(play.clock()?.stages[0].expectations.map(\.isLate) == [true])
  }

  @Test("replay, kept state and a restart lead where it was lived") func replayed() throws {
    play.invoked()
    play.respond("FRA", .committed)
    play.pass(minutes: Play.day + 1)
    play.must(
      play.say(
        play.attackReport(), from: "DEU.CELL-1", inReplyTo: play.id("attack"), as: "second"))
    let before = play.situation()
    let snapshot = play.bus.archive.snapshot()
    try play.bus.restart(from: snapshot)
    #expect(play.situation().clocks == before.clocks && before.clocks.count == 1)
    play.restart()
    #expect(play.situation().clocks == before.clocks)
    play.pass(minutes: Play.day)
    #expect(play.stages.count == 2)
  }

  // MARK: one clock for each attack

  @Test("two attacks have two clocks, and a further report of one is of it") func attacks() throws {
    play.attackUnderGuarantee()
    play.pass(minutes: 60)
    var earlier = play.attackReport()
    earlier.began = .known(play.clock()!.began.adding(seconds: -1))
    play.must(play.say(earlier, from: "DEU.CELL-1", inReplyTo: play.id("attack"), as: "further"))
    play.must(play.say(play.attackReport(), from: "UKR.GS-1", as: "second"))
    play.must(play.say(play.attackReport(), from: "FRA.CELL-1", inReplyTo: play.id("further"), as: "third"))
    #expect(play.situation().clocks.map(\.attack) == [play.id("attack"), play.id("second")])
    // It runs from the earliest, and an answer on any of its reports counts.
    #expect(play.clock()?.began == play.inForce, "not before the ceasefire")
    play.must(
      play.say(play.invocation(on: ["third"], of: ["commitment-FRA"]), from: "UKR.CELL-1", as: "invocation"))
    play.pass(minutes: Play.day)
    #expect(play.stages.map { $0.body.done } == [["UKR support.invocation \(play.id("invocation"))"]])
    play.pass(minutes: 60)
    #expect(play.stages.count == 2 && play.stages[1].body.done == ["UKR support.invocation"])
    #expect(play.stages.map(\.body.attack) == [play.id("attack"), play.id("second")])
  }

  @Test("a reply that is of another target, or to what is no report, is an attack of its own") func replies() {
    play.forceConstituted()
    play.reportAttack()
    play.must(
      play.say(play.attackReport(on: .force), from: "FRA.MNF-1", inReplyTo: play.id("attack"), as: "attack-force"))
    play.must(play.say(play.attackReport(), from: "UKR.GS-1", inReplyTo: play.id("force"), as: "other"))
    #expect(
      Set(play.situation().clocks.map(\.attack)) == [play.id("attack"), play.id("attack-force"), play.id("other")])
    let force = play.situation().clocks.first { $0.target == .force }
    #expect(force?.stages.map(\.after) == [.hours(48), .hours(72)], "of the force Ukraine calls upon nothing")
  }

  @Test("it runs from the earliest moment at which the attack may have begun, once a ceasefire was in force")
  func beginnings() throws {
    play.ceasefireInForce()
    let inForce = play.inForce
    play.pass(minutes: 120)
    var body = play.attackReport()
    body.began = .notKnown
    body.beganWithin = BeginningSpan(earliest: play.time(minutes: -60), latest: play.time(minutes: -30))
    let earliest = play.time(minutes: -60)
    play.must(play.say(body, from: "UKR.GS-1", as: "span"))
    #expect(play.clock("span")?.began == earliest)
    body.beganWithin = BeginningSpan(earliest: play.time(minutes: -600), latest: play.time(minutes: -30))
    play.must(play.say(body, from: "UKR.GS-1", as: "across"))
    #expect(play.clock("across")?.began == inForce)
    body.beganWithin = nil
    let sent = play.now
    play.must(play.say(body, from: "UKR.GS-1", as: "unknown"))
    #expect(play.clock("unknown")?.began == sent)
    body.began = .known(play.time(minutes: -600))
    play.must(play.say(body, from: "UKR.GS-1", as: "before"))
    #expect(play.clock("before") == nil, "it began before the ceasefire")
    play.pass(minutes: 4 * Play.day)
    #expect(Set(play.stages.map(\.body.attack)) == [play.id("span"), play.id("across"), play.id("unknown")])
  }

  @Test("where no ceasefire was in force there is no clock, and it outlives the ceasefire") func phases() {
    play.reportAttack()
    play.pass(minutes: 2 * Play.day)
    #expect(play.situation().clocks.isEmpty && play.stages.isEmpty)
    play.ceasefireInForce()
    #expect(play.situation().clocks.isEmpty)
    play.must(play.say(play.attackReport(), from: "UKR.GS-1", as: "second"))
    play.bothState(play.termination())
    #expect(play.situation().clocks.map(\.attack) == [play.id("second")])
    play.pass(minutes: Play.day + 1)
    #expect(play.stages.map(\.body.attack) == [play.id("second")])
  }

  // MARK: corrections

  private func correct(_ kind: Amends.Kind, began: Timestamp? = nil) {
    var body = play.attackReport()
    if let began { body.began = .known(began) }
    play.must(
      play.say(
        body, from: "UKR.GS-1", amends: Amends(id: play.id("attack"), kind: kind, reason: "Seen again")))
  }

  @Test("a correction moves what is to come, and what was said stays") func corrected() throws {
    play.ceasefireInForce()
    play.pass(minutes: 180)
    let began = play.time(minutes: -150)
    var body = play.attackReport()
    body.began = .known(began)
    play.must(play.say(body, from: "UKR.GS-1", as: "attack"))
    #expect(play.clock()?.began == began)
    correct(.correct, began: began.adding(seconds: 1_800))
    #expect(play.clock()?.began == began.adding(seconds: 1_800))
    play.pass(to: began.adding(seconds: 24 * 3_600 + 1_799))
    #expect(play.stages.isEmpty)
    play.pass(to: began.adding(seconds: 24 * 3_600 + 1_801))
    #expect(play.stages.count == 1)
    correct(.correct, began: began.adding(seconds: 7_200))
    #expect(play.clock()?.stages[0].isPassed == true, "it was said")
    play.pass(minutes: 120)
    #expect(play.stages.count == 1)
    // An earlier beginning: the next stage has passed already.
    correct(.correct, began: play.inForce)
    play.pass(to: began.adding(seconds: 50 * 3_600))
    #expect(play.stages.map { "\($0.body.after)" } == ["PT24H", "PT48H"])
    #expect(play.stages.last?.body.began == play.inForce)
  }

  @Test("a report that is taken back has no clock, unless another of the same attack stands") func takenBack() {
    play.attackUnderGuarantee()
    correct(.cancel)
    #expect(play.situation().clocks.isEmpty)
    play.must(play.say(play.attackReport(), from: "UKR.GS-1", as: "second"))
    play.must(play.say(play.attackReport(), from: "DEU.CELL-1", inReplyTo: play.id("attack"), as: "further"))
    #expect(play.situation().clocks.count == 2)
    play.pass(minutes: Play.day + 1)
    #expect(Set(play.stages.map(\.body.attack)) == [play.id("second"), play.id("further")])
    play.restart()
    #expect(play.situation().clocks.count == 2)
  }
}
