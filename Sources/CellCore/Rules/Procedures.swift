package import CellSchema

/// The charter's procedures, with each ``Party`` resolved to participants: who has to agree, who leads, who invokes.
package struct Procedures: Sendable {
  package var instrument: Instrument
  /// Who takes part.
  package var listed: ParticipantSet
  package var authorities: ParticipantSet
  package var activating: [CeasefireScope]
  package var capacities: Set<DeclarationSignature.Capacity>
  /// Decisions by which a ratification counts as made.
  package var ratifying: Set<Ratification.Decision>
  /// A commitment's political limb is active before a ratification that it requires.
  package var politicalLimbAtSignature: Bool
  /// What a ratification does that comes after the ceasefire's end; nil: it raises what is active alone.
  package var lateRatification: GuaranteeProcedure.LateRatification?
  /// What counts for good by these rules, of what is accepted under them.
  var terms: RowTerms
  package var leads: ParticipantSet
  package var onRequest: Set<ForceActivity.Kind>
  package var namedSupport: Set<ForceSupport.Kind>
  /// In which domains the text has participants contribute to the force, where it names their part.
  var namedContributions: [(by: ParticipantSet, domains: Set<ForceContribution.Domain>)]
  package var invokers: [Beneficiary: ParticipantSet]
  /// The nodes that may say what verification finds, and those that may attribute: before and after an attribution it is
  /// theirs to close a case.
  package var finding: Set<NodeIndex> = []
  package var attributing: Set<NodeIndex> = []
  /// Whether the bus carries what is released.
  package var carriesReleases: Bool
  /// How far ahead the moment of a silence is at least.
  package var silence: Microseconds
  /// The time in which an acknowledgement is owed.
  package var speed: Lanes<Microseconds>

  init(_ charter: Charter, _ members: Members) {
    // `all` means the participants of this roster, not those who may join later.
    let listed = members.participants.values.reduce(into: ParticipantSet()) { $0.insert($1) }
    func set(_ parties: some Sequence<Party>) -> ParticipantSet {
      parties.reduce(into: ParticipantSet()) { $0.formUnion(members.participants(of: $1)) }.intersection(listed)
    }
    instrument = charter.instrument
    self.listed = listed
    authorities = set(charter.ceasefire.authorities)
    activating = charter.ceasefire.activating.elements
    capacities = Set(charter.declaration.capacities)
    ratifying =
      charter.guarantees.ratifiedBy == .deposited ? [.deposited] : [.approved, .deposited]
    politicalLimbAtSignature = charter.guarantees.politicalLimb == .atSignature
    lateRatification = charter.guarantees.lateRatification
    func has(_ type: any Payload.Type) -> Bool { charter.types.contains { $0.type == type.messageType } }
    terms = RowTerms(
      notice: charter.guarantees.notice, statesObligations: has(GuaranteeObliged.self),
      joinsCases: has(CaseJoining.self), ratifying: ratifying,
      minimize: charter.minimize.map { .minutes(Int64($0.longest.value)) },
      activating: charter.ceasefire.activating.map(\.normal),
      stages: has(ClockStage.self)
        ? (charter.support.stages?.elements ?? []).map {
          AnswerStage(after: $0.after, target: $0.target, who: set($0.who), expected: $0.expected, text: $0.text)
        } : [])
    leads = set(charter.force.leads)
    onRequest = Set(charter.force.onRequest)
    namedSupport = Set(charter.force.namedSupport)
    namedContributions = (charter.force.namedContributions ?? []).map { (set($0.by), Set($0.domains)) }
    invokers = [:]
    for invoker in charter.support.invokers {
      invokers[invoker.beneficiary, default: ParticipantSet()].formUnion(set(invoker.by))
    }
    carriesReleases = has(MessageReleased.self)
    silence = .minutes(Int64((charter.decisions ?? .usual).silence.value))
    speed = Lanes { .minutes(Int64(charter.speedOfService[$0].value)) }
  }
}

/// What the rules of a row say that counts for good, whatever rules come later.
struct RowTerms: Hashable, Sendable {
  /// How long after its acceptance a withdrawal counts at the earliest.
  var notice: NoticePeriod?
  /// Whether the bus says of an invocation who is obliged. Under a charter of before that, everybody is whose guarantee
  /// it names: such a charter lets active ones alone be named.
  var statesObligations = false
  /// Whether a report of an incident joins the open case that it names. Under a charter of before that, a case has the
  /// incidents alone that its opening names.
  var joinsCases = false
  /// The decisions that make a ratification.
  var ratifying: Set<Ratification.Decision> = []
  /// For how long a MINIMIZE holds what is below priority at most; nil: it is words alone.
  var minimize: Microseconds?
  /// The scopes whose entry into force activates guarantees.
  var activating: [CeasefireScope] = []
  /// The stages of the clock of an attack that is first reported under these rules.
  var stages: [AnswerStage] = []
}
