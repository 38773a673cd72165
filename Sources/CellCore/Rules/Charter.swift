package import CellSchema

/// What the participants agreed (`charter.yaml`): who may say what to whom, and how messages are marked.
///
/// Plain values, compiled into a ``Rulebook``. What a charter does not allow is refused.
package struct Charter: Codable, Hashable, Sendable {
  /// Rises with every change of the file.
  package var revision: Revision
  /// The charter's own name, `paris-2026-draft`.
  package var name: Instrument
  /// The agreed text that the charter follows, and that text's version.
  package var instrument: Instrument
  package var version: InstrumentVersion
  package var policy: Policy
  /// The groups of participants that labels and rules may name beside the sides.
  package var groups: [Group]
  package var roles: [CharterRole]
  package var release: [ReleaseRule]
  /// Within how many minutes an acknowledgement is owed.
  package var speedOfService: SpeedOfService
  /// How the phase of a ceasefire moves.
  package var ceasefire: CeasefireProcedure
  /// What makes a signature of the declaration carry commitments.
  package var declaration: DeclarationProcedure
  /// When a guarantee is ratified.
  package var guarantees: GuaranteeProcedure
  /// Who leads the multinational force, and which of its activities take a request.
  package var force: ForceProcedure
  /// Who calls upon guarantees.
  package var support: SupportProcedure
  /// How participants decide together; nil: as ``DecisionProcedure/usual``.
  package var decisions: DecisionProcedure?
  /// For how long a MINIMIZE may hold what is below priority; nil: it holds nothing.
  package var minimize: MinimizeProcedure?
  /// What makes a checkpoint of the record good; nil: the log's own signature.
  package var checkpoints: CheckpointProcedure?
  /// One rule for each type of the catalogue.
  package var types: [TypeRule]

  package init(
    revision: Revision, name: Instrument, instrument: Instrument, version: InstrumentVersion, policy: Policy,
    groups: [Group], roles: [CharterRole], release: [ReleaseRule], speedOfService: SpeedOfService,
    ceasefire: CeasefireProcedure, declaration: DeclarationProcedure, guarantees: GuaranteeProcedure,
    force: ForceProcedure, support: SupportProcedure, decisions: DecisionProcedure? = nil,
    minimize: MinimizeProcedure? = nil, checkpoints: CheckpointProcedure? = nil, types: [TypeRule]
  ) {
    self.checkpoints = checkpoints
    self.revision = revision
    self.name = name
    self.instrument = instrument
    self.version = version
    self.policy = policy
    self.groups = groups
    self.roles = roles
    self.release = release
    self.speedOfService = speedOfService
    self.ceasefire = ceasefire
    self.declaration = declaration
    self.guarantees = guarantees
    self.force = force
    self.support = support
    self.decisions = decisions
    self.minimize = minimize
    self.types = types
  }

  /// The marking policy of labels (STANAG 4774).
  package struct Policy: Codable, Hashable, Sendable {
    package var name: PolicyName
    /// The classifications, lowest first.
    package var classifications: NonEmpty<Classification>
    /// The highest classification that the bus may carry.
    package var ceiling: Classification

    package init(name: PolicyName, classifications: NonEmpty<Classification>, ceiling: Classification) {
      self.name = name
      self.classifications = classifications
      self.ceiling = ceiling
    }
  }

  /// A group of participants; the roster says who belongs to it.
  package struct Group: Codable, Hashable, Sendable {
    package var name: GroupName
    package var meaning: Line

    package init(name: GroupName, meaning: Line) {
      self.name = name
      self.meaning = meaning
    }
  }
}

/// A role; the roster says who holds it.
package struct CharterRole: Codable, Hashable, Sendable {
  package var name: RoleName
  package var meaning: Line
  /// Roles that a node with this role may not hold. The rule counts in both directions.
  package var incompatibleWith: [RoleName]
  /// Whose nodes may hold the role; nil: anybody's. It says nothing of alternates.
  package var heldBy: NonEmpty<Membership>?
  /// After how long without a sign of its holders the role's alternates act; nil: ``CharterRole/usualAbsence``.
  package var alternatesActWhen: Minutes?

  package init(
    name: RoleName, meaning: Line, incompatibleWith: [RoleName] = [], heldBy: NonEmpty<Membership>? = nil,
    alternatesActWhen: Minutes? = nil
  ) {
    self.name = name
    self.meaning = meaning
    self.incompatibleWith = incompatibleWith
    self.heldBy = heldBy
    self.alternatesActWhen = alternatesActWhen
  }

  /// An hour.
  package static let usualAbsence: Minutes = 60

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    name = try fields.decode(RoleName.self, forKey: .name)
    meaning = try fields.decode(Line.self, forKey: .meaning)
    incompatibleWith = try fields.decodeIfPresent([RoleName].self, forKey: .incompatibleWith) ?? []
    heldBy = try fields.decodeIfPresent(NonEmpty<Membership>.self, forKey: .heldBy)
    alternatesActWhen = try fields.decodeIfPresent(Minutes.self, forKey: .alternatesActWhen)
  }
}

/// Every node covered by `from` may release its messages to the participants covered by `to`. Rules add up.
package struct ReleaseRule: Codable, Hashable, Sendable {
  package var from: NonEmpty<Party>
  package var to: NonEmpty<Party>

  package init(from: NonEmpty<Party>, to: NonEmpty<Party>) {
    self.from = from
    self.to = to
  }
}

/// The rule for one type of message.
package struct TypeRule: Codable, Hashable, Sendable {
  package var type: MessageType
  /// The version of the type that is accepted.
  package var version: MessageVersion
  package var kind: Kind
  /// Who may publish the type; empty for a type that the bus alone publishes.
  package var publishers: [Party]
  /// Who may receive the type.
  package var recipients: NonEmpty<Party>
  package var precedence: Bounds
  /// The ceasefire phases in which the act may be published; nil for every phase. Only acts have phases: a fact is
  /// never refused for one.
  ///
  /// The phase is that of the scopes which activate guarantees (``CeasefireProcedure/activating``).
  package var phases: NonEmpty<CeasefirePhase>?
  /// `header.authority` is owed: who signs, in which office, with which powers.
  package var authority: Bool
  /// The addressees owe an acknowledgement whatever the precedence.
  package var acknowledge: Bool
  /// The message binds: it has no `expiresAt` and is never cancelled, only withdrawn or ended by an act of its own.
  package var binding: Bool
  /// A signature of the sending node is owed, where its participant has roots in the roster.
  package var signature: Bool
  /// Whether the act is decided together; nil: it never is.
  package var decision: Decision?
  /// Who decides on it, and by which rule at the least; nil: whoever and however a proposal says.
  package var decidedBy: DecisionTerms?

  /// A fact is never refused for the phase or the state of a case; an act is.
  package enum Kind: String, CaseIterable, SchemaLeaf {
    case fact, act
  }

  /// Whether an act is decided together.
  package enum Decision: String, CaseIterable, SchemaLeaf {
    /// The act is said by itself, or proposed.
    case possible
    /// The act takes a decision: said by itself it is refused.
    case needed
  }

  /// The lowest and the highest precedence of the type's messages.
  package struct Bounds: Codable, Hashable, Sendable {
    package var least: Precedence
    package var greatest: Precedence

    package init(least: Precedence, greatest: Precedence) {
      self.least = least
      self.greatest = greatest
    }
  }

  package init(
    type: MessageType, version: MessageVersion, kind: Kind, publishers: [Party], recipients: NonEmpty<Party>,
    precedence: Bounds, phases: NonEmpty<CeasefirePhase>? = nil, authority: Bool = false, acknowledge: Bool = false,
    binding: Bool = false, signature: Bool = false, decision: Decision? = nil, decidedBy: DecisionTerms? = nil
  ) {
    self.type = type
    self.version = version
    self.kind = kind
    self.publishers = publishers
    self.recipients = recipients
    self.precedence = precedence
    self.phases = phases
    self.authority = authority
    self.acknowledge = acknowledge
    self.binding = binding
    self.signature = signature
    self.decision = decision
    self.decidedBy = decidedBy
  }

  /// Decodes a rule. An absent duty (`authority`, `acknowledge`, `binding`, `signature`) is not owed; absent `phases` are all
  /// phases.
  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    type = try fields.decode(MessageType.self, forKey: .type)
    version = try fields.decode(MessageVersion.self, forKey: .version)
    kind = try fields.decode(Kind.self, forKey: .kind)
    publishers = try fields.decode([Party].self, forKey: .publishers)
    recipients = try fields.decode(NonEmpty<Party>.self, forKey: .recipients)
    precedence = try fields.decode(Bounds.self, forKey: .precedence)
    phases = try fields.decodeIfPresent(NonEmpty<CeasefirePhase>.self, forKey: .phases)
    authority = try fields.decodeIfPresent(Bool.self, forKey: .authority) ?? false
    acknowledge = try fields.decodeIfPresent(Bool.self, forKey: .acknowledge) ?? false
    binding = try fields.decodeIfPresent(Bool.self, forKey: .binding) ?? false
    signature = try fields.decodeIfPresent(Bool.self, forKey: .signature) ?? false
    decision = try fields.decodeIfPresent(Decision.self, forKey: .decision)
    decidedBy = try fields.decodeIfPresent(DecisionTerms.self, forKey: .decidedBy)
  }

  /// Whether the type may be published in a phase.
  package func isOpen(in phase: CeasefirePhase) -> Bool { phases?.contains(phase) ?? true }
}
