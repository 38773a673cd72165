/// Connections that have not sent HELLO, and since when (monotonic milliseconds).
///
/// Before its first frame a connection has no routing identifier: only its descriptor is known, from the monitor.
/// libzmq itself ends a connection that does not finish its handshake.
struct Arrivals {
  private var since: [Int32: Int64] = [:]

  mutating func accepted(_ descriptor: Int32, at time: Int64) { since[descriptor] = time }
  /// The connection sent HELLO, or is gone.
  mutating func settled(_ descriptor: Int32) { since[descriptor] = nil }

  /// Removes and returns the connections that have waited `limit` milliseconds or more.
  mutating func takeOverdue(_ limit: Int64, at now: Int64) -> [Int32] {
    let overdue = since.filter { now - $0.value >= limit }.map(\.key)
    for descriptor in overdue { since[descriptor] = nil }
    return overdue
  }
}
