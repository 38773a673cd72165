/// Which lane goes next: the highest that has something, and now and then a lower one, so that it still moves.
///
/// A lane that sends on and on while a lower one waits leaves it a sixteenth of the bytes. What a lane sends is counted
/// from the moment at which it has something: so the first message of a lane stands behind nothing, and one that comes
/// after many of its like stands behind one frame of at most ``quantum`` bytes, or one message, of a lower lane.
package struct LaneShare: Sendable {
  /// Of so many bytes, one is a lower lane's.
  package static let parts = 16
  /// Bytes that a lower lane sends at a time; always one message.
  package static let quantum = 4_096

  /// So many bytes of a lane earn a lower one a quantum. No more than one is ever owed.
  private static let due = (parts - 1) * quantum

  /// By lane: bytes that it sent while a lower one waited, less what those got for it.
  private var lead: InlineArray<6, Int> = .init(repeating: 0)

  package init() {}

  package struct Turn: Sendable, Equatable {
    package var lane: Int
    /// The highest lane that waits: what it may use is what this turn may use.
    package var rank: Int
    /// It goes before a higher one: ``quantum`` bytes at most.
    package var isShare: Bool { lane < rank }
  }

  /// - Parameters:
  ///   - waiting: the lanes that have something, bit by bit.
  ///   - passed: those of them that had their share due and cannot take it now. It does not fall to a lower one.
  package mutating func next(_ waiting: UInt8, passed: UInt8 = 0) -> Turn? {
    guard waiting != 0 else { return nil }
    for lane in 0..<Lane.count where waiting & 1 << lane == 0 { lead[lane] = 0 }
    let highest = Self.highest(waiting)
    var lane = highest
    while lead[lane] >= Self.due {
      let lower = waiting & (1 << lane - 1)
      guard lower != 0 else { break }
      let next = Self.highest(lower)
      guard passed & 1 << next == 0 else { break }
      lane = next
    }
    return Turn(lane: lane, rank: highest)
  }

  /// - Parameter waiting: as it was for ``next(_:)``.
  package mutating func sent(_ bytes: Int, lane: Int, _ waiting: UInt8) {
    if waiting & (1 << lane - 1) != 0 { lead[lane] = min(lead[lane] + bytes, Self.due) }
    for higher in lane + 1..<max(lane + 1, Lane.count) where waiting & 1 << higher != 0 {
      lead[higher] -= (Self.parts - 1) * bytes
    }
  }

  private static func highest(_ lanes: UInt8) -> Int { 7 - lanes.leadingZeroBitCount }
}
