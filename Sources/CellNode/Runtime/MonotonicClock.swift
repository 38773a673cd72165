/// A clock that counts milliseconds from its first use in this process.
enum MonotonicClock {
  private static let start = ContinuousClock.now

  static var now: Milliseconds { (ContinuousClock.now - start).milliseconds }
}

extension Duration {
  var milliseconds: Milliseconds {
    let (seconds, attoseconds) = components
    return seconds * 1_000 + attoseconds / 1_000_000_000_000_000
  }
}
