import CellSchema

extension Script {
  /// Who speaks for a state, and for a role whose holder is away.
  func speakForAState() {
    chapter(
      "Who speaks",
      shows: "An office without registered full powers is confirmed later; alternates act once a holder is away"
    ) {
      let delegation = Delegation(Self.withOpenTerms[1])
      let office: Line = "State Secretary (exercise)"
      say(
        "unregistered-withdrawal", from: delegation.node,
        GuaranteeWithdrawal(
          commitment: id("commitment-\(delegation.code)"), effectiveAt: "2026-06-01T00:00:00Z",
          reason: "EXERCISE: a part of it, under notice.", means: [.sanctions]), to: ["UKR"], info: ["@all"],
        precedence: .priority, references: ["completion-\(delegation.code)"],
        authority: Authority(signatory: delegation.authority.signatory, office: office, fullPowers: .noneClaimed))
      say(
        "confirmation", from: delegation.node,
        DeclarationConfirmation(of: id("unregistered-withdrawal"), office: office), to: ["@all"],
        references: ["unregistered-withdrawal"], authority: delegation.authority)
      say(
        "refused-alternate", from: "NLD.CELL-1",
        CaseSuspension(caseNumber: "V-2026-0005", reason: "EXERCISE: weather."), to: ["@all"],
        expect: .refused(.alternateNotActing, at: "/header/from"),
        fault: "The lead is there: its alternate does not act")
      say(
        "absence", from: Self.lead, RoleAbsence(role: "verification-lead", reason: "EXERCISE: moves to another site."),
        to: ["@all"])
    }
  }
}
