/// The multinational force is constituted, once the ceasefire is in force.
public struct ForceConstitution: Payload {
  public static let messageType: MessageType = "force.constitution"

  public var name: Line
  /// Who leads it: Europeans.
  public var lead: NonEmpty<ParticipantCode>
  public var headquarters: Line
  public var mandate: Text
  public var effectiveAt: Timestamp

  public init(name: Line, lead: NonEmpty<ParticipantCode>, headquarters: Line, mandate: Text, effectiveAt: Timestamp) {
    self.name = name
    self.lead = lead
    self.headquarters = headquarters
    self.mandate = mandate
    self.effectiveAt = effectiveAt
  }

  public static var example: Self {
    Self(
      name: "Multinational Force for Ukraine", lead: ["FRA", "GBR"], headquarters: "Paris",
      mandate: "To help rebuild the Armed Forces of Ukraine and to deter. It does not supervise the ceasefire.",
      effectiveAt: "2026-03-11T00:00:00Z")
  }
}

/// What a participant contributes to the force, and under which conditions.
public struct ForceContribution: Payload {
  public static let messageType: MessageType = "force.contribution"

  public enum Domain: String, CaseIterable, SchemaLeaf {
    case land, sea, air, cyber, training, logistics, medical
  }

  public enum Location: String, CaseIterable, SchemaLeaf {
    case inUkraine = "in-ukraine"
    case neighbouring
    case atSea = "at-sea"
    case home
  }

  /// Where the participant's own decision stands.
  public enum Mandate: String, CaseIterable, SchemaLeaf {
    case approved, pending
  }

  /// A condition under which the contribution stands.
  public struct Caveat: Codable, Hashable, Sendable {
    public var kind: CaveatKind
    public var text: Text

    public init(kind: CaveatKind, text: Text) {
      self.kind = kind
      self.text = text
    }
  }

  public var domain: Domain
  public var unit: Line?
  /// Persons, ships or aircraft, as the domain has it.
  public var size: Count?
  public var location: Location
  public var noticeToMove: NoticeToMove
  public var availableFrom: CalendarDate
  /// None is an empty list, said outright.
  public var caveats: [Caveat]
  public var mandate: Mandate

  public init(
    domain: Domain, unit: Line? = nil, size: Count? = nil, location: Location, noticeToMove: NoticeToMove,
    availableFrom: CalendarDate, caveats: [Caveat], mandate: Mandate
  ) {
    self.domain = domain
    self.unit = unit
    self.size = size
    self.location = location
    self.noticeToMove = noticeToMove
    self.availableFrom = availableFrom
    self.caveats = caveats
    self.mandate = mandate
  }

  public static var example: Self {
    Self(
      domain: .logistics, unit: "Logistics company", size: 120, location: .neighbouring, noticeToMove: .days(10),
      availableFrom: "2026-04-01",
      caveats: [
        .init(kind: .territory, text: "Not east of the Dnipro."),
        .init(kind: .consent, text: "Each deployment takes the consent of parliament."),
      ],
      mandate: .pending)
  }
}

/// What a caveat restricts.
public enum CaveatKind: String, CaseIterable, SchemaLeaf {
  case territory, task, duration, consent
}

/// How ready a unit is. A fact.
public struct ForceReadiness: Payload {
  public static let messageType: MessageType = "force.readiness"

  public enum Level: String, CaseIterable, SchemaLeaf {
    case full, substantial, limited
    case notReady = "not-ready"
    /// Not known.
    case notKnown = "N/K"
  }

  public var unit: Line
  public var level: Level
  public var asOf: Timestamp

  public init(unit: Line, level: Level, asOf: Timestamp) {
    self.unit = unit
    self.level = level
    self.asOf = asOf
  }

  public static var example: Self {
    Self(unit: "Logistics company", level: .substantial, asOf: "2026-03-20T06:00:00Z")
  }
}

/// What the force does, for reassurance or in training.
public struct ForceActivity: Payload {
  public static let messageType: MessageType = "force.activity"

  public enum Kind: String, CaseIterable, SchemaLeaf {
    case reassuranceLand = "reassurance-land"
    case reassuranceSea = "reassurance-sea"
    case reassuranceAir = "reassurance-air"
    case training, deployment
  }

  public var kind: Kind
  public var place: Line?
  public var period: Period

  public init(kind: Kind, place: Line? = nil, period: Period) {
    self.kind = kind
    self.place = place
    self.period = period
  }

  public static var example: Self {
    Self(
      kind: .reassuranceAir, place: "Western Ukraine",
      period: Period(from: "2026-03-21T05:00:00Z", to: "2026-03-21T17:00:00Z"))
  }
}

/// What the force does to rebuild Ukraine's own forces.
public struct ForceRegeneration: Payload {
  public static let messageType: MessageType = "force.regeneration"

  public enum Kind: String, CaseIterable, SchemaLeaf {
    case training, equipment, infrastructure, planning
  }

  public var kind: Kind
  public var beneficiaryUnit: Line?
  /// Persons trained, or pieces of equipment.
  public var quantity: Count?
  public var period: Period

  public init(kind: Kind, beneficiaryUnit: Line? = nil, quantity: Count? = nil, period: Period) {
    self.kind = kind
    self.beneficiaryUnit = beneficiaryUnit
    self.quantity = quantity
    self.period = period
  }

  public static var example: Self {
    Self(
      kind: .training, beneficiaryUnit: "Mechanised brigade", quantity: 600,
      period: Period(from: "2026-04-01T00:00:00Z", to: "2026-05-12T00:00:00Z"))
  }
}

/// What a participant outside the force does for it. Kinds that the declaration's text does not name are accepted,
/// and marked as beyond it.
public struct ForceSupport: Payload {
  public static let messageType: MessageType = "force.support"

  public enum Kind: String, CaseIterable, SchemaLeaf {
    case intelligence, logistics
    case airTransport = "air-transport"
    case airDefence = "air-defence"
    case surveillance, medical, other
  }

  public var kind: Kind
  public var text: Text
  public var period: Period

  public init(kind: Kind, text: Text, period: Period) {
    self.kind = kind
    self.text = text
    self.period = period
  }

  public static var example: Self {
    Self(
      kind: .airTransport, text: "Two transport aircraft a week between Ramstein and Rzeszów.",
      period: Period(from: "2026-03-15T00:00:00Z"))
  }
}

/// Ukraine asks the force for something.
public struct ForceRequest: Payload {
  public static let messageType: MessageType = "force.request"

  public var what: Text
  /// Until when.
  public var by: Timestamp

  public init(what: Text, by: Timestamp) {
    self.what = what
    self.by = by
  }

  public static var example: Self {
    Self(what: "Air reassurance over Odesa during the grain convoy.", by: "2026-03-28T00:00:00Z")
  }
}

extension Catalogue {
  /// The multinational force.
  static let force: [Entry] = [
    Entry(ForceConstitution.self, "The multinational force is constituted, once the ceasefire is in force."),
    Entry(ForceContribution.self, "What a participant contributes to the force, and under which conditions."),
    Entry(ForceReadiness.self, "How ready a unit is; a fact."),
    Entry(ForceActivity.self, "What the force does, for reassurance or in training."),
    Entry(ForceRegeneration.self, "What the force does to rebuild Ukraine's own forces."),
    Entry(ForceSupport.self, "What a participant outside the force does for it."),
    Entry(ForceRequest.self, "Ukraine asks the force for something."),
    Entry(ForceIncidentReport.self, "The force reports that it came under fire; a fact."),
  ]
}
