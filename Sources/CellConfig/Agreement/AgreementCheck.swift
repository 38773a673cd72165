package import CellCore
import CellSchema
package import StrictYAML

/// Whether a roster and a charter fit each other.
package struct AgreementCheck {
  let roster: Located<Roster>
  let charter: Located<Charter>

  package init(roster: Located<Roster>, charter: Located<Charter>) {
    self.roster = roster
    self.charter = charter
  }

  package var problems: [FileProblem] {
    groups + clearances + roles + compatibility + names + ProcedureAgreement(roster: roster, charter: charter).problems
  }

  /// A misspelt membership would silently take somebody out of a rule.
  private var groups: [FileProblem] {
    let known = Set(charter.value.groups.map(\.name))
    return roster.value.participants.enumerated().flatMap { index, participant in
      participant.memberships.enumerated().compactMap { position, group in
        known.contains(group)
          ? nil
          : roster.problem(
            .unknownName, at: "/participants/\(index)/memberships/\(position)", "the charter has no group \(group)")
      }
    }
  }

  private var clearances: [FileProblem] {
    let known = charter.value.policy.classifications
    return roster.value.nodes.enumerated().compactMap { index, node in
      known.contains(node.clearance)
        ? nil
        : roster.problem(
          .unknownName, at: "/nodes/\(index)/clearance", "the charter has no classification \(node.clearance)")
    }
  }

  private var roles: [FileProblem] {
    let held = RoleHoldings(roster.value, under: charter.value)
    let known = Set(charter.value.roles.map(\.name))
    let unknown = roster.value.roles.enumerated().compactMap { index, role in
      known.contains(role.name)
        ? nil : roster.problem(.unknownName, at: "/roles/\(index)/name", "the charter has no role \(role.name)")
    }
    let vacant = charter.value.roles.enumerated().compactMap { index, role -> FileProblem? in
      guard held.nodes(holding: role.name).isEmpty else { return nil }
      let assignment = roster.value.roles.firstIndex { $0.name == role.name }
      let defined = charter.citation(of: "/roles/\(index)/name")
      return roster.problem(
        .incomplete, at: assignment.map { "/roles/\($0)" } ?? "/roles", "no node holds \(role.name) (\(defined))")
    }
    return unknown + vacant
  }

  private var compatibility: [FileProblem] {
    let held = RoleHoldings(roster.value, under: charter.value)
    return roster.value.nodes.enumerated().flatMap { index, node -> [FileProblem] in
      held.conflicts(of: node.name).map { first, second in
        roster.problem(
          .incompatibleRoles, at: "/nodes/\(index)/name",
          "\(node.name) would hold \(first) and \(second), which the charter keeps apart"
            + " (\(charter.citation(of: rulePointer(first, second))))")
      }
    }
  }

  private func rulePointer(_ first: RoleName, _ second: RoleName) -> String {
    for (index, role) in charter.value.roles.enumerated() where role.name == first || role.name == second {
      let other = role.name == first ? second : first
      if let position = role.incompatibleWith.firstIndex(of: other) {
        return "/roles/\(index)/incompatibleWith/\(position)"
      }
    }
    return "/roles"
  }

  /// Participants and nodes that the charter names. Groups may be empty, until somebody joins them.
  private var names: [FileProblem] {
    let participants = Set(roster.value.participants.map(\.code))
    let nodes = Set(roster.value.nodes.map(\.name))
    return charter.value.everyParty.compactMap { pointer, party in
      switch party {
      case .participant(let code) where !participants.contains(code):
        charter.problem(.unknownName, at: pointer, "the roster has no participant \(code)")
      case .node(let name) where !nodes.contains(name):
        charter.problem(.unknownName, at: pointer, "the roster has no node \(name)")
      case .all, .group, .role, .participant, .node: nil
      }
    }
  }
}
