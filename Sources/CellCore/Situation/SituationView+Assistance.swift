import CellSchema

extension SituationView {
  func assistance() -> AssistanceStanding {
    let assistance = proceedings.assistance
    let pledges = assistance.pledges.map { standing($0.entry, $0.body) }
    return AssistanceStanding(
      money: money(), goods: goods(),
      requirements: assistance.requirements.map { standing($0.entry, $0.body) }
        .sorted { ($0.priority.urgency, $0.sequence) < ($1.priority.urgency, $1.sequence) },
      pledges: PledgeStanding.State.allCases.flatMap { state in pledges.filter { $0.state == state } })
  }

  private func total(_ kind: (Holding, Holding, Holding) -> Void) {
    var (pledged, delivered, confirmed) = (Holding(), Holding(), Holding())
    for pledge in proceedings.assistance.pledges { pledged.add(Holding(pledge.body.amount, pledge.body.items)) }
    for delivery in proceedings.assistance.deliveries {
      delivered.add(Holding(delivery.body.amount, delivery.body.items))
      if let received = delivery.confirmation?.body.received { confirmed.add(Holding(received.amount, received.items)) }
    }
    kind(pledged, delivered, confirmed)
  }

  private func money() -> [MoneyTotal] {
    var totals: [MoneyTotal] = []
    total { pledged, delivered, confirmed in
      let currencies = Set(pledged.money.keys).union(delivered.money.keys).union(confirmed.money.keys)
      totals = currencies.sorted().map { currency in
        MoneyTotal(
          currency: currency, pledged: AmountTotal(millionths: pledged.money[currency] ?? 0),
          delivered: AmountTotal(millionths: delivered.money[currency] ?? 0),
          confirmed: AmountTotal(millionths: confirmed.money[currency] ?? 0))
      }
    }
    return totals
  }

  private func goods() -> [GoodsTotal] {
    var required: [Holding.Thing: Int] = [:]
    for requirement in proceedings.assistance.requirements {
      let thing = Holding.Thing(nomenclature: requirement.body.item, unit: requirement.body.unit)
      required[thing, default: 0] += requirement.body.quantity.value
    }
    var totals: [GoodsTotal] = []
    total { pledged, delivered, confirmed in
      let things = Set(required.keys).union(pledged.goods.keys).union(delivered.goods.keys)
        .union(confirmed.goods.keys)
      totals = things.sorted().map { thing in
        GoodsTotal(
          nomenclature: thing.nomenclature, unit: thing.unit, required: required[thing] ?? 0,
          pledged: pledged.goods[thing] ?? 0, delivered: delivered.goods[thing] ?? 0,
          confirmed: confirmed.goods[thing] ?? 0)
      }
    }
    return totals
  }

  private func standing(_ entry: Entry, _ body: AssistanceRequirement) -> RequirementStanding {
    let assistance = proceedings.assistance
    func quantity(_ items: NonEmpty<Goods>?) -> Int {
      (items?.elements ?? []).filter { $0.unit == body.unit }.reduce(0) { $0 + $1.quantity.value }
    }
    let answers = assistance.pledges.filter { $0.body.requirement == entry.id }
    let deliveries = answers.flatMap { assistance.deliveries(of: $0.entry.id) }
    return RequirementStanding(
      id: entry.id, sequence: RecordSequence(entry.sequence), item: body.item, quantity: body.quantity,
      unit: body.unit, priority: body.priority, neededBy: body.neededBy,
      pledged: answers.reduce(0) { $0 + quantity($1.body.items) },
      delivered: deliveries.reduce(0) { $0 + quantity($1.body.items) })
  }

  private func standing(_ entry: Entry, _ body: AssistancePledge) -> PledgeStanding {
    let deliveries = proceedings.assistance.deliveries(of: entry.id)
    var (delivered, confirmed) = (Holding(), Holding())
    for delivery in deliveries {
      delivered.add(Holding(delivery.body.amount, delivery.body.items))
      if let received = delivery.confirmation?.body.received { confirmed.add(Holding(received.amount, received.items)) }
    }
    // Where both goods and their worth are pledged, the goods count.
    let pledged = Holding(body.items == nil ? body.amount : nil, body.items)
    let state: PledgeStanding.State =
      if deliveries.isEmpty {
        .pledged
      } else if !pledged.beyond(delivered, said: "", "").isEmpty {
        .partlyDelivered
      } else {
        pledged.beyond(confirmed, said: "", "").isEmpty ? .confirmed : .delivered
      }
    return PledgeStanding(
      id: entry.id, sequence: RecordSequence(entry.sequence), donor: body.donor, ref: body.ref, kind: body.kind,
      enabledBy: body.enabledBy?.elements ?? [], amount: body.amount, items: body.items?.elements ?? [],
      requirement: body.requirement, state: state, deliveries: deliveries.count)
  }
}
