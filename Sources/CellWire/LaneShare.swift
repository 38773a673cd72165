package import CellSchema

/// Chooses the lane that sends next: the highest in which a message waits, and now and then a lower one, so that the
/// lower one still moves.
///
/// A lane that keeps sending while a lower one waits leaves the lower one a sixteenth of the bytes. Bytes are counted
/// from the moment at which a message waits in the lane: its first message stands behind nothing, and a message after
/// many others of its lane stands behind at most one frame of ``quantum`` bytes, or one message, of a lower lane.
package struct LaneShare: Sendable {
  /// One of so many bytes is a lower lane's.
  package static let parts = 16
  /// How many bytes a lower lane sends at a time; at least one message.
  package static let quantum = 4_096

  /// How many bytes of a lane earn a lower one a quantum. No more than one quantum is ever owed.
  private static let due = (parts - 1) * quantum

  /// By lane: the bytes sent while a lower lane waited, less those that lower lanes were given for them.
  private var lead = Lanes(repeating: 0)

  package init() {}

  /// The lane that goes next.
  package struct Choice: Sendable, Equatable {
    package var lane: Precedence
    /// The highest lane in which a message waits: ``lane`` may use the credit and link window of this lane.
    package var rank: Precedence
    /// Whether the lane goes before a higher one, with at most ``quantum`` bytes.
    package var isShare: Bool { lane < rank }
  }

  /// Chooses the next lane; nil if no message waits.
  ///
  /// - Parameters:
  ///   - waiting: the lanes in which a message waits.
  ///   - passed: the waiting lanes whose share was due and that cannot send now; their share does not fall to a lower
  ///     lane.
  package mutating func next(_ waiting: LaneSet, passed: LaneSet = LaneSet()) -> Choice? {
    guard let highest = waiting.highest else { return nil }
    for lane in Precedence.lanes where !waiting.contains(lane) { lead[lane] = 0 }
    var lane = highest
    while lead[lane] >= Self.due {
      guard let next = waiting.below(lane).highest, !passed.contains(next) else { break }
      lane = next
    }
    return Choice(lane: lane, rank: highest)
  }

  /// Counts bytes that a lane sent.
  ///
  /// - Parameter waiting: the same lanes as for ``next(_:passed:)``.
  package mutating func sent(_ bytes: Int, lane: Precedence, _ waiting: LaneSet) {
    if !waiting.below(lane).isEmpty { lead[lane] = min(lead[lane] + bytes, Self.due) }
    for higher in Precedence.lanes where higher > lane && waiting.contains(higher) {
      lead[higher] -= (Self.parts - 1) * bytes
    }
  }
}
