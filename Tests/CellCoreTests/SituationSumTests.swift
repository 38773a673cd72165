import CellCore
import CellSchema
import CellTestSupport
import CellWire
import Testing

/// Figures of one answer do not contradict each other.
@Suite("The sums of a situation") struct SituationSumTests {
  private let play = Play()

  private func goods(_ name: Line, _ quantity: Count) -> Goods {
    Goods(nomenclature: name, quantity: quantity, unit: "pieces")
  }

  @Test("of a requirement's goods, another thing of the same unit does not count") func sameUnit() {
    let requirement = play.must(
      play.say(
        AssistanceRequirement(item: "Generator", quantity: 100, unit: "pieces", priority: .high), from: "UKR.CELL-1"))
    play.must(
      play.say(
        play.pledge(items: [goods("Generator", 40), goods("Blanket", 900)], requirement: requirement.id),
        from: "FRA.CELL-1", as: "pledge"))
    play.must(
      play.say(
        play.delivery(on: play.id("pledge"), items: [goods("Generator", 10), goods("Blanket", 300)]),
        from: "FRA.CELL-1"))
    let situation = play.situation()
    let generators = situation.assistance.goods.first { $0.nomenclature == "Generator" }
    #expect(generators?.pledged == 40 && generators?.delivered == 10)
    #expect(situation.assistance.requirements.map(\.pledged) == [40])
    #expect(situation.assistance.requirements.map(\.delivered) == [10])
    #expect(situation.counts?.uncoveredRequirements == 1)
  }

  @Test("of one participant are that participant's") func ofOneParticipant() {
    let requirement = play.must(play.say(play.requirement(), from: "UKR.CELL-1"))
    for (donor, node, amount) in [
      ("FRA", "FRA.CELL-1", "100"), ("DEU", "DEU.CELL-1", "20"),
    ] as [(ParticipantCode, NodeName, DecimalAmount)] {
      play.must(
        play.say(
          play.pledge(
            Line("\(donor)-1")!, donor: donor, amount: Money(amount, "EUR"), items: Play.goods(30),
            requirement: requirement.id), from: node, as: "\(donor)"))
      play.must(play.say(play.delivery(on: play.id("\(donor)"), items: Play.goods(5)), from: node))
    }
    func assistance(_ code: ParticipantCode?) -> AssistanceStanding {
      play.situation("CELL.OPS-1", SituationQuestion(system: .assistance, participant: code)).assistance
    }
    for (code, euros, pledged, delivered) in [
      (nil, "120", 60, 10), ("FRA", "100", 30, 5), ("DEU", "20", 30, 5), ("UKR", nil, 0, 0),
    ] as [(ParticipantCode?, String?, Int, Int)] {
      let found = assistance(code)
      #expect(found.money.map { "\($0.pledged)" } == [euros].compactMap(\.self), "\(String(describing: code))")
      #expect(found.goods.map(\.pledged) == [pledged] && found.goods.map(\.delivered) == [delivered])
      #expect(found.requirements.map(\.pledged) == [pledged] && found.requirements.map(\.delivered) == [delivered])
      #expect(found.pledges.count == (code == nil ? 2 : pledged / 30))
      #expect(found.goods.map(\.required) == [120])
    }
    #expect(assistance("CAN") == AssistanceStanding())
  }

  @Test("counts of one participant are of what it said") func countsOfOneParticipant() {
    play.reportIncident(as: "incident")
    let reporter = play.header(of: play.id("incident"))?.from.participant
    func situation(_ code: ParticipantCode?) -> Situation {
      play.situation("CELL.OPS-1", SituationQuestion(participant: code))
    }
    #expect(situation(nil).incidentsWithoutCase == 1 && situation(reporter).incidentsWithoutCase == 1)
    #expect(situation("CELL").incidentsWithoutCase == 0)
    #expect(situation("CELL").sinceHandover.systems.allSatisfy { $0.system.description == "system" })
  }

  @Test("an overview counts what it cuts") func counts() throws {
    var record = try LongRecord()
    for number in 0..<1_465 {
      try record.say(
        AssistancePledge(
          ref: Line("R\(number)")!, donor: "FRA", kind: .finance, amount: Money("10.50", "EUR"),
          period: Period(from: .sample)), from: "FRA.CELL-1")
    }
    let situation = record.situation()
    #expect(situation.assistance.pledges.count < 1_465 && situation.counts?.pledges == 1_465)
    #expect(situation.assistance.money.map { "\($0.pledged)" } == ["15382.50"])
  }

  @Test("counts are those of the lists where these are whole") func countsOfWholeLists() {
    play.invoked()
    play.caseFound()
    play.constituteForce()
    play.delivered()
    let situation = play.situation()
    #expect(situation.omitted == 0 && situation.counts == SituationCounts(counting: situation))
    #expect(play.situation("CELL.OPS-1", SituationQuestion(system: .force)).counts == nil)
  }
}
