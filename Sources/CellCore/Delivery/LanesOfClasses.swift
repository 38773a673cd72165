import CellSchema

/// The lane in which a reader gets the messages of each class, remembered from the first look-up.
struct LanesOfClasses {
  /// Classes from this index on are looked up every time.
  private static let greatest = 65_536

  private enum Found {
    case unknown, unwanted
    case lane(Precedence)
  }

  private var lanes: [Found] = []
  /// Under which they were looked up.
  var rules = RulesVersion()

  mutating func lane(of found: ClassIndex, under rules: RulesVersion, _ find: () -> Precedence?) -> Precedence? {
    if self.rules != rules {
      self.rules = rules
      lanes.removeAll(keepingCapacity: true)
    }
    if found.place >= lanes.count {
      guard found.place < Self.greatest else { return find() }
      lanes.append(contentsOf: repeatElement(.unknown, count: found.place + 1 - lanes.count))
    }
    switch lanes[found.place] {
    case .lane(let lane): return lane
    case .unwanted: return nil
    case .unknown:
      let lane = find()
      lanes[found.place] = lane.map(Found.lane) ?? .unwanted
      return lane
    }
  }
}
