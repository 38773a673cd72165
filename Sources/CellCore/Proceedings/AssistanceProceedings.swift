import CellSchema

/// Requirement → pledge → delivery → confirmation, in every phase. Amounts are exact, by currency and by thing; what
/// does not add up is a fact all the same, and shown as a discrepancy.
struct AssistanceProceedings {
  struct Delivered {
    var entry: Entry
    var body: AssistanceDelivery
    var confirmation: (entry: Entry, body: DeliveryConfirmation)?
  }

  private(set) var requirements: [(entry: Entry, body: AssistanceRequirement)] = []
  private(set) var pledges: [(entry: Entry, body: AssistancePledge)] = []
  private(set) var deliveries: [Delivered] = []
  private var pledgePlaces: [MessageID: Int] = [:]
  private var deliveryPlaces: [MessageID: Int] = [:]
  private var deliveriesOfPledge: [MessageID: [Int]] = [:]
  /// By delivery: confirmations that stand before it. A corrected one keeps its place and may name a later delivery.
  private var early: [MessageID: (entry: Entry, body: DeliveryConfirmation)] = [:]

  mutating func apply(_ entry: Entry) {
    switch entry.act {
    case .requirement(let body): requirements.append((entry, body))
    case .pledge(let body):
      pledgePlaces[entry.id] = pledges.count
      pledges.append((entry, body))
    case .delivery(let body):
      deliveryPlaces[entry.id] = deliveries.count
      if let pledge = body.pledge { deliveriesOfPledge[pledge, default: []].append(deliveries.count) }
      deliveries.append(Delivered(entry: entry, body: body, confirmation: early[entry.id]))
    case .confirmation(let body):
      guard let place = deliveryPlaces[body.delivery] else {
        early[body.delivery] = (entry, body)
        return
      }
      deliveries[place].confirmation = (entry, body)
    default: break
    }
  }

  func deliveries(of pledge: MessageID) -> [Delivered] {
    deliveriesOfPledge[pledge, default: []].map { deliveries[$0] }
  }

  func check(_ entry: Entry, _ hearing: Hearing) throws(Refusal) {
    guard case .pledge(let body) = entry.act else { return }
    guard "\(body.donor)" == hearing.code(entry.participant) else {
      throw Refusal(
        .notEntitled, at: "/body/donor", "\(hearing.code(entry.participant)) does not pledge for \(body.donor)")
    }
    if let requirement = body.requirement {
      try hearing.require(requirement, "assistance.requirement", at: "/body/requirement")
    }
    if let known = pledges.first(where: { $0.body.donor == body.donor && $0.body.ref == body.ref }) {
      throw Refusal(
        .alreadySaid, at: "/body/ref", "\(body.donor) pledged under \(body.ref) in #\(known.entry.sequence)")
    }
  }

  // MARK: what does not add up

  func contradiction(_ entry: Entry, _ hearing: Hearing) -> Contradiction? {
    switch entry.act {
    case .delivery(let body): contradiction(body, entry, hearing)
    case .confirmation(let body): contradiction(body)
    default: nil
    }
  }

  private func contradiction(_ body: AssistanceDelivery, _ entry: Entry, _ hearing: Hearing) -> Contradiction? {
    guard let id = body.pledge else { return nil }
    guard let place = pledgePlaces[id] else {
      return Contradiction(with: [], explanation: "It delivers on a pledge that is not on the record.")
    }
    let pledge = pledges[place]
    if pledge.entry.participant != entry.participant {
      return Contradiction(
        with: [id],
        explanation: "\(hearing.code(entry.participant)) delivers on a pledge of \(pledge.body.donor).")
    }
    var delivered = Holding(body.amount, body.items)
    for earlier in deliveries(of: id) { delivered.add(Holding(earlier.body.amount, earlier.body.items)) }
    let pledged = Holding(pledge.body.amount, pledge.body.items)
    let excess = delivered.beyond(pledged, said: "pledged", "delivered")
    let others = deliveries(of: id).map(\.entry.id)
    return excess.isEmpty ? nil : Contradiction(with: [id] + others, explanation: excess.joined(separator: " "))
  }

  private func contradiction(_ body: DeliveryConfirmation) -> Contradiction? {
    guard let place = deliveryPlaces[body.delivery] else {
      return Contradiction(with: [], explanation: "It confirms a delivery that is not on the record.")
    }
    let delivery = deliveries[place]
    if let earlier = delivery.confirmation {
      return Contradiction(
        with: [delivery.entry.id, earlier.entry.id], explanation: "The delivery is confirmed a second time.")
    }
    let received = Holding(body.received.amount, body.received.items)
    let difference = received.differences(from: Holding(delivery.body.amount, delivery.body.items))
    return difference.isEmpty
      ? nil : Contradiction(with: [delivery.entry.id], explanation: difference.joined(separator: " "))
  }
}

/// Exact amounts by currency, quantities by thing and unit.
struct Holding {
  struct Thing: Hashable, Comparable {
    var nomenclature: String
    var unit: String

    static func < (left: Self, right: Self) -> Bool {
      (left.nomenclature, left.unit) < (right.nomenclature, right.unit)
    }
  }

  /// In millionths.
  private(set) var money: [String: Int128] = [:]
  private(set) var goods: [Thing: Int] = [:]

  init(_ amount: Money? = nil, _ items: NonEmpty<Goods>? = nil) {
    if let amount { money["\(amount.currency)"] = amount.value.millionths }
    for item in items?.elements ?? [] {
      goods[Thing(nomenclature: "\(item.nomenclature)", unit: "\(item.unit)"), default: 0] += Int(item.quantity.value)
    }
  }

  mutating func add(_ other: Holding) {
    money.merge(other.money, uniquingKeysWith: +)
    goods.merge(other.goods, uniquingKeysWith: +)
  }

  /// What exceeds another holding, in words.
  func beyond(_ other: Holding, said: String, _ own: String) -> [String] {
    let money = money.keys.sorted().compactMap { currency -> String? in
      let (mine, its) = (self.money[currency] ?? 0, other.money[currency] ?? 0)
      guard mine > its else { return nil }
      return "\(AmountTotal(millionths: its)) \(currency) \(said), \(AmountTotal(millionths: mine)) \(own)."
    }
    let goods = goods.keys.sorted().compactMap { thing -> String? in
      let (mine, its) = (self.goods[thing] ?? 0, other.goods[thing] ?? 0)
      guard mine > its else { return nil }
      return "\(thing.nomenclature): \(its) \(thing.unit) \(said), \(mine) \(own)."
    }
    return money + goods
  }

  func differences(from delivered: Holding) -> [String] {
    let currencies = Set(money.keys).union(delivered.money.keys).sorted()
    let things = Set(goods.keys).union(delivered.goods.keys).sorted()
    return currencies.compactMap { currency -> String? in
      let (received, sent) = (money[currency] ?? 0, delivered.money[currency] ?? 0)
      guard received != sent else { return nil }
      return "\(AmountTotal(millionths: sent)) \(currency) delivered, \(AmountTotal(millionths: received)) confirmed."
    }
      + things.compactMap { thing -> String? in
        let (received, sent) = (goods[thing] ?? 0, delivered.goods[thing] ?? 0)
        guard received != sent else { return nil }
        return "\(thing.nomenclature): \(sent) \(thing.unit) delivered, \(received) confirmed."
      }
  }
}
