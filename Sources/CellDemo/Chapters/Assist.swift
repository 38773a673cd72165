import CellSchema

extension Script {
  /// Requirements, pledges, deliveries, confirmations; the amounts are exact, and one delivery does not add up.
  func assist() {
    chapter("Long-term assistance", shows: "Requirement, pledge, delivery, confirmation, by exact amounts") {
      say(
        "requirement-interceptors", from: "UKR.GS-1",
        AssistanceRequirement(
          item: "EXERCISE interceptor", quantity: 120, unit: "missiles", priority: .urgent, neededBy: "2026-06-30"),
        to: ["@all"], precedence: .priority)
      say(
        "requirement-trucks", from: "UKR.GS-1",
        AssistanceRequirement(item: "EXERCISE lorry, 8 t", quantity: 300, unit: "vehicles", priority: .normal),
        to: ["@all"])
      for pledge in ExercisePledge.all { assist(pledge) }
      revise()
    }
  }

  /// After the first deliveries: who was named as enabling a pledge confirms it, one pledge is raised, one lowered.
  private func revise() {
    say(
      "enablement-USA", from: "USA.CELL-1",
      AssistanceEnablement(
        pledge: id("pledge-NOR"), by: "Office of export control (exercise)", decision: .confirmed),
      to: ["NOR", "UKR"], info: ["@all"], references: ["pledge-NOR"])
    say(
      "revision-CZE", from: "CZE.CELL-1",
      AssistanceRevision(
        pledge: id("pledge-CZE"), items: [Goods(nomenclature: "EXERCISE lorry, 8 t", quantity: 80, unit: "vehicles")]),
      to: ["UKR"], info: ["@all"], references: ["pledge-CZE"])
    say(
      "revision-JPN", from: "JPN.CELL-1",
      AssistanceRevision(
        pledge: id("pledge-JPN"), amount: Money("900000000", "JPY"), reason: "EXERCISE: the budget as it was passed"),
      to: ["UKR"], info: ["@all"], references: ["pledge-JPN"])
  }

  private func assist(_ pledge: ExercisePledge) {
    let donor = Delegation(pledge.donor)
    let name = "pledge-\(pledge.donor)"
    say(
      name, from: donor.node,
      AssistancePledge(
        ref: Line(stringLiteral: "EXERCISE-\(pledge.donor)-1"), donor: pledge.donor, enabledBy: pledge.enabledBy,
        kind: pledge.kind, amount: pledge.amount, items: pledge.items,
        period: Period(from: "2026-04-01T00:00:00Z", to: "2026-12-31T23:59:59Z"),
        requirement: pledge.requirement.map(id)), to: ["UKR"], info: ["@all"], precedence: .priority,
      references: pledge.requirement.map { [$0] } ?? [])
    guard let delivered = pledge.delivered else { return }
    say(
      "delivery-\(pledge.donor)", from: donor.node,
      AssistanceDelivery(
        pledge: id(name), amount: delivered.amount, items: delivered.items, place: "Exercise hub", on: "2026-05-11",
        datePrecision: .day), to: ["UKR"], info: ["@all"], references: [name])
    guard let confirmed = pledge.confirmed else { return }
    say(
      "confirmation-\(pledge.donor)", from: "UKR.GS-1",
      DeliveryConfirmation(
        delivery: id("delivery-\(pledge.donor)"), received: confirmed,
        remarks: confirmed == delivered ? nil : "EXERCISE: one fewer than delivered."),
      to: [.participant(pledge.donor)],
      info: ["@all"], inReplyTo: "delivery-\(pledge.donor)")
  }
}

/// A pledge of the exercise, what was delivered on it, and what Ukraine confirms.
struct ExercisePledge {
  let donor: ParticipantCode
  let kind: AssistancePledge.Kind
  var enabledBy: NonEmpty<ParticipantCode>?
  var amount: Money?
  var items: NonEmpty<Goods>?
  var requirement: String?
  var delivered: DeliveryConfirmation.Received?
  var confirmed: DeliveryConfirmation.Received?

  private static func interceptors(_ quantity: Count) -> NonEmpty<Goods> {
    [Goods(nomenclature: "EXERCISE interceptor", quantity: quantity, unit: "missiles")]
  }

  private static func lorries(_ quantity: Count) -> NonEmpty<Goods> {
    [Goods(nomenclature: "EXERCISE lorry, 8 t", quantity: quantity, unit: "vehicles")]
  }

  static let all: [ExercisePledge] = [
    .init(
      donor: "NOR", kind: .ammunition, enabledBy: ["USA"], amount: Money("250000000.00", "USD"),
      items: interceptors(40), requirement: "requirement-interceptors", delivered: .init(items: interceptors(16)),
      confirmed: .init(items: interceptors(16))),
    // One is missing: recorded as both sides say it, and shown as a discrepancy.
    .init(
      donor: "DEU", kind: .ammunition, items: interceptors(24), requirement: "requirement-interceptors",
      delivered: .init(items: interceptors(24)), confirmed: .init(items: interceptors(23))),
    .init(
      donor: "JPN", kind: .finance, amount: Money("1000000000", "JPY"),
      delivered: .init(amount: Money("333333333", "JPY")), confirmed: .init(amount: Money("333333333", "JPY"))),
    .init(
      donor: "LUX", kind: .finance, amount: Money("0.10", "EUR"), delivered: .init(amount: Money("0.10", "EUR")),
      confirmed: .init(amount: Money("0.10", "EUR"))),
    .init(
      donor: "CZE", kind: .equipment, items: lorries(60), requirement: "requirement-trucks",
      delivered: .init(items: lorries(60))),
    .init(donor: "USA", kind: .training, amount: Money("1250000.50", "USD")),
  ]
}
