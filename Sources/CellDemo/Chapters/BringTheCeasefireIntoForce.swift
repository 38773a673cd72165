import CellSchema

extension Script {
  /// An agreement, and its entry into force, each stated by both authorities.
  func bringTheCeasefireIntoForce() {
    chapter("The ceasefire", shows: "Agreement, entry into force by two authorities, suspension and resumption in part")
    {
      for (name, participant) in [("agreement", "UKR"), ("agreement-USA", "USA")] as [(String, ParticipantCode)] {
        say(
          name, from: Delegation(participant).node,
          CeasefireAgreement(
            instrument: "exercise-ceasefire", parties: ["RUS", "UKR"], scope: .general,
            effectiveAt: "2026-03-04T22:00:00Z"), to: ["@all"], precedence: .flash, acknowledge: true,
          authority: Delegation(participant).authority)
      }
      for participant in ["UKR", "USA"] as [ParticipantCode] {
        say(
          "in-force-\(participant)", from: Delegation(participant).node,
          EntryIntoForce(
            agreement: id("agreement"), scope: .general, effectiveAt: "2026-03-04T22:00:00Z", basis: .terms),
          to: ["@all"], precedence: .flash, references: ["agreement"], authority: Delegation(participant).authority)
      }
      for participant in ["UKR", "USA"] as [ParticipantCode] {
        say(
          "suspended-\(participant)", from: Delegation(participant).node,
          CeasefireSuspension(
            agreement: id("agreement"), scope: CeasefireScope(kind: .domain, domains: [.energy]),
            effectiveAt: "2026-03-09T18:00:00Z", cause: "EXERCISE: two exercise substations out of service.",
            statedBy: SubjectCode(stringLiteral: "\(participant)")), to: ["@all"], precedence: .immediate,
          references: ["agreement"],
          authority: Delegation(participant).authority)
      }
      for participant in ["UKR", "USA"] as [ParticipantCode] {
        say(
          "resumed-\(participant)", from: Delegation(participant).node,
          CeasefireResumption(
            agreement: id("agreement"), scope: CeasefireScope(kind: .domain, domains: [.energy]),
            effectiveAt: "2026-03-10T06:00:00Z", cause: "EXERCISE: both substations are back.",
            statedBy: SubjectCode(stringLiteral: "\(participant)")),
          to: ["@all"], precedence: .immediate, references: ["agreement"],
          authority: Delegation(participant).authority)
      }
    }
  }
}
