import CellSchema

extension Script {
  /// Attack reports, invocation, consultation, each participant's own determination, measures.
  func answerAnAttack() {
    chapter("Support after an attack", shows: "Reports, invocation, consultation; each determines for itself") {
      report()
      say(
        "invocation", from: "UKR.CELL-1",
        Invocation(
          reports: [id("attack-ukraine")],
          guarantees: NonEmpty(Self.invocable.map { id("commitment-\($0.code)") })!,
          beneficiary: .ukraine, requested: [.intelligence, .logistics],
          aim: "EXERCISE: to restore the exercise ceasefire in area ALPHA.", consultationAt: "2026-03-23T08:00:00Z"),
        to: ["@all"], precedence: .flash, references: ["attack-ukraine"], authority: Delegation("UKR").authority)
      say(
        "consultation", from: "CELL.OPS-1",
        Consultation(
          invocation: id("invocation"), at: "2026-03-23T08:00:00Z", level: .politicalDirectors,
          outcome: "EXERCISE: each participant states its determination by 1200Z."), to: ["@all"],
        precedence: .immediate, references: ["invocation"])
      for (index, delegation) in Self.invocable.enumerated() { respond(delegation, index) }
      respondAsTheUnitedStates()
      leaveAndRefuse()
      invokeForTheForce()
      say(
        "measure", from: "GBR.CELL-1",
        SupportMeasure(
          response: id("response-GBR"), means: .intelligence, description: "EXERCISE: warning data for area ALPHA.",
          status: .underWay), to: ["UKR"], info: ["@all"], precedence: .immediate, references: ["response-GBR"])
    }
  }

  /// Both begin when they are reported: the guarantees are active then.
  private func report() {
    reportOnUkraine()
    report(
      "attack-force", from: "FRA.MNF-1",
      AttackReport(
        target: .force, place: "Exercise depot DELTA", began: .known(start), ongoing: false,
        weapons: ["EXERCISE one-way attack UAV"],
        casualties: Casualties(militaryInjured: .notKnown),
        assessedOrigin: .notKnown, basis: [.eyewitness], confidence: .low),
      release: ["coalition", "ukraine", "united-states", "cell"])
  }

  func reportOnUkraine() {
    report(
      "attack-ukraine", from: "UKR.GS-1",
      AttackReport(
        target: .ukraine, place: "Exercise area ALPHA", began: .known(start), ongoing: true,
        weapons: ["EXERCISE one-way attack UAV"], assessedOrigin: "EXOP", basis: [.radar, .debris],
        confidence: .high))
  }

  private func report(
    _ name: String, from sender: NodeName, _ body: AttackReport,
    release: NonEmpty<Releasable> = ["ALL"]
  ) {
    say(
      name, from: sender, body, to: ["@all"], release: release, precedence: .flash,
      bodyOf: { stamp in
        var body = body
        body.began = .known(stamp.sentAt)
        return DocumentEncoder.json(body)
      })
  }

  private func leaveAndRefuse() {
    // Nobody leaves an attack that has begun: a withdrawal counts after its notice.
    say(
      "withdrawal-GBR", from: "GBR.CELL-1",
      GuaranteeWithdrawal(
        commitment: id("commitment-GBR"), effectiveAt: "2026-03-01T00:00:00Z",
        reason: "EXERCISE: dated before the attack, and it counts a year from now."), to: ["UKR"],
      info: ["@all"],
      precedence: .priority, references: ["commitment-GBR"], authority: Delegation("GBR").authority)
    say(
      "refused-not-obliged", from: "GBR.CELL-1",
      SupportResponse(invocation: id("invocation"), determination: .notAccepted, response: .notObliged), to: ["UKR"],
      info: ["@all"], precedence: .immediate, authority: Delegation("GBR").authority,
      expect: .refused(.stateNotPermitted, at: "/body/response"), fault: "It is obliged, and may decline")
  }

  /// The difference between the two texts: under the draft the United States is obliged to support the force, under the
  /// final text there is nothing to invoke.
  private func invokeForTheForce() {
    let isObliged = text == .draft
    say(
      "invocation-force", from: "FRA.CELL-1",
      Invocation(
        reports: [id("attack-force")], guarantees: [id("commitment-USA")], beneficiary: .force,
        requested: [.intelligence], aim: "EXERCISE: warning for exercise depot DELTA."), to: ["@all"],
      precedence: .flash, authority: Delegation("FRA").authority,
      expect: isObliged ? .accepted : .refused(.unknownReference, at: "/body/guarantees/0"),
      fault: isObliged ? nil : "In the final text the United States gave no commitment that could be invoked")
    guard isObliged else { return }
    say(
      "response-force-USA", from: "USA.CELL-1",
      SupportResponse(
        invocation: id("invocation-force"), determination: .attackAccepted, response: .committed,
        means: [.intelligence, .logistics]), to: ["FRA"], info: ["@all"], precedence: .immediate,
      inReplyTo: "invocation-force", authority: Delegation("USA").authority)
  }

  func respond(_ delegation: Delegation, _ index: Int) {
    let body =
      switch delegation.code == "GBR" ? 0 : index % 4 {
      case 0:
        SupportResponse(
          invocation: id("invocation"), determination: .attackAccepted, response: .committed,
          means: [.intelligence, .logistics])
      case 1:
        SupportResponse(
          invocation: id("invocation"), determination: .attackAccepted, response: .partial, means: [.diplomatic],
          procedure: "EXERCISE: military means take a vote of parliament", decisionBy: "2026-03-24T18:00:00Z")
      case 2:
        SupportResponse(
          invocation: id("invocation"), determination: .moreInformation, response: .inConsultation,
          decisionBy: "2026-03-23T18:00:00Z")
      default:
        SupportResponse(
          invocation: id("invocation"), determination: .attackAccepted, response: .committed, means: [.sanctions])
      }
    say(
      "response-\(delegation.code)", from: delegation.node, body, to: ["UKR"], info: ["@all"], precedence: .immediate,
      inReplyTo: "invocation", authority: delegation.authority)
  }

  /// Who is obliged follows from the text: under the draft the United States has a commitment, to the force; under the
  /// final text it has none.
  func respondAsTheUnitedStates() {
    let body =
      switch text {
      case .draft:
        SupportResponse(
          invocation: id("invocation"), determination: .attackAccepted, response: .partial,
          means: [.intelligence, .logistics])
      case .final:
        SupportResponse(invocation: id("invocation"), determination: .moreInformation, response: .notObliged)
      }
    say(
      "response-USA", from: "USA.CELL-1", body, to: ["UKR"], info: ["@all"], precedence: .immediate,
      inReplyTo: "invocation", authority: Delegation("USA").authority)
  }
}
