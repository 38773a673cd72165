import CellSchema

extension Script {
  /// The text leaves details open: terms are completed, once and again, until they are final.
  func completeTheTerms() {
    chapter(
      "Completion of open terms",
      shows: "Means are added, terms become final; final terms do not open again"
    ) {
      let (first, second) = (Self.withOpenTerms[0], Self.withOpenTerms[1])
      complete("completion-\(first)", first, .open, means: [.logistics])
      complete(
        "completion-\(first)-final", first, .final, means: [.intelligence],
        after: "completion-\(first)")
      complete("completion-\(second)", second, .final)
      complete(
        "refused-reopening", first, .open, means: [.other], after: "completion-\(first)-final",
        expect: .refused(.stateNotPermitted, at: "/body/terms"),
        fault: "Final terms do not open again")
      complete(
        "refused-completed", second, .final, after: "completion-\(second)",
        expect: .refused(.alreadySaid, at: "/body/terms"), fault: "It adds nothing")
      complete(
        "refused-other-completion", second, .final, means: [.military], of: first,
        after: "completion-\(second)",
        expect: .refused(.notEntitled, at: "/body/commitment"), fault: "It is another's commitment")
      say(
        "partial-withdrawal", from: Delegation(first).node,
        GuaranteeWithdrawal(
          commitment: id("commitment-\(first)"), effectiveAt: "2026-06-01T00:00:00Z",
          reason: "EXERCISE: a part of it, under notice.", means: [.logistics]), to: ["UKR"],
        info: ["@all"],
        precedence: .priority, references: ["completion-\(first)-final"],
        authority: Delegation(first).authority)
    }
  }

  private func complete(
    _ name: String, _ code: ParticipantCode, _ terms: GuaranteeCommitment.Terms,
    means: NonEmpty<SupportMeans>? = nil,
    of owner: ParticipantCode? = nil, after earlier: String? = nil, expect: Expectation = .accepted,
    fault: String? = nil
  ) {
    let commitment = "commitment-\(owner ?? code)"
    say(
      name, from: Delegation(code).node,
      GuaranteeCompletion(commitment: id(commitment), terms: terms, means: means), to: ["UKR"],
      info: ["@all"],
      precedence: .priority, references: [earlier ?? commitment],
      authority: Delegation(code).authority,
      expect: expect, fault: fault)
  }
}
