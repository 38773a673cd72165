package import CellSchema

/// How long the broker's loop took for a turn: while it does, nobody is heard or served.
package struct LoopTurn: Sendable, Hashable {
  /// Of the loop's thread.
  package var processor: Microseconds
  /// By the monotonic clock, without the wait for something to do.
  package var wall: Microseconds

  package init(processor: Microseconds, wall: Microseconds) {
    self.processor = processor
    self.wall = wall
  }

  package static let none = LoopTurn(processor: 0, wall: 0)

  /// The longer of each.
  package func longest(_ other: LoopTurn) -> LoopTurn {
    LoopTurn(processor: max(processor, other.processor), wall: max(wall, other.wall))
  }
}
