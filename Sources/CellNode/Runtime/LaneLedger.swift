import CellSchema

/// What the application said of the messages that one subscription gave it, lane by lane: how far it is done, and what
/// it gave back.
///
/// To acknowledge a message covers what came before it in its lane, but never one that was given back: the cursor stops
/// in front of that one until it is acknowledged itself or set aside.
struct LaneLedger: Sendable {
  private(set) var handled = PerLane()
  private(set) var asides: [AsideMark] = []
  /// The highest that was taken, and where the subscription began.
  private var taken = [UInt64](repeating: 0, count: Lane.count)
  private var acknowledged = [UInt64](repeating: 0, count: Lane.count)
  private var givenBack = [Set<UInt64>](repeating: [], count: Lane.count)

  mutating func begin(_ place: PerLane) {
    for lane in 0..<Lane.count { taken[lane] = max(taken[lane], place[lane] ?? 0) }
  }

  /// The application takes a message; the place behind it.
  mutating func take(_ sequence: UInt64, lane: Int, isRecordOrder: Bool) -> PerLane {
    for index in 0..<Lane.count where index == lane || isRecordOrder { taken[index] = max(taken[index], sequence) }
    return PerLane(
      (0..<Lane.count).map { index in
        let open = givenBack[index].filter { $0 != sequence }.min()
        return open.map { min(taken[index], $0 - 1) } ?? taken[index]
      })
  }

  /// - Returns: whether the cursor moved.
  mutating func acknowledge(_ sequence: UInt64, lane: Int) -> Bool {
    givenBack[lane].remove(sequence)
    acknowledged[lane] = max(acknowledged[lane], sequence)
    let upTo = givenBack[lane].min().map { min(acknowledged[lane], $0 - 1) } ?? acknowledged[lane]
    guard upTo > handled[lane] ?? 0 else { return false }
    handled[lane] = upTo
    return true
  }

  /// - Returns: false for what was acknowledged already, by itself or with a later one.
  mutating func giveBack(_ sequence: UInt64, lane: Int) -> Bool {
    guard sequence > handled[lane] ?? 0 else { return false }
    givenBack[lane].insert(sequence)
    return true
  }

  mutating func setAside(_ sequence: UInt64, lane: Int, _ reason: String) {
    asides.append(AsideMark(lane: lane, aside: Acknowledge.Aside(sequence: sequence, reason: reason)))
    _ = acknowledge(sequence, lane: lane)
  }

  mutating func takeAsides() -> [AsideMark] {
    defer { asides = [] }
    return asides
  }
}
