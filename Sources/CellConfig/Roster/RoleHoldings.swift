package import CellCore
package import CellSchema

/// Which node holds which role, and which stands in for its holders.
///
/// A role of a participant falls to all its nodes, except to those which by themselves hold a role that is incompatible
/// with it: the node of the multinational force is not a monitor because its country is.
package struct RoleHoldings: Sendable {
  private let apart: [RoleName: Set<RoleName>]
  /// With those that a node is an alternate for.
  private var roles: [NodeName: Set<RoleName>] = [:]
  private var alternates: [NodeName: Set<RoleName>] = [:]

  package init(_ roster: Roster, under charter: Charter) {
    var apart: [RoleName: Set<RoleName>] = [:]
    for role in charter.roles {
      for other in role.incompatibleWith {
        apart[role.name, default: []].insert(other)
        apart[other, default: []].insert(role.name)
      }
    }
    self.apart = apart

    var own: [NodeName: Set<RoleName>] = [:]
    for assignment in roster.roles {
      for case .node(let node) in assignment.holders + assignment.alternates {
        own[node, default: []].insert(assignment.name)
      }
    }
    func nodes(_ holders: [RoleHolder], of role: RoleName) -> Set<NodeName> {
      var found: Set<NodeName> = []
      for holder in holders {
        switch holder {
        case .node(let node): found.insert(node)
        case .participant(let code):
          found.formUnion(
            roster.nodes.map(\.name).filter { node in
              node.participant == code && own[node, default: []].isDisjoint(with: apart[role, default: []])
            })
        }
      }
      return found
    }
    for assignment in roster.roles {
      let role = assignment.name
      let named = Set(assignment.alternates.filter { if case .node = $0 { true } else { false } })
      let holding = nodes(assignment.holders, of: role).filter { !named.contains(.node($0)) }
      let standing = nodes(assignment.alternates, of: role).subtracting(holding)
      for node in holding.union(standing) { roles[node, default: []].insert(role) }
      for node in standing { alternates[node, default: []].insert(role) }
    }
  }

  /// The roles of a node, also those that it is an alternate for.
  package func roles(of node: NodeName) -> Set<RoleName> { roles[node, default: []] }

  /// The holders of a role, without alternates.
  package func nodes(holding role: RoleName) -> [NodeName] {
    roles.keys.filter { roles[$0, default: []].contains(role) && !alternates[$0, default: []].contains(role) }.sorted()
  }

  /// The alternates of a role.
  package func alternates(of role: RoleName) -> [NodeName] {
    alternates.filter { $0.value.contains(role) }.keys.sorted()
  }

  /// Pairs of roles that a node holds and may not hold together.
  package func conflicts(of node: NodeName) -> [(RoleName, RoleName)] {
    let held = roles(of: node).sorted()
    return held.flatMap { first in
      held.filter { second in first < second && apart[first, default: []].contains(second) }.map { (first, $0) }
    }
  }
}
