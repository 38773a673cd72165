import CellSchema

/// Which participants are in which group and which nodes hold which role; used while a rulebook is compiled.
struct Members {
  private(set) var participants: [ParticipantCode: ParticipantIndex] = [:]
  private(set) var nodes: [NodeName: NodeIndex] = [:]
  private(set) var groups: [GroupName: ParticipantSet] = [:]
  /// Holders and alternates.
  private(set) var roleAudiences: [RoleName: Audience] = [:]
  private(set) var holders: [RoleName: Set<NodeIndex>] = [:]
  private(set) var alternates: [RoleName: Set<NodeIndex>] = [:]
  private var participantOfNode: [NodeIndex: ParticipantIndex] = [:]
  /// The roles that a node holds, itself or through its participant.
  private var rolesOfNode: [NodeIndex: Set<RoleName>] = [:]
  /// The roles that a node is an alternate for, and holds by nothing else.
  private var alternateRolesOfNode: [NodeIndex: Set<RoleName>] = [:]

  init(roster: Roster, charter: Charter, names: inout Names) throws(Refusal) {
    for participant in roster.participants {
      let index = try names.intern(participant.code)
      participants[participant.code] = index
      for group in participant.groups { groups[group, default: ParticipantSet()].insert(index) }
    }
    for node in roster.nodes {
      let index = try names.intern(node.name)
      nodes[node.name] = index
      participantOfNode[index] = names.participant(of: index)
    }
    assignRoles(roster: roster, charter: charter)
  }

  /// A role assigned to a node is that node's. A role assigned to a participant falls to all its nodes, except those
  /// that hold, by an assignment of their own, a role that the charter declares incompatible: a force's node never
  /// verifies. A node that is named as an alternate is no holder because its participant is.
  private mutating func assignRoles(roster: Roster, charter: Charter) {
    var apart: [RoleName: Set<RoleName>] = [:]
    for role in charter.roles {
      for other in role.incompatibleWith {
        apart[role.name, default: []].insert(other)
        apart[other, default: []].insert(role.name)
      }
    }
    // A charter of before alternates had to be announced takes them for holders.
    let alternatesHold = !charter.types.contains { $0.type == AlternateActing.messageType }
    var own: [NodeIndex: Set<RoleName>] = [:]
    for assignment in roster.roles {
      for case .node(let name) in assignment.holders + assignment.alternates {
        if let node = nodes[name] { own[node, default: []].insert(assignment.name) }
      }
    }
    for assignment in roster.roles {
      let role = assignment.name
      func nodes(_ holders: [RoleHolder]) -> Set<NodeIndex> {
        Set(
          holders.flatMap { holder in
            self.nodes(of: holder) { !own[$0, default: []].isDisjoint(with: apart[role, default: []]) }
          })
      }
      var named: Set<NodeIndex> = []
      for case .node(let name) in assignment.alternates where !alternatesHold {
        if let node = self.nodes[name] { named.insert(node) }
      }
      let holding = nodes(assignment.holders + (alternatesHold ? assignment.alternates : [])).subtracting(named)
      let alternates = nodes(assignment.alternates).subtracting(holding)
      for node in holding { rolesOfNode[node, default: []].insert(role) }
      for node in alternates { alternateRolesOfNode[node, default: []].insert(role) }
      holders[role, default: []].formUnion(holding)
      self.alternates[role, default: []].formUnion(alternates)
      roleAudiences[role, default: Audience()].formUnion(
        Audience(participants: ParticipantSet(), nodes: holding.union(alternates)))
    }
  }

  private func nodes(of holder: RoleHolder, keptApart: (NodeIndex) -> Bool) -> [NodeIndex] {
    switch holder {
    case .node(let name): nodes[name].map { [$0] } ?? []
    case .participant(let code):
      participants[code].map { participant in
        participantOfNode.filter { $0.value == participant && !keptApart($0.key) }.map(\.key)
      } ?? []
    }
  }

  /// Whether a party of the charter covers a node, also as an alternate.
  func matches(_ party: Party, _ node: NodeIndex) -> Bool {
    covers(party, node) { $0.union(alternateRolesOfNode[node, default: []]) }
  }

  /// Whether a party of the charter covers a node, and not as an alternate alone.
  func matchesHolder(_ party: Party, _ node: NodeIndex) -> Bool { covers(party, node) { $0 } }

  private func covers(_ party: Party, _ node: NodeIndex, _ roles: (Set<RoleName>) -> Set<RoleName>) -> Bool {
    switch party {
    case .all: return true
    case .role(let role): return roles(rolesOfNode[node, default: []]).contains(role)
    case .node(let name): return nodes[name] == node
    case .participant(let code):
      guard let participant = participantOfNode[node] else { return false }
      return participants[code] == participant
    case .group(let group):
      guard let participant = participantOfNode[node] else { return false }
      return groups[group]?.contains(participant) == true
    case .roleOf(let role, let members):
      return covers(.role(role), node, roles) && members.contains { covers($0.party, node, roles) }
    }
  }

  /// The participants that a party of the charter covers; for a role or a node, the participants of the nodes. An
  /// alternate of another participant has no part in what its holders decide.
  func participants(of party: Party) -> ParticipantSet {
    switch party {
    case .all: .everybody
    case .participant(let code): participants[code].map { ParticipantSet($0) } ?? ParticipantSet()
    case .group(let group): groups[group] ?? ParticipantSet()
    case .node, .role, .roleOf:
      ParticipantSet(participantOfNode.filter { matchesHolder(party, $0.key) }.map(\.value))
    }
  }
}
