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

  /// Number 354 of the record.
  static func recorded(_ body: some Payload, _ change: (inout Header) -> Void = { _ in }) -> RecordedMessage {
    let header = header {
      $0.type = type(of: body).messageType
      change(&$0)
    }
    return RecordedMessage(
      sequence: 354, acceptedAt: "2026-03-07T10:21:00Z", header: header,
      document: DocumentEncoder.encode(header: header, body: body), signature: [], amendedBy: [])
  }

  // MARK: what is answered

  @Test func whatIsAcknowledgedIsNamed() {
    let text = AnsweredText(Self.recorded(LiaisonNote.example) { $0.precedence = .flash }, gist: "Bridge shut")
      .text(isAcknowledged: true, width: 80, Self.ink)
    #expect(text == "acknowledged  354  FLASH  cell.liaison-note  from UKR.CELL-1\n  Bridge shut")
  }

  @Test func whoSentAMessageNeitherAcknowledgesNorAnswersIt() {
    let note = Self.recorded(LiaisonNote.example)
    for appointment in ["Duty officer", nil] as [Line?] {
      let complaint = #expect(throws: Complaint.self) {
        try AnsweredText.check(note, by: appointment, of: "UKR.CELL-1")
      }
      #expect(complaint?.code == .ownMessage && complaint?.status == .data)
      #expect(throws: Never.self) { try AnsweredText.check(note, by: appointment, of: "FRA.CELL-1") }
    }
    let handover = Self.recorded(WatchHandover(offgoing: "First", oncoming: "Second", at: "2026-03-07T10:00:00Z"))
    #expect(throws: Complaint.self) { try AnsweredText.check(handover, by: "First", of: "UKR.CELL-1") }
    #expect(throws: Never.self) { try AnsweredText.check(handover, by: "Second", of: "UKR.CELL-1") }
  }

  @Test func itIsSaidWhoHasTheWatch() {
    func said(
      _ oncoming: Line, by appointment: Line, at node: NodeName = "UKR.CELL-1", isOwed: Bool = true
    ) -> String? {
      AnsweredText.watch(
        Self.recorded(WatchHandover(offgoing: "First", oncoming: oncoming, at: "2026-03-07T10:00:00Z")),
        taken: appointment, at: node, isOwed: isOwed)
    }
    #expect(said("Second", by: "Second") == "You have the watch, from First.")
    #expect(said("Second", by: "Third", at: "UKR.GS-1") == "You have the watch as Third; it was handed to Second.")
    #expect(said("Second", by: "Third")?.hasPrefix("The watch stays with First: it was handed to Second") == true)
    #expect(said("vacant", by: "Third")?.hasPrefix("The watch was handed to nobody") == true)
    #expect(said("Second", by: "Second", isOwed: false)?.hasPrefix("The watch was taken before") == true)
    #expect(said("Second", by: "Second", at: "FRA.CELL-1") == nil, "it is another participant's")
    #expect(
      AnsweredText.watch(Self.recorded(LiaisonNote.example), taken: "Second", at: "UKR.CELL-1", isOwed: true) == nil)
  }

  // MARK: what is not there

  @Test func whatWasLookedThroughIsSaid() {
    let nothing = NothingThere(reader: "FRA.CELL-1")
    #expect(
      nothing.found(in: 1...607, types: [], senders: [], since: nil)
        == "Nothing found in the numbers 1 to 607, as far as FRA.CELL-1 may read them.")
    #expect(
      nothing.found(in: 1...607, types: ["cell.*"], senders: ["UKR"], since: "2026-03-07T10:21:00Z")
        .hasSuffix("Only these were looked at: cell.*, UKR, since 071021ZMAR26"))
    #expect(
      nothing.logged(since: "2026-03-07T10:21:00Z", .exercise, "SHARED DAWN")
        .hasPrefix("No entry of FRA since 071021ZMAR26 in EXERCISE SHARED DAWN."))
  }

  // MARK: names

  @Test func messagesAreNamedByTheirNumbersWhereTheyHaveOne() {
    let (one, other) = (SituationSamples.id(1), SituationSamples.id(2))
    let text = "carried: \(one). It rests on \(other), and \(one)."
    #expect(NamedMessages.ids(in: text) == [one, other] && NamedMessages.ids(in: "no-such-id-0123") == [])
    #expect(NamedMessages.numbered(text, [one: 53]) == "carried: 53. It rests on \(other), and 53.")
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
