import CellConfig
import CellCore
import CellSchema

/// Takes the time of the loop's turns, and tells the log of the longest of each minute, where it was long.
struct Stopwatch {
  private var processor: Int64 = 0
  private var wall: Int64 = 0
  /// Of the minute that began then.
  private var longest = LoopTurn.none
  private var since: Int64 = 0

  private static let minute: Int64 = 60_000_000
  /// Beyond it a turn is long: the loop's own limit for what others can cause.
  private static let long = Microseconds.milliseconds(20)

  mutating func begin() {
    processor = Clocks.threadProcessorMicroseconds
    wall = Clocks.monotonicMicroseconds
  }

  mutating func end(_ log: EventLog) -> LoopTurn {
    let now = Clocks.monotonicMicroseconds
    let turn = LoopTurn(
      processor: Microseconds(Clocks.threadProcessorMicroseconds - processor), wall: Microseconds(now - wall))
    longest = longest.longest(turn)
    guard now - since >= Self.minute else { return turn }
    if longest.wall > Self.long {
      log.write(.longTurn, ["wall_us": "\(longest.wall)", "processor_us": "\(longest.processor)", "seconds": "60"])
    }
    longest = .none
    since = now
    return turn
  }
}
