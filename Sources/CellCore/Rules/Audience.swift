/// Who is addressed: whole participants, and single nodes of other participants.
package struct Audience: Hashable, Sendable {
  package var participants = ParticipantSet()
  /// Single nodes, ascending.
  package private(set) var nodes: [NodeIndex] = []

  package init() {}

  package init(participants: ParticipantSet, nodes: some Sequence<NodeIndex> = []) {
    self.participants = participants
    self.nodes = Set(nodes).sorted()
  }

  package var isEmpty: Bool { participants.isEmpty && nodes.isEmpty }

  package mutating func insert(_ node: NodeIndex) {
    if !nodes.contains(node) { nodes = (nodes + [node]).sorted() }
  }

  package mutating func formUnion(_ other: Audience) {
    participants.formUnion(other.participants)
    guard !other.nodes.isEmpty else { return }
    nodes = Set(nodes).union(other.nodes).sorted()
  }

  package func contains(_ node: NodeIndex, of participant: ParticipantIndex) -> Bool {
    participants.contains(participant) || (!nodes.isEmpty && nodes.contains(node))
  }
}
