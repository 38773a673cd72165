/// A quantity of one thing.
public struct Goods: Codable, Hashable, Sendable {
  /// What it is, in the words by which requirement, pledge and delivery are matched: `155 mm artillery round`.
  public var nomenclature: Line
  /// How much of it, in whole units. In a pledge and in a delivery it is at least 1.
  public var quantity: Count
  /// The unit of the quantity, `rounds`, `vehicles` or `tonnes`; quantities are added where nomenclature and unit are
  /// the same.
  public var unit: Line
  /// What all of it is worth. It stands beside the quantity, and is in no sum of money.
  public var value: Money?

  public init(nomenclature: Line, quantity: Count, unit: Line, value: Money? = nil) {
    self.nomenclature = nomenclature
    self.quantity = quantity
    self.unit = unit
    self.value = value
  }
}

/// What Ukraine needs.
public struct AssistanceRequirement: Payload {
  public static let messageType: MessageType = "assistance.requirement"

  /// What is needed, in the words by which pledges are matched to it.
  public var item: Line
  /// How much of it, in whole units.
  public var quantity: PositiveCount
  /// The unit of the quantity, `rounds`, `vehicles` or `tonnes`.
  public var unit: Line
  /// How pressing it is.
  public var priority: Priority
  /// The last day on which it is of use.
  public var neededBy: CalendarDate?

  public init(item: Line, quantity: PositiveCount, unit: Line, priority: Priority, neededBy: CalendarDate? = nil) {
    self.item = item
    self.quantity = quantity
    self.unit = unit
    self.priority = priority
    self.neededBy = neededBy
  }

  public static var example: Self {
    Self(item: "Air defence interceptor", quantity: 120, unit: "missiles", priority: .urgent, neededBy: "2026-06-30")
  }
}

/// What a donor promises.
public struct AssistancePledge: Payload, RuledObject {
  public static let messageType: MessageType = "assistance.pledge"

  /// What a pledge is of.
  public enum Kind: String, CaseIterable, SchemaLeaf {
    /// Weapons, vehicles and other equipment.
    case equipment
    /// Ammunition and missiles.
    case ammunition
    /// Money.
    case finance
    /// Training of persons.
    case training
    /// Works, depots, energy and communications.
    case infrastructure
    /// Relief for persons: food, shelter, medicine.
    case humanitarian
    /// The donor does not say of what.
    case unspecified
  }

  /// The donor's own reference.
  public var ref: Line
  /// The participant that gives.
  public var donor: ParticipantCode
  /// Those whose consent or stocks make it possible. Each confirms it itself, by an `assistance.enablement`.
  public var enabledBy: NonEmpty<ParticipantCode>?
  /// What the pledge is of.
  public var kind: Kind
  /// What is given in money, or what it is worth. There is an amount, there are items, or both.
  public var amount: Money?
  /// What is given in kind.
  public var items: NonEmpty<Goods>?
  /// The time over which it is delivered.
  public var period: Period
  /// The requirement that it answers, by its message's identifier.
  public var requirement: MessageID?
  /// The donor's earlier pledge in whose place it stands, by its message's identifier. What was delivered on that one
  /// counts on this one.
  public var replaces: MessageID?

  public init(
    ref: Line, donor: ParticipantCode, enabledBy: NonEmpty<ParticipantCode>? = nil, kind: Kind, amount: Money? = nil,
    items: NonEmpty<Goods>? = nil, period: Period, requirement: MessageID? = nil, replaces: MessageID? = nil
  ) {
    self.ref = ref
    self.donor = donor
    self.enabledBy = enabledBy
    self.kind = kind
    self.amount = amount
    self.items = items
    self.period = period
    self.requirement = requirement
    self.replaces = replaces
  }

  public static var fieldRules: [FieldRule] { [.atLeastOne(["amount", "items"])] }

  public static var example: Self {
    Self(
      ref: "NOR-2026-07", donor: "NOR", enabledBy: ["USA"], kind: .ammunition,
      amount: Money("250000000.00", "USD"),
      items: [Goods(nomenclature: "Air defence interceptor", quantity: 40, unit: "missiles")],
      period: Period(from: "2026-04-01T00:00:00Z", to: "2026-12-31T23:59:59Z"),
      requirement: "019cc8a5-1999-77d7-8cd9-cbf74215394f")
  }
}

/// A donor raises or lowers its pledge, also after a first delivery. What it says is the whole of what is pledged from
/// now on; the pledge and its earlier revisions stay on the record.
public struct AssistanceRevision: Payload, RuledObject {
  public static let messageType: MessageType = "assistance.revision"

  /// The pledge that is revised, by its message's identifier.
  public var pledge: MessageID
  /// What is given in money from now on, or what it is worth; an amount of 0 says that none is. There is an amount, there
  /// are items, or both; what is left out of both is not pledged any more.
  public var amount: Money?
  /// What is given in kind from now on; a quantity of 0 says that none is.
  public var items: NonEmpty<Goods>?
  /// The time over which it is delivered from now on; absent: as before.
  public var period: Period?
  /// Why. It is mandatory where anything is lowered.
  public var reason: Line?

  public init(
    pledge: MessageID, amount: Money? = nil, items: NonEmpty<Goods>? = nil, period: Period? = nil, reason: Line? = nil
  ) {
    self.pledge = pledge
    self.amount = amount
    self.items = items
    self.period = period
    self.reason = reason
  }

  private enum CodingKeys: String, CodingKey { case pledge, amount, items, period, reason }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    pledge = try fields.decode(MessageID.self, forKey: .pledge)
    amount = try fields.decodeIfPresent(AmountOrNone.self, forKey: .amount)?.money
    items = try fields.decodeIfPresent(NonEmpty<Goods>.self, forKey: .items)
    period = try fields.decodeIfPresent(Period.self, forKey: .period)
    reason = try fields.decodeIfPresent(Line.self, forKey: .reason)
  }

  public static var fieldRules: [FieldRule] { [.atLeastOne(["amount", "items"])] }

  public static var example: Self {
    Self(
      pledge: "019ccbea-b9ca-705a-ae45-e81ee4dfe5a6",
      items: [Goods(nomenclature: "Air defence interceptor", quantity: 32, unit: "missiles")],
      reason: "Eight failed acceptance.")
  }
}

/// A participant that a pledge names as enabling it says that it does, or does not. Until then its part in the pledge is
/// unconfirmed.
public struct AssistanceEnablement: Payload {
  public static let messageType: MessageType = "assistance.enablement"

  /// What an enabler says of its part.
  public enum Decision: String, CaseIterable, SchemaLeaf {
    /// It makes the pledge possible.
    case confirmed
    /// It does not, or does not any more.
    case declined
  }

  /// The pledge, by its message's identifier.
  public var pledge: MessageID
  /// The office that says so for the enabler, never a personal name.
  public var by: Line?
  /// What the enabler says; absent: confirmed.
  public var decision: Decision?
  /// What is to be said of it, such as a condition.
  public var note: Line?

  public init(pledge: MessageID, by: Line? = nil, decision: Decision? = nil, note: Line? = nil) {
    self.pledge = pledge
    self.by = by
    self.decision = decision
    self.note = note
  }

  public static var example: Self {
    Self(
      pledge: "019ccbea-b9ca-705a-ae45-e81ee4dfe5a6", by: "Office of export control", decision: .confirmed,
      note: "Licence for re-export granted.")
  }
}

/// What was handed over. A fact.
public struct AssistanceDelivery: Payload, RuledObject {
  public static let messageType: MessageType = "assistance.delivery"

  /// How precisely the day of a delivery is known.
  public enum DatePrecision: String, CaseIterable, SchemaLeaf {
    /// It was on that day.
    case day
    /// It was in the month of that day.
    case month
    /// It was in the quarter of that day.
    case quarter
    /// Not known.
    case notKnown = "N/K"
  }

  /// The pledge that it is of, by its message's identifier; absent where nothing was pledged before.
  public var pledge: MessageID?
  /// What was given in money, or what it is worth. There is an amount, there are items, or both.
  public var amount: Money?
  /// What was given in kind.
  public var items: NonEmpty<Goods>?
  /// Where it was handed over, in words.
  public var place: Line?
  /// The day on which it was handed over, or N/K; at most five years after the header's `sentAt`.
  public var on: OrNotKnown<CalendarDate>
  /// How precisely the day is known.
  public var datePrecision: DatePrecision

  public init(
    pledge: MessageID? = nil, amount: Money? = nil, items: NonEmpty<Goods>? = nil, place: Line? = nil,
    on: OrNotKnown<CalendarDate>, datePrecision: DatePrecision
  ) {
    self.pledge = pledge
    self.amount = amount
    self.items = items
    self.place = place
    self.on = on
    self.datePrecision = datePrecision
  }

  public static var fieldRules: [FieldRule] { [.atLeastOne(["amount", "items"])] }

  public static var example: Self {
    Self(
      pledge: "019ccbea-b9ca-705a-ae45-e81ee4dfe5a6",
      items: [Goods(nomenclature: "Air defence interceptor", quantity: 16, unit: "missiles")],
      place: "Rzeszów", on: "2026-05-11", datePrecision: .day)
  }
}

/// Ukraine confirms what it received. A fact: what does not add up is shown as a discrepancy.
public struct DeliveryConfirmation: Payload {
  public static let messageType: MessageType = "assistance.confirmation"

  /// What arrived: an amount, items, or both. Nothing is an amount or a quantity of 0.
  public struct Received: Hashable, Sendable, RuledObject {
    /// The money that arrived; an amount of 0 says that none did.
    public var amount: Money?
    /// The goods that arrived; a quantity of 0 says that none did.
    public var items: NonEmpty<Goods>?

    public init(amount: Money? = nil, items: NonEmpty<Goods>? = nil) {
      self.amount = amount
      self.items = items
    }

    public static var fieldRules: [FieldRule] { [.atLeastOne(["amount", "items"])] }

    private enum CodingKeys: String, CodingKey { case amount, items }

    public init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      // An amount of 0 is one here: nothing arrived.
      amount = try fields.decodeIfPresent(AmountOrNone.self, forKey: .amount)?.money
      items = try fields.decodeIfPresent(NonEmpty<Goods>.self, forKey: .items)
    }
  }

  /// The delivery that is confirmed, by its message's identifier.
  public var delivery: MessageID
  /// What arrived of it.
  public var received: Received
  /// What is to be said of it, such as damage.
  public var remarks: Text?

  public init(delivery: MessageID, received: Received, remarks: Text? = nil) {
    self.delivery = delivery
    self.received = received
    self.remarks = remarks
  }

  public static var example: Self {
    Self(
      delivery: "019cc982-a2a8-79e8-8ae1-404ae81eedb8",
      received: .init(items: [Goods(nomenclature: "Air defence interceptor", quantity: 15, unit: "missiles")]),
      remarks: "One container damaged in transit.")
  }
}

/// Money of which 0 is an amount as well.
private struct AmountOrNone: Codable {
  var value: DecimalAmount
  var currency: CurrencyCode

  var money: Money { Money(value, currency) }
}

extension Catalogue {
  /// Long-term assistance.
  static let assistance: [Entry] = [
    Entry(AssistanceRequirement.self, "What Ukraine needs."),
    Entry(AssistancePledge.self, "What a donor promises."),
    Entry(AssistanceRevision.self, "A donor raises or lowers its pledge, also after a first delivery."),
    Entry(AssistanceEnablement.self, "Whoever a pledge names as enabling it says that it does, or does not."),
    Entry(AssistanceDelivery.self, "What was handed over; a fact."),
    Entry(DeliveryConfirmation.self, "Ukraine confirms what it received; a fact."),
  ]
}
