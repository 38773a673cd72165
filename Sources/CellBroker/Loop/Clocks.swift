import CLinux
import CellCore
import CellSchema
import Glibc

/// The clocks of the host. `CLOCK_BOOTTIME` goes on while the host sleeps, so that waking up is no jump.
enum Clocks {
  static func now() -> Instant {
    Instant(wall: Microseconds(read(CLOCK_REALTIME) / 1_000), monotonic: read(CLOCK_BOOTTIME) / 1_000_000)
  }

  /// What the calling thread has used of the processor, in microseconds.
  static var threadProcessorMicroseconds: Int64 { read(CLOCK_THREAD_CPUTIME_ID) / 1_000 }

  /// The clock that systemd uses, in microseconds; it stands still while the host sleeps.
  static var monotonicMicroseconds: Int64 { read(CLOCK_MONOTONIC) / 1_000 }

  /// Whether the kernel's time follows a time service (`adjtimex(2)`): NTP, PTP, a receiver. Without a network it never
  /// does.
  static var isSynchronized: Bool {
    var state = timex()
    return unsafe adjtimex(&state) != TIME_ERROR && state.status & STA_UNSYNC == 0
  }

  private static func read(_ clock: Int32) -> Int64 {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
