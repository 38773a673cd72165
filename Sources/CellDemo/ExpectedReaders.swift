package import CellCore
package import CellSchema

/// Who must receive a message, worked out from roster and charter as they are written.
///
/// It shares no code with the broker's rules, so that the demo checks them and not itself: whoever is addressed, is
/// within the label, is cleared for it, and may receive the type by the charter, reads it; nobody else does.
package struct ExpectedReaders: Sendable {
  private let roster: Roster
  private let charter: Charter

  package init(roster: Roster, charter: Charter) {
    self.roster = roster
    self.charter = charter
  }

  /// The nodes that an accepted message is delivered to.
  package func readers(of step: Step) -> Set<NodeName> {
    let recipients = charter.types.first { $0.type == step.type }?.recipients.elements ?? []
    return Set(
      roster.nodes.filter { node in
        (step.action + step.info).contains { isAddressed($0, node) }
          && step.label.releasableTo.elements.contains { isWithin($0, node) }
          && isCleared(node, for: step.label.classification)
          && recipients.contains { isMeant($0, node) }
      }.map(\.name))
  }

  private func isAddressed(_ addressee: Addressee, _ node: RosterNode) -> Bool {
    switch addressee {
    case .all: true
    case .participant(let code): node.name.participant == code
    case .node(let name): node.name == name
    case .role(let role): holds(role, node)
    }
  }

  private func isWithin(_ releasable: Releasable, _ node: RosterNode) -> Bool {
    switch releasable {
    case .all: true
    case .participant(let code): node.name.participant == code
    case .group(let group): belongs(node, to: group)
    }
  }

  private func isMeant(_ party: Party, _ node: RosterNode) -> Bool {
    switch party {
    case .all: true
    case .group(let group): belongs(node, to: group)
    case .participant(let code): node.name.participant == code
    case .node(let name): node.name == name
    case .role(let role): holds(role, node)
    case .roleOf(let role, let members):
      holds(role, node)
        && members.contains { member in
          switch member {
          case .group(let group): belongs(node, to: group)
          case .participant(let code): node.name.participant == code
          }
        }
    }
  }

  private func isCleared(_ node: RosterNode, for classification: Classification) -> Bool {
    let rising = charter.policy.classifications.elements
    guard let held = rising.firstIndex(of: node.clearance), let needed = rising.firstIndex(of: classification) else {
      return false
    }
    return needed <= held
  }

  private func belongs(_ node: RosterNode, to group: GroupName) -> Bool {
    roster.participants.contains { $0.code == node.name.participant && $0.groups.contains(group) }
  }

  /// A role given to the node by its own name, or to its participant; the latter not where the node holds, by its own
  /// name, a role that the charter keeps apart from it.
  private func holds(_ role: RoleName, _ node: RosterNode) -> Bool {
    if isHolder(.node(node.name), of: role) { return true }
    guard isHolder(.participant(node.name.participant), of: role) else { return false }
    return !charter.roles.contains { other in
      isHolder(.node(node.name), of: other.name) && areApart(role, other.name)
    }
  }

  private func isHolder(_ holder: RoleHolder, of role: RoleName) -> Bool {
    roster.roles.contains { $0.name == role && ($0.holders + $0.alternates).contains(holder) }
  }

  private func areApart(_ one: RoleName, _ other: RoleName) -> Bool {
    charter.roles.contains {
      $0.name == one && $0.incompatibleWith.contains(other) || $0.name == other && $0.incompatibleWith.contains(one)
    }
  }
}
