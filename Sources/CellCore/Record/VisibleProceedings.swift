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

    /// Takes in the entries that came since.
    mutating func follow(_ docket: Docket, _ mayKnow: (Entry) -> Bool) {
      for entry in docket.entries[looked...] where mayKnow(entry) {
        known += 1
        if entry.amends == nil {
          proceedings.make(.apply, entry)
        } else if let original = entry.amends.flatMap({ docket.original($0.id) }), mayKnow(original) {
          proceedings.amend(original, by: entry)
        }
      }
      looked = docket.entries.count
      proceedings.catchUp()
    }
  }

  /// The one asked for last is the last.
  private var kept: [Kept] = []

  /// How many are kept.
  private static let most = 8

  /// Judges by where things stand for a node; nil if it may know every entry of the docket.
  ///
  /// - Parameter amended: a message that is left out as if it had never been said.
  func judge<Judgement>(
    by docket: Docket, in world: WorldIndex, for node: NodeIndex, under rules: RulesVersion,
    without amended: MessageID?, mayKnow: (Entry) -> Bool, _ judge: (Proceedings) -> Judgement
  ) -> Judgement? {
    var own = take(node, world, rules)
    own.follow(docket, mayKnow)
    defer { kept.append(own) }
    guard own.known < own.looked else { return nil }
    guard let original = amended.flatMap(docket.original), mayKnow(original) else { return judge(own.proceedings) }
    own.proceedings.setAside(original)
    own.proceedings.catchUp()
    defer {
      own.proceedings.putBack(original)
      own.proceedings.catchUp()
    }
    return judge(own.proceedings)
  }

  private func take(_ node: NodeIndex, _ world: WorldIndex, _ rules: RulesVersion) -> Kept {
    if let place = kept.firstIndex(where: { $0.node == node && $0.world == world && $0.rules == rules }) {
      return kept.remove(at: place)
    }
    if kept.count == Self.most { kept.removeFirst() }
    return Kept(node, world, rules)
  }
}
