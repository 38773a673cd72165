import CellSchema

extension Rulebook {
  /// The participants of the roster that a list names; names that the roster does not have stand for nobody.
  func participants(named list: some Sequence<Releasable>) -> ParticipantSet {
    list.reduce(into: ParticipantSet()) { $0.formUnion(releasable($1) ?? ParticipantSet()) }
      .intersection(everybody.participants)
  }

  /// The nodes to which messages of a class may be released beyond their label.
  func releasable(_ found: borrowing MessageClass, to participants: ParticipantSet) -> [NodeIndex] {
    listedNodes.filter { index in
      nodes[index].map { participants.contains($0.participant) } == true && isAllowed(found, to: index)
    }
  }

  /// Whether a node decides on the release of what a node said: both are the participant's, and whoever may decide does so
  /// for its own role. For a node without such a role those decide that speak for the participant.
  func decides(_ node: NodeIndex, onReleaseOf sender: NodeIndex) -> Bool {
    guard let decider = listed(node) else { return false }
    let own = listed(sender)?.decidesReleases ?? []
    return own.isEmpty ? decider.speaks : !decider.decidesReleases.isDisjoint(with: own)
  }
}
