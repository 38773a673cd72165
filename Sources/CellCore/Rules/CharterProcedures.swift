package import CellSchema

/// Within how many minutes an acknowledgement is owed, by precedence (speed of service, STANAG 4406).
///
/// A higher precedence never has more minutes than a lower one; a file that says so is refused.
package struct SpeedOfService: Hashable, Sendable, RuledObject {
  /// Flash and override.
  package var flash: Minutes
  package var immediate: Minutes
  package var priority: Minutes
  package var routine: Minutes
  package var deferred: Minutes

  package init(flash: Minutes, immediate: Minutes, priority: Minutes, routine: Minutes, deferred: Minutes) {
    self.flash = flash
    self.immediate = immediate
    self.priority = priority
    self.routine = routine
    self.deferred = deferred
  }

  package static var fieldRules: [FieldRule] {
    [
      .ascending("flash", "immediate"), .ascending("immediate", "priority"), .ascending("priority", "routine"),
      .ascending("routine", "deferred"),
    ]
  }

  package subscript(precedence: Precedence) -> Minutes {
    switch precedence {
    case .deferred: deferred
    case .routine: routine
    case .priority: priority
    case .immediate: immediate
    case .flash, .override: flash
    }
  }
}

/// A duration in minutes, 1 to 10,080 (a week).
package struct Minutes: IntegerLeaf {
  package static let range = 1...10_080
  package let value: Int

  package init?(_ value: Int) {
    guard Self.range.contains(value) else { return nil }
    self.value = value
  }
}

/// Who moves the phase of a ceasefire, and which scopes activate guarantees.
package struct CeasefireProcedure: Codable, Hashable, Sendable {
  /// Each of these has to state the same phase before the phase moves. A participant's nodes are one authority.
  package var authorities: NonEmpty<Party>
  /// The scopes whose entry into force activates the guarantees. The phase that ``TypeRule/phases`` means is theirs.
  package var activating: NonEmpty<CeasefireScope>

  package init(authorities: NonEmpty<Party>, activating: NonEmpty<CeasefireScope>) {
    self.authorities = authorities
    self.activating = activating
  }
}

/// What makes a signature of the declaration carry commitments.
package struct DeclarationProcedure: Codable, Hashable, Sendable {
  /// The capacities in which a signature carries commitments. A signature in another capacity stands on the record and
  /// carries none.
  package var capacities: NonEmpty<DeclarationSignature.Capacity>

  package init(capacities: NonEmpty<DeclarationSignature.Capacity>) { self.capacities = capacities }
}

/// When a guarantee that requires a ratification counts as ratified, and how it is left.
package struct GuaranteeProcedure: Codable, Hashable, Sendable {
  /// The decision by which a commitment's required ratification counts as made.
  package var ratifiedBy: Ratified
  /// From when on the political limb is active of a commitment that binds politically and legally and requires a
  /// ratification; nil: with the ratification.
  package var politicalLimb: PoliticalLimb?
  /// How long after its acceptance a withdrawal counts at the earliest; nil: from its acceptance on.
  package var notice: NoticePeriod?

  package init(
    ratifiedBy: Ratified, politicalLimb: PoliticalLimb? = nil, notice: NoticePeriod? = nil
  ) {
    self.ratifiedBy = ratifiedBy
    self.politicalLimb = politicalLimb
    self.notice = notice
  }

  /// From when on a political limb is active.
  package enum PoliticalLimb: String, CaseIterable, SchemaLeaf {
    /// Once the text is signed and the ceasefire in force; a rejection leaves it.
    case atSignature = "at-signature"
    /// Not before the legal one.
    case withRatification = "with-ratification"
  }
}

/// The decision of a participant's own bodies by which a ratification counts as made.
package enum Ratified: String, CaseIterable, SchemaLeaf {
  /// The participant's own body approved the instrument. A later deposit counts as well.
  case approved
  /// The instrument was deposited; approval alone is not enough.
  case deposited
}

/// Who leads the multinational force, and which activities and kinds of support the text names.
package struct ForceProcedure: Codable, Hashable, Sendable {
  /// Who may lead the force.
  package var leads: NonEmpty<Party>
  /// Activities that answer a `force.request`; other kinds take no request.
  package var onRequest: [ForceActivity.Kind]
  /// The kinds of support that the text names. Other kinds are accepted, and marked as beyond the text.
  package var namedSupport: [ForceSupport.Kind]
  /// What the text names as the part of some: their contributions in other domains are accepted, and marked as beyond
  /// the text. Nil, and of everybody else: nothing is marked.
  package var namedContributions: [NamedContributions]?

  package init(
    leads: NonEmpty<Party>, onRequest: [ForceActivity.Kind], namedSupport: [ForceSupport.Kind],
    namedContributions: [NamedContributions]? = nil
  ) {
    self.leads = leads
    self.onRequest = onRequest
    self.namedSupport = namedSupport
    self.namedContributions = namedContributions
  }

  /// In which domains the text has participants contribute.
  package struct NamedContributions: Codable, Hashable, Sendable {
    package var by: NonEmpty<Party>
    package var domains: [ForceContribution.Domain]

    package init(by: NonEmpty<Party>, domains: [ForceContribution.Domain]) {
      self.by = by
      self.domains = domains
    }
  }
}

/// How participants decide together.
package struct DecisionProcedure: Codable, Hashable, Sendable {
  /// How far ahead the moment of a silence is at least, and for how long every elector has had the proposal by then, in
  /// minutes.
  package var silence: Minutes
  /// The nodes that speak for their participant. Where a role decides, its holders speak.
  package var voices: NonEmpty<Party>

  package init(silence: Minutes, voices: NonEmpty<Party>) {
    self.silence = silence
    self.voices = voices
  }

  /// A day, and the delegations.
  package static let usual = Self(silence: 1_440, voices: [.role("delegation")])
}

/// Who may invoke guarantees after an attack.
package struct SupportProcedure: Codable, Hashable, Sendable {
  /// One entry for each beneficiary. Nobody may invoke for a beneficiary without an entry.
  package var invokers: NonEmpty<Invoker>

  package init(invokers: NonEmpty<Invoker>) { self.invokers = invokers }

  /// Who may invoke for whom.
  package struct Invoker: Codable, Hashable, Sendable {
    package var beneficiary: Beneficiary
    package var by: NonEmpty<Party>

    package init(beneficiary: Beneficiary, by: NonEmpty<Party>) {
      self.beneficiary = beneficiary
      self.by = by
    }
  }
}
