import CellCommand
import CellNode
import CellSchema
import Foundation
import Testing

@Suite struct SituationJSONTests {
  private struct Part: Decodable { var part: String }

  private func lines(_ situation: Situation, _ query: SituationQuery = .overview) -> [String] {
    SituationJSON.lines(situation, SituationSamples.asked(query))
  }

  private func items<Item: Decodable>(_ part: String, _: Item.Type, _ lines: [String]) throws -> [Item] {
    try lines.filter { $0.hasPrefix(#"{"part":"\#(part)","#) }.map {
      try JSONDecoder().decode(Item.self, from: Data($0.utf8))
    }
  }

  @Test func `each line is one object that says what it is, the situation first`() throws {
    let parts = try lines(SituationSamples.full).map { line in
      #expect(!line.contains("\n"))
      return try JSONDecoder().decode(Part.self, from: Data(line.utf8)).part
    }
    #expect(parts.first == "situation")
    let expected: Set = [
      "situation", "attention", "ceasefire", "text", "guarantee", "case", "constitution", "contribution", "activity",
      "regeneration", "force-support", "request", "attack", "invocation", "money", "goods", "requirement", "pledge",
      "decision", "clock", "powers", "role", "contested", "force-change",
    ]
    #expect(Set(parts) == expected)
  }

  @Test func `every item comes back as it was`() throws {
    let situation = SituationSamples.full
    let lines = lines(situation)
    #expect(try items("attention", SituationAttention.self, lines) == situation.attention)
    #expect(try items("ceasefire", CeasefireStanding.self, lines) == situation.ceasefires)
    #expect(try items("contested", ContestedPhase.self, lines) == situation.contested)
    #expect(try items("force-change", ForceChangeStanding.self, lines) == situation.force.changes)
    #expect(try items("text", TextStanding.self, lines) == situation.texts)
    #expect(try items("guarantee", GuaranteeStanding.self, lines) == situation.guarantees)
    #expect(try items("case", CaseStanding.self, lines) == situation.cases)
    #expect(try items("constitution", ConstitutionStanding.self, lines) == [situation.force.constitution!])
    #expect(try items("contribution", ContributionStanding.self, lines) == situation.force.contributions)
    #expect(try items("activity", ActivityStanding.self, lines) == situation.force.activities)
    #expect(try items("regeneration", RegenerationStanding.self, lines) == situation.force.regeneration)
    #expect(try items("force-support", ForceSupportStanding.self, lines) == situation.force.support)
    #expect(try items("request", ForceRequestStanding.self, lines) == situation.force.requests)
    #expect(try items("attack", AttackStanding.self, lines) == situation.attacks)
    #expect(try items("invocation", InvocationStanding.self, lines) == situation.invocations)
    #expect(try items("money", MoneyTotal.self, lines) == situation.assistance.money)
    #expect(try items("goods", GoodsTotal.self, lines) == situation.assistance.goods)
    #expect(try items("requirement", RequirementStanding.self, lines) == situation.assistance.requirements)
    #expect(try items("pledge", PledgeStanding.self, lines) == situation.assistance.pledges)
  }

  @Test func `the first line says which world, when, and whether it is all`() {
    #expect(
      lines(SituationSamples.empty) == [
        #"{"part":"situation","asOf":"2026-03-10T12:01:00.000Z","cell":"paris","charter":"paris-2026-draft","#
          + #""incidentsOfForce":0,"incidentsWithoutCase":0,"isPartial":false,"nature":"operation","omitted":0,"#
          + #""phase":"preparation","silentNodes":[],"sinceHandover":{"latest":[],"systems":[]},"throughSequence":1}"#
      ])
  }

  @Test func `what was not asked for is absent, not zero`() {
    let cases = lines(SituationSamples.empty, SituationQuery(.cases))[0]
    #expect(cases.contains("incidentsWithoutCase") && !cases.contains("incidentsOfForce"))
    #expect(!cases.contains("silentNodes") && !cases.contains("sinceHandover"))
    let past = lines(SituationSamples.empty, SituationQuery(at: .sequence(1)))[0]
    #expect(past.contains("sinceHandover") && !past.contains("silentNodes"))
  }

  @Test func `what could change a terminal is escaped and comes back`() throws {
    var situation = SituationSamples.empty
    let hostile = WireSentence("\u{1B}[2J\u{202E}\u{9B}\u{2028}\u{FEFF}žluťoučký 🜁")
    situation.attention = [
      SituationAttention(kind: .discrepancy, sequence: 1, id: .sample, type: "cell.answer", text: hostile)
    ]
    let line = lines(situation)[1]
    #expect(!line.unicodeScalars.contains { ["\u{1B}", "\u{202E}", "\u{9B}", "\u{2028}", "\u{FEFF}"].contains($0) })
    #expect(try items("attention", SituationAttention.self, [line]).first?.text == hostile)
  }
}
