import CellConfig
import CellCore
import CellSchema
import CellTestSupport
import Testing

@Suite("Provisions: listed, unlisted, and where a list is complete")
struct ProvisionTests {
  private static func draft(_ play: Play, isComplete: Bool?) -> DeclarationDraft {
    var draft = play.draft()
    draft.provisionsComplete = isComplete
    return draft
  }

  private static func agreed(_ play: Play, isComplete: Bool? = nil) {
    play.must(play.say(draft(play, isComplete: isComplete), from: "FRA.CELL-1", as: "text"))
  }

  private static func commitment(_ play: Play, _ provision: ProvisionNumber) -> GuaranteeCommitment {
    var body = play.commitment()
    body.provision = provision
    return body
  }

  private static func signature(_ play: Play, _ reservations: DeclarationSignature.Reservation...)
    -> DeclarationSignature
  {
    var body = play.signature()
    body.reservations = NonEmpty(reservations)
    return body
  }

  @Test("a commitment under one that is not listed is accepted and marked", arguments: ShippedCharter.allCases)
  func marked(_ text: ShippedCharter) throws {
    let play = Play(text)
    Self.agreed(play)
    let listed = try #require(play.draft().provisions.first?.number)
    play.must(play.say(Self.commitment(play, "99"), from: "FRA.CELL-1"))
    play.must(play.say(Self.commitment(play, listed), from: "FRA.CELL-1"))
    let marks = play.situation().guarantees.sorted { $0.sequence < $1.sequence }.map(\.isProvisionUnlisted)
    #expect(marks == [true, false])
  }

  @Test("where the version says that its list is complete it is refused", arguments: ShippedCharter.allCases)
  func refused(_ text: ShippedCharter) {
    let play = Play(text)
    Self.agreed(play, isComplete: true)
    let outcome = play.say(Self.commitment(play, "99"), from: "FRA.CELL-1")
    #expect(outcome.code == 3205 && outcome.pointer == "/body/provision")
    #expect(outcome.detail?.contains("lists all of its provisions (#2), and 99 is none of them") == true)
    let reserved = play.say(
      Self.signature(play, .init(text: "In parts."), .init(provision: "99", text: "Not here.")), from: "FRA.CELL-1")
    #expect(reserved.code == 3205 && reserved.pointer == "/body/reservations/1/provision")
    #expect(play.say(Self.signature(play, .init(text: "In parts.")), from: "FRA.CELL-1").isAccepted)
  }

  @Test("a list that says that it is not complete refuses nothing") func incomplete() {
    let play = Play()
    Self.agreed(play, isComplete: false)
    #expect(play.say(Self.commitment(play, "99"), from: "FRA.CELL-1").isAccepted)
  }

  @Test("a version without a list has that of the version before, and is complete by its own word alone")
  func inherited() {
    let play = Play()
    Self.agreed(play, isComplete: true)
    play.must(play.say(play.amendment(), from: "FRA.CELL-1"))
    var body = Self.commitment(play, "99")
    body.version = "next"
    play.must(play.say(body, from: "FRA.CELL-1"))
    #expect(play.situation().guarantees.map(\.isProvisionUnlisted) == [true])
    var listing = play.amendment(from: "next", to: "third")
    listing.provisions = [.init(number: "99", heading: "Final clauses")]
    listing.provisionsComplete = true
    play.must(play.say(listing, from: "FRA.CELL-1"))
    body.version = "third"
    play.must(play.say(body, from: "FRA.CELL-1"))
    body.provision = "4"
    #expect(play.say(body, from: "FRA.CELL-1").code == 3205)
    let old = Self.commitment(play, "98")
    #expect(play.say(old, from: "FRA.CELL-1").code == 3205, "the first version's own list stays complete")
  }

  @Test("a case that names one that no text lists is marked") func cases() {
    let play = Play()
    Self.agreed(play)
    play.ceasefireInForce()
    play.reportIncident()
    var body = play.verificationCase()
    body.provision = "99"
    play.must(play.say(body, from: "USA.CELL-1"))
    play.reportIncident(as: "other")
    body = play.verificationCase("V-2026-0002", of: play.id("other"))
    body.provision = "4"
    play.must(play.say(body, from: "USA.CELL-1"))
    let marks = play.situation().cases.sorted { $0.sequence < $1.sequence }.map(\.isProvisionUnlisted)
    #expect(marks == [true, false])
  }

  @Test("a case is refused where every text that it may be of has a complete list") func refusedCase() {
    let play = Play()
    play.ceasefireInForce()
    let instruments = [Fixture.charters[.draft]!.instrument, play.agreement().instrument]
    for instrument in Set(instruments) {
      var body = Self.draft(play, isComplete: true)
      body.instrument = instrument
      play.must(play.say(body, from: "FRA.CELL-1"))
    }
    play.reportIncident()
    var body = play.verificationCase()
    body.provision = "99"
    let outcome = play.say(body, from: "USA.CELL-1")
    #expect(outcome.code == 3205 && outcome.pointer == "/body/provision")
  }

  @Test("a provision of another text than the complete one may be meant: nothing is refused") func otherText() {
    let play = Play()
    Self.agreed(play, isComplete: true)
    play.ceasefireInForce()
    play.reportIncident()
    var body = play.verificationCase()
    body.provision = "99"
    #expect(play.say(body, from: "USA.CELL-1").isAccepted)
    #expect(play.situation().cases.map(\.isProvisionUnlisted) == [true])
  }

  // MARK: reservations

  @Test("reservations are shown where their provision counts") func reservations() throws {
    let play = Play()
    Self.agreed(play)
    let provision = play.commitment().provision
    play.must(
      play.say(
        Self.signature(
          play, .init(provision: provision, text: "By decision of parliament."), .init(text: "As a whole."),
          .init(provision: "1", text: "Elsewhere.")), from: "FRA.CELL-1"))
    play.must(play.say(play.commitment(), from: "FRA.CELL-1", as: "commitment-FRA"))
    play.must(play.say(play.commitment(), from: "DEU.CELL-1", as: "commitment-DEU"))
    let given = play.situation().guarantees
    let texts: [Text] = ["By decision of parliament.", "As a whole."]
    #expect(given.first { $0.by == "FRA" }?.reservations.map(\.text) == texts)
    #expect(given.first { $0.by == "DEU" }?.reservations.isEmpty == true)
    play.ceasefireInForce()
    play.reportAttack()
    play.must(
      play.say(
        Invocation(
          reports: [play.id("attack")], guarantees: [play.id("commitment-FRA")], beneficiary: .ukraine,
          requested: [.military], aim: "Support."), from: "UKR.CELL-1"))
    let situation = play.situation()
    #expect(situation.attacks.first?.standings.first?.reservations.map(\.text) == texts)
    let response = situation.invocations.first?.responses.first { $0.by == "FRA" }
    #expect(response?.reservations.map(\.text) == texts)
  }

  @Test("whoever may not read the signature sees no reservation") func hidden() {
    let play = Play()
    Self.agreed(play)
    play.must(play.say(Self.signature(play, .init(text: "As a whole.")), from: "FRA.CELL-1", to: ["UKR"]))
    play.must(play.say(play.commitment(), from: "FRA.CELL-1"))
    #expect(play.situation("USA.CELL-1").guarantees.first?.reservations.isEmpty == true)
    #expect(play.situation("UKR.CELL-1").guarantees.first?.reservations.count == 1)
  }
}

@Suite("References to what its originator controls")
struct OriginatorControlTests {
  private let play = Play()

  private func controlled(_ header: inout Header) { header.label.control = .originator }

  @Test("a case does not show an incident to whom may not read it, and is refused nothing") func incidents() {
    play.ceasefireInForce()
    play.must(
      play.say(IncidentReport.example, from: "FRA.CELL-1", to: ["USA", "CELL"], as: "incident", change: controlled))
    play.must(play.say(play.verificationCase(), from: "USA.CELL-1"))
    #expect(play.situation("DEU.CELL-1").cases.map(\.incidents) == [[]])
    #expect(play.situation("CELL.OPS-1").cases.map(\.incidents) == [[play.id("incident")]])
  }

  @Test("what nobody controls is shown by its identifier") func open() {
    play.ceasefireInForce()
    play.must(play.say(IncidentReport.example, from: "FRA.CELL-1", to: ["USA", "CELL"], as: "incident"))
    play.must(play.say(play.verificationCase(), from: "USA.CELL-1"))
    #expect(play.situation("DEU.CELL-1").cases.map(\.incidents) == [[play.id("incident")]])
  }

  @Test("a pledge does not show the requirement that it answers") func requirement() {
    play.must(
      play.say(play.requirement(), from: "UKR.CELL-1", to: ["FRA"], as: "requirement", change: controlled))
    play.must(play.say(play.pledge(requirement: play.id("requirement")), from: "FRA.CELL-1"))
    #expect(play.situation("USA.CELL-1").assistance.pledges.map(\.requirement) == [nil])
    #expect(play.situation("FRA.CELL-1").assistance.pledges.map(\.requirement) == [play.id("requirement")])
  }

  @Test("a fact that refers to it is taken, and the discrepancy does not name it") func stray() throws {
    let note = play.must(
      play.say(LiaisonNote.example, from: "UKR.CELL-1", to: ["USA"], change: controlled))
    play.must(play.say(LiaisonNote.example, from: "FRA.CELL-1") { $0.references = [note.id] })
    let row = try #require(play.rows(of: Discrepancy.self).first)
    #expect(row.body.explanation == "It refers to a message that its sender cannot have read here.")
    play.must(play.say(Acknowledgement(of: note.id, by: "Duty officer"), from: "FRA.CELL-1"))
    #expect(play.rows(of: Discrepancy.self).last?.body.explanation.description.contains("\(note.id)") == false)
  }

  @Test("whoever may read it forwards it as anything else") func forwarded() {
    let note = play.must(
      play.say(LiaisonNote.example, from: "UKR.CELL-1", to: ["USA"], change: controlled))
    #expect(play.say(LiaisonNote.example, from: "USA.CELL-1") { $0.references = [note.id] }.isAccepted)
    #expect(play.rows(of: Discrepancy.self).isEmpty)
  }
}
