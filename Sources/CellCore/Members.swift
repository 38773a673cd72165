import CellSchema

/// Who belongs to which group and holds which role, while a rulebook is compiled.
struct Members {
  private(set) var participants: [String: Int] = [:]
  private(set) var nodes: [String: Int] = [:]
  private(set) var groups: [String: ParticipantSet] = [:]
  private(set) var roleAudiences: [String: Audience] = [:]
  private var participantOfNode: [Int: Int] = [:]
  private var nodeNames: [Int: String] = [:]
  /// The roles that a node holds, itself or through its participant.
  private var rolesOfNode: [Int: Set<String>] = [:]

  init(roster: Roster, charter: Charter, names: inout Names) throws(Refusal) {
    for participant in roster.participants {
      let index = try names.intern(participant: "\(participant.code)")
      participants["\(participant.code)"] = index
      for group in participant.groups { groups["\(group)", default: ParticipantSet()].insert(index) }
    }
    for node in roster.nodes {
      let index = try names.intern(node: "\(node.name)")
      nodes["\(node.name)"] = index
      nodeNames[index] = "\(node.name)"
      participantOfNode[index] = names.participantOfNode[index]
    }
    assignRoles(roster: roster, charter: charter)
  }

  /// A role named for a node is that node's. One named for a participant falls to all its nodes, except to those that
  /// hold, by their own name, a role that the charter keeps apart from it: a force's node never verifies.
  private mutating func assignRoles(roster: Roster, charter: Charter) {
    var apart: [String: Set<String>] = [:]
    for role in charter.roles {
      for other in role.incompatibleWith {
        apart["\(role.name)", default: []].insert("\(other)")
        apart["\(other)", default: []].insert("\(role.name)")
      }
    }
    var own: [Int: Set<String>] = [:]
    for assignment in roster.roles {
      for holder in assignment.holders + assignment.alternates {
        if let node = nodes["\(holder)"] { own[node, default: []].insert("\(assignment.name)") }
      }
    }
    rolesOfNode = own
    for assignment in roster.roles {
      let role = "\(assignment.name)"
      var audience = roleAudiences[role] ?? Audience()
      for holder in assignment.holders + assignment.alternates {
        if let node = nodes["\(holder)"] {
          audience.nodes = Set(audience.nodes).union([node]).sorted()
        } else if let participant = participants["\(holder)"] {
          for (node, its) in participantOfNode
          where its == participant && own[node, default: []].isDisjoint(with: apart[role, default: []]) {
            rolesOfNode[node, default: []].insert(role)
            audience.nodes = Set(audience.nodes).union([node]).sorted()
          }
        }
      }
      roleAudiences[role] = audience
    }
  }

  /// Whether a party of the charter covers a node.
  func matches(_ party: String, node: Int) -> Bool {
    if party == "all" { return true }
    if party.hasPrefix("@") { return rolesOfNode[node, default: []].contains(String(party.dropFirst())) }
    if nodeNames[node] == party { return true }
    guard let participant = participantOfNode[node] else { return false }
    return participants[party] == participant || groups[party]?.contains(participant) == true
  }

  /// The participants that a party of the charter covers; those of a role's holders for a role.
  func participants(of party: String) -> ParticipantSet {
    if party == "all" { return .everybody }
    if let participant = participants[party] { return ParticipantSet(participant) }
    if let group = groups[party] { return group }
    var set = ParticipantSet()
    for (node, participant) in participantOfNode where matches(party, node: node) { set.insert(participant) }
    return set
  }
}
