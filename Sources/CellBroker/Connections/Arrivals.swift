import CellSchema
import Glibc

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
  private var counts: [String: Int] = [:]
  /// All that libzmq accepted and has not closed.
  private var open: Set<Int32> = []
  /// Connections for which there are descriptors.
  private let capacity: Int

  /// - Parameter capacity: the connections for which the process has descriptors, a reserve for its own files apart.
  init(capacity: Int = Descriptors.forConnections()) { self.capacity = max(1, capacity) }

  mutating func accepted(_ descriptor: Int32, at time: Int64) {
    settled(descriptor)
    let address = Descriptors.peerAddress(of: descriptor)
    waiting[descriptor] = Arrival(since: time, address: address)
    counts[address, default: 0] += 1
    open.insert(descriptor)
  }

  /// It said HELLO.
  mutating func settled(_ descriptor: Int32) {
    guard let arrival = waiting.removeValue(forKey: descriptor) else { return }
    let left = counts[arrival.address, default: 1] - 1
    counts[arrival.address] = left > 0 ? left : nil
  }

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

/// The process's descriptors. Every connection takes one, and so does every file: at the limit libzmq's accept loop
/// would take a whole core (LIBZMQ 5).
enum Descriptors {
  /// Kept for the daemon's own files where the limit allows: the record's, the configuration's at a reload.
  private static let reserve = 64

  /// Takes as many as the hard limit gives.
  static func raiseLimit() {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }

  /// How many connections fit beside what is open now and the reserve.
  static func forConnections() -> Int {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1_024 }
    let most = Int(clamping: limit.rlim_cur)
    // Descriptors are given out from the lowest: beyond the first thousand nothing is open at the start.
    let used = (0..<min(most, 1_024)).count { fcntl(Int32($0), F_GETFD) != -1 }
    return most - used - min(reserve, most / 8)
  }

  /// Where a connection comes from, without its port; `local` for a Unix socket.
  static func peerAddress(of descriptor: Int32) -> String {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    let isNamed = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe getpeername(descriptor, address, &length) == 0
          && address.pointee.sa_family != sa_family_t(AF_UNIX)
          && getnameinfo(address, length, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST) == 0
      }
    }
    guard isNamed else { return "local" }
    return String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
