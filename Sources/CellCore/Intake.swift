import CellSchema

/// Whether messages are taken, and why not.
struct Intake {
  var isStorageFull = false
  var isClockAhead = false

  func reason(pendingMessages: Int, pendingBytes: Int) -> Refusal? {
    if isStorageFull { return Refusal(.storageFull, "the record's disk is full") }
    if isClockAhead { return Refusal(.clockJump, "the broker's clock jumped ahead") }
    if pendingMessages >= Limits.pendingMessages || pendingBytes >= Limits.pendingBytes {
      return Refusal(.busy, "\(pendingMessages) messages wait for the disk")
    }
    return nil
  }
}

extension Core {
  /// A wall clock that runs away from the monotonic one stops intake: a time on the record never goes back, so a
  /// message accepted far in the future would drag every later one with it.
  func watchClock(_ now: Instant, into effects: inout [Effect]) {
    let elapsed = (now.monotonic - previous.monotonic) * 1000
    let ahead = now.wall - previous.wall - elapsed
    defer { previous = now }
    if !intake.isClockAhead, ahead > Int64(Limits.clockJump) * 1000 {
      intake.isClockAhead = true
      clockBase = previous
      effects.append(
        .note(.intakeStopped(code: .clockJump, detail: "the clock jumped ahead by \(ahead / 1_000_000) s")))
    } else if intake.isClockAhead, let base = clockBase,
      now.wall - base.wall - (now.monotonic - base.monotonic) * 1000 <= Int64(Limits.clockJump) * 1000
    {
      intake.isClockAhead = false
      clockBase = nil
      effects.append(.note(.intakeResumed))
    }
  }
}
