import CellSchema

extension Script {
  /// A silence procedure. It runs for a day at least, and so its proposer withdraws it before the exercise is over.
  func decideTogether() {
    chapter(
      "Deciding together", shows: "A proposal by silence, what electors say, its moment put off, its withdrawal"
    ) {
      propose("proposal", until: 3 * 86_400)
      for (code, position) in [("POL", .agree), ("EST", .abstain)] as [(ParticipantCode, DecisionStatement.Position)] {
        say(
          "statement-\(code)", from: Delegation(code).node,
          DecisionStatement(
            proposal: id("proposal"), position: position,
            reason: position == .agree ? nil : "EXERCISE: instructions are awaited."), to: ["@all"],
          inReplyTo: "proposal")
      }
      postpone()
      refuseProposals()
      say(
        "withdrawn", from: "FRA.CELL-1",
        DecisionWithdrawal(proposal: id("proposal"), reason: "EXERCISE: the exercise ends before the silence does."),
        to: ["@all"], references: ["proposal"])
    }
  }

  private func postpone() {
    let proposal = id("proposal")
    let reason: Text = "EXERCISE: two delegations await instructions."
    @Sendable func body(_ until: Timestamp) -> DecisionPostponement {
      DecisionPostponement(proposal: proposal, until: until, reason: reason)
    }
    say(
      "postponed", from: "FRA.CELL-1", body(start), to: ["@all"], references: ["proposal"],
      bodyOf: { stamp in DocumentEncoder.json(body(stamp.sentAt.wholeSecond.adding(seconds: 4 * 86_400))) })
  }

  private func refuseProposals() {
    propose(
      "refused-moment", until: 3_600, expect: .refused(.badMoment, at: "/body/until"),
      fault: "A silence runs for a day at least")
    propose(
      "refused-electorate", electorate: Electorate(role: "umpire"), until: 3 * 86_400,
      expect: .refused(.noElectorate, at: "/body/electorate/role"), fault: "Nobody holds that role")
    propose(
      "refused-reader", electorate: Electorate(participants: ["CELL"]), until: 3 * 86_400,
      expect: .refused(.electorCannotRead, at: "/body/electorate"),
      fault: "The cell has no delegation that could speak")
    propose(
      "refused-act", until: 3 * 86_400, expect: .refused(.notDecidable, at: "/body/act"),
      fault: "A note is not decided together", isNote: true)
  }

  /// Proposes an amendment of the text, by silence.
  ///
  /// - Parameter until: seconds after it is sent.
  private func propose(
    _ name: String, electorate: Electorate = Electorate(group: "european"), until: Int64,
    expect: Expectation = .accepted, fault: String? = nil, isNote: Bool = false
  ) {
    let (act, version) = (id("act of \(name)"), text.version)
    let texts = texts(of: text.rawValue)
    @Sendable func body(_ stamp: Step.Stamp) -> DecisionProposal {
      let header = Header(
        id: act, cell: stamp.cell, type: isNote ? LiaisonNote.messageType : DeclarationAmendment.messageType,
        version: 1, from: "FRA.CELL-1", serial: stamp.serial, action: ["@all"], precedence: .priority,
        nature: .exercise, exerciseName: Scenario.exerciseName, sentAt: stamp.sentAt,
        label: SecurityLabel(
          policy: "COORDINATION-CELL", classification: "UNCLASSIFIED", releasableTo: ["ALL"]))
      let document =
        isNote
        ? DocumentEncoder.encode(header: header, body: LiaisonNote(subject: "Exercise", text: "EXERCISE: a note."))
        : DocumentEncoder.encode(
          header: header,
          body: DeclarationAmendment(
            instrument: "paris-declaration", from: version, to: "exercise-next",
            summary: "EXERCISE: a heading is changed.", texts: texts))
      guard let proposed = ProposedDocument(document) else { preconditionFailure("an act fits a proposal") }
      return DecisionProposal(
        document: proposed, electorate: electorate, rule: .silence,
        until: stamp.sentAt.wholeSecond.adding(seconds: until))
    }
    let unstamped = Step.Stamp(cell: "unstamped", serial: .first(of: "FRA.CELL-1", at: start), sentAt: start)
    say(
      name, from: "FRA.CELL-1", body(unstamped), to: ["@all"], bodyOf: { DocumentEncoder.json(body($0)) },
      expect: expect, fault: fault)
  }
}

extension Timestamp {
  /// The whole second that it is of.
  fileprivate var wholeSecond: Timestamp { Timestamp(Microseconds(moment.value - moment.value % 1_000_000)) }
}
