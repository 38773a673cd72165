package import CellSchema

/// One reading of both clocks.
package struct Instant: Sendable, Hashable {
  /// Microseconds since 1970-01-01T00:00Z. The wall clock may jump.
  package var wall: Microseconds
  /// Milliseconds since some fixed moment. The monotonic clock never goes back.
  package var monotonic: Int64

  package init(wall: Microseconds, monotonic: Int64) {
    self.wall = wall
    self.monotonic = monotonic
  }
}
