import CellSchema

/// Of every message on the record: in which world it is, what it is, whose it is, and who may read it.
///
/// Many messages have the same of all these, so a message costs four bytes.
struct MessageIndex {
  /// What messages have in common.
  struct Class: Hashable {
    var world: Int
    var type: Int
    var node: Int
    var participant: Int
    var lane: Int
    var infoLane: Int
    var nature: UInt8
    var classification: Int
    var action: Audience
    var info: Audience
    var releasable: ParticipantSet
    var releasableGroups: GroupSet
  }

  private(set) var classes: [Class] = []
  private var indices: [Class: UInt32] = [:]
  /// By sequence number less one.
  private(set) var classOf: [UInt32] = []
  /// When each was accepted, microseconds since 1970: it never goes back.
  private(set) var acceptedAt: [Int64] = []
  private(set) var worlds: [World] = []
  private var worldIndices: [World: Int] = [:]

  var count: Int { classOf.count }

  func world(_ world: World) -> Int? { worldIndices[world] }

  mutating func intern(_ world: World) -> Int {
    if let index = worldIndices[world] { return index }
    worlds.append(world)
    worldIndices[world] = worlds.count - 1
    return worlds.count - 1
  }

  /// Enters the message that follows the last one.
  mutating func append(_ facts: MessageFacts, world: Int, acceptedAt moment: Int64) {
    acceptedAt.append(moment)
    classOf.append(
      intern(
        Class(
          world: world, type: facts.type, node: facts.node, participant: facts.participant, lane: facts.lane,
          infoLane: facts.infoLane, nature: facts.nature, classification: facts.classification,
          action: facts.action, info: facts.info, releasable: facts.releasable,
          releasableGroups: facts.releasableGroups)))
  }

  mutating func intern(_ found: Class) -> UInt32 {
    if let index = indices[found] { return index }
    classes.append(found)
    let index = UInt32(classes.count - 1)
    indices[found] = index
    return index
  }

  mutating func append(classOf indices: [UInt32], acceptedAt moments: [Int64]) {
    classOf.append(contentsOf: indices)
    acceptedAt.append(contentsOf: moments)
  }

  /// The last message that was accepted by a moment; 0 where there is none.
  func last(by moment: Int64) -> UInt64 {
    var (low, high) = (0, acceptedAt.count)
    while low < high {
      let middle = (low + high) / 2
      if acceptedAt[middle] <= moment { low = middle + 1 } else { high = middle }
    }
    return UInt64(low)
  }

  /// The class of a message that is on the record.
  func messageClass(_ sequence: UInt64) -> Class { classes[Int(classOf[Int(sequence) - 1])] }
  func world(of sequence: UInt64) -> Int { messageClass(sequence).world }
}

extension Rulebook {
  /// Whether a node may read messages of a class: they are addressed to it and open to it, or it said them itself.
  func mayKnow(_ found: MessageIndex.Class, node: Int) -> Bool {
    if found.node == node { return node < nodes.count && nodes[node] != nil }
    return mayRead(found.facts, node: node)
  }
}

extension MessageIndex.Class {
  /// As the questions of delivery are put.
  var facts: MessageFacts {
    MessageFacts(
      id: 0, type: type, node: node, participant: participant, lane: lane, infoLane: infoLane, nature: nature,
      classification: classification, action: action, info: info, releasable: releasable,
      releasableGroups: releasableGroups, expiresAt: nil)
  }
}
