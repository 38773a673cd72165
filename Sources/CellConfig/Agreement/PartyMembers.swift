package import CellCore
package import CellSchema

/// Who the parties of a charter are, under a roster.
package struct PartyMembers: Sendable {
  private let roster: Roster
  private let held: RoleHoldings

  package init(_ roster: Roster, under charter: Charter) {
    self.roster = roster
    held = RoleHoldings(roster, under: charter)
  }

  /// The nodes that a list of parties means, in the roster's order.
  package func nodes(_ parties: some Sequence<Party>) -> [NodeName] {
    roster.nodes.map(\.name).filter { node in
      parties.contains { party in
        switch party {
        case .all: true
        case .node(let name): name == node
        case .participant(let code): code == node.participant
        case .role(let role): held.roles(of: node).contains(role)
        case .roleOf(let role, let members):
          held.roles(of: node).contains(role)
            && roster.participants.contains { participant in
              participant.code == node.participant && members.contains { $0.contains(participant) }
            }
        case .group(let group):
          roster.participants.contains { $0.code == node.participant && $0.groups.contains(group) }
        }
      }
    }
  }

  /// The participants that a list of parties means, in the roster's order: for a role and for a node, whose that is.
  package func participants(_ parties: some Sequence<Party>) -> [ParticipantCode] {
    let ofNodes = Set(nodes(parties).map(\.participant))
    return roster.participants.filter { participant in
      ofNodes.contains(participant.code)
        || parties.contains { party in
          switch party {
          case .all: true
          case .participant(let code): code == participant.code
          case .group(let group): participant.groups.contains(group)
          case .node, .role, .roleOf: false
          }
        }
    }.map(\.code)
  }
}
