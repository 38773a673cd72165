import CellConfig
import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("Papers that are entered later: from which date they count, and who confirms it")
struct ProceedingsLateEntryTests {
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

  private func report(_ name: String, on play: Play) {
    play.must(play.say(play.attackReport(), from: "UKR.GS-1", as: name))
  }

  private func invoke(_ play: Play, on reports: [String], of guarantees: [String]) {
    play.must(play.say(play.invocation(on: reports, of: guarantees), from: "UKR.CELL-1", as: "invocation"))
  }

  @Test(
    "a signature's paper counts with its date; between that and its entry an attack is contested")
  func late() {
    play.agreeOnText()
    play.commit("FRA")
    play.ceasefireInForce()
    play.pass(minutes: 10)
    let paper = play.now
    play.pass(minutes: 10)
    play.reportAttack()
    play.pass(minutes: 10)
    play.must(
      play.say(play.signature(), from: "FRA.CELL-1") {
        $0.enteredBy = EnteredBy(means: .paper, originalSentAt: paper)
      })
    let activation = play.rows(of: GuaranteeActivated.self).first?.body
    #expect(activation?.effectiveAt == paper && activation?.uncontestedFrom == play.now)
    play.pass(minutes: 1)
    report("after", on: play)
    invoke(play, on: ["attack", "after"], of: ["commitment-FRA"])
    #expect(said(play) == ["obliged date-contested both final", "obliged both final"])
    #expect(play.situation().texts[0].signatures.map(\.lateFrom) == [paper])
  }

  @Test("another authority, or the register, confirms a paper's date, and who is obliged is said anew")
  func confirmedDate() {
    var roster = Fixture.roster
    roster.powers = [
      FullPowersEntry(participant: "FRA", office: "Registrar", instrument: "Full powers no. 7", since: "2026-01-01")
    ]
    for by in ["DEU.CELL-1", "FRA.CELL-1"] as [NodeName] {
      let play = Play(roster: roster)
      play.agreeOnText()
      play.commit("FRA")
      play.ceasefireInForce()
      play.pass(minutes: 10)
      let paper = play.now
      play.pass(minutes: 10)
      play.reportAttack()
      play.pass(minutes: 10)
      play.must(
        play.say(play.signature(), from: "FRA.CELL-1", as: "signature-FRA") {
          $0.enteredBy = EnteredBy(means: .paper, originalSentAt: paper)
        })
      invoke(play, on: ["attack"], of: ["commitment-FRA"])
      #expect(said(play) == ["obliged date-contested both final"])
      let body = DeclarationConfirmation(of: play.id("signature-FRA"), office: "Minister for Foreign Affairs")
      let unregistered = play.say(body, from: by) { $0.authority = Play.authority("Another office") }
      #expect(unregistered.code == 3121 && unregistered.pointer == "/header/authority/office")
      if by == "FRA.CELL-1" {
        let itself = play.say(body, from: by)
        #expect(itself.code == 3202 && itself.pointer == "/body/of", "nobody vouches for himself")
      }
      play.must(
        play.say(body, from: by, as: "confirmation") {
          if by == "FRA.CELL-1" { $0.authority = Play.authority("Registrar") }
        })
      #expect(said(play) == ["obliged date-contested both final", "obliged both final"])
      #expect(rows(play).last?.body.causes.contains(play.id("confirmation")) == true)
      let standings = play.situation().attacks.flatMap(\.standings)
      #expect(standings.count == 1 && standings[0].marks.isEmpty, "what was said last counts")
      let again = play.say(body, from: "DEU.CELL-1")
      #expect(again.code == 3204 && again.pointer == "/body/of")
      play.pass(minutes: 1)
      #expect(rows(play).count == 2, "it is said once")
    }
  }

  @Test("a date that is confirmed before it matters is never contested, and one paper of two is not enough")
  func confirmedBefore() {
    play.agreeOnText()
    play.ceasefireInForce()
    play.pass(minutes: 10)
    let paper = play.now
    play.pass(minutes: 10)
    play.reportAttack()
    play.pass(minutes: 10)
    let late = { (header: inout Header) in header.enteredBy = EnteredBy(means: .paper, originalSentAt: paper) }
    play.must(play.say(play.commitment(), from: "FRA.CELL-1", as: "commitment-FRA", change: late))
    play.must(play.say(play.signature(), from: "FRA.CELL-1", as: "signature-FRA", change: late))
    func confirm(_ act: String) {
      play.must(
        play.say(
          DeclarationConfirmation(of: play.id(act), office: "Minister for Foreign Affairs"), from: "DEU.CELL-1"))
    }
    confirm("signature-FRA")
    invoke(play, on: ["attack"], of: ["commitment-FRA"])
    #expect(said(play) == ["obliged date-contested both final"])
    confirm("commitment-FRA")
    #expect(said(play).last == "obliged both final")
    let attention = play.say(
      DeclarationConfirmation(of: play.id("attack"), office: "Minister for Foreign Affairs"), from: "DEU.CELL-1")
    #expect(attention.code == 3206 && attention.pointer == "/body/of", "a report is no paper of that kind")
  }

  @Test("a version that was current on the paper's date may be signed later") func lateVersion() {
    play.amended()
    let paper = play.now
    let old = play.charter.version
    #expect(play.say(play.signature(old), from: "DEU.CELL-1").code == 3205)
    #expect(
      play.say(play.signature(old), from: "DEU.CELL-1") {
        $0.enteredBy = EnteredBy(means: .paper, originalSentAt: paper)
      }.code == 3205, "the amendment was there")
    let play = Play()
    play.agreeOnText()
    let date = play.now
    play.pass(minutes: 5)
    play.must(play.say(play.amendment(), from: "USA.CELL-1"))
    #expect(
      play.say(play.signature(old), from: "DEU.CELL-1") {
        $0.enteredBy = EnteredBy(means: .paper, originalSentAt: date)
      }.isAccepted)
  }

  @Test("a withdrawal's paper never counts") func lateWithdrawal() {
    play.attackUnderGuarantee()
    play.must(
      play.say(
        GuaranteeWithdrawal(
          commitment: play.id("commitment-FRA"), effectiveAt: "2025-01-01T00:00:00Z"),
        from: "FRA.CELL-1"
      ) { $0.enteredBy = EnteredBy(means: .paper, originalSentAt: "2025-01-01T00:00:00Z") })
    #expect(play.situation().guarantees.map(\.endsAt) == [NoticePeriod.months(12).after(play.now)])
  }
}
