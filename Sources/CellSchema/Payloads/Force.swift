/// The multinational force is constituted, once the ceasefire is in force.
public struct ForceConstitution: Payload {
  public static let messageType: MessageType = "force.constitution"

  /// The force's name.
  public var name: Line
  /// The participants that lead it, one or several together; the charter says who may.
  public var lead: NonEmpty<ParticipantCode>
  /// Where its headquarters is.
  public var headquarters: Line
  /// What it is to do, and what not.
  public var mandate: Text
  /// From when on it is constituted.
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

/// The force gets other leads, another headquarters or another mandate, or it ends.
public struct ForceChange: Payload, RuledObject {
  public static let messageType: MessageType = "force.change"

  /// What changes.
  public enum Matter: String, CaseIterable, SchemaLeaf {
    /// Who leads it.
    case lead
    /// Where its headquarters is.
    case headquarters
    /// What it is to do.
    case mandate
    /// It is a force no more.
    case end
  }

  /// The force, by the identifier of the message that constitutes it.
  public var constitution: MessageID
  /// What changes.
  public var what: Matter
  /// All participants that lead it from then on, one or several; the charter says who may.
  public var lead: NonEmpty<ParticipantCode>?
  /// Where its headquarters is from then on.
  public var headquarters: Line?
  /// What it is to do from then on, and what not.
  public var mandate: Text?
  /// From when on it counts; not before it is accepted.
  public var effectiveAt: Timestamp
  /// Why.
  public var reason: Text?

  public init(
    constitution: MessageID, what: Matter, lead: NonEmpty<ParticipantCode>? = nil, headquarters: Line? = nil,
    mandate: Text? = nil, effectiveAt: Timestamp, reason: Text? = nil
  ) {
    self.constitution = constitution
    self.what = what
    self.lead = lead
    self.headquarters = headquarters
    self.mandate = mandate
    self.effectiveAt = effectiveAt
    self.reason = reason
  }

  public static var fieldRules: [FieldRule] {
    [
      .whenRequires("what", is: ["lead"], ["lead"]),
      .whenForbids("what", is: ["headquarters", "mandate", "end"], ["lead"]),
      .whenRequires("what", is: ["headquarters"], ["headquarters"]),
      .whenForbids("what", is: ["lead", "mandate", "end"], ["headquarters"]),
      .whenRequires("what", is: ["mandate"], ["mandate"]),
      .whenForbids("what", is: ["lead", "headquarters", "end"], ["mandate"]),
    ]
  }

  public static var example: Self {
    Self(
      constitution: "019ccc55-7005-7f3e-844d-af0bc4ba3a43", what: .lead, lead: ["DEU", "FRA", "GBR"],
      effectiveAt: "2026-09-01T00:00:00Z", reason: "Germany joins the lead.")
  }
}

/// What a participant contributes to the force, and under which conditions.
public struct ForceContribution: Payload {
  public static let messageType: MessageType = "force.contribution"

  /// In what a contribution serves.
  public enum Domain: String, CaseIterable, SchemaLeaf {
    /// Land forces.
    case land
    /// Naval forces.
    case sea
    /// Air forces.
    case air
    /// Cyber defence.
    case cyber
    /// Training of Ukraine's forces.
    case training
    /// Supply, transport and maintenance.
    case logistics
    /// Medical service.
    case medical
  }

  /// Where a contribution is to be stationed.
  public enum Location: String, CaseIterable, SchemaLeaf {
    /// In Ukraine.
    case inUkraine = "in-ukraine"
    /// In a country beside Ukraine.
    case neighbouring
    /// At sea.
    case atSea = "at-sea"
    /// In the participant's own country.
    case home
  }

  /// Where the participant's own decision stands.
  public enum Mandate: String, CaseIterable, SchemaLeaf {
    /// The participant has decided.
    case approved
    /// A decision, such as a vote of parliament, is still to come.
    case pending
  }

  /// A condition under which the contribution stands.
  public struct Caveat: Codable, Hashable, Sendable {
    /// What it restricts.
    public var kind: CaveatKind
    /// The condition.
    public var text: Text

    public init(kind: CaveatKind, text: Text) {
      self.kind = kind
      self.text = text
    }
  }

  /// In what it serves.
  public var domain: Domain
  /// The unit, as the participant calls it.
  public var unit: Line?
  /// How many persons, ships or aircraft, as the domain has it.
  public var size: Count?
  /// Where it is to be stationed.
  public var location: Location
  /// How long it needs from the order until it moves.
  public var noticeToMove: NoticeToMove
  /// The first day on which it is available.
  public var availableFrom: CalendarDate
  /// The conditions under which it stands. None is an empty list, said outright.
  public var caveats: [Caveat]
  /// Where the participant's own decision stands.
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
  /// Where it may be used.
  case territory
  /// For what it may be used.
  case task
  /// For how long.
  case duration
  /// Whose consent each use takes.
  case consent
}

/// How ready a unit is. A fact.
public struct ForceReadiness: Payload {
  public static let messageType: MessageType = "force.readiness"

  /// How ready a unit is for its task.
  public enum Level: String, CaseIterable, SchemaLeaf {
    /// For all of it.
    case full
    /// For most of it.
    case substantial
    /// For parts of it.
    case limited
    /// For none of it.
    case notReady = "not-ready"
    /// Not known.
    case notKnown = "N/K"
  }

  /// The unit, as its contribution names it.
  public var unit: Line
  /// How ready it is.
  public var level: Level
  /// The moment for which that is said.
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

  /// What the force does.
  public enum Kind: String, CaseIterable, SchemaLeaf {
    /// Reassurance on land.
    case reassuranceLand = "reassurance-land"
    /// Reassurance at sea.
    case reassuranceSea = "reassurance-sea"
    /// Reassurance in the air.
    case reassuranceAir = "reassurance-air"
    /// Training.
    case training
    /// Moving into place.
    case deployment
  }

  /// What the force does.
  public var kind: Kind
  /// Where, in words.
  public var place: Line?
  /// When.
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

  /// In what Ukraine's forces are helped.
  public enum Kind: String, CaseIterable, SchemaLeaf {
    /// Training of their members.
    case training
    /// Equipment.
    case equipment
    /// Barracks, ranges, depots and workshops.
    case infrastructure
    /// Planning and staff work.
    case planning
  }

  /// In what Ukraine's forces are helped.
  public var kind: Kind
  /// The unit that is helped.
  public var beneficiaryUnit: Line?
  /// Persons trained, or pieces of equipment.
  public var quantity: Count?
  /// When.
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

  /// What is done for the force. The charter says which kinds the declaration's text names; others are marked as beyond
  /// it.
  public enum Kind: String, CaseIterable, SchemaLeaf {
    /// Intelligence.
    case intelligence
    /// Logistics.
    case logistics
    /// Transport by air.
    case airTransport = "air-transport"
    /// Defence against aircraft and missiles.
    case airDefence = "air-defence"
    /// Surveillance and reconnaissance.
    case surveillance
    /// Medical care and evacuation.
    case medical
    /// Something else, which the text says.
    case other
  }

  /// What is done.
  public var kind: Kind
  /// The support in words.
  public var text: Text
  /// When it is given.
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

  /// What is asked for.
  public var what: Text
  /// Until when it is needed.
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
    Entry(ForceChange.self, "The force gets other leads, another headquarters or another mandate, or it ends."),
    Entry(ForceContribution.self, "What a participant contributes to the force, and under which conditions."),
    Entry(ForceReadiness.self, "How ready a unit is; a fact."),
    Entry(ForceActivity.self, "What the force does, for reassurance or in training."),
    Entry(ForceRegeneration.self, "What the force does to rebuild Ukraine's own forces."),
    Entry(ForceSupport.self, "What a participant outside the force does for it."),
    Entry(ForceRequest.self, "Ukraine asks the force for something."),
    Entry(ForceIncidentReport.self, "The force reports that it came under fire; a fact."),
  ]
}
