import CellSchema

extension Script {
  private static let force: NodeName = "FRA.MNF-1"
  /// To whom the force may release: those who take part in the arrangement by its text.
  private static let forceRelease: NonEmpty<Releasable> = ["coalition", "ukraine", "united-states", "cell"]

  /// Contributions with their caveats, what the force does, and what is done for it.
  func buildTheForce() {
    chapter("The multinational force", shows: "European-led; contributions with caveats; barred from verification") {
      for contribution in ExerciseContribution.all {
        let delegation = Delegation(contribution.participant)
        say(
          "contribution-\(delegation.code)", from: delegation.node, contribution.body, to: [.node(Self.force)],
          info: ["@all"], precedence: .priority, references: ["constitution"], authority: delegation.authority)
      }
      command()
      supportTheForce()
    }
  }

  private func command() {
    let period = Period(from: "2026-03-21T05:00:00Z", to: "2026-03-21T17:00:00Z")
    say(
      "readiness", from: Self.force,
      ForceReadiness(unit: "Exercise unit FRA-1", level: .substantial, asOf: "2026-03-20T06:00:00Z"),
      to: ["FRA", "GBR"],
      info: ["UKR"], release: Self.forceRelease, precedence: .priority)
    say(
      "request", from: "UKR.GS-1",
      ForceRequest(what: "EXERCISE: air reassurance over exercise area BRAVO.", by: "2026-03-20T18:00:00Z"),
      to: [.node(Self.force)], info: ["FRA", "GBR"], precedence: .immediate)
    say(
      "activity", from: Self.force,
      ForceActivity(kind: .reassuranceAir, place: "Exercise area BRAVO", period: period), to: ["UKR"],
      info: ["@delegation"], release: Self.forceRelease, precedence: .priority,
      inReplyTo: "request")
    say(
      "regeneration", from: Self.force,
      ForceRegeneration(
        kind: .training, beneficiaryUnit: "Exercise mechanised brigade", quantity: 600,
        period: Period(from: "2026-04-01T00:00:00Z", to: "2026-05-12T00:00:00Z")), to: ["UKR"], info: ["@delegation"],
      release: Self.forceRelease)
    say(
      "under-fire", from: Self.force,
      ForceIncidentReport(
        unit: "Exercise unit FRA-1", observedFrom: Position(place: "Exercise depot DELTA", control: .ukrainian),
        period: ObservationPeriod(from: "2026-03-22T01:14:00Z", precision: .minute), means: .seen, event: .projectile,
        count: .atLeast(2), phase: .inFlight, weapon: .notKnown, directions: [.e],
        casualties: Casualties(militaryKilled: 0, militaryInjured: .notKnown),
        actionTaken: "EXERCISE: all personnel in shelter."), to: ["@verification-lead", "UKR"], info: ["@delegation"],
      release: Self.forceRelease, precedence: .flash)
  }

  /// The United States supports above all by intelligence and logistics; a kind that the text does not name is
  /// accepted as well.
  private func supportTheForce() {
    let kinds: [(kind: ForceSupport.Kind, text: Text)] = [
      (.intelligence, "EXERCISE: warning data for exercise area BRAVO."),
      (.logistics, "EXERCISE: fuel for two exercise convoys a week."),
      (.airTransport, "EXERCISE: two transport aircraft a week."),
      (.medical, "EXERCISE: a field hospital, beyond what the text names."),
    ]
    for (kind, text) in kinds {
      say(
        "support-\(kind.rawValue)", from: "USA.CELL-1",
        ForceSupport(kind: kind, text: text, period: Period(from: "2026-03-15T00:00:00Z")), to: [.node(Self.force)],
        info: ["@all"])
    }
  }
}

/// What a participant contributes in the exercise. Sizes are invented; the caveats are of the kinds that contributions
/// to such forces have: where, for what, how long, by whose consent.
struct ExerciseContribution {
  let participant: ParticipantCode
  let body: ForceContribution

  private init(
    _ participant: ParticipantCode, _ domain: ForceContribution.Domain, _ size: Count,
    _ location: ForceContribution.Location, _ notice: NoticeToMove, _ mandate: ForceContribution.Mandate = .approved,
    _ caveats: (kind: CaveatKind, text: Text)...
  ) {
    self.participant = participant
    body = ForceContribution(
      domain: domain, unit: Line(stringLiteral: "Exercise unit \(participant)-1"), size: size, location: location,
      noticeToMove: notice, availableFrom: "2026-04-01", caveats: caveats.map { .init(kind: $0.kind, text: $0.text) },
      mandate: mandate)
  }

  static let all: [ExerciseContribution] = [
    .init(
      "FRA", .land, 2_000, .inUkraine, .days(10), .approved,
      (.territory, "EXERCISE: no closer than 100 km to the exercise line.")),
    .init("GBR", .land, 2_000, .inUkraine, .days(10), .approved, (.duration, "EXERCISE: six months, then relieved.")),
    .init(
      "DEU", .logistics, 400, .neighbouring, .days(15), .pending,
      (.territory, "EXERCISE: on the territory of neighbouring allies alone."),
      (.consent, "EXERCISE: each deployment takes the consent of parliament.")),
    .init(
      "POL", .logistics, 300, .neighbouring, .days(5), .approved,
      (.territory, "EXERCISE: transit and depots on its own territory alone."),
      (.task, "EXERCISE: transport and maintenance, no combat task.")),
    .init("TUR", .sea, 3, .atSea, .days(7), .approved, (.task, "EXERCISE: mine clearance alone.")),
    .init("ROU", .logistics, 150, .neighbouring, .days(5), .approved, (.territory, "EXERCISE: not beyond the border.")),
    .init(
      "SWE", .air, 6, .inUkraine, .days(5), .approved, (.task, "EXERCISE: air policing, no strikes on the ground.")),
    .init("DNK", .training, 80, .inUkraine, .days(20), .approved, (.duration, "EXERCISE: until 31 December 2026.")),
    .init(
      "NLD", .air, 4, .neighbouring, .hours(72), .pending,
      (.consent, "EXERCISE: after the government's letter to parliament.")),
    .init("NOR", .medical, 60, .inUkraine, .days(20), .approved, (.territory, "EXERCISE: west of exercise line RED.")),
    .init("CAN", .training, 120, .inUkraine, .days(30), .approved, (.task, "EXERCISE: no patrols.")),
    .init("EST", .land, 100, .inUkraine, .days(20), .approved),
    .init(
      "ESP", .land, 250, .inUkraine, .days(30), .pending,
      (.consent, "EXERCISE: the lower house decides on each mandate."), (.duration, "EXERCISE: one year.")),
    .init(
      "BEL", .sea, 1, .atSea, .days(10), .approved, (.task, "EXERCISE: mine clearance, outside of 12 nautical miles.")),
    .init("ITA", .training, 100, .home, .days(20), .approved, (.territory, "EXERCISE: training on its own territory.")),
    .init("LTU", .cyber, 12, .home, .hours(24), .approved, (.task, "EXERCISE: defence of networks alone.")),
  ]
}
