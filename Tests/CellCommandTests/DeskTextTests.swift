import CellCommand
import CellNode
import CellSchema
import Testing

/// What a watch officer writes, prints and looks for.
@Suite struct DeskTextTests {
  private static let ink = Ink(isColoured: false)

  private static func header(_ change: (inout Header) -> Void = { _ in }) -> Header {
    var header = Header(
      id: .sample, cell: "paris", type: LiaisonNote.messageType, from: "UKR.CELL-1", serial: "UKR.CELL-1/0012/26",
      action: ["FRA"], sentAt: "2026-03-07T10:21:00Z",
      label: SecurityLabel(
        policy: "COORDINATION-CELL", classification: "UNCLASSIFIED", releasableTo: [.participant("FRA")]))
    change(&header)
    return header
  }

  // MARK: the handover

  private func handover(to oncoming: Line?, _ change: (inout Situation) -> Void = { _ in }) -> HandoverText {
    var overview = SituationSamples.empty
    change(&overview)
    return HandoverText(
      overview: overview, attention: overview, cases: overview, by: "First watch", to: oncoming, reader: "FRA.CELL-1",
      at: "2026-03-07T18:00:00Z")
  }

  private func owed(_ kind: SituationAttention.Kind, _ sequence: Int, due: Timestamp) -> SituationAttention {
    SituationAttention(
      kind: kind, sequence: RecordSequence(sequence)!, id: MessageID(bits: MessageID.sample.bits + UInt128(sequence))!,
      type: LiaisonNote.messageType, waitingFor: [.participant("FRA")], due: due, text: "x")
  }

  @Test func aHandoverIsMadeFromWhereThingsStand() {
    let made = handover(to: "Second watch") { situation in
      situation.attention = [
        owed(.acknowledgementOverdue, 354, due: "2026-03-07T12:00:00Z"),
        owed(.replyOverdue, 355, due: "2026-03-07T13:00:00Z"), owed(.replyOwed, 356, due: "2026-03-08T12:00:00Z"),
        owed(.discrepancy, 357, due: "2026-03-08T12:00:00Z"),
      ]
      situation.silentNodes = ["UKR.GS-1"]
    }
    #expect(made.body.offgoing == "First watch" && made.body.oncoming == "Second watch" && !made.body.isVacant)
    #expect(made.body.overdue?.elements.count == 2 && made.body.silentNodes?.elements == ["UKR.GS-1"])
    #expect(made.body.openCases == nil && made.body.checkpoint == nil)
    let text = made.text(Self.ink, width: 80)
    for line in [
      "WATCH FROM  First watch", "TO          Second watch, whose acknowledgement takes it", "OPEN CASES  none",
      "OVERDUE     2: 354 acknowledgement of FRA since 071200ZMAR26, 355 answer of FRA", "OWED        1: 356 answer",
      "SILENT      1: UKR.GS-1", "SINCE       the beginning, as there was no handover yet: nothing",
    ] {
      #expect(text.contains("\n\(line)"), "\(text)")
    }
    #expect(text.split(separator: "\n").allSatisfy { DisplayText.width(String($0)) <= 80 })
  }

  @Test func thatNobodyIsOncomingIsSaid() {
    let made = handover(to: nil)
    #expect(made.body.isVacant)
    #expect(made.text(Self.ink, width: 60).contains("\nTO          NOBODY: the watch stays with you"))
  }

  // MARK: the printer

  @Test func eachPageHasItsMarkingItsWorldAndItsNumber() {
    let exercise = Self.header {
      $0.nature = .exercise
      $0.exerciseName = "SHARED DAWN"
    }
    let content = (1...30).map { "line \($0)" }
    let pages = PrintedPages(exercise, sequence: 354, content: content, lines: 20).pages
    #expect(pages.count == 3)
    for (place, page) in pages.enumerated() {
      let lines = page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      #expect(lines.count == 20 && lines.allSatisfy { DisplayText.width($0) <= PrintedPages.columns })
      #expect(lines[0].contains("COORDINATION-CELL UNCLASSIFIED  REL FRA") && lines[0] == lines[19])
      #expect(lines[1].contains("EXERCISE EXERCISE EXERCISE SHARED DAWN") && lines[1] == lines[18])
      #expect(lines[17].hasPrefix("354  UKR.CELL-1/0012/26 ") && lines[17].hasSuffix("page \(place + 1) of 3"))
    }
    let whole = PrintedPages(Self.header(), sequence: 1, content: content, lines: 20).text
    #expect(whole.split(separator: "\u{0C}").count == 3 && whole.contains("OPERATION"))
    #expect((1...30).allSatisfy { whole.contains("line \($0)\n") })
    #expect(PrintedPages(Self.header(), sequence: 1, content: [], lines: 20).pages.count == 1)
  }

  // MARK: words

  @Test func wordsAreFoundWhateverTheirCaseAndAccents() throws {
    let header = Self.header { $0.caseNumber = "V-2026-0042" }
    let note = LiaisonNote(subject: "Pont détruit", text: "Міст біля Авдіївки пошкоджено.")
    let document = DocumentEncoder.encode(header: header, body: note)
    for words in [["DETRUIT"], ["pont", "авдіївки"], ["0042", "ukr.cell"], ["liaison détruit"]] {
      #expect(MessageWords(words)?.areIn(header, document) == true, "\(words)")
    }
    for words in [["pont", "mortar"], ["subject"], ["text"]] {
      #expect(MessageWords(words)?.areIn(header, document) == false, "\(words)")
    }
    #expect(MessageWords([]) == nil && MessageWords([" "]) == nil)
  }
}
