package import CellCore
package import CellSchema

/// Which node holds which role.
///
/// A role of a participant falls to all its nodes, except to those which by themselves hold a role that is incompatible
/// with it: the node of the multinational force is not a monitor because its country is.
package struct RoleHoldings: Sendable {
  private let apart: [RoleName: Set<RoleName>]
  private var roles: [NodeName: Set<RoleName>] = [:]

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
    roles = own
    for assignment in roster.roles {
      for case .participant(let code) in assignment.holders + assignment.alternates {
        for node in roster.nodes where node.name.participant == code {
          guard own[node.name, default: []].isDisjoint(with: apart[assignment.name, default: []]) else { continue }
          roles[node.name, default: []].insert(assignment.name)
        }
      }
    }
  }

  package func roles(of node: NodeName) -> Set<RoleName> { roles[node, default: []] }

  package func nodes(holding role: RoleName) -> [NodeName] {
    roles.filter { $0.value.contains(role) }.keys.sorted()
  }

  /// Pairs of roles that a node holds and may not hold together.
  package func conflicts(of node: NodeName) -> [(RoleName, RoleName)] {
    let held = roles(of: node).sorted()
    return held.flatMap { first in
      held.filter { second in first < second && apart[first, default: []].contains(second) }.map { (first, $0) }
    }
  }
}
