/// Connections that have not said HELLO, since when.
///
/// Before its first frame a connection has no routing identifier here: all that is known of it is what the monitor
/// tells, its descriptor. libzmq itself ends one that does not finish its handshake.
struct Arrivals {
  private var since: [Int32: Int64] = [:]

  mutating func accepted(_ descriptor: Int32, at time: Int64) { since[descriptor] = time }
  /// It said HELLO, or is gone.
  mutating func settled(_ descriptor: Int32) { since[descriptor] = nil }

  /// Takes out those that have had their time (monotonic milliseconds).
  mutating func takeOverdue(_ limit: Int64, at now: Int64) -> [Int32] {
    let overdue = since.filter { now - $0.value >= limit }.map(\.key)
    for descriptor in overdue { since[descriptor] = nil }
    return overdue
  }
}
