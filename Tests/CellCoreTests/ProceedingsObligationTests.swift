import CellConfig
import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("Obligations: whose guarantee was active when the attack began")
struct ProceedingsObligationTests {
  private let play = Play()

  private func rows(_ play: Play) -> [Play.Said<GuaranteeObliged>] {
    play.rows(of: GuaranteeObliged.self)
  }

  /// Standing, marks, track and terms of what the bus said, in order.
  private func said(_ play: Play) -> [String] {
    rows(play).map { row in
      let marks = (row.body.marks?.elements ?? []).map(\.rawValue)
      let terms = row.body.terms.map { [$0.rawValue] } ?? []
      return
        ([row.body.standing.rawValue] + marks + (row.body.track.map { [$0.rawValue] } ?? []) + terms)
        .joined(separator: " ")
    }
  }

  private func obliged(_ play: Play) -> [String] {
    play.situation().invocations.map { invocation in
      invocation.responses.filter(\.isObliged).map { "\($0.by)" }.joined(separator: " ")
    }
  }

  /// Reports an attack as it began, and keeps it under a name.
  private func report(
    _ name: String, began: OrNotKnown<Timestamp>? = nil, within: BeginningSpan? = nil,
    on play: Play,
    change: (inout Header) -> Void = { _ in }
  ) {
    var body = play.attackReport()
    if let began { body.began = began }
    body.beganWithin = within
    play.must(play.say(body, from: "UKR.GS-1", as: name, change: change))
  }

  private func invoke(
    _ play: Play, on reports: [String], of guarantees: [String], as name: String = "invocation"
  ) {
    play.must(play.say(play.invocation(on: reports, of: guarantees), from: "UKR.CELL-1", as: name))
  }

  // MARK: standings

  @Test("no guarantee's state refuses an invocation; of each pair the bus says how it stands")
  func standings() throws {
    play.agreeOnText()
    play.sign("FRA")
    play.commit("FRA")
    play.commit("DEU")
    play.commit("DEU", to: .force)
    report("early", on: play)
    play.pass(minutes: 5)
    play.ceasefireInForce()
    play.reportAttack()
    let guarantees = ["commitment-FRA", "commitment-DEU", "commitment-DEU-force"]
    let invocation = play.must(
      play.say(play.invocation(on: ["early", "attack"], of: guarantees), from: "UKR.CELL-1"))
    #expect(
      said(play) == [
        "not-yet-active", "not-yet-active", "beneficiary-differs", "obliged both final",
        "not-yet-active",
        "beneficiary-differs",
      ])
    #expect(
      rows(play).allSatisfy {
        $0.cause == invocation.sequence && $0.body.invocation == invocation.id
      })
    #expect(
      rows(play).map(\.body.report)
        == ["early", "attack"].flatMap { [play.id($0), play.id($0), play.id($0)] })
    let activation = try #require(play.rows(of: GuaranteeActivated.self).first?.header.id)
    #expect(
      rows(play)[3].body.causes.elements == [
        invocation.id, play.id("attack"), play.id("commitment-FRA"), activation,
      ])
    #expect(obliged(play) == ["FRA"])
    #expect(play.say(play.response(.notObliged, to: invocation.id), from: "DEU.CELL-1").isAccepted)
    let attacks = Dictionary(uniqueKeysWithValues: play.situation().attacks.map { ($0.id, $0) })
    #expect(
      attacks[play.id("attack")]?.standings.map { "\($0.by) \($0.standing.rawValue)" } == [
        "DEU not-yet-active", "DEU beneficiary-differs", "FRA obliged",
      ], "worst first")
    #expect(
      attacks[play.id("early")]?.obliged == [] && attacks[play.id("attack")]?.obliged == ["FRA"])
    let head = play.head
    play.pass(minutes: 1)
    play.restart(afterMinutes: 1)
    play.pass(seconds: 1)
    #expect(play.head == head && obliged(play) == ["FRA"], "it is said once")
  }

  @Test("a backdated withdrawal after the attack obliges all the same; after its notice no more")
  func withdrawn() {
    let play = Play { $0.guarantees.notice = .days(1) }
    play.attackUnderGuarantee()
    play.must(play.withdraw("commitment-FRA", from: "FRA", at: play.time(minutes: -600)))
    play.pass(minutes: 1_439)
    report("last", on: play)
    play.pass(minutes: 1)
    report("after", on: play)
    invoke(play, on: ["attack", "last", "after"], of: ["commitment-FRA"])
    #expect(said(play) == ["obliged both final", "obliged both final", "withdrawn"])
    #expect(obliged(play) == ["FRA"] && play.situation().guarantees.map(\.state) == [.ended])
  }

  @Test("an invocation of before the charter had it obliges whom it names, under later rules too")
  func oldRows() {
    let play = Play { $0.types.removeAll { $0.type == GuaranteeObliged.messageType } }
    play.agreeOnText()
    play.sign("FRA")
    play.commit("FRA")
    report("early", on: play)
    play.pass(minutes: 5)
    play.ceasefireInForce()
    invoke(play, on: ["early"], of: ["commitment-FRA"])
    #expect(rows(play).isEmpty && obliged(play) == ["FRA"])
    let types = Fixture.charters[.draft]!.types
    play.change { $0.types = types }
    play.restart(afterMinutes: 1)
    play.pass(seconds: 1)
    #expect(rows(play).isEmpty && obliged(play) == ["FRA"])
    invoke(play, on: ["early"], of: ["commitment-FRA"], as: "later")
    #expect(said(play) == ["not-yet-active"])
  }

  @Test("a later invocation adds reports and guarantees") func added() {
    play.agreeOnText()
    play.signAll()
    play.commit("FRA")
    play.commit("DEU")
    play.ceasefireInForce()
    play.reportAttack()
    invoke(play, on: ["attack"], of: ["commitment-FRA"])
    play.pass(minutes: 5)
    report("wave", on: play)
    invoke(play, on: ["attack", "wave"], of: ["commitment-FRA", "commitment-DEU"], as: "later")
    #expect(rows(play).count == 5 && Set(obliged(play)) == ["FRA", "DEU FRA"])
  }

  @Test("more pairs than the bus judges at once are refused") func tooMany() {
    play.attackUnderGuarantee()
    let outcome = play.say(
      play.invocation(
        on: Array(repeating: "attack", count: 33), of: Array(repeating: "commitment-FRA", count: 32)
      ),
      from: "UKR.CELL-1")
    #expect(outcome.code == 3219 && outcome.pointer == "/body/guarantees")
    #expect(outcome.detail?.contains("1056 pairs") == true)
  }

  // MARK: when it began

  @Test("a moment, a span, or N/K: then when it was first sent, else when it was sent") func began() {
    play.agreeOnText()
    play.sign("FRA")
    play.commit("FRA")
    play.pass(minutes: 60)
    let before = play.time(minutes: -30)
    play.ceasefireInForce()
    let start = play.now
    play.pass(minutes: 60)
    report(
      "span", began: .notKnown, within: BeginningSpan(earliest: before, latest: start), on: play)
    report(
      "early span", began: .notKnown, within: BeginningSpan(earliest: before, latest: before),
      on: play)
    report(
      "late span", began: .notKnown, within: BeginningSpan(earliest: start, latest: play.now),
      on: play)
    report("sent", began: .notKnown, on: play)
    report("entered", began: .notKnown, on: play) {
      $0.enteredBy = EnteredBy(means: .telephone, originalSentAt: before)
    }
    invoke(
      play, on: ["span", "early span", "late span", "sent", "entered"], of: ["commitment-FRA"])
    #expect(
      said(play) == [
        "obliged began-uncertain both final", "not-yet-active", "obliged both final",
        "obliged both final",
        "not-yet-active",
      ])
    #expect(rows(play).map(\.body.beganEarliest) == [before, before, start, play.now, before])
    #expect(rows(play).map(\.body.beganLatest) == [start, before, play.now, play.now, before])
  }

  @Test("a beginning after the report is marked, and counts from the report on") func future()
    throws
  {
    play.attackUnderGuarantee()
    report("future", began: .known(play.time(minutes: 600)), on: play)
    let marked = try #require(play.rows(of: Discrepancy.self).last)
    #expect(marked.body.concerns.elements == [play.id("future")])
    invoke(play, on: ["future"], of: ["commitment-FRA"])
    #expect(
      rows(play).map(\.body.beganLatest) == [play.now] && said(play) == ["obliged both final"])
  }

  @Test(
    "correcting a report marks it, and releases nobody", arguments: [Amends.Kind.correct, .retract])
  func corrected(kind: Amends.Kind) throws {
    play.invoked()
    var body = play.attackReport()
    body.began = .known("2024-02-24T03:00:00Z")
    let correction = play.must(
      play.say(
        body, from: "UKR.GS-1", precedence: .flash,
        amends: Amends(id: play.id("attack"), kind: kind, reason: "It began before.")))
    let marked = try #require(play.rows(of: Discrepancy.self).last)
    #expect(marked.body.concerns.elements == [correction.id, play.id("invocation")])
    #expect(
      marked.cause == correction.sequence
        && play.situation().attention.contains { $0.kind == .discrepancy })
    #expect(obliged(play) == ["FRA"] && rows(play).count == 1)
  }

  // MARK: from when on it is active

  @Test(
    "a retroactive entry into force counts from the last statement, one stated in advance as stated"
  )
  func retroactive() {
    for minutes in [-120, 30] {
      let play = Play()
      play.agreeOnText()
      play.sign("FRA")
      play.commit("FRA")
      play.ceasefireAgreed()
      let (stated, now) = (play.time(minutes: minutes), play.now)
      play.bothState(play.entry(at: stated))
      play.pass(minutes: 60)
      report("then", began: .known(stated), on: play)
      invoke(play, on: ["then"], of: ["commitment-FRA"])
      #expect(
        play.rows(of: GuaranteeActivated.self).map(\.body.effectiveAt) == [
          minutes < 0 ? now : stated
        ])
      #expect(said(play) == [minutes < 0 ? "not-yet-active" : "obliged both final"])
    }
  }

  @Test("an attack before the ratification is owed on the political limb, one after it on both")
  func limbs() {
    play.agreeOnText()
    play.signAll()
    play.commit("DEU", requiresRatification: true)
    play.ceasefireInForce()
    report("before", on: play)
    play.pass(minutes: 5)
    play.ratify("DEU")
    report("after", on: play)
    invoke(play, on: ["before", "after"], of: ["commitment-DEU"])
    #expect(said(play) == ["obliged political final", "obliged both final"])
  }

  // MARK: terms and means

  @Test("a completion counts for attacks that begin after it is accepted") func completed() {
    play.agreeOnText()
    play.signAll()
    play.commit("DEU", terms: .open)
    play.ceasefireInForce()
    report("before", on: play)
    play.pass(minutes: 5)
    play.must(play.complete("commitment-DEU", from: "DEU", .open, means: [.sanctions]))
    play.must(play.complete("commitment-DEU", from: "DEU", .final))
    report("at once", on: play)
    play.pass(minutes: 5)
    report("after", on: play)
    invoke(play, on: ["before"], of: ["commitment-DEU"])
    #expect(play.situation().invocations[0].responses.map(\.isConsultationOnly) == [true])
    invoke(play, on: ["before", "at once", "after"], of: ["commitment-DEU"], as: "later")
    #expect(
      said(play).suffix(3) == ["obliged both open", "obliged both open", "obliged both final"])
    #expect(
      rows(play).last?.body.means?.elements == [.military, .intelligence, .logistics, .sanctions])
    #expect(rows(play)[1].body.means?.elements == [.military, .intelligence, .logistics])
    #expect(play.situation().guarantees.map(\.terms) == [.final])
    #expect(
      play.complete("commitment-DEU", from: "DEU", .final, means: [.other]).isAccepted,
      "means are added")
  }

  @Test("a partial withdrawal takes means away, after its notice") func partial() {
    let play = Play { $0.guarantees.notice = .days(1) }
    play.attackUnderGuarantee()
    play.must(
      play.withdraw("commitment-FRA", from: "FRA", at: play.time(minutes: -60), means: [.military]))
    let guarantee = play.situation().guarantees[0]
    #expect(guarantee.state == .active && guarantee.endsAt == nil)
    #expect(guarantee.partialEnds.map(\.endsAt) == [play.time(minutes: 1_440)])
    play.pass(minutes: 1_440)
    report("after", on: play)
    invoke(play, on: ["attack", "after"], of: ["commitment-FRA"])
    #expect(
      rows(play).map { $0.body.means?.elements ?? [] } == [
        [.military, .intelligence, .logistics], [.intelligence, .logistics],
      ])
    #expect(play.withdraw("commitment-FRA", from: "FRA").isAccepted, "and then the rest")
  }
}
