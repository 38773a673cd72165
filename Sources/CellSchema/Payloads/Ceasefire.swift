/// To what an agreement, or a change of its phase, extends. Phases are kept for each agreement and scope.
public struct CeasefireScope: Hashable, Sendable, RuledObject {
  /// How a scope is bounded.
  public enum Kind: String, CaseIterable, SchemaLeaf {
    /// Everywhere, on land, at sea and in the air.
    case general
    /// In the areas named; where domains are named too, in these alone.
    case area
    /// Everywhere in the domains named.
    case domain
  }

  /// Where fire is to cease.
  public enum Domain: String, CaseIterable, SchemaLeaf {
    /// On land.
    case land
    /// At sea.
    case sea
    /// In the air.
    case air
    /// Against energy installations.
    case energy
  }

  /// How the scope is bounded; it says which of the other fields are there.
  public var kind: Kind
  /// The areas, by the names that the text gives them.
  public var areas: NonEmpty<Line>?
  /// The domains.
  public var domains: NonEmpty<Domain>?

  public init(kind: Kind, areas: NonEmpty<Line>? = nil, domains: NonEmpty<Domain>? = nil) {
    self.kind = kind
    self.areas = areas
    self.domains = domains
  }

  public static var fieldRules: [FieldRule] {
    [
      .whenRequires("kind", is: ["area"], ["areas"]),
      .whenRequires("kind", is: ["domain"], ["domains"]),
      .whenForbids("kind", is: ["general"], ["areas", "domains"]),
      .whenForbids("kind", is: ["domain"], ["areas"]),
    ]
  }

  /// Everywhere, on land, at sea and in the air.
  public static var general: Self { Self(kind: .general) }
}

/// Where a ceasefire stands, for each agreement and scope. A breach is a case, never a phase.
public enum CeasefirePhase: String, CaseIterable, SchemaLeaf {
  /// Nothing is agreed yet.
  case preparation
  /// It is agreed and not yet in force.
  case agreed
  /// It is in force.
  case inForce = "in-force"
  /// It is suspended and may be resumed.
  case suspended
  /// It has ended, for good.
  case terminated
}

/// A ceasefire is agreed. It is not in force yet.
public struct CeasefireAgreement: Payload, RuledObject {
  public static let messageType: MessageType = "ceasefire.agreement"

  /// The text of the agreement.
  public var instrument: Instrument
  /// Who agreed. Russia is among them: a subject of the text, never a node or an addressee.
  public var parties: NonEmpty<SubjectCode>
  /// To what it extends.
  public var scope: CeasefireScope
  /// When it is to enter into force, where its text says so.
  public var effectiveAt: Timestamp?
  /// When it ends by its own terms, where its text says so.
  public var expiresAt: Timestamp?

  public init(
    instrument: Instrument, parties: NonEmpty<SubjectCode>, scope: CeasefireScope, effectiveAt: Timestamp? = nil,
    expiresAt: Timestamp? = nil
  ) {
    self.instrument = instrument
    self.parties = parties
    self.scope = scope
    self.effectiveAt = effectiveAt
    self.expiresAt = expiresAt
  }

  public static var fieldRules: [FieldRule] { [.ascending("effectiveAt", "expiresAt")] }

  public static var example: Self {
    Self(instrument: "ceasefire-2026", parties: ["RUS", "UKR"], scope: .general, effectiveAt: "2026-03-10T22:00:00Z")
  }
}

/// An authority states that an agreement enters, or has entered, into force. It takes matching messages of every
/// authority that the charter lists; until then, or where they differ, it shows CONTESTED.
public struct EntryIntoForce: Payload {
  public static let messageType: MessageType = "ceasefire.entry-into-force"

  /// By what it enters into force.
  public enum Basis: String, CaseIterable, SchemaLeaf {
    /// By the agreement's own terms.
    case terms
    /// By joint statement.
    case joint
    /// By notification of the parties.
    case notification
  }

  /// The agreement, by its message's identifier.
  public var agreement: MessageID
  /// The scope in which it enters into force; one that the agreement covers.
  public var scope: CeasefireScope
  /// When it enters, or has entered, into force. It may lie ahead or behind.
  public var effectiveAt: Timestamp
  /// By what it does.
  public var basis: Basis

  public init(agreement: MessageID, scope: CeasefireScope, effectiveAt: Timestamp, basis: Basis) {
    self.agreement = agreement
    self.scope = scope
    self.effectiveAt = effectiveAt
    self.basis = basis
  }

  public static var example: Self {
    Self(
      agreement: "019cca47-4af0-75ed-b293-3a8ee95807b0", scope: .general, effectiveAt: "2026-03-10T22:00:00Z",
      basis: .terms)
  }
}

/// A ceasefire is suspended in a scope.
public struct CeasefireSuspension: Payload, RuledObject {
  public static let messageType: MessageType = "ceasefire.suspension"

  /// The agreement, by its message's identifier.
  public var agreement: MessageID
  /// The scope in which it is suspended; one that the agreement covers.
  public var scope: CeasefireScope
  /// From when on it is suspended.
  public var effectiveAt: Timestamp
  /// Why, in the words of who states it.
  public var cause: Text?
  /// The party that says so.
  public var statedBy: SubjectCode
  /// How an outsider's word came; with `receivedAt` alone.
  public var receivedVia: Line?
  /// When an outsider's word came; with `receivedVia` alone.
  public var receivedAt: Timestamp?

  public init(
    agreement: MessageID, scope: CeasefireScope, effectiveAt: Timestamp, cause: Text? = nil, statedBy: SubjectCode,
    receivedVia: Line? = nil, receivedAt: Timestamp? = nil
  ) {
    self.agreement = agreement
    self.scope = scope
    self.effectiveAt = effectiveAt
    self.cause = cause
    self.statedBy = statedBy
    self.receivedVia = receivedVia
    self.receivedAt = receivedAt
  }

  public static var fieldRules: [FieldRule] {
    [
      .requires("receivedVia", with: "receivedAt"),
      .requires("receivedAt", with: "receivedVia"),
    ]
  }

  public static var example: Self {
    Self(
      agreement: "019cca47-4af0-75ed-b293-3a8ee95807b0", scope: CeasefireScope(kind: .domain, domains: [.energy]),
      effectiveAt: "2026-04-02T18:00:00Z", cause: "Strikes on two substations.", statedBy: "RUS",
      receivedVia: "Diplomatic note to the depositary", receivedAt: "2026-04-02T15:40:00Z")
  }
}

/// A suspended ceasefire is in force again in a scope.
public struct CeasefireResumption: Payload, RuledObject {
  public static let messageType: MessageType = "ceasefire.resumption"

  /// The agreement, by its message's identifier.
  public var agreement: MessageID
  /// The scope in which it is resumed; one that the agreement covers.
  public var scope: CeasefireScope
  /// From when on it is in force again.
  public var effectiveAt: Timestamp
  /// Why, in the words of who states it.
  public var cause: Text?
  /// The party that says so.
  public var statedBy: SubjectCode
  /// How an outsider's word came; with `receivedAt` alone.
  public var receivedVia: Line?
  /// When an outsider's word came; with `receivedVia` alone.
  public var receivedAt: Timestamp?

  public init(
    agreement: MessageID, scope: CeasefireScope, effectiveAt: Timestamp, cause: Text? = nil, statedBy: SubjectCode,
    receivedVia: Line? = nil, receivedAt: Timestamp? = nil
  ) {
    self.agreement = agreement
    self.scope = scope
    self.effectiveAt = effectiveAt
    self.cause = cause
    self.statedBy = statedBy
    self.receivedVia = receivedVia
    self.receivedAt = receivedAt
  }

  public static var fieldRules: [FieldRule] {
    [
      .requires("receivedVia", with: "receivedAt"),
      .requires("receivedAt", with: "receivedVia"),
    ]
  }

  public static var example: Self {
    Self(
      agreement: "019cca47-4af0-75ed-b293-3a8ee95807b0", scope: CeasefireScope(kind: .domain, domains: [.energy]),
      effectiveAt: "2026-04-05T00:00:00Z", cause: "The parties agreed to resume.", statedBy: "UKR")
  }
}

/// A ceasefire ends in a scope, for good. Guarantees that it activated survive it.
public struct CeasefireTermination: Payload, RuledObject {
  public static let messageType: MessageType = "ceasefire.termination"

  /// The agreement, by its message's identifier.
  public var agreement: MessageID
  /// The scope in which it ends; one that the agreement covers.
  public var scope: CeasefireScope
  /// From when on it has ended.
  public var effectiveAt: Timestamp
  /// Why, in the words of who states it.
  public var cause: Text?
  /// The party that says so.
  public var statedBy: SubjectCode
  /// How an outsider's word came; with `receivedAt` alone.
  public var receivedVia: Line?
  /// When an outsider's word came; with `receivedVia` alone.
  public var receivedAt: Timestamp?

  public init(
    agreement: MessageID, scope: CeasefireScope, effectiveAt: Timestamp, cause: Text? = nil, statedBy: SubjectCode,
    receivedVia: Line? = nil, receivedAt: Timestamp? = nil
  ) {
    self.agreement = agreement
    self.scope = scope
    self.effectiveAt = effectiveAt
    self.cause = cause
    self.statedBy = statedBy
    self.receivedVia = receivedVia
    self.receivedAt = receivedAt
  }

  public static var fieldRules: [FieldRule] {
    [
      .requires("receivedVia", with: "receivedAt"),
      .requires("receivedAt", with: "receivedVia"),
    ]
  }

  public static var example: Self {
    Self(
      agreement: "019cca47-4af0-75ed-b293-3a8ee95807b0",
      scope: CeasefireScope(kind: .area, areas: ["Zaporizhzhia nuclear power plant"]),
      effectiveAt: "2026-09-01T00:00:00Z", cause: "The local truce is taken up in the general ceasefire.",
      statedBy: "UKR")
  }
}

extension Catalogue {
  /// The ceasefire.
  static let ceasefire: [Entry] = [
    Entry(CeasefireAgreement.self, "A ceasefire is agreed; it is not in force yet."),
    Entry(EntryIntoForce.self, "An authority states that an agreement enters, or has entered, into force."),
    Entry(CeasefireSuspension.self, "A ceasefire is suspended in a scope."),
    Entry(CeasefireResumption.self, "A suspended ceasefire is in force again in a scope."),
    Entry(CeasefireTermination.self, "A ceasefire ends in a scope, for good."),
  ]
}
