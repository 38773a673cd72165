import CellSchema

/// Which participants are in which group and which nodes hold which role; used while a rulebook is compiled.
struct Members {
  private(set) var participants: [ParticipantCode: ParticipantIndex] = [:]
  private(set) var nodes: [NodeName: NodeIndex] = [:]
  private(set) var groups: [GroupName: ParticipantSet] = [:]
  private(set) var roleAudiences: [RoleName: Audience] = [:]
  private var participantOfNode: [NodeIndex: ParticipantIndex] = [:]
  /// The roles that a node holds, itself or through its participant.
  private var rolesOfNode: [NodeIndex: Set<RoleName>] = [:]

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
  /// verifies.
  private mutating func assignRoles(roster: Roster, charter: Charter) {
    var apart: [RoleName: Set<RoleName>] = [:]
    for role in charter.roles {
      for other in role.incompatibleWith {
        apart[role.name, default: []].insert(other)
        apart[other, default: []].insert(role.name)
      }
    }
    var own: [NodeIndex: Set<RoleName>] = [:]
    for assignment in roster.roles {
      for case .node(let name) in assignment.holders + assignment.alternates {
        if let node = nodes[name] { own[node, default: []].insert(assignment.name) }
      }
    }
    rolesOfNode = own
    for assignment in roster.roles {
      let role = assignment.name
      var audience = roleAudiences[role] ?? Audience()
      for holder in assignment.holders + assignment.alternates {
        for node in self.nodes(
          of: holder, keptApart: { !own[$0, default: []].isDisjoint(with: apart[role, default: []]) })
        {
          rolesOfNode[node, default: []].insert(role)
          audience.insert(node)
        }
      }
      roleAudiences[role] = audience
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

  /// Whether a party of the charter covers a node.
  func matches(_ party: Party, _ node: NodeIndex) -> Bool {
    switch party {
    case .all: return true
    case .role(let role): return rolesOfNode[node, default: []].contains(role)
    case .node(let name): return nodes[name] == node
    case .participant(let code):
      guard let participant = participantOfNode[node] else { return false }
      return participants[code] == participant
    case .group(let group):
      guard let participant = participantOfNode[node] else { return false }
      return groups[group]?.contains(participant) == true
    }
  }

  /// The participants that a party of the charter covers; for a role or a node, the participants of the nodes.
  func participants(of party: Party) -> ParticipantSet {
    switch party {
    case .all: .everybody
    case .participant(let code): participants[code].map { ParticipantSet($0) } ?? ParticipantSet()
    case .group(let group): groups[group] ?? ParticipantSet()
    case .node, .role: ParticipantSet(participantOfNode.filter { matches(party, $0.key) }.map(\.value))
    }
  }
}
