import Glibc

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
