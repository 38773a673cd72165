import CellSchema

/// Who decides on a proposal: resolved once, when the proposal is accepted, under the rules of that row.
struct FrozenElectorate: Equatable, Sendable {
  var electors = ParticipantSet()
  /// Who has to agree in any case, electors or not.
  var mustAgree = ParticipantSet()
  /// The participants of both, by name.
  var codes: [ParticipantCode: ParticipantIndex] = [:]
  /// How long a silence runs at least, and how long every elector has had the proposal by then.
  var silence: Microseconds
  var charterRevision: Revision
  var rosterRevision: Revision

  /// Everybody who may speak on the proposal.
  var everybody: ParticipantSet { electors.union(mustAgree) }
}

/// What a proposal is by the rules of its row, worked out once.
///
/// A class, since it is far larger than what every other message is prepared to.
final class FrozenProposal: Sendable {
  let electorate: FrozenElectorate
  /// Nil for bytes that are no document of this catalogue: no such proposal is accepted.
  let act: ProposedAct?
  /// Who decides on acts of its type, by the charter of its row.
  let terms: DecisionTerms?
  /// Whether the node that made it may speak on it for its participant, which then has it.
  let isOfSpeaker: Bool

  /// Nil of a message that is no proposal.
  init?(_ act: Act?, from node: NodeIndex, of participant: ParticipantIndex, _ rulebook: Rulebook) {
    guard case .decision(.proposal(let body)) = act else { return nil }
    electorate = rulebook.electorate(of: body)
    self.act = ProposedAct(body.document)
    terms = rulebook.kind(self.act?.type)?.terms
    isOfSpeaker = rulebook.voices(of: participant, on: body).contains(node)
  }
}

extension Rulebook {
  /// Who decides on a proposal by these rules. A name that they do not have stands for nobody.
  func electorate(of body: DecisionProposal) -> FrozenElectorate {
    var frozen = FrozenElectorate(
      silence: procedures.silence, charterRevision: charterRevision, rosterRevision: rosterRevision)
    frozen.electors = participants(of: body.electorate)
    for elector in body.mustAgree?.elements ?? [] { frozen.mustAgree.formUnion(participants(of: elector)) }
    frozen.codes = codes(of: frozen.everybody)
    return frozen
  }

  func participants(of electorate: Electorate) -> ParticipantSet {
    if let role = electorate.role {
      return ParticipantSet(holders[role, default: []].compactMap { listed($0)?.participant })
    }
    if let group = electorate.group { return groups[group] ?? ParticipantSet() }
    return (electorate.participants?.elements ?? []).reduce(into: ParticipantSet()) { set, code in
      set.formUnion(participants(of: .participant(code)))
    }
  }

  func participants(of elector: Elector) -> ParticipantSet {
    switch elector {
    case .participant(let code): audience(of: .participant(code))?.participants ?? ParticipantSet()
    case .group(let group): groups[group] ?? ParticipantSet()
    }
  }

  /// The participants of each side.
  var sides: [Side: ParticipantSet] {
    Dictionary(uniqueKeysWithValues: Side.allCases.compactMap { side in groups[side.group].map { (side, $0) } })
  }

  /// The nodes by which a participant speaks on a proposal: the holders of the role that decides, or those that speak
  /// for their participant. Alternates are among them.
  func voices(of participant: ParticipantIndex, on body: DecisionProposal) -> [NodeIndex] {
    let type = Catalogue.index(of: DecisionStatement.self)
    let holders = Set(body.electorate.role.flatMap { roles[$0] }.map(nodes(in:)) ?? [])
    let mustAgree = (body.mustAgree?.elements ?? []).contains { participants(of: $0).contains(participant) }
    return listedNodes.filter { index in
      guard let node = listed(index), node.participant == participant, node.publishes[type] else { return false }
      return holders.contains(index) || (node.speaks && (body.electorate.role == nil || mustAgree))
    }
  }

  /// The roles as whose alternate alone a node speaks on a proposal; empty where it speaks by itself.
  func rolesStoodIn(by index: NodeIndex, on body: DecisionProposal) -> Set<RoleName> {
    var asked = body.electorate.role.map { [$0] } ?? []
    if let node = listed(index), node.speaks, body.electorate.role == nil || body.mustAgree != nil {
      if node.speaksAsHolder { return [] }
      asked += voiceRoles
    }
    return asked.contains { holders[$0, default: []].contains(index) } ? [] : Set(asked)
  }
}
