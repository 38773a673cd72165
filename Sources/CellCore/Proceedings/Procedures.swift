package import CellSchema

/// The charter's procedures, with the parties resolved: who has to agree, who leads, who invokes.
package struct Procedures: Sendable {
  package var instrument: String
  package var authorities: ParticipantSet
  package var activating: [CeasefireScope]
  package var capacities: Set<DeclarationSignature.Capacity>
  /// Decisions that make a ratification.
  package var ratifying: Set<Ratification.Decision>
  package var leads: ParticipantSet
  package var onRequest: Set<ForceActivity.Kind>
  package var namedSupport: Set<ForceSupport.Kind>
  package var invokers: [Beneficiary: ParticipantSet]
  /// Microseconds in which an acknowledgement is owed, by lane.
  package var speed: [Int64]

  init(_ charter: Charter, _ members: Members) {
    // Those of the roster: `all` means them, and nobody who may join.
    let listed = members.participants.values.reduce(into: ParticipantSet()) { $0.insert($1) }
    func set(_ parties: some Sequence<Party>) -> ParticipantSet {
      parties.reduce(into: ParticipantSet()) { $0.formUnion(members.participants(of: "\($1)")) }.intersection(listed)
    }
    instrument = "\(charter.instrument)"
    authorities = set(charter.ceasefire.authorities)
    activating = charter.ceasefire.activating.elements
    capacities = Set(charter.declaration.capacities)
    ratifying = charter.guarantees.ratifiedBy == .deposited ? [.deposited] : [.approved, .deposited]
    leads = set(charter.force.leads)
    onRequest = Set(charter.force.onRequest)
    namedSupport = Set(charter.force.namedSupport)
    invokers = [:]
    for invoker in charter.support.invokers {
      invokers[invoker.beneficiary, default: ParticipantSet()].formUnion(set(invoker.by))
    }
    speed = (0..<Lane.count).map { Int64(charter.speedOfService.minutes($0)) * 60_000_000 }
  }
}
