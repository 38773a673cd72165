package import CellSchema

/// The names of participants, nodes, groups and classifications, each with its index.
///
/// An index stands for its name for the life of the process, across every roster of the record: masks made under one
/// roster are valid under the next.
package struct Names: Sendable {
  package private(set) var participants = Table<ParticipantIndex, ParticipantCode>()
  package private(set) var nodes = Table<NodeIndex, NodeName>()
  package private(set) var groups = Table<GroupIndex, GroupName>()
  package private(set) var classifications = Table<ClassificationIndex, Classification>()
  private var participantOfNode = Table<NodeIndex, ParticipantIndex>()
  private var participantIndices: [ParticipantCode: ParticipantIndex] = [:]
  private var nodeIndices: [NodeName: NodeIndex] = [:]
  private var classificationIndices: [Classification: ClassificationIndex] = [:]

  package init() {}

  package func participant(_ code: ParticipantCode) -> ParticipantIndex? { participantIndices[code] }
  package func node(_ name: NodeName) -> NodeIndex? { nodeIndices[name] }
  package func participant(of node: NodeIndex) -> ParticipantIndex { participantOfNode[node] }
  package func code(_ participant: ParticipantIndex) -> ParticipantCode { participants[participant] }
  package func name(_ node: NodeIndex) -> NodeName { nodes[node] }

  /// - Throws: `bad-limit` if more participants have taken part over the record's life than a mask holds.
  package mutating func intern(_ code: ParticipantCode) throws(Refusal) -> ParticipantIndex {
    if let index = participantIndices[code] { return index }
    guard participants.count < Limits.participants else {
      throw Refusal(.badLimit, "more than \(Limits.participants) participants over the life of the record")
    }
    let index = participants.append(code)
    participantIndices[code] = index
    return index
  }

  /// - Throws: `bad-limit` if the charters have had more groups over the record's life than a mask holds.
  package mutating func intern(_ group: GroupName) throws(Refusal) -> GroupIndex {
    if let place = groups.values.firstIndex(of: group) { return GroupIndex(place: place) }
    guard groups.count < GroupSet.capacity else {
      throw Refusal(.badLimit, "more than \(GroupSet.capacity) groups over the life of the record")
    }
    return groups.append(group)
  }

  package mutating func intern(_ classification: Classification) -> ClassificationIndex {
    if let index = classificationIndices[classification] { return index }
    let index = classifications.append(classification)
    classificationIndices[classification] = index
    return index
  }

  package mutating func intern(_ name: NodeName) throws(Refusal) -> NodeIndex {
    if let index = nodeIndices[name] { return index }
    let participant = try intern(name.participant)
    let index = nodes.append(name)
    _ = participantOfNode.append(participant)
    nodeIndices[name] = index
    return index
  }
}
