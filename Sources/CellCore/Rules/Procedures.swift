package import CellSchema

/// The charter's procedures, with each ``Party`` resolved to participants: who has to agree, who leads, who invokes.
package struct Procedures: Sendable {
  package var instrument: Instrument
  package var authorities: ParticipantSet
  package var activating: [CeasefireScope]
  package var capacities: Set<DeclarationSignature.Capacity>
  /// Decisions by which a ratification counts as made.
  package var ratifying: Set<Ratification.Decision>
  /// A commitment's political limb is active before a ratification that it requires.
  package var politicalLimbAtSignature: Bool
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
    authorities = set(charter.ceasefire.authorities)
    activating = charter.ceasefire.activating.elements
    capacities = Set(charter.declaration.capacities)
    ratifying =
      charter.guarantees.ratifiedBy == .deposited ? [.deposited] : [.approved, .deposited]
    politicalLimbAtSignature = charter.guarantees.politicalLimb == .atSignature
    func has(_ type: any Payload.Type) -> Bool { charter.types.contains { $0.type == type.messageType } }
    terms = RowTerms(
      notice: charter.guarantees.notice, statesObligations: has(GuaranteeObliged.self),
      joinsCases: has(CaseJoining.self))
    leads = set(charter.force.leads)
    onRequest = Set(charter.force.onRequest)
    namedSupport = Set(charter.force.namedSupport)
    namedContributions = (charter.force.namedContributions ?? []).map { (set($0.by), Set($0.domains)) }
    invokers = [:]
    for invoker in charter.support.invokers {
      invokers[invoker.beneficiary, default: ParticipantSet()].formUnion(set(invoker.by))
    }
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
}
