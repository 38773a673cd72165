import CellCore
import Glibc

/// The machine's clocks. `CLOCK_BOOTTIME` goes on while the machine sleeps, so that waking up is no jump.
enum Clocks {
  static func now() -> Instant {
    Instant(wall: read(CLOCK_REALTIME) / 1_000, monotonic: read(CLOCK_BOOTTIME) / 1_000_000)
  }

  /// systemd's clock, which stands while the machine sleeps.
  static var monotonicMicroseconds: Int64 { read(CLOCK_MONOTONIC) / 1_000 }

  private static func read(_ clock: Int32) -> Int64 {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
