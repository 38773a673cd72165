import CellCommand
import CellSchema
import Testing

@Suite struct DecisionTextTests {
  private func lines(_ decision: DecisionStanding, width: Int? = 80) -> [String] {
    DecisionText(decision, asOf: SituationSamples.now, width: width).text(Ink(isColoured: false))
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test func `a proposal in full is 80 columns wide and leaves nothing out`() {
    let decision = SituationSamples.oneDecision(1, .fell)
    let shown = lines(decision)
    for line in shown { #expect(DisplayText.width(line) <= 80, "\(line)") }
    let text = shown.joined(separator: "\n")
    for words in [
      "501", "\(decision.id)", "\(decision.act)", "declaration.amendment, proposed by FRA", "\(decision.sha256)",
      "@delegation, 3 agree", "roster revision 3, charter revision 2", "111200ZMAR26, proposed 101200ZMAR26", "fell",
      "show 520", "DEU objected.", "3204 at /body/instrument: cellbus explain 3204",
      "until 111200ZMAR26, down 091300ZMAR26 to 091415ZMAR26 (show 511)", "091200ZMAR26", "object", "510",
      "4 more of it did not fit",
    ] { #expect(text.contains(words), "\(words) in \(text)") }
  }

  @Test func `who has not got it stands out`() {
    var decision = SituationSamples.oneDecision(0, .notReached)
    decision.electors[0].delivered = nil
    decision.electors[0].mustAgree = true
    let text = lines(decision).joined(separator: "\n")
    #expect(text.contains("NOT REACHED") && text.contains("NOT YET") && text.contains("MUST"))
  }

  @Test func `a message that proposes nothing is no proposal, and one that is not there is missed by its name`() throws
  {
    let decision = SituationSamples.oneDecision(0, .open)
    let named = try DecisionRequest.decision(decision.id, named: "500", in: [decision])
    #expect(named.id == decision.id)
    let missing = complaint { _ = try DecisionRequest.decision(.sample, named: "501", in: [decision]) }
    #expect(missing?.code == .notOnRecord && missing?.detail.contains("501") == true)
    let note = DeskTextTests.recorded(LiaisonNote.example)
    let wrong = complaint { try DecisionRequest.checkProposal(note) }
    #expect(wrong?.status == .usage && wrong?.detail.contains("354 is a cell.liaison-note") == true)
    #expect(throws: Never.self) { try DecisionRequest.checkProposal(DeskTextTests.recorded(DecisionProposal.example)) }
  }

  @Test func `an objection has a reason, and what is said is one of three`() throws {
    #expect(complaint { _ = try DecisionRequest.statement("object", reason: nil) }?.status == .usage)
    #expect(complaint { _ = try DecisionRequest.statement("object", reason: "  ") }?.status == .usage)
    #expect(complaint { _ = try DecisionRequest.statement("veto", reason: "No.") }?.place == "POSITION")
    #expect(try DecisionRequest.statement("object", reason: "No.").position == .object)
    #expect(try DecisionRequest.statement("AGREE", reason: nil).position == .agree)
    #expect(try DecisionRequest.statement("abstain", reason: "Later.").reason == "Later.")
  }

  private func complaint(_ work: () throws -> Void) -> Complaint? {
    do { try work() } catch { return error as? Complaint }
    return nil
  }
}
