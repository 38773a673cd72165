package import CellSchema

/// Participants and nodes, groups and classifications by index.
///
/// An index stands for its name as long as the process lives, across every roster of the record: masks that were made
/// under one roster are read under the next.
package struct Names: Sendable {
  package private(set) var participants: [String] = []
  package private(set) var nodes: [String] = []
  /// The participant of each node, by node index.
  package private(set) var participantOfNode: [Int] = []
  package private(set) var groups: [String] = []
  package private(set) var classifications: [String] = []
  private var participantIndex: [String: Int] = [:]
  private var nodeIndex: [String: Int] = [:]

  package init() {}

  package func participant(_ code: String) -> Int? { participantIndex[code] }
  package func node(_ name: String) -> Int? { nodeIndex[name] }

  /// - Throws: when more participants have taken part over the record's life than a mask holds.
  package mutating func intern(participant code: String) throws(Refusal) -> Int {
    if let index = participantIndex[code] { return index }
    guard participants.count < Limits.participants else {
      throw Refusal(.badLimit, "more than \(Limits.participants) participants over the life of the record")
    }
    participants.append(code)
    participantIndex[code] = participants.count - 1
    return participants.count - 1
  }

  /// - Throws: when the charters of the record's life have had more groups than a mask holds.
  package mutating func intern(group name: String) throws(Refusal) -> Int {
    if let index = groups.firstIndex(of: name) { return index }
    guard groups.count < GroupSet.capacity else {
      throw Refusal(.badLimit, "more than \(GroupSet.capacity) groups over the life of the record")
    }
    groups.append(name)
    return groups.count - 1
  }

  package mutating func intern(classification name: String) -> Int {
    if let index = classifications.firstIndex(of: name) { return index }
    classifications.append(name)
    return classifications.count - 1
  }

  package mutating func intern(node name: String) throws(Refusal) -> Int {
    if let index = nodeIndex[name] { return index }
    let participant = try intern(participant: String(name.prefix { $0 != "." }))
    nodes.append(name)
    participantOfNode.append(participant)
    nodeIndex[name] = nodes.count - 1
    return nodes.count - 1
  }
}
