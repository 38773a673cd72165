import CellCore
import CellSchema
import CellTestSupport
import Testing

@Suite("Deciding together: each side agrees, and one may be silent after a notice")
struct SilentSideTests {
  private static let day = Play.day

  private func play() -> Play {
    var roster = Fixture.roster
    for place in roster.nodes.indices where ["FRA.CELL-1", "UKR.CELL-1"].contains(roster.nodes[place].name) {
      roster.nodes[place].witnessKey = "key"
    }
    return Play(roster: roster) { charter in
      charter.decisions = DecisionProcedure(silence: 1_440, voices: [.role("delegation")])
      for place in charter.types.indices where charter.types[place].type == DeclarationDraft.messageType {
        charter.types[place].decision = .needed
        charter.types[place].decidedBy = DecisionTerms(
          electorate: .init(parties: [.participant("FRA"), .participant("UKR"), .participant("USA")]), rule: .silence,
          silentSideAfter: .days(14))
      }
    }
  }

  private func propose(_ play: Play, _ rule: DecisionProposal.Rule = .silence, days: Int) {
    play.propose(
      play.proposal(
        rule, by: Electorate(participants: ["FRA", "UKR", "USA"]), until: play.second(minutes: days * Self.day + 2)))
  }

  /// A witness's cosignature was verified.
  private func witness(_ play: Play, _ nodes: NodeName...) {
    for node in nodes { play.bus.handle(.log(.cosigned(node, SequenceNumber(1_000)))) }
    play.pass(seconds: 1)
  }

  @Test("a side that has not said a word stops it before the notice") func early() {
    let play = play()
    play.listen("FRA.CELL-1", "UKR.CELL-1", "USA.CELL-1")
    propose(play, days: 2)
    // Deliveries are noted.
    play.bus.pass(milliseconds: 2_000)
    play.must(play.state(.agree, from: "FRA.CELL-1"))
    play.must(play.state(.agree, from: "UKR.CELL-1"))
    play.pass(minutes: 3 * Self.day)
    #expect(play.lastResult == .lapsed)
    #expect(
      play.results.last?.body.explanation.description.contains("united-states did not agree, and the notice") == true)
  }

  @Test("each side's word carries it") func everySide() {
    let play = play()
    play.listen("FRA.CELL-1", "UKR.CELL-1", "USA.CELL-1")
    propose(play, days: 2)
    for node in ["FRA.CELL-1", "UKR.CELL-1", "USA.CELL-1"] as [NodeName] { play.must(play.state(.agree, from: node)) }
    play.pass(minutes: 3 * Self.day)
    #expect(play.lastResult == .carried)
  }

  @Test("two sides go on without a third that is away, on a record that both have witnessed") func notice() {
    let play = play()
    propose(play, days: 14)
    play.must(play.state(.agree, from: "FRA.CELL-1"))
    play.must(play.state(.agree, from: "UKR.CELL-1"))
    play.pass(minutes: 15 * Self.day)
    #expect(play.results.isEmpty, "nobody has witnessed it")
    witness(play, "FRA.CELL-1")
    #expect(play.results.isEmpty, "one side has")
    witness(play, "UKR.CELL-1")
    #expect(play.lastResult == .carried)
  }

  @Test("silence says nothing of whom the operator keeps off, and is put off by as long") func held() {
    let play = play()
    play.listen("FRA.CELL-1", "UKR.CELL-1", "USA.CELL-1")
    propose(play, days: 2)
    for node in ["FRA.CELL-1", "UKR.CELL-1", "USA.CELL-1"] as [NodeName] { play.must(play.state(.agree, from: node)) }
    play.pass(minutes: Self.day)
    play.bus.withhold(["UKR.CELL-1"])
    play.pass(minutes: 2 * Self.day)
    #expect(play.results.isEmpty, "it is held")
    play.pass(minutes: 2 * Self.day)
    #expect(play.rows(of: AccessChanged.self).map(\.body.standing) == [.held, .restored], "72 hours")
    #expect(play.results.isEmpty, "put off by 72 hours")
    #expect(play.rows(of: SilenceDelayed.self).count == 1)
    play.pass(minutes: 2 * Self.day)
    #expect(play.lastResult == .carried)
  }

  @Test("unless it objects") func objection() {
    let play = play()
    propose(play, days: 14)
    for node in ["FRA.CELL-1", "UKR.CELL-1"] as [NodeName] { play.must(play.state(.agree, from: node)) }
    play.must(play.state(.object, from: "USA.CELL-1"))
    #expect(play.lastResult == .broken)
  }

  @Test("one side alone decides nothing, however long it waits", arguments: [DecisionProposal.Rule.silence, .all])
  func alone(_ rule: DecisionProposal.Rule) {
    let play = play()
    propose(play, rule, days: 30)
    play.must(play.state(.agree, from: "FRA.CELL-1"))
    if rule == .all {
      for node in ["UKR.CELL-1", "USA.CELL-1"] as [NodeName] { play.must(play.state(.abstain, from: node)) }
    }
    witness(play, "FRA.CELL-1", "UKR.CELL-1")
    play.pass(minutes: 31 * Self.day)
    #expect(play.lastResult == .lapsed)
    #expect(play.results.last?.body.explanation.description.contains("one side alone decides nothing") == true)
  }
}
