import CellCore
import CellSchema
import StrictYAML

/// Whether those on whom a procedure rests are there, with a node to speak by that may say what the procedure takes.
///
/// Groups and sides may be empty, until somebody joins them with a node, and roles vacant: a cell without Ukraine, without
/// a European member or without a lead is one that waits.
struct ProcedureAgreement {
  private let charter: Located<Charter>
  private let roster: Roster
  private let members: PartyMembers

  init(roster: Located<Roster>, charter: Located<Charter>) {
    self.charter = charter
    self.roster = roster.value
    members = PartyMembers(roster.value, under: charter.value)
  }

  /// What nobody could do, whoever took his place.
  var problems: [FileProblem] { findings.filter { $0.code != .vacantRole } }

  /// What nobody can do until somebody takes a place.
  var warnings: [FileProblem] { findings.filter { $0.code == .vacantRole } }

  private var findings: [FileProblem] {
    authorities
      + says(ForceConstitution.messageType, charter.value.force.leads, at: "/force/leads", to: "lead the force")
      + charter.value.support.invokers.enumerated().flatMap { index, invoker in
        says(
          Invocation.messageType, invoker.by, at: "/support/invokers/\(index)/by",
          to: "invoke for \(invoker.beneficiary.rawValue)")
      }
      + (charter.value.support.stages?.elements ?? []).enumerated().flatMap { index, stage in
        says(
          stage.expected.type, stage.who, at: "/support/stages/\(index)/who",
          to: "do what is expected at \(stage.after)")
      }
  }

  /// Each has to state the same, so that one who cannot speak keeps every phase where it is. What they have to be able
  /// to say is looked at in the charter alone.
  private var authorities: [FileProblem] {
    charter.value.ceasefire.authorities.enumerated().compactMap { index, party in
      isWaiting([party]) || !nodes([party]).isEmpty
        ? nil
        : charter.problem(
          .incomplete, at: "/ceasefire/authorities/\(index)", "no node speaks for \(party): no phase could move")
    }
  }

  private func says(
    _ type: MessageType, _ parties: NonEmpty<Party>, at pointer: String, to purpose: String
  ) -> [FileProblem] {
    let nodes = nodes(parties)
    if nodes.isEmpty {
      return isWaiting(parties)
        ? [] : [charter.problem(.incomplete, at: pointer, "there is no node by which anybody could \(purpose)")]
    }
    guard let index = charter.value.types.firstIndex(where: { $0.type == type }) else { return [] }
    let publishers = Set(members.nodes(charter.value.types[index].publishers))
    guard publishers.isDisjoint(with: nodes) else { return [] }
    let rule = charter.citation(of: "/types/\(index)/publishers")
    let places = charter.value.types[index].publishers.filter { isOpen($0, to: Set(nodes.map(\.participant))) }
    if let place = places.first {
      return [
        charter.problem(
          .vacantRole, at: pointer, "nobody can \(purpose) until a node of theirs holds \(place) (\(rule))")
      ]
    }
    return [
      charter.problem(.incomplete, at: pointer, "nobody could \(purpose): none of these may say \(type) (\(rule))")
    ]
  }

  /// Whether it is a role that nobody holds and one of these may take.
  private func isOpen(_ party: Party, to participants: Set<ParticipantCode>) -> Bool {
    let (name, sides): (RoleName, NonEmpty<Membership>?)
    switch party {
    case .role(let role): (name, sides) = (role, nil)
    case .roleOf(let role, let members): (name, sides) = (role, members)
    case .all, .group, .participant, .node: return false
    }
    let heldBy = charter.value.roles.first { $0.name == name }?.heldBy
    return members.nodes([party]).allSatisfy { !participants.contains($0.participant) }
      && roster.participants.contains { participant in
        participants.contains(participant.code)
          && [sides, heldBy].allSatisfy { $0.map { $0.contains { $0.contains(participant) } } ?? true }
      }
  }

  /// All nodes of the participants that are meant: a role or a node stands for its participant.
  private func nodes(_ parties: some Sequence<Party>) -> [NodeName] {
    let participants = Set(members.participants(parties))
    return roster.nodes.map(\.name).filter { participants.contains($0.participant) }
  }

  private func isWaiting(_ parties: some Sequence<Party>) -> Bool {
    parties.contains { party in
      switch party {
      case .all, .group, .role, .roleOf: true
      case .participant, .node: false
      }
    }
  }
}
