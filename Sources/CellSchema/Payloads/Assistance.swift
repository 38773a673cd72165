/// A quantity of one thing.
public struct Goods: Codable, Hashable, Sendable {
  /// What it is, in the words by which requirement, pledge and delivery are matched: `155 mm artillery round`.
  public var nomenclature: Line
  /// How much of it, in whole units.
  public var quantity: Count
  /// The unit of the quantity, `rounds`, `vehicles` or `tonnes`; quantities are added where nomenclature and unit are
  /// the same.
  public var unit: Line

  public init(nomenclature: Line, quantity: Count, unit: Line) {
    self.nomenclature = nomenclature
    self.quantity = quantity
    self.unit = unit
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
  }

  /// The donor's own reference.
  public var ref: Line
  /// The participant that gives.
  public var donor: ParticipantCode
  /// Those whose consent or stocks make it possible.
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

  public init(
    ref: Line, donor: ParticipantCode, enabledBy: NonEmpty<ParticipantCode>? = nil, kind: Kind, amount: Money? = nil,
    items: NonEmpty<Goods>? = nil, period: Period, requirement: MessageID? = nil
  ) {
    self.ref = ref
    self.donor = donor
    self.enabledBy = enabledBy
    self.kind = kind
    self.amount = amount
    self.items = items
    self.period = period
    self.requirement = requirement
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
  /// The day on which it was handed over; at most five years after the header's `sentAt`.
  public var on: CalendarDate
  /// How precisely the day is known.
  public var datePrecision: DatePrecision

  public init(
    pledge: MessageID? = nil, amount: Money? = nil, items: NonEmpty<Goods>? = nil, place: Line? = nil, on: CalendarDate,
    datePrecision: DatePrecision
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

    /// An amount of 0 is one here: nothing arrived.
    private struct Arrived: Codable {
      var value: DecimalAmount
      var currency: CurrencyCode
    }

    public init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      amount = try fields.decodeIfPresent(Arrived.self, forKey: .amount).map { Money($0.value, $0.currency) }
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

extension Catalogue {
  /// Long-term assistance.
  static let assistance: [Entry] = [
    Entry(AssistanceRequirement.self, "What Ukraine needs."),
    Entry(AssistancePledge.self, "What a donor promises."),
    Entry(AssistanceDelivery.self, "What was handed over; a fact."),
    Entry(DeliveryConfirmation.self, "Ukraine confirms what it received; a fact."),
  ]
}
