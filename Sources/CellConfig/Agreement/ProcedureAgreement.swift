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

  var problems: [FileProblem] {
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
    return [
      charter.problem(.incomplete, at: pointer, "nobody could \(purpose): none of these may say \(type) (\(rule))")
    ]
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
