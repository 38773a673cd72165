import CellSchema

/// The time of the record: never goes back, and does not follow a wall clock that jumped ahead.
struct RecordClock {
  private var previous: Instant
  /// Both clocks just before the wall clock jumped ahead; nil if it did not, or came back.
  private var beforeJump: Instant?

  init(at now: Instant) { previous = now }

  var isAhead: Bool { beforeJump != nil }

  enum Change {
    case jumped(by: Microseconds)
    case settled
  }

  /// Notes the clocks. A wall clock that runs away from the monotonic one stops intake: time on the record never goes
  /// back, so a message accepted far in the future would drag every later one with it.
  mutating func watch(_ now: Instant) -> Change? {
    let ahead = Self.lead(of: now, over: previous)
    defer { previous = now }
    if let base = beforeJump {
      guard Self.lead(of: now, over: base) <= Self.tolerance else { return nil }
      beforeJump = nil
      return .settled
    }
    guard ahead > Self.tolerance else { return nil }
    beforeJump = previous
    return .jumped(by: ahead)
  }

  /// Takes the wall clock as it stands for right. False where it was not in doubt.
  mutating func confirm() -> Bool {
    guard isAhead else { return false }
    beforeJump = nil
    return true
  }

  private static let tolerance = Microseconds.milliseconds(Int64(Limits.clockJump))

  /// By how much the wall clock advanced more than the monotonic one.
  private static func lead(of now: Instant, over then: Instant) -> Microseconds {
    now.wall - then.wall - .milliseconds(now.monotonic - then.monotonic)
  }

  /// The time of acceptance of a message accepted now: whole milliseconds, never before the last row's. While the wall
  /// clock is ahead, time goes on from before its jump, by the monotonic clock; the bus's own messages and expiries go
  /// by it.
  func moment(_ now: Instant, after last: Microseconds) -> Microseconds {
    let believed = beforeJump.map { $0.wall + .milliseconds(now.monotonic - $0.monotonic) } ?? now.wall
    return max(last, believed.wholeMilliseconds)
  }
}
