import CellSchema

extension Script {
  /// The coordination cell's own traffic.
  func openTheCell() {
    chapter(
      "The cell opens", shows: "Liaison: notes, a question and its answer, acknowledgement, release, the watch log"
    ) {
      say(
        "opening", from: "CELL.OPS-1",
        LiaisonNote(
          subject: "EXERCISE PARIS-2026 begins",
          text: "EXERCISE EXERCISE EXERCISE\nThe coordination cell in Paris is manned. All stations report."),
        to: ["@all"], precedence: .immediate, acknowledge: true)
      say(
        "log-opening", from: "CELL.OPS-1",
        LogEntry(at: "2026-03-02T06:00:00Z", text: "EXERCISE: the first watch takes over; all stations are called."),
        to: ["CELL"], release: ["CELL"])
      acknowledgeTheOpening()
      askAndAnswer()
      keepAmongSome()
      say(
        "situation", from: "UKR.CELL-1",
        SituationReport(
          asOf: "2026-03-02T06:00:00Z", period: Period(from: "2026-03-01T06:00:00Z", to: "2026-03-02T06:00:00Z"),
          summary: "EXERCISE: quiet along the exercise line.",
          sections: [
            .init(heading: "Exercise area ALPHA", text: "EXERCISE: nothing to report."),
            .init(heading: "Exercise area BRAVO", text: "EXERCISE: power restored in two districts."),
          ]), to: ["@all"], precedence: .priority, language: "en")
      say(
        "minimize", from: "CELL.OPS-1",
        Minimize(
          scope: "Routine traffic of all nodes", until: start.adding(seconds: 6 * 3_600),
          reason: "EXERCISE: satellite link at half capacity"), to: ["@all"], precedence: .immediate)
      say(
        "minimize-over", from: "CELL.OPS-1",
        LiaisonNote(subject: "MINIMIZE is over", text: "EXERCISE: the satellite link is whole again."),
        to: ["@all"], precedence: .immediate,
        amends: Amends(id: id("minimize"), kind: .cancel, reason: "EXERCISE: the link is whole again"))
    }
  }

  private func acknowledgeTheOpening() {
    for delegation in Delegation.all {
      let code = delegation.code
      say(
        "opening-read-\(code)", from: delegation.node,
        Acknowledgement(of: id("opening"), by: "Duty officer, exercise cell", note: "Standing by."), to: ["CELL"],
        release: ["CELL", .participant(code)], inReplyTo: "opening")
    }
  }

  private func askAndAnswer() {
    say(
      "question", from: "FRA.CELL-1",
      RequestForInformation(
        question: "EXERCISE: which of your contributions wait for a decision of parliament?",
        replyBy: "2026-03-03T12:00:00Z"), to: ["DEU", "POL", "ESP"], info: ["CELL"], release: ["coalition", "cell"],
      precedence: .priority, reply: 6 * 3_600)
    for participant in ["DEU", "POL", "ESP"] as [ParticipantCode] {
      say(
        "answer-\(participant)", from: NodeName(stringLiteral: "\(participant).CELL-1"),
        InformationAnswer(text: Text(stringLiteral: "EXERCISE: the exercise logistics company of \(participant).")),
        to: ["FRA"],
        info: ["CELL"], release: ["coalition", "cell"], precedence: .priority, inReplyTo: "question")
    }
  }

  /// What is not for everybody: a note to three, one to a single node, one to all that only Europeans may read.
  private func keepAmongSome() {
    say(
      "note-to-three", from: "UKR.CELL-1",
      LiaisonNote(subject: "Exercise convoy", text: "EXERCISE: convoy E-7 leaves exercise area BRAVO at 0500Z."),
      to: ["FRA", "GBR"], release: ["FRA", "GBR", "UKR"], precedence: .immediate)
    say(
      "note-to-a-node", from: "GBR.CELL-1",
      LiaisonNote(subject: "Exercise liaison", text: "EXERCISE: liaison party of three arrives at 0700Z."),
      to: ["UKR.GS-1"], release: ["GBR", "UKR"])
    say(
      "note-to-europeans", from: "DEU.CELL-1",
      LiaisonNote(subject: "Exercise transit", text: "EXERCISE: transit by rail is open to exercise convoys."),
      to: ["@all"], release: ["european"])
    say(
      "note-corrected", from: "GBR.CELL-1",
      LiaisonNote(subject: "Exercise liaison", text: "EXERCISE: liaison party of four arrives at 0730Z."),
      to: ["UKR.GS-1"], release: ["GBR", "UKR"],
      amends: Amends(id: id("note-to-a-node"), kind: .correct, reason: "Number and hour were wrong"))
    say(
      "release-wanted", from: "GBR.CELL-1", ReleaseRequest(message: id("note-to-three"), to: ["POL", "european"]),
      to: ["UKR"], release: ["GBR", "UKR"], inReplyTo: "note-to-three")
    say(
      "release-given", from: "UKR.CELL-1", ReleaseDecision(request: id("release-wanted"), decision: .granted),
      to: ["GBR"], release: ["GBR", "UKR"], inReplyTo: "release-wanted")
    say(
      "telephoned", from: "ITA.CELL-1",
      LiaisonNote(subject: "Exercise line test", text: "EXERCISE: entered from the telephone log after a line cut."),
      to: ["CELL"], release: ["ITA", "cell"], precedence: .deferred,
      enteredBy: EnteredBy(means: .telephone, originalSentAt: "2026-03-02T05:40:00Z"))
  }

  /// The last chapter before what is refused.
  func handOverTheWatch() {
    chapter("The watch hands over", shows: "Each participant's log and handover are its own; a watch that is assumed") {
      say(
        "log-closing", from: "CELL.OPS-1",
        LogEntry(at: "2026-03-02T17:55:00Z", text: "EXERCISE: no line is down; two exercise cases are open."),
        to: ["@watch-officer"], release: ["CELL"])
      say(
        "handover", from: "CELL.OPS-1",
        WatchHandover(
          offgoing: "Watch officer, first exercise watch", oncoming: "Watch officer, second exercise watch",
          at: "2026-03-02T18:00:00Z", openCases: ["V-2026-0007"], silentNodes: ["CELL.PRESS-1"]),
        to: ["CELL"], release: ["CELL"], precedence: .priority)
      say(
        "handover-read", from: "CELL.OPS-1",
        Acknowledgement(of: id("handover"), by: "Watch officer, second exercise watch"), to: ["CELL"],
        release: ["CELL"], inReplyTo: "handover")
      // Germany's watch has nobody to go to: its deputy assumes it.
      say(
        "handover-vacant", from: "DEU.CELL-1",
        WatchHandover(
          offgoing: "Watch officer, exercise delegation", oncoming: "vacant", at: "2026-03-02T18:00:00Z"),
        to: ["DEU"], release: ["DEU"])
      say(
        "watch-assumed", from: "DEU.CELL-1",
        WatchAssumption(
          reason: "EXERCISE: the relief is late", by: "Deputy watch officer, exercise delegation",
          handover: id("handover-vacant")), to: ["DEU"], release: ["DEU"], references: ["handover-vacant"])
    }
  }
}
