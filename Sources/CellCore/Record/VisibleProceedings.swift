import CellSchema

/// Where things stand by what a node may read, kept for the nodes whose acts were refused last: each entry is looked at
/// once for a node, however many of its acts are refused.
final class VisibleProceedings {
  private struct Kept {
    let node: NodeIndex
    let world: WorldIndex
    let rules: RulesVersion
    /// How many entries of the docket were looked at, and how many of them the node may know.
    var looked = 0
    var known = 0
    var proceedings = Proceedings()

    init(_ node: NodeIndex, _ world: WorldIndex, _ rules: RulesVersion) {
      self.node = node
      self.world = world
      self.rules = rules
    }
  }

  /// The one asked for last is the last.
  private var kept: [Kept] = []

  /// How many are kept.
  private static let most = 8

  /// Where things stand for a node; nil if it may know every entry of the docket.
  func proceedings(
    of docket: Docket, in world: WorldIndex, for node: NodeIndex, under rules: RulesVersion,
    mayKnow: (Entry) -> Bool
  ) -> Proceedings? {
    var own = take(node, world, rules)
    var isStale = false
    for entry in docket.entries[own.looked...] where mayKnow(entry) {
      own.known += 1
      // An amendment changes what was said earlier.
      isStale = isStale || entry.amends != nil
      if !isStale { own.proceedings.apply(entry) }
    }
    own.looked = docket.entries.count
    if isStale { own.proceedings = Proceedings(docket.entries.filter(mayKnow)) }
    kept.append(own)
    return own.known == own.looked ? nil : own.proceedings
  }

  private func take(_ node: NodeIndex, _ world: WorldIndex, _ rules: RulesVersion) -> Kept {
    if let place = kept.firstIndex(where: { $0.node == node && $0.world == world && $0.rules == rules }) {
      return kept.remove(at: place)
    }
    if kept.count == Self.most { kept.removeFirst() }
    return Kept(node, world, rules)
  }
}
