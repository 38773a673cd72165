/// Where long-term assistance stands. Sums are exact, and over what the asking node may read.
public struct AssistanceStanding: Codable, Hashable, Sendable {
  /// By currency.
  public var money: [MoneyTotal]
  /// By nomenclature and unit.
  public var goods: [GoodsTotal]
  public var requirements: [RequirementStanding]
  public var pledges: [PledgeStanding]

  package init(
    money: [MoneyTotal] = [], goods: [GoodsTotal] = [], requirements: [RequirementStanding] = [],
    pledges: [PledgeStanding] = []
  ) {
    self.money = money
    self.goods = goods
    self.requirements = requirements
    self.pledges = pledges
  }
}

/// Sums in one currency, never converted.
public struct MoneyTotal: Codable, Hashable, Sendable {
  public var currency: CurrencyCode
  public var pledged: AmountTotal
  public var delivered: AmountTotal
  public var confirmed: AmountTotal

  package init(currency: CurrencyCode, pledged: AmountTotal, delivered: AmountTotal, confirmed: AmountTotal) {
    self.currency = currency
    self.pledged = pledged
    self.delivered = delivered
    self.confirmed = confirmed
  }
}

/// Quantities of one thing.
public struct GoodsTotal: Codable, Hashable, Sendable {
  public var nomenclature: Line
  public var unit: Line
  @Total public var required: Int
  @Total public var pledged: Int
  @Total public var delivered: Int
  @Total public var confirmed: Int

  package init(nomenclature: Line, unit: Line, required: Int, pledged: Int, delivered: Int, confirmed: Int) {
    self.nomenclature = nomenclature
    self.unit = unit
    self.required = required
    self.pledged = pledged
    self.delivered = delivered
    self.confirmed = confirmed
  }
}

public struct RequirementStanding: Codable, Hashable, Sendable {
  public var id: MessageID
  public var sequence: RecordSequence
  public var item: Line
  public var quantity: PositiveCount
  public var unit: Line
  public var priority: Priority
  public var neededBy: CalendarDate?
  /// By pledges that answer it, in its own unit.
  @Total public var pledged: Int
  @Total public var delivered: Int

  package init(
    id: MessageID, sequence: RecordSequence, item: Line, quantity: PositiveCount, unit: Line, priority: Priority,
    neededBy: CalendarDate? = nil, pledged: Int, delivered: Int
  ) {
    self.id = id
    self.sequence = sequence
    self.item = item
    self.quantity = quantity
    self.unit = unit
    self.priority = priority
    self.neededBy = neededBy
    self.pledged = pledged
    self.delivered = delivered
  }
}

public struct PledgeStanding: Codable, Hashable, Sendable {
  public enum State: String, CaseIterable, SchemaLeaf {
    case pledged
    case partlyDelivered = "partly-delivered"
    case delivered
    /// All of it is confirmed as received.
    case confirmed
  }

  public var id: MessageID
  public var sequence: RecordSequence
  public var donor: ParticipantCode
  public var ref: Line
  public var kind: AssistancePledge.Kind
  public var enabledBy: [ParticipantCode]
  public var amount: Money?
  public var items: [Goods]
  public var requirement: MessageID?
  public var state: State
  @Total public var deliveries: Int

  package init(
    id: MessageID, sequence: RecordSequence, donor: ParticipantCode, ref: Line, kind: AssistancePledge.Kind,
    enabledBy: [ParticipantCode] = [], amount: Money? = nil, items: [Goods] = [], requirement: MessageID? = nil,
    state: State, deliveries: Int
  ) {
    self.id = id
    self.sequence = sequence
    self.donor = donor
    self.ref = ref
    self.kind = kind
    self.enabledBy = enabledBy
    self.amount = amount
    self.items = items
    self.requirement = requirement
    self.state = state
    self.deliveries = deliveries
  }
}
