/// Where long-term assistance stands. Sums are exact, over the messages that the asking node may read.
public struct AssistanceStanding: Codable, Hashable, Sendable {
  /// Sums of money, by currency.
  public var money: [MoneyTotal]
  /// Sums of goods, by nomenclature and unit.
  public var goods: [GoodsTotal]
  /// What is required, most urgent first.
  public var requirements: [RequirementStanding]
  /// What is pledged, by state, least complete first.
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
  /// The currency of the sums.
  public var currency: CurrencyCode
  /// The sum of all pledges.
  public var pledged: AmountTotal
  /// The sum of all deliveries.
  public var delivered: AmountTotal
  /// The sum of all confirmed receipts.
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
  /// What it is, in the words of the messages.
  public var nomenclature: Line
  /// The unit in which it is counted.
  public var unit: Line
  /// How many units are required.
  @Total public var required: Int
  /// How many units are pledged.
  @Total public var pledged: Int
  /// How many units were delivered.
  @Total public var delivered: Int
  /// How many units were confirmed as received.
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

/// Where a requirement stands.
public struct RequirementStanding: Codable, Hashable, Sendable {
  /// The message that states the requirement.
  public var id: MessageID
  /// The row of that message.
  public var sequence: RecordSequence
  /// What is required.
  public var item: Line
  /// How many units are required.
  public var quantity: PositiveCount
  /// The unit in which it is counted.
  public var unit: Line
  /// How urgent the requirement is.
  public var priority: Priority
  /// The day by which it is needed.
  public var neededBy: CalendarDate?
  /// How many units are pledged by pledges that answer the requirement.
  @Total public var pledged: Int
  /// How many units were delivered on those pledges.
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

/// Where a pledge stands.
public struct PledgeStanding: Codable, Hashable, Sendable {
  /// How far a pledge is fulfilled.
  public enum State: String, CaseIterable, SchemaLeaf {
    case pledged
    case partlyDelivered = "partly-delivered"
    case delivered
    /// Everything pledged is confirmed as received.
    case confirmed
    /// Another pledge stands in its place, and is in the sums instead.
    case replaced
  }

  /// The message that states the pledge.
  public var id: MessageID
  /// The row of that message.
  public var sequence: RecordSequence
  /// The participant that pledges.
  public var donor: ParticipantCode
  /// The donor's own reference for the pledge.
  public var ref: Line
  /// What kind of assistance is pledged.
  public var kind: AssistancePledge.Kind
  /// Participants whose consent or stocks make the pledge possible.
  public var enabledBy: [ParticipantCode]
  /// Those of them that have not said yet whether they do.
  public var unconfirmed: [ParticipantCode]
  /// Those of them that said last that they do not.
  public var declined: [ParticipantCode]
  /// The pledged amount of money, as the last revision leaves it.
  public var amount: Money?
  /// The pledged goods, as the last revision leaves them.
  public var items: [Goods]
  /// The requirement that the pledge answers; absent if there is none, and where its originator controls who learns of it
  /// and the asking node may not.
  public var requirement: MessageID?
  /// The pledge that stands in its place.
  public var replacedBy: MessageID?
  /// How often the pledge was raised or lowered.
  @Total public var revisions: Int
  /// How far the pledge is fulfilled.
  public var state: State
  /// How many deliveries were made on the pledge, and on those in whose place it stands.
  @Total public var deliveries: Int
  /// How many elements of the lists in this item did not fit the answer; absent if none.
  public var omitted: Count?

  package init(
    id: MessageID, sequence: RecordSequence, donor: ParticipantCode, ref: Line, kind: AssistancePledge.Kind,
    enabledBy: [ParticipantCode] = [], unconfirmed: [ParticipantCode] = [], declined: [ParticipantCode] = [],
    amount: Money? = nil, items: [Goods] = [], requirement: MessageID? = nil, replacedBy: MessageID? = nil,
    revisions: Int = 0, state: State, deliveries: Int
  ) {
    self.id = id
    self.sequence = sequence
    self.donor = donor
    self.ref = ref
    self.kind = kind
    self.enabledBy = enabledBy
    self.unconfirmed = unconfirmed
    self.declined = declined
    self.amount = amount
    self.items = items
    self.requirement = requirement
    self.replacedBy = replacedBy
    self.revisions = revisions
    self.state = state
    self.deliveries = deliveries
  }
}
