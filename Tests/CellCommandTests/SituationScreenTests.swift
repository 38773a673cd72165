import CellCommand
import CellNode
import CellSchema
import Testing

@Suite struct SituationScreenTests {
  private func screen(
    _ situation: Situation, _ asked: SituationAsked = SituationSamples.asked(), coloured: Bool = false
  ) -> [String] {
    SituationScreen(situation, asked).text(Ink(isColoured: coloured)).split(separator: "\n").map(String.init)
  }

  /// The lines of a part of the screen, without its label.
  private func part(_ label: String, of lines: [String]) -> [String] {
    guard let start = lines.firstIndex(where: { $0.hasPrefix(label) }) else { return [] }
    let end = lines[(start + 1)...].firstIndex { !$0.hasPrefix("            ") } ?? lines.count
    return lines[start..<end].map { String($0.dropFirst(12)) }
  }

  @Test func `the whole is one screen, with room for the prompt, however much there is`() {
    for situation in [SituationSamples.empty, SituationSamples.full, SituationSamples.overfull] {
      let lines = screen(situation)
      #expect(lines.count < 24)
      for line in lines { #expect(DisplayText.width(line) <= 80, "\(line)") }
    }
    #expect(screen(SituationSamples.overfull).count == 23)
  }

  @Test(arguments: [(60, 23), (120, 39), (200, 60)]) func `it uses the columns and lines that there are`(
    columns: Int, count: Int
  ) {
    let ink = Ink(isColoured: false)
    for situation in [SituationSamples.empty, SituationSamples.full, SituationSamples.overfull] {
      let text = SituationScreen(situation, SituationSamples.asked(), columns: columns, lines: count).text(ink)
      let lines = text.split(separator: "\n")
      #expect(lines.count <= count)
      for line in lines { #expect(DisplayText.width(String(line)) <= columns, "\(line)") }
    }
    let whole = SituationScreen(SituationSamples.overfull, SituationSamples.asked(), columns: columns, lines: count)
    #expect(whole.text(ink).split(separator: "\n").count == count, "all of them")
    // On a narrow screen a section's own name is its command, and what is left is counted all the same.
    if columns == 60 {
      #expect(whole.text(ink).contains("cellbus situation attention"))
      let counted = whole.text(ink).split(separator: "\n").filter { $0.contains(#/ \+\d+$/#) }
      #expect(counted.count >= 2 && !whole.text(ink).contains("cellbus cases"), "\(whole.text(ink))")
    }
  }

  /// What is cut where there is no more room is there where there is.
  @Test func `a narrow screen that is long enough loses nothing of the wide one`() {
    let ink = Ink(isColoured: false)
    func words(_ columns: Int, _ lines: Int) -> String {
      SituationScreen(SituationSamples.full, SituationSamples.asked(), columns: columns, lines: lines).text(ink)
    }
    let narrow = words(60, 200)
    #expect(narrow.split(separator: "\n").allSatisfy { DisplayText.width(String($0)) <= 60 })
    let cut = narrow.split(separator: "\n").filter { $0.hasSuffix("…") }
    #expect(cut.isEmpty, "\(cut)")
    #expect(narrow.contains("(Paris "))
    #expect(words(60, 23).contains("…"))
  }

  @Test func `every system has its place in the same order`() {
    let labels = [
      "NOW", "PHASE", "DECLARATION", "GUARANTEES", "CASES", "FORCE", "SUPPORT", "CLOCK", "ASSISTANCE", "DECISIONS",
      "SILENT", "SINCE",
    ]
    for situation in [SituationSamples.empty, SituationSamples.full, SituationSamples.overfull] {
      let found = screen(situation).compactMap { line in labels.first { line.hasPrefix($0.padded(to: 12)) } }
      #expect(found == labels)
    }
  }

  @Test func `where there is nothing, it says so`() {
    #expect(
      screen(SituationSamples.empty) == [
        "paris       101201ZMAR26 (Paris 13:01, Kyiv 14:01)  record 1", "OPERATION   paris-2026-draft",
        "NOW         Nothing needs anybody now.", "PHASE       PREPARATION  No ceasefire is agreed.",
        "DECLARATION No text is on the record.", "GUARANTEES  No guarantee has been given.",
        "CASES       No case has been opened.", "FORCE       The force is not constituted.",
        "SUPPORT     No attack is reported, no guarantee invoked.",
        "CLOCK       No attack has a clock.", "ASSISTANCE  Nothing is required or pledged.",
        "DECISIONS   Nothing has been proposed.",
        "SILENT      No node.",
        "SINCE       no handover yet: nothing",
      ])
  }

  @Test func `what presses in a section is counted where it has no line, however few there are`() {
    for lines in 16...24 {
      let text = SituationScreen(SituationSamples.overfull, SituationSamples.asked(), columns: 80, lines: lines)
        .text(Ink(isColoured: false))
      let force = part("FORCE", of: text.split(separator: "\n").map(String.init))
      let isShown = force.contains { $0.contains("under fire") }
      #expect(isShown || force.last?.contains(#/\+\d+: cellbus force/#) == true, "\(lines): \(force)")
    }
  }

  @Test func `what is cut off is counted, with the command that shows it`() {
    let lines = screen(SituationSamples.overfull)
    let shown = part("NOW", of: lines)
    // What presses comes first: an attack, an invocation, a phase; what does not is below it, and counted.
    #expect(shown.count == 4)
    #expect(shown.prefix(3).allSatisfy { $0.contains("! ") })
    #expect(shown.contains { $0.contains("! CONTESTED   101100Z ") })
    #expect(shown.last?.contains(#/\+3\d: cellbus situation attention$/#) == true, "\(shown)")
    #expect(part("CASES", of: lines).last?.hasSuffix(": cellbus cases") == true)
    #expect(
      part("SUPPORT", of: lines).last?.hasSuffix("+\(18 - part("SUPPORT", of: lines).count): cellbus support") == true)
    #expect(part("SILENT", of: lines)[0].hasPrefix("60 nodes: POL.CELL-0 POL.CELL-1 "))
    #expect(part("SILENT", of: lines)[0].contains(" +"))
  }

  @Test func `a vacancy and an alternate that acts take a line, worst first, below what needs somebody now`() {
    var situation = SituationSamples.empty
    #expect(!screen(situation).contains { $0.hasPrefix("ROLES") })
    situation.roles = SituationSamples.full.roles
    let lines = screen(situation)
    #expect(lines[3] == "ROLES       VACANT: @force-command")
    #expect(lines[4].hasSuffix("@verification-lead: ALTERNATE ACTS for USA: NLD.CELL-1 since 100900Z"))
  }

  @Test func `what comes in numbers takes one line, so that it hides nothing else`() {
    var situation = SituationSamples.empty
    func sample(_ kind: SituationAttention.Kind) -> SituationAttention {
      SituationSamples.full.attention.first { $0.kind == kind }!
    }
    let owed = sample(.acknowledgementOwed)
    situation.attention = (0..<20).map { place in
      var matter = owed
      matter.due = Timestamp("2026-03-10T12:\(30 - place):00.000Z")
      return matter
    }
    situation.attention += [sample(.caseDisputed), sample(.discrepancy)]
    let lines = part("NOW", of: screen(situation))
    #expect(lines.count == 3)
    #expect(lines[0].hasPrefix("? ACK OWED    101211Z 20, the first: Word "))
    #expect(lines[1].hasPrefix("? DISPUTED    101100Z POL DEU UKR.GS-1: Word "))
    #expect(lines[2].hasPrefix("? DISCREPANCY 101100Z POL DEU UKR.GS-1: Word "))
  }

  @Test func `who only consults has not decided`() {
    var situation = SituationSamples.empty
    situation.invocations = [SituationSamples.invocation]
    situation.invocations[0].responses[0].response = .inConsultation
    #expect(part("SUPPORT", of: screen(situation)) == ["! INVOKED by UKR for Ukraine: 0 of 2 decided, not FRA POL"])
  }

  @Test func `a text is told by its version, several by their instruments`() {
    var situation = SituationSamples.empty
    situation.texts = SituationSamples.full.texts
    let counts = "3 signed, 1 ratified, 1 pending, 1 rejected, 1 reserved"
    #expect(part("DECLARATION", of: screen(situation)) == [counts + ": final"])
    situation.texts[1].isCurrent = true
    situation.texts[1].instrument = "ceasefire-2026"
    #expect(
      part("DECLARATION", of: screen(situation)) == [
        counts + ": paris-decl…", "0 signed: ceasefire-2026 draft",
      ])
  }

  @Test func `what did not fit the answer counts as cut off`() {
    var situation = SituationSamples.empty
    situation.omitted = 12
    situation.omissions = [SituationOmission(system: .guarantees, items: 12)]
    #expect(part("GUARANTEES", of: screen(situation))[0].hasSuffix("+12: cellbus guarantees"))
  }

  @Test func `details that are cut off are not counted, and under fire is not among them`() {
    let lines = screen(SituationSamples.overfull)
    #expect(part("GUARANTEES", of: lines) == ["1 INVOKED, 37 active, 1 dormant, 1 ended; 37 of them for the force"])
    #expect(part("FORCE", of: lines)[0].hasPrefix("! under fire: 2 reports"))
    #expect(part("FORCE", of: lines).last?.hasSuffix(" cellbus force") == true)
    // However few lines there are.
    let few = SituationScreen(SituationSamples.overfull, SituationSamples.asked(), columns: 80, lines: 16)
      .text(Ink(isColoured: false)).split(separator: "\n")
    #expect(few.contains { $0.hasPrefix("FORCE       ! under fire: 2 reports") }, "\(few)")
  }

  @Test func `a part is not taken for the whole`() {
    let query = SituationQuery(participant: "FRA", onlyOpen: true)
    let lines = screen(SituationSamples.empty, SituationSamples.asked(query))
    #expect(lines[1] == "OPERATION   paris-2026-draft  only FRA, open")
    #expect(part("GUARANTEES", of: lines) == ["Nothing here answers the question."])
  }

  @Test func `a view of less than all is marked with its reader`() {
    #expect(screen(SituationSamples.full)[1].hasSuffix("partial view of FRA.CELL-1"))
    #expect(screen(SituationSamples.overfull)[1].hasSuffix("partial view of FRA.CELL-1"))
    #expect(!screen(SituationSamples.empty).contains { $0.contains("partial") })
  }

  @Test func `the past is not taken for the present`() {
    let lines = screen(SituationSamples.empty, SituationSamples.asked(SituationQuery(at: .sequence(1))))
    #expect(lines[0].contains("AS IT WAS 101201ZMAR26"))
    #expect(part("SILENT", of: lines) == ["Not kept of the past."])
  }

  @Test func `a contested phase comes first and names whom it waits for`() {
    let phase = part("PHASE", of: screen(SituationSamples.full))
    #expect(phase[0] == "  IN FORCE    for the guarantees; 3 scopes, 1 CONTESTED")
    #expect(phase[1].hasPrefix("! IN FORCE    energy       CONTESTED, awaits USA "))
  }

  @Test func `a single scope takes a single line`() {
    var situation = SituationSamples.empty
    situation.phase = .suspended
    situation.ceasefires = [SituationSamples.ceasefire]
    situation.ceasefires[0].scopes = [
      ScopeStanding(scope: .general, phase: .suspended, effectiveAt: SituationSamples.now, isContested: false)
    ]
    #expect(part("PHASE", of: screen(situation)) == ["  SUSPENDED   general      since 101201ZMAR26"])
  }

  @Test(arguments: CeasefirePhase.allCases) func `every phase is said in words`(phase: CeasefirePhase) {
    var situation = SituationSamples.empty
    situation.phase = phase
    #expect(part("PHASE", of: screen(situation))[0].hasPrefix(phase.rawValue.replacing("-", with: " ").uppercased()))
  }

  @Test func `an attack that nobody has invoked comes before the invocations`() {
    let lines = part("SUPPORT", of: screen(SituationSamples.full))
    #expect(lines[0] == "! ATTACK on the force, ongoing, Odesa: not invoked, 3 obliged")
    #expect(lines[1] == "! INVOKED by UKR for Ukraine: 1 of 2 decided, not POL")
    var closed = SituationSamples.full
    closed.attacks[0].invocation = SituationSamples.id(7)
    closed.invocations[0].isOpen = false
    #expect(part("SUPPORT", of: screen(closed)) == ["1 attack reported, 1 invocation; none is open"])
  }

  @Test func `a clock has a line: how long it runs, and what is expected by when, of whom`() {
    var situation = SituationSamples.empty
    situation.clocks = [SituationSamples.clock(1, running: true)]
    #expect(
      part("CLOCK", of: screen(situation)) == [
        "! T+31H EXPECTED by T+48H 110500Z: response of FRA DEU (1 unheard)"
      ])
    situation.clocks[0].stages[0].expectations = []
    #expect(
      part("CLOCK", of: screen(situation)) == ["? T+31H EXPECTED by T+48H 110500Z: response of FRA DEU"])
    situation.clocks = [SituationSamples.clock(1, running: false)]
    #expect(part("CLOCK", of: screen(situation)) == ["1 clock; none runs"])
  }

  @Test func `in full each stage says what is expected and not owed, who has done it, and who has not`() {
    var situation = SituationSamples.empty
    situation.clocks = [SituationSamples.clock(1, running: false)]
    let asked = SituationSamples.asked(SituationQuery(.clock))
    let text = SituationText(situation, asked, width: 100).text(of: .clock, Ink(isColoured: false))
    #expect(text.contains("EXPECTED by the cell's own stages, not owed; what is owed is under support."))
    #expect(text.contains("T+31H since 090500ZMAR26, attack on Ukraine at Kharkiv (show 701), all stages have passed"))
    #expect(text.contains("T+48H   110500ZMAR26  passed    response      1 of 3    FRA, DEU"))
    #expect(text.contains("late: POL (show 721)"))
    #expect(text.contains("to consult alone, without final terms: DEU"))
  }

  @Test func `shares of money are rounded down, so that all is all`() {
    var situation = SituationSamples.empty
    situation.assistance = SituationSamples.assistance
    situation.assistance.money[0].delivered = AmountTotal(millionths: 1_250_000_000_499_999)
    situation.assistance.money[0].confirmed = situation.assistance.money[0].pledged
    let lines = part("ASSISTANCE", of: screen(situation))
    #expect(
      lines == [
        "1 pledge; 1 requirement, 1 not covered, 1 past its day",
        "EUR     1,250,000,000.50 pledged,  99% delivered, 100% confirmed",
      ])
  }

  @Test func `open cases come worst first, with what is known of them`() {
    var situation = SituationSamples.empty
    situation.cases = SituationSamples.full.cases
    situation.incidentsWithoutCase = 3
    let lines = part("CASES", of: screen(situation))
    #expect(lines[0] == "9 open (1 DISPUTED), 1 finished; 3 incident reports without a case")
    situation.cases = []
    #expect(part("CASES", of: screen(situation)) == ["No case has been opened; 3 incident reports without a case."])
    #expect(lines[1] == "! V-2026-4007   DISPUTED   urgent Avdiivka         RUS, 1 dissent")
    #expect(lines.count == 10)
    let priorities = lines.dropFirst(2).map { $0.dropFirst(27).prefix { $0 != " " } }
    #expect(priorities == ["urgent", "high", "high", "normal", "normal", "normal", "low", "low"])
  }

  @Test func `a case says why it is suspended, what is late, and what came after its finding`() {
    var situation = SituationSamples.empty
    situation.cases = [.found, .suspended, .remedied].map { SituationSamples.oneCase(1, $0) }
    situation.cases[2].remedies[0].isOverdue = true
    let lines = part("CASES", of: screen(situation))
    #expect(lines[1] == "! V-2026-4001   remedied   normal Avdiivka         REMEDY LATE")
    #expect(lines.contains("  V-2026-4001   found      normal Avdiivka         NEW EVIDENCE aft…"))
    #expect(lines.contains("  V-2026-4001   suspended  normal Avdiivka         since 541: The s…"))
  }

  @Test func `colour says nothing that letters do not`() {
    let coloured = SituationScreen(SituationSamples.full, SituationSamples.asked()).text(Ink(isColoured: true))
    let plain = SituationScreen(SituationSamples.full, SituationSamples.asked()).text(Ink(isColoured: false))
    #expect(coloured != plain)
    #expect(coloured.replacing(#/\u{1B}\[[0-9;]*m/#, with: "") == plain)
  }

  @Test func `what a peer wrote cannot change the terminal`() throws {
    var situation = SituationSamples.full
    let hostile = "\u{1B}[2J\u{202E}txt\nnext\u{7}"
    situation.attention[0].text = WireSentence(hostile)
    situation.sinceHandover.systems[0].system = WireSentence(hostile)
    for system in SituationSystem.allCases {
      let asked = SituationSamples.asked(SituationQuery(system))
      let text = SituationText(situation, asked, width: nil).text(of: system, Ink(isColoured: false))
      #expect(!text.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" || $0 == "\u{7}" })
    }
    let text = SituationScreen(situation, SituationSamples.asked()).text(Ink(isColoured: false))
    #expect(!text.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" || $0 == "\u{7}" })
    #expect(text.contains("\\u{1B}[2J\\u{202E}txt next"))
  }
}

extension String {
  fileprivate func padded(to columns: Int) -> String { DisplayText.column(self, columns) }
}
