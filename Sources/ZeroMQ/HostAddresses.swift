import CZeroMQ
import Glibc

/// The addresses of a host's name, of both families, in the order in which the system would try them (RFC 6724).
package enum HostAddresses {
  /// Why there is none, in the words of `gai_strerror(3)`.
  package struct Failure: Error, Hashable, Sendable {
    package let reason: String
  }

  /// Asks the system, which may ask name servers and wait for them for long: never on a thread that serves others.
  package static func look(up name: String) throws(Failure) -> [String] {
    var hints = unsafe addrinfo()
    unsafe hints.ai_family = AF_UNSPEC
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let result = unsafe getaddrinfo(name, nil, &hints, &list)
    guard result == 0 else {
      throw Failure(reason: unsafe gai_strerror(result).map { unsafe String(cString: $0) } ?? "unknown host")
    }
    defer { unsafe freeaddrinfo(list) }
    var addresses: [String] = []
    var next = unsafe list
    while let info = unsafe next {
      var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
      let status = unsafe getnameinfo(
        info.pointee.ai_addr, info.pointee.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
      let address = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      if status == 0, !addresses.contains(address) { addresses.append(address) }
      unsafe next = info.pointee.ai_next
    }
    return addresses
  }
}
