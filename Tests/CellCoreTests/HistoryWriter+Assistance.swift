import CellJournal
import CellSchema
import CellTestSupport
import CellWire

// What is promised, given and counted, and how anything is said anew.
extension HistoryWriter {
  /// Amounts that a binary fraction does not hold.
  func amount() -> Money {
    let wholes = ["0", "1", "3", "99", "1000000", "250000000", "999999999999999", "123456789012345"]
    // An amount of 0 is none.
    let fractions = [".25", ".01", ".1", ".10", ".07", ".99", ".333333", ".000001"]
    return Money(DecimalAmount(pick(wholes) + pick(fractions))!, pick(["EUR", "EUR", "USD"]))
  }

  private func goods() -> NonEmpty<Goods> {
    let names: [Line] = ["Interceptor", "Generator"]
    return NonEmpty(
      (0...random.below(2)).map { _ in
        Goods(
          nomenclature: chance(93) ? pick(names) : line("Item"), quantity: Count(1 + random.below(499))!,
          unit: chance(93) ? "pieces" : "tonnes")
      })!
  }

  /// An amount, items, or both.
  private func holding() -> (Money?, NonEmpty<Goods>?) {
    switch random.below(3) {
    case 0: (amount(), nil)
    case 1: (nil, goods())
    default: (amount(), goods())
    }
  }

  func ofAssistance(_ type: HistoryType, _ world: HistoryWorld) -> HistoryContent {
    let (money, items) = holding()
    switch type {
    case .requirement:
      return .init(
        AssistanceRequirement(
          item: pick(["Interceptor", "Generator", line("Item")]), quantity: PositiveCount(1 + random.below(900))!,
          unit: "pieces", priority: pick(Priority.allCases)), by: "UKR")
    case .pledge:
      let donor = pick(["FRA", "DEU", "USA", "CAN"])
      let requirements = ids(AssistanceRequirement.self, world)
      let earlier = world.rows(AssistancePledge.self).filter { $0.row.participant == donor }.map(\.row.id)
      return .init(
        AssistancePledge(
          ref: chance(85) ? line(donor) : "FRA-1", donor: ParticipantCode(donor)!,
          enabledBy: chance(40) ? [pick(["FRA", "DEU", "USA", "CAN"])] : nil, kind: .equipment, amount: money,
          items: items, period: period(),
          requirement: chance(50) && !requirements.isEmpty ? reference(requirements) : nil,
          replaces: earlier.isEmpty || !chance(30) ? nil : reference(earlier)),
        by: donor)
    case .revision:
      let pledge = any(world.rows(AssistancePledge.self))
      return .init(
        AssistanceRevision(
          pledge: reference(pledge.map { [$0.row.id] } ?? []), amount: money, items: items,
          period: chance(20) ? period() : nil, reason: chance(70) ? line("Stocks") : nil),
        by: pledge?.row.participant)
    case .enablement:
      let pledge = any(world.rows(AssistancePledge.self).filter { $0.body.enabledBy != nil })
      return .init(
        AssistanceEnablement(
          pledge: reference(pledge.map { [$0.row.id] } ?? []), by: line("Office"),
          decision: pick([nil, .confirmed, .declined])),
        by: pledge?.body.enabledBy.map { "\($0[0])" })
    case .delivery:
      let pledge = any(world.rows(AssistancePledge.self))
      let exact = chance(40)
      return .init(
        AssistanceDelivery(
          pledge: chance(85) ? reference(pledge.map { [$0.row.id] } ?? []) : nil,
          amount: exact && pledge != nil ? pledge?.body.amount : money,
          items: exact && pledge != nil ? pledge?.body.items : items, place: line("Depot"), on: "2026-05-11",
          datePrecision: .day), by: pledge?.row.participant)
    default:
      let delivery = any(world.rows(AssistanceDelivery.self))
      let exact = chance(50)
      return .init(
        DeliveryConfirmation(
          delivery: reference(delivery.map { [$0.row.id] } ?? []),
          received: .init(
            amount: exact && delivery != nil ? delivery?.body.amount : money,
            items: exact && delivery != nil ? delivery?.body.items : items), remarks: text("Received")), by: "UKR")
    }
  }

  /// Another version of a message: of what is counted, the same with other amounts; of the rest, said anew.
  func revised(_ body: any Payload, in world: HistoryWorld) -> any Payload {
    let (money, items) = holding()
    switch body {
    case var body as AssistanceRequirement:
      body.quantity = PositiveCount(1 + random.below(900))!
      return body
    case var body as AssistancePledge:
      (body.amount, body.items) = (money, items)
      return body
    case var body as AssistanceRevision:
      (body.amount, body.items, body.reason) = (money, items, chance(80) ? line("Stocks") : nil)
      return body
    case var body as AssistanceDelivery:
      (body.amount, body.items) = (money, items)
      if chance(10) { body.pledge = any(ids(AssistancePledge.self, world)) }
      return body
    case var body as DeliveryConfirmation:
      body.received = .init(amount: money, items: items)
      if chance(15) { body.delivery = any(ids(AssistanceDelivery.self, world)) ?? body.delivery }
      return body
    case var body as VerificationCase:
      body.place = line("Other factory")
      if chance(20) { body.incidents = [reference(ids(IncidentReport.self, world))] }
      return body
    case var body as Finding:
      body.observed = text("Seen again")
      body.isFinal = chance(60)
      return body
    case var body as AttackReport:
      body.place = line("Elsewhere")
      if chance(30) { body.target = pick(Beneficiary.allCases) }
      return body
    default:
      guard let type = HistoryType(rawValue: "\(type(of: body).messageType)") else { return body }
      return self.body(of: type, in: world).body
    }
  }
}
