package import CellCore
import CellProof
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
    groups + witnesses + clearances + roles + compatibility + names
      + ProcedureAgreement(roster: roster, charter: charter).problems
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

  /// The keys of witnesses, and whether the roster has as many as the charter asks for.
  private var witnesses: [FileProblem] {
    let rules = WitnessRules(roster.value, charter.value)
    var problems: [FileProblem] = []
    var seen: Set<[UInt8]> = []
    for (index, node) in roster.value.nodes.enumerated() {
      guard let text = node.witnessKey else { continue }
      let pointer = "/nodes/\(index)/witnessKey"
      do throws(NoteError) {
        let key = try NoteKey(verifier: "\(text)")
        if key.kind != .cosignature {
          problems.append(roster.problem(.badKey, at: pointer, "a witness's key is of type 4, a cosignature's"))
        }
        if !seen.insert(key.publicBytes).inserted {
          problems.append(roster.problem(.duplicateEntry, at: pointer, "another node has the same key"))
        }
      } catch {
        problems.append(roster.problem(.badKey, at: pointer, "\(error)"))
      }
    }
    let sides = Set(Side.allCases.map(\.group)).union(charter.value.groups.map(\.name))
    for (index, part) in (charter.value.checkpoints?.goodWhen.elements ?? []).enumerated() {
      let pointer = "/checkpoints/goodWhen/\(index)"
      if !sides.contains(part.of) {
        problems.append(charter.problem(.unknownName, at: "\(pointer)/of", "there is no side or group \(part.of)"))
      } else if index < rules.sides.count, rules.sides[index].witnesses.count < rules.sides[index].least {
        problems.append(
          charter.problem(
            .ruleBroken, at: "\(pointer)/least",
            "the roster lists \(rules.sides[index].witnesses.count) witnesses of \(part.of): no checkpoint would be good"
          ))
      }
    }
    return problems
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
    let known = Set(charter.value.roles.map(\.name))
    let unknown = roster.value.roles.enumerated().compactMap { index, role in
      known.contains(role.name)
        ? nil : roster.problem(.unknownName, at: "/roles/\(index)/name", "the charter has no role \(role.name)")
    }
    return unknown + wrongHolders
  }

  /// Alternates may be of others: they act where the bus has said so, and as long as no holder speaks.
  private var wrongHolders: [FileProblem] {
    let participants = Dictionary(
      roster.value.participants.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
    return charter.value.roles.enumerated().flatMap { index, role -> [FileProblem] in
      guard let heldBy = role.heldBy, let place = roster.value.roles.firstIndex(where: { $0.name == role.name }) else {
        return []
      }
      return roster.value.roles[place].holders.enumerated().compactMap { position, holder in
        guard let participant = participants[holder.participant], !heldBy.contains(where: { $0.contains(participant) })
        else { return nil }
        return roster.problem(
          .wrongHolder, at: "/roles/\(place)/holders/\(position)",
          "\(holder) may not hold \(role.name): it is held by \(heldBy.map(\.description).joined(separator: ", "))"
            + " (\(charter.citation(of: "/roles/\(index)/heldBy")))")
      }
    }
  }

  // MARK: what is open all the same

  /// What an operator should know of two files that may be used.
  package var warnings: [FileProblem] {
    vacancies + wholeParticipants + withoutCertificates + ProcedureAgreement(roster: roster, charter: charter).warnings
  }

  private var vacancies: [FileProblem] {
    let held = RoleHoldings(roster.value, under: charter.value)
    return charter.value.roles.enumerated().compactMap { index, role in
      guard held.nodes(holding: role.name).isEmpty else { return nil }
      let assignment = roster.value.roles.firstIndex { $0.name == role.name }
      let defined = charter.citation(of: "/roles/\(index)/name")
      return roster.problem(
        .vacantRole, at: assignment.map { "/roles/\($0)" } ?? "/roles", "no node holds \(role.name) (\(defined))")
    }
  }

  /// Participants that speak for their governments by several nodes, because they hold the role whole.
  private var wholeParticipants: [FileProblem] {
    let held = RoleHoldings(roster.value, under: charter.value)
    let voices = Set((charter.value.decisions ?? .usual).voices.compactMap(\.role))
    return roster.value.roles.enumerated().filter { voices.contains($0.element.name) }.flatMap { index, role in
      role.holders.enumerated().compactMap { position, holder -> FileProblem? in
        guard case .participant(let code) = holder else { return nil }
        let nodes = held.nodes(holding: role.name).filter { $0.participant == code }
        guard nodes.count > 1 else { return nil }
        return roster.problem(
          .bareSide, at: "/roles/\(index)/holders/\(position)",
          "\(code) speaks by each of \(nodes.map(\.description).joined(separator: ", ")): name the one that does")
      }
    }
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
      case .roleOf(_, let members):
        members.lazy.compactMap { member -> FileProblem? in
          guard case .participant(let code) = member, !participants.contains(code) else { return nil }
          return charter.problem(.unknownName, at: pointer, "the roster has no participant \(code)")
        }.first
      case .all, .group, .role, .participant, .node: nil
      }
    }
  }
}

extension RoleHolder {
  /// The participant itself, or the node's.
  var participant: ParticipantCode {
    switch self {
    case .participant(let code): code
    case .node(let name): name.participant
    }
  }
}
