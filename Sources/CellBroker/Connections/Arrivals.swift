import CellSchema

/// Connections that have not said HELLO, since when, and from where.
///
/// Before its first frame a connection has no routing identifier here: all that is known of it is what the monitor
/// tells, its descriptor. libzmq itself ends one that does not finish its handshake. Until then it holds a descriptor,
/// of which a process has so many: beyond ``Limits/halfOpenConnections``, or where the descriptors themselves become
/// few, the longest waiting one of the address that has most is let go, so that who else connects finds a place.
struct Arrivals {
  private struct Arrival {
    var since: Int64
    var address: String
  }

  private var waiting: [Int32: Arrival] = [:]
  /// All that libzmq accepted and has not closed.
  private var open: Set<Int32> = []
  /// Connections for which there are descriptors.
  private let capacity: Int

  /// - Parameter capacity: the connections for which the process has descriptors, a reserve for its own files apart.
  init(capacity: Int = Descriptors.forConnections()) { self.capacity = max(1, capacity) }

  mutating func accepted(_ descriptor: Int32, at time: Int64) {
    settled(descriptor)
    waiting[descriptor] = Arrival(since: time, address: Descriptors.peerAddress(of: descriptor))
    open.insert(descriptor)
  }

  /// It said HELLO.
  mutating func settled(_ descriptor: Int32) { waiting[descriptor] = nil }

  /// It is gone.
  mutating func closed(_ descriptor: Int32) {
    settled(descriptor)
    open.remove(descriptor)
  }

  /// Removes and returns the connections that have waited `limit` milliseconds or more.
  mutating func takeOverdue(_ limit: Int64, at now: Int64) -> [Int32] {
    let overdue = waiting.filter { now - $0.value.since >= limit }.map(\.key)
    for descriptor in overdue { settled(descriptor) }
    return overdue
  }

  /// Takes out those for which there is no room, with the address of each.
  mutating func takeExcess() -> [(descriptor: Int32, address: String)] {
    let most = max(1, min(Limits.halfOpenConnections, capacity / 2))
    let excess = max(waiting.count - most, min(open.count - capacity, waiting.count))
    guard excess > 0 else { return [] }
    var byAddress = Dictionary(grouping: waiting.sorted { $0.value.since > $1.value.since }) { $0.value.address }
      .mapValues { $0.map(\.key) }
    var taken: [(descriptor: Int32, address: String)] = []
    for _ in 0..<excess {
      guard let crowded = byAddress.max(by: { $0.value.count < $1.value.count })?.key,
        let oldest = byAddress[crowded]?.popLast()
      else { break }
      taken.append((oldest, crowded))
    }
    for (descriptor, _) in taken { settled(descriptor) }
    return taken
  }
}
