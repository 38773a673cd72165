import CellSchema

extension Script {
  private static let commission = Electorate(role: "special-commission")

  /// What takes a decision: attributions and remedies by the Special Commission, the force by its leads and Ukraine, the
  /// text by all governments.
  func decideTogether() {
    chapter(
      "Deciding together",
      shows: "The force with Ukraine's consent, attributions with a dissent, remedies, a corrigendum, a silence"
    ) {
      constituteAndAttribute()
      changeAndRemedy()
      decideBySilence()
      refuseProposals()
    }
  }

  private func constituteAndAttribute() {
    propose(
      "constitution-proposal", "constitution",
      ForceConstitution(
        name: "Multinational Force for Ukraine (exercise)", lead: ["FRA", "GBR"], headquarters: "Paris",
        mandate: "EXERCISE: to help rebuild the Armed Forces of Ukraine and to deter. It does not supervise the truce.",
        effectiveAt: "2026-03-05T00:00:00Z"), from: "FRA.CELL-1", by: Electorate(participants: ["FRA", "GBR"]), .all,
      mustAgree: ["ukraine"], references: ["in-force-UKR", "in-force-USA"], authority: Delegation("FRA").authority)
    attribute(
      "attribution", from: "FRA.CELL-1", "V-2026-0006", on: "finding-6",
      // The Mission reported directions of fire and never attributed to a party; neither does the exercise.
      undetermined: "EXERCISE: the source gives directions of fire and attributes to no party.")
    attribute("exercise-attribution", from: "GBR.CELL-1", "V-2026-0007", on: "exercise-finding")
    attribute("closing-attribution", from: "GBR.CELL-1", "V-2026-0008", on: "closing-finding")
    propose(
      "corrigendum-proposal", "corrigendum",
      DeclarationCorrigendum(
        instrument: "paris-declaration", version: text.version, summary: "EXERCISE: a letter in a heading.",
        texts: [
          .init(
            language: "en", corrects: texts(of: text.rawValue).elements[0].sha256,
            sha256: texts(of: "corrected").elements[0].sha256)
        ]), from: "FRA.CELL-1", by: Electorate(role: "delegation"), .all)
    for code in ["FRA", "GBR", "UKR"] as [ParticipantCode] { state(on: "constitution-proposal", by: code) }
    for name in ["attribution", "exercise-attribution", "closing-attribution"] {
      for code in ["FRA", "GBR"] as [ParticipantCode] { state(on: "\(name)-proposal", by: code) }
      state(on: "\(name)-proposal", by: "USA", through: "USA.SC-1")
    }
    state(.abstain, on: "attribution-proposal", by: "DEU")
    state(
      .object, on: "exercise-attribution-proposal", by: "DEU",
      reason: "EXERCISE: two of four tracks are not conclusive.")
    for delegation in Delegation.all { state(on: "corrigendum-proposal", by: delegation.code, binds: false) }
    awaitResults(
      of: "constitution-proposal", "attribution-proposal", "exercise-attribution-proposal",
      "closing-attribution-proposal",
      "corrigendum-proposal")
  }

  private func attribute(
    _ name: String, from sender: NodeName, _ number: CaseNumber, on finding: String, undetermined: Text? = nil
  ) {
    propose(
      "\(name)-proposal", name,
      Attribution(
        caseNumber: number, finding: id(finding), responsible: undetermined == nil ? ["EXOP"] : nil,
        undetermined: undetermined, decision: .adopted), from: sender, by: Self.commission, .nOfM, n: 3,
      references: [finding], caseNumber: number, authority: Delegation(sender.participant).authority)
  }

  private func changeAndRemedy() {
    propose(
      "change-proposal", "change",
      ForceChange(
        constitution: id("constitution"), what: .headquarters, headquarters: "London",
        effectiveAt: "2027-03-05T00:00:00Z", reason: "EXERCISE: the seat goes round after a year."),
      from: "GBR.CELL-1", by: Electorate(participants: ["FRA", "GBR"]), .all, mustAgree: ["ukraine"],
      references: ["constitution"], authority: Delegation("GBR").authority)
    remedy(
      "exercise-remedy", "V-2026-0007", of: "exercise-attribution",
      "EXERCISE: withdraw exercise mortars beyond exercise line BLUE.")
    remedy(
      "closing-remedy", "V-2026-0008", of: "closing-attribution",
      "EXERCISE: take exercise drones back behind exercise line RED.")
    for code in ["FRA", "GBR", "UKR"] as [ParticipantCode] { state(on: "change-proposal", by: code) }
    for name in ["exercise-remedy", "closing-remedy"] {
      for code in ["DEU", "FRA", "GBR"] as [ParticipantCode] { state(on: "\(name)-proposal", by: code) }
    }
    awaitResults(of: "change-proposal", "exercise-remedy-proposal", "closing-remedy-proposal")
    say(
      "exercise-dispute", from: "UKR.CELL-1",
      Dispute(
        caseNumber: "V-2026-0007", of: id("exercise-remedy"),
        grounds: "EXERCISE: line BLUE is inside the range of the munition found."), to: ["@special-commission"],
      info: ["@all"], precedence: .priority, references: ["exercise-remedy"], caseNumber: "V-2026-0007")
  }

  private func remedy(_ name: String, _ number: CaseNumber, of attribution: String, _ measure: Text) {
    propose(
      "\(name)-proposal", name,
      Remedy(caseNumber: number, measure: measure, addressee: "EXOP", by: "2026-03-12T12:00:00Z"), from: "DEU.CELL-1",
      by: Self.commission, .nOfM, n: 3, references: [attribution], caseNumber: number,
      authority: Delegation("DEU").authority)
  }

  /// A silence runs for a day at least, and so its proposer withdraws it before the exercise is over.
  private func decideBySilence() {
    proposeAmendment("proposal")
    state(on: "proposal", by: "POL", binds: false)
    state(.abstain, on: "proposal", by: "EST", reason: "EXERCISE: instructions are awaited.")
    postpone()
    say(
      "withdrawn", from: "FRA.CELL-1",
      DecisionWithdrawal(proposal: id("proposal"), reason: "EXERCISE: the exercise ends before the silence does."),
      to: ["@all"], references: ["proposal"])
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
    proposeAmendment(
      "refused-moment", until: 3_600, expect: .refused(.badMoment, at: "/body/until"),
      fault: "A silence runs for a day at least")
    proposeAmendment(
      "refused-electorate", by: Electorate(role: "umpire"),
      expect: .refused(.noElectorate, at: "/body/electorate/role"),
      fault: "Nobody holds that role")
    proposeAmendment(
      "refused-reader", by: Electorate(participants: ["CELL"]),
      expect: .refused(.electorCannotRead, at: "/body/electorate"),
      fault: "The cell has no delegation that could speak")
    proposeAmendment(
      "refused-others", by: Electorate(group: "european"),
      expect: .refused(.decidedOtherwise, at: "/body/electorate"), fault: "All governments decide on the text")
    propose(
      "refused-consent", "no-change",
      ForceChange(constitution: id("constitution"), what: .end, effectiveAt: "2027-03-05T00:00:00Z"),
      from: "FRA.CELL-1", by: Electorate(participants: ["FRA", "GBR"]), .all,
      authority: Delegation("FRA").authority, expect: .refused(.decidedOtherwise, at: "/body/mustAgree"),
      fault: "The force is Ukraine's matter too")
    propose(
      "refused-act", "no-act", LiaisonNote(subject: "Exercise", text: "EXERCISE: a note."), from: "FRA.CELL-1",
      by: Electorate(group: "european"), .silence, at: .silence(3 * 86_400),
      expect: .refused(.notDecidable, at: "/body/act"), fault: "A note is not decided together")
  }

  /// Proposes an amendment of the text, by silence.
  ///
  /// - Parameter until: seconds after it is sent.
  private func proposeAmendment(
    _ name: String, by electorate: Electorate = Electorate(role: "delegation"), until: Int64 = 3 * 86_400,
    expect: Expectation = .accepted, fault: String? = nil
  ) {
    propose(
      name, "act of \(name)",
      DeclarationAmendment(
        instrument: "paris-declaration", from: text.version, to: "exercise-next",
        summary: "EXERCISE: a heading is changed.", texts: texts(of: "working")), from: "FRA.CELL-1", by: electorate,
      .silence, at: .silence(until), expect: expect, fault: fault)
  }
}
