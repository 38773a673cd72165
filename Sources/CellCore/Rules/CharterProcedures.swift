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
  /// Offices that have full powers by themselves (Vienna Convention on the Law of Treaties, article 7, paragraph 2),
  /// whatever the letters' case; any other is in the roster's register, or has none.
  package var officesWithFullPowers: [Line]
  /// What becomes of a binding act that an office without full powers signs; nil: nobody looks.
  package var unregisteredPowers: UnregisteredPowers?

  package init(
    capacities: NonEmpty<DeclarationSignature.Capacity>, officesWithFullPowers: [Line] = [],
    unregisteredPowers: UnregisteredPowers? = nil
  ) {
    self.capacities = capacities
    self.officesWithFullPowers = officesWithFullPowers
    self.unregisteredPowers = unregisteredPowers
  }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    capacities = try fields.decode(NonEmpty<DeclarationSignature.Capacity>.self, forKey: .capacities)
    officesWithFullPowers = try fields.decodeIfPresent([Line].self, forKey: .officesWithFullPowers) ?? []
    unregisteredPowers = try fields.decodeIfPresent(UnregisteredPowers.self, forKey: .unregisteredPowers)
  }

  /// What becomes of a binding act that an office without full powers signs.
  package enum UnregisteredPowers: String, CaseIterable, SchemaLeaf {
    /// It is accepted, and shown as unconfirmed until it is confirmed.
    case accept
    case refuse
  }
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
  /// What a ratification does that comes after the ceasefire has ended; nil: it raises what is active, and activates
  /// nothing for the first time.
  package var lateRatification: LateRatification?

  package init(
    ratifiedBy: Ratified, politicalLimb: PoliticalLimb? = nil, notice: NoticePeriod? = nil,
    lateRatification: LateRatification? = nil
  ) {
    self.ratifiedBy = ratifiedBy
    self.politicalLimb = politicalLimb
    self.notice = notice
    self.lateRatification = lateRatification
  }

  /// What a ratification does that comes after the ceasefire has ended.
  package enum LateRatification: String, CaseIterable, SchemaLeaf {
    /// It activates what its participant had signed before the ceasefire ended, and raises what is active.
    case signedBeforeEnd = "signed-before-end"
    /// Nothing.
    case never
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

/// What makes a checkpoint of the record good.
package struct CheckpointProcedure: Codable, Hashable, Sendable {
  /// So many witnesses of a side or group.
  package struct Part: Codable, Hashable, Sendable {
    package var of: GroupName
    package var least: PositiveCount

    package init(of: GroupName, least: PositiveCount) {
      self.of = of
      self.least = least
    }
  }

  /// All of them are asked for, from the first witness on that the roster lists; before, the log's own signature is all
  /// that there is.
  package var goodWhen: NonEmpty<Part>

  package init(goodWhen: NonEmpty<Part>) { self.goodWhen = goodWhen }
}

/// How a MINIMIZE holds what is below priority.
package struct MinimizeProcedure: Codable, Hashable, Sendable {
  /// For how many minutes at most.
  package var longest: Duration

  package init(longest: Duration) { self.longest = longest }

  /// A duration in minutes, 1 to 1,440 (a day).
  package struct Duration: IntegerLeaf {
    package static let range = 1...1_440
    package let value: Int

    package init?(_ value: Int) {
      guard Self.range.contains(value) else { return nil }
      self.value = value
    }
  }
}

/// Who may invoke guarantees after an attack, and what is expected by when.
package struct SupportProcedure: Codable, Hashable, Sendable {
  /// One entry for each beneficiary. Nobody may invoke for a beneficiary without an entry.
  package var invokers: NonEmpty<Invoker>
  /// The stages of the clock after an attack, earliest first; nil: it has no clock.
  package var stages: NonEmpty<Stage>?

  package init(invokers: NonEmpty<Invoker>, stages: NonEmpty<Stage>? = nil) {
    self.invokers = invokers
    self.stages = stages
  }

  /// What is expected so long after an attack began. It is the cell's own, and obliges nobody.
  package struct Stage: Codable, Hashable, Sendable {
    package var after: StageDelay
    /// What was attacked; nil: whatever it was.
    package var target: Beneficiary?
    /// Of whom it is expected.
    package var who: NonEmpty<Party>
    package var expected: ExpectedAnswer
    package var text: Line

    package init(
      after: StageDelay, target: Beneficiary? = nil, who: NonEmpty<Party>, expected: ExpectedAnswer, text: Line
    ) {
      self.after = after
      self.target = target
      self.who = who
      self.expected = expected
      self.text = text
    }
  }

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
