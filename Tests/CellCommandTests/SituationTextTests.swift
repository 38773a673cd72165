import CellCommand
import CellNode
import CellSchema
import Foundation
import Testing

@Suite struct SituationTextTests {
  private func lines(
    _ situation: Situation, _ system: SituationSystem, _ query: SituationQuery? = nil, width: Int? = nil
  ) -> [String] {
    SituationText(situation, SituationSamples.asked(query ?? SituationQuery(system)), width: width)
      .text(of: system, Ink(isColoured: false)).split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
  }

  @Test(
    arguments: [
      (.attention, "Nothing needs anybody now."), (.phase, "No ceasefire is agreed."),
      (.declaration, "No text is on the record."), (.guarantees, "No guarantee has been given."),
      (.cases, "No case has been opened."), (.force, "No contribution has been offered."),
      (.support, "No attack has been reported, and no guarantee invoked."),
      (.assistance, "Nothing has been required or pledged."), (.decisions, "Nothing has been proposed."),
      (.roles, "The charter has no role."),
    ] as [(SituationSystem, String)])
  func `an empty system says so, and a filter is not taken for emptiness`(system: SituationSystem, words: String) {
    #expect(lines(SituationSamples.empty, system).last == words)
    let filtered = lines(SituationSamples.empty, system, SituationQuery(system, participant: "FRA"))
    #expect(!filtered.contains(words))
    #expect(filtered.last == "Nothing here answers the question.")
  }

  @Test func `roles that are vacant and alternates that act are marked, and acts that wait for a confirmation`() {
    let roles = lines(SituationSamples.full, .roles).drop { !$0.hasPrefix("   ROLE") }
    #expect(roles.contains { $0.hasPrefix("!  force-command         VACANT") })
    #expect(roles.contains { $0.hasPrefix("!  verification-lead     USA.CELL-1") && $0.hasSuffix("  NLD.CELL-1") })
    #expect(roles.contains { $0.contains("ALTERNATE ACTS for USA: NLD.CELL-1 since 100900ZMAR26  show 41") })
    let declaration = lines(SituationSamples.full, .declaration)
    #expect(
      declaration.contains { $0.hasPrefix("?  FRA") && $0.contains("UNCONFIRMED") && $0.hasSuffix("State Secretary") })
    #expect(declaration.contains { $0.hasPrefix("   FRA") && $0.contains("by 40") })
  }

  @Test(arguments: SituationSystem.allCases) func `no line is longer than the terminal`(system: SituationSystem) {
    for width in [60, 80, 132] {
      for line in lines(SituationSamples.overfull, system, width: width) { #expect(DisplayText.width(line) <= width) }
    }
  }

  @Test(arguments: SituationSystem.allCases) func `nothing is lost where the screen is narrow`(system: SituationSystem)
  {
    // A word that is longer than the screen is broken, and none of it is left out.
    func words(_ width: Int?) -> Set<String> {
      Set(
        lines(SituationSamples.full, system, width: width).flatMap { $0.split(separator: " ") }
          .filter { $0.count < 56 }.map(String.init))
    }
    for width in [60, 80, 120] { #expect(words(nil).subtracting(words(width)) == [], "\(width)") }
    #expect(!lines(SituationSamples.full, system).contains { $0.contains("…") })
  }

  @Test func `what is cut in its column stands below it, and a wide screen has room for it`() {
    var situation = SituationSamples.full
    situation.cases = [SituationSamples.oneCase(7, .disputed)]
    situation.cases[0].place = "Donetsk central railway station, platform 3"
    let narrow = lines(situation, .cases, width: 80)
    #expect(narrow.contains { $0.contains("Donetsk central railway…") })
    #expect(narrow.contains { $0.hasPrefix("    PLACE  Donetsk central railway station, platform 3") })
    #expect(!lines(situation, .cases, width: 240).contains { $0.contains("…") || $0.contains("PLACE  Donetsk") })
  }

  @Test func `a phrase that is wrapped breaks between words and goes on where it hangs`() {
    var phrase = SituationPhrase("label  ", .faint) + "one two three" + SituationPhrase(" four", .red)
    #expect(phrase.wrapped(to: 16).map { $0.text(Ink(isColoured: false)) } == ["label  one two", "three four"])
    phrase = SituationPhrase("0123456789")
    #expect(phrase.wrapped(to: 4).map { $0.text(Ink(isColoured: false)) } == ["0123", "4567", "89"])
    let coloured = (SituationPhrase("red", .red) + " and" + SituationPhrase(" green", .green)).wrapped(to: 9)
    #expect(
      coloured.map { $0.text(Ink(isColoured: true)) } == ["\u{1B}[31mred\u{1B}[0m and", "\u{1B}[32mgreen\u{1B}[0m"])
  }

  /// Titles and cells begin at the same columns, whatever stands in the other rows.
  @Test func `columns never move`() throws {
    for situation in [SituationSamples.full, SituationSamples.overfull] {
      let lines = lines(situation, .cases)
      let title = try #require(lines.first { $0.contains("PLACE") })
      for column in ["CASE", "STATE", "PRIO", "DUE", "ACCESS", "FINDING", "PLACE"] {
        let start = try #require(title.range(of: column)).lowerBound
        let offset = title.distance(from: title.startIndex, to: start)
        for row in lines where row.contains("V-2026-") {
          let characters = Array(row)
          #expect(characters[offset] != " " && characters[offset - 1] == " ", "\(column): \(row)")
        }
      }
    }
  }

  @Test func `every state of every system is said`() {
    let all = SituationSystem.allCases.flatMap { lines(SituationSamples.full, $0) }.joined(separator: "\n").lowercased()
    let states =
      CaseStanding.State.allCases.map(\.rawValue) + GuaranteeStanding.State.allCases.map(\.rawValue)
      + ["attack", "invocation", "contested", "ack late", "ack owed", "reply late", "remedy late", "task late"]
      + ["unmet", "complied (show 540)", "since 541", "new evidence after the finding (show 542)"]
      + ["disputed", "discrepancy", "serial gap", "unanswered", "partly-delivered", "outstanding", "answered"]
      + ["in force", "suspended", "agreed", "superseded", "current", "rejected", "pending", "approved", "denied"]
    for state in states { #expect(all.contains(state), "\(state)") }
  }

  @Test func `a statement and what is agreed to come stand below their scope`() {
    let lines = lines(SituationSamples.full, .phase)
    #expect(lines.contains("For the guarantees: IN FORCE"))
    #expect(lines.contains("ceasefire-2026  show 12  RUS, UKR  expires 102200ZMAR27"))
    #expect(lines.contains("!  IN FORCE     energy                    101000ZMAR26         17  CONTESTED, awaits USA"))
    #expect(lines.contains("   SUSPENDED      stated by UKR           101130ZMAR26       4090"))
    #expect(lines.contains("   IN FORCE       agreed, to come         111000ZMAR26"))
  }

  @Test func `an agreement that may not be read still has its phase`() {
    var situation = SituationSamples.full
    situation.ceasefires[0].instrument = nil
    situation.ceasefires[0].parties = []
    situation.ceasefires[0].expiresAt = nil
    #expect(lines(situation, .phase).contains("an agreement that you may not read  show 12"))
  }

  @Test func `a case in full has its parts, and its history from the beginning`() {
    var situation = SituationSamples.full
    situation.cases = [SituationSamples.oneCase(7, .disputed)]
    #expect(
      Array(lines(situation, .cases, SituationQuery(case: "V-2026-4007")).dropFirst(3)) == [
        "V-2026-4007  DISPUTED  urgent  show 519", "place       Avdiivka", "provision   1",
        "incidents   \(SituationSamples.id(40))", "            \(SituationSamples.id(41))",
        "teams       Team 3, by 091200ZMAR26  show 515", "access      denied at Checkpoint 4  show 517",
        "finding     verified (high), not final  show 520", "attributed  RUS, 1 dissent  show 530",
        "remedies    RUS, by 201200ZMAR26: Withdraw mortars beyond 15 km.  show 531",
        "disputes    POL of \(SituationSamples.id(42))  show 533", "next        verification.remedy", "", "HISTORY",
        "   NUMBER  ACCEPTED      FROM            TYPE", "      512  080900ZMAR26  USA.VER-1       verification.case",
        "      520  081000ZMAR26  USA.VER-2       verification.finding",
      ])
  }

  @Test func `a case in full says why it is closed, what came of its remedies, and what parties say`() {
    var situation = SituationSamples.full
    situation.cases = [SituationSamples.oneCase(7, .closed)]
    situation.cases[0].remedies[0].assessment = .complied
    situation.cases[0].evidenceAfterFinding = EvidenceStanding(sequence: 542, messages: 1)
    situation.cases[0].statements = [
      PartyStatementStanding(
        sequence: 543, kind: .compliance, by: "RUS", receivedVia: "Diplomatic note", text: "They are withdrawn.")
    ]
    let lines = lines(situation, .cases, SituationQuery(case: "V-2026-4007"))
    #expect(lines.contains("closed      complied, by FRA: The mortars are withdrawn.  show 540"))
    #expect(lines.contains("            new evidence after the finding, 1 message  show 542"))
    #expect(
      lines.contains("remedies    RUS, by 201200ZMAR26: Withdraw mortars beyond 15 km.  show 531  complied"), "\(lines)"
    )
    #expect(lines.contains("statements  compliance by RUS, via Diplomatic note: They are withdrawn.  show 543"))
  }

  @Test func `amounts are exact to the cent`() {
    let lines = lines(SituationSamples.full, .assistance)
    #expect(lines.contains("EUR               1,250,000,000.50            800,000,000.00            700,000,000.00"))
    #expect(lines.contains { $0.hasSuffix("EUR 250,000,000.50; 90,000 rounds 155 mm artillery round; enabled by USA") })
  }

  @Test func `what is omitted is counted`() {
    var situation = SituationSamples.full
    situation.omitted = 1_212
    #expect(lines(situation, .cases).last == "1,212 items more.")
  }

  @Test func `names that do not fit are counted`() {
    let names: [ParticipantCode] = ["FRA", "GBR", "POL", "DEU"]
    #expect(SituationPhrase.names(names, to: 15) == "FRA GBR POL DEU")
    #expect(SituationPhrase.names(names, to: 14) == "FRA GBR POL +1")
    #expect(SituationPhrase.names(names, to: 13) == "FRA GBR +2")
    #expect(SituationPhrase.names(names, to: 13, separator: ", ") == "FRA, GBR, +2")
    #expect(SituationPhrase.names(names, to: 2) == "+4")
    #expect(SituationPhrase.names([ParticipantCode](), to: 10) == "")
  }

  @Test func `a phrase is cut across its colours`() {
    let phrase = SituationPhrase("red", .red) + SituationPhrase("green", .green) + "plain"
    #expect(phrase.cut(to: 13).text(Ink(isColoured: false)) == "redgreenplain")
    #expect(phrase.cut(to: 12).text(Ink(isColoured: false)) == "redgreenpla…")
    #expect(phrase.cut(to: 8).text(Ink(isColoured: false)) == "redgree…")
    #expect(phrase.cut(to: 3).text(Ink(isColoured: false)) == "re…")
    #expect(phrase.cut(to: 0).text(Ink(isColoured: false)) == "")
    #expect(phrase.column(15).text(Ink(isColoured: false)) == "redgreenplain  ")
    #expect(phrase.right(15).text(Ink(isColoured: false)) == "  redgreenplain")
  }

  @Test func `what is mine is what waits for my node or participant, the longest overdue first`() {
    var situation = SituationSamples.full
    let matters = situation.attention
    for (place, due) in ["2026-03-10T13:00:00.000Z", "2026-03-10T11:00:00.000Z", nil].enumerated() {
      situation.attention[place].waitingFor = place == 1 ? [.node("FRA.CELL-1")] : [.participant("FRA")]
      situation.attention[place].due = due.flatMap { Timestamp($0) }
    }
    for place in 3..<matters.count { situation.attention[place].waitingFor = [.participant("POL")] }
    #expect(situation.owed(by: "FRA.CELL-1").attention.map(\.kind) == [1, 0, 2].map { matters[$0].kind })
    #expect(situation.owed(by: "FRA.MNF-1").attention.map(\.kind) == [0, 2].map { matters[$0].kind })
    let none = situation.owed(by: "USA.CELL-1")
    let text = SituationText(none, SituationAsked(.init(.attention), by: "USA.CELL-1"), width: 80)
    let nothing = text.mine(of: "USA.CELL-1", Ink(isColoured: false))
    #expect(nothing.contains("\nNothing waits for USA.CELL-1. No acknowledgement, answer"))
  }

  @Test(arguments: [60, 80, 120] as [Int])
  func `what is mine takes a line an item, and names nobody else`(width: Int) {
    var situation = SituationSamples.full
    situation.attention = situation.attention.map { item in
      var item = item
      item.kind = .acknowledgementOwed
      item.waitingFor = [.participant("FRA"), .participant("POL")]
      return item
    }
    let mine = situation.owed(by: "FRA.CELL-1")
    #expect(mine.attention.allSatisfy { $0.waitingFor == [.participant("FRA")] })
    let waiting = WaitingMessage(
      precedence: .flash, from: "UKR.CELL-1", gist: "the force at Odesa, began 071021ZMAR26, and much more of it to say"
    )
    let messages = Dictionary(uniqueKeysWithValues: Set(mine.attention.map(\.id)).map { ($0, waiting) })
    let text = SituationText(mine, SituationAsked(.init(.attention), by: "FRA.CELL-1"), width: width)
    let shown = text.mine(of: "FRA.CELL-1", Ink(isColoured: false), messages: messages)
    let lines = shown.split(separator: "\n").map(String.init)
    #expect(lines.allSatisfy { DisplayText.width($0) <= width })
    let items = lines.suffix(mine.attention.count)
    #expect(items.allSatisfy { $0.contains("the force at") && !$0.contains("POL") })
    #expect(items.allSatisfy { $0.contains("UKR.CELL-1") == (width > 60) })
    #expect(!lines.dropLast(items.count).contains { $0.contains("the force at") })
  }
}
