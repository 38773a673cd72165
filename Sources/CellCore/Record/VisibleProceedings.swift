import CellSchema

/// Where things stand by what a node may read, kept for the nodes whose acts were refused last: each entry is looked at
/// once for a node, however many of its acts are refused, and a bounded number of entries in one turn of the loop.
final class VisibleProceedings {
  /// How a node sees a matter.
  enum View<Judgement> {
    /// It may know every message of the world.
    case whole
    /// What follows from the part that it may know.
    case part(Judgement)
    /// Not all entries have been looked at.
    case unknown
  }

  private struct Kept {
    let node: NodeIndex
    let world: WorldIndex
    let rules: RulesVersion
    /// How many classes of messages were looked at, and whether the node may know all of the world's.
    var classes = 0
    var mayKnowAll = true
    /// How many entries of the docket were looked at.
    var entries = 0
    var proceedings = Proceedings()

    init(_ node: NodeIndex, _ world: WorldIndex, _ rules: RulesVersion) {
      self.node = node
      self.world = world
      self.rules = rules
    }

    /// What the bus carries to others moves nothing.
    private static let carrier = Catalogue.index(of: MessageReleased.self)

    /// Looks at classes that came since, as far as there is room: many messages share one.
    ///
    /// - Returns: whether none is left that would matter.
    mutating func follow(_ index: MessageIndex, _ mayKnow: (MessageClass) -> Bool, _ room: inout Int) -> Bool {
      let end = min(index.classes.count, classes + room)
      while mayKnowAll, classes < end {
        room -= 1
        let found = ClassIndex(place: classes)
        if index.world(of: found) == world, index.classes[found].type != Self.carrier {
          mayKnowAll = mayKnow(index.classes[found])
        }
        classes += 1
      }
      return !mayKnowAll || classes == index.classes.count
    }

    /// Takes in entries that came since, as far as there is room.
    ///
    /// - Returns: whether none is left.
    mutating func follow(
      _ docket: Docket, _ index: MessageIndex, _ mayKnow: (MessageClass) -> Bool, _ room: inout Int
    ) -> Bool {
      func isKnown(_ entry: Entry) -> Bool { mayKnow(index.messageClass(entry.sequence)) }
      let end = min(docket.entries.count, entries + room)
      room -= end - entries
      for entry in docket.entries[entries..<end] where isKnown(entry) {
        if entry.amends == nil {
          proceedings.make(.apply, entry)
        } else if let original = entry.amends.flatMap({ docket.original($0.id) }), isKnown(original) {
          proceedings.amend(original, by: entry)
        }
      }
      entries = end
      guard end == docket.entries.count else { return false }
      proceedings.catchUp()
      return true
    }
  }

  /// The one asked for last is the last.
  private var kept: [Kept] = []

  /// How many are kept.
  private static let most = 8

  /// The turn of the loop, and how much may be looked at in it still.
  private var turn: Instant?
  private var room = 0

  /// Judges by where things stand for a node.
  ///
  /// - Parameter amended: a message that is left out as if it had never been said.
  func judge<Judgement>(
    by docket: Docket, in world: WorldIndex, _ index: MessageIndex, for node: NodeIndex, under rules: RulesVersion,
    without amended: MessageID?, at now: Instant, mayKnow: (MessageClass) -> Bool, _ judge: (Proceedings) -> Judgement
  ) -> View<Judgement> {
    if turn != now { (turn, room) = (now, Limits.entriesLookedAt) }
    var own = take(node, world, rules)
    defer { kept.append(own) }
    guard own.follow(index, mayKnow, &room) else { return .unknown }
    if own.mayKnowAll { return .whole }
    guard own.follow(docket, index, mayKnow, &room) else { return .unknown }
    guard let original = amended.flatMap(docket.original), mayKnow(index.messageClass(original.sequence)) else {
      return .part(judge(own.proceedings))
    }
    own.proceedings.setAside(original)
    own.proceedings.catchUp()
    defer {
      own.proceedings.putBack(original)
      own.proceedings.catchUp()
    }
    return .part(judge(own.proceedings))
  }

  private func take(_ node: NodeIndex, _ world: WorldIndex, _ rules: RulesVersion) -> Kept {
    if let place = kept.firstIndex(where: { $0.node == node && $0.world == world && $0.rules == rules }) {
      return kept.remove(at: place)
    }
    if kept.count == Self.most { kept.removeFirst() }
    return Kept(node, world, rules)
  }
}
