import CellSchema

extension Script {
  /// Commitments under the text, dormant until the ceasefire is in force.
  func giveGuarantees() {
    chapter("Guarantees", shows: "Commitments under one version of the text; what binds needs authority") {
      for (index, delegation) in Delegation.coalition.enumerated() {
        let isLegal = Self.requiresRatification.contains(delegation.code)
        say(
          "commitment-\(delegation.code)", from: delegation.node,
          GuaranteeCommitment(
            instrument: "paris-declaration", version: text.version, provision: "4", beneficiary: .ukraine,
            bindingness: isLegal ? .both : .political, terms: index % 2 == 0 ? .final : .open,
            trigger: "EXERCISE: armed attack after the ceasefire", means: Self.means[index % Self.means.count],
            requiresRatification: isLegal), to: ["UKR"], info: ["@all"], precedence: .priority,
          authority: delegation.authority)
      }
      // The draft has a commitment of the United States to support the force; the final text has none.
      say(
        "commitment-USA", from: "USA.CELL-1",
        GuaranteeCommitment(
          instrument: "paris-declaration", version: text.version, provision: "3", beneficiary: .force,
          bindingness: .political, terms: .open, trigger: "EXERCISE: armed attack on the multinational force",
          means: [.intelligence, .logistics], requiresRatification: false), to: ["@all"], precedence: .priority,
        authority: Delegation("USA").authority, expect: onlyUnderTheDraft(),
        fault: text == .final ? "In the final text the United States gives no commitment" : nil)
      say(
        "withdrawal", from: "NZL.CELL-1",
        GuaranteeWithdrawal(
          commitment: id("commitment-NZL"), effectiveAt: "2036-01-01T00:00:00Z",
          reason: "EXERCISE: replaced by an exercise agreement between the two."), to: ["UKR"], info: ["@all"],
        precedence: .priority, references: ["commitment-NZL"], authority: Delegation("NZL").authority)
      refuseWhatIsNotYetOrNotTheirs()
    }
  }

  /// Every third one, and Poland: their commitments bind by law, once their parliaments approve.
  static let requiresRatification: Set<ParticipantCode> = Set(
    Delegation.coalition.enumerated().filter { $0.offset % 3 == 0 }.map(\.element.code) + ["POL"])

  /// Whose guarantees for Ukraine are invoked: all but New Zealand's, which is to end. Poland's political limb is active,
  /// whose parliament has not approved.
  static let invocable: [Delegation] = Delegation.coalition.filter { $0.code != "NZL" }

  /// Whose terms are open at first: every other one's.
  static let withOpenTerms: [ParticipantCode] = Delegation.coalition.enumerated()
    .filter { !$0.offset.isMultiple(of: 2) }.map(\.element.code)

  private func refuseWhatIsNotYetOrNotTheirs() {
    propose(
      "refused-early-force", "early-force",
      ForceConstitution(
        name: "Multinational Force for Ukraine (exercise)", lead: ["FRA"], headquarters: "Paris",
        mandate: "EXERCISE: this act must be refused.", effectiveAt: "2026-03-05T00:00:00Z"), from: "FRA.CELL-1",
      by: Electorate(participants: ["FRA"]), .all, mustAgree: ["ukraine"], authority: Delegation("FRA").authority,
      expect: .refused(.phaseNotPermitted, at: "/body/act"), fault: "No force before the ceasefire is in force")
    say(
      "refused-other-withdrawal", from: "AUS.CELL-1",
      GuaranteeWithdrawal(commitment: id("commitment-CAN"), effectiveAt: "2027-01-01T00:00:00Z"), to: ["UKR"],
      info: ["@all"], precedence: .priority, authority: Delegation("AUS").authority,
      expect: .refused(.notEntitled, at: "/body/commitment"), fault: "Australia does not withdraw for Canada")
  }

  /// What the draft of 6 January 2026 names, in turn.
  private static let means: [NonEmpty<SupportMeans>] = [
    [.military, .intelligence, .logistics], [.diplomatic, .sanctions], [.logistics], [.military, .sanctions],
  ]
}
