/// Where the broker listens: TCP on a numeric address, or a socket in the file system.
///
/// No host names: what a name stands for may change under a broker that runs for months, and it would have to wait for
/// a name server at the start.
package enum Endpoint: Hashable, Sendable, CustomStringConvertible {
  /// An IPv4 or IPv6 address, the latter without its brackets.
  case tcp(address: String, port: UInt16)
  /// An absolute path.
  case ipc(path: String)

  /// Bytes of `sun_path` (`unix(7)`: 108) without the final NUL.
  package static let longestIPCPath = 107

  /// Why a text is no endpoint, for the person who wrote it.
  package struct Problem: Error, Hashable, Sendable {
    package let detail: String
  }

  package init(_ text: String) throws(Problem) {
    if text.hasPrefix("tcp://") {
      self = try Self.tcp(text.dropFirst(6))
    } else if text.hasPrefix("ipc://") {
      self = try Self.ipc(String(text.dropFirst(6)))
    } else {
      throw Problem(detail: "an endpoint begins with tcp:// or ipc://")
    }
  }

  private static func tcp(_ text: Substring) throws(Problem) -> Self {
    guard let colon = text.lastIndex(of: ":"), let port = port(text[text.index(after: colon)...]) else {
      throw Problem(detail: "a tcp endpoint ends in a port from 1 to 65535")
    }
    let host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      let address = host.dropFirst().dropLast()
      guard isIPv6(address) else { throw Problem(detail: "there is no IPv6 address between the brackets") }
      return .tcp(address: String(address), port: port)
    }
    guard isIPv4(host) else {
      throw Problem(detail: "a tcp endpoint has a numeric address: tcp://127.0.0.1:7400 or tcp://[::1]:7400")
    }
    return .tcp(address: String(host), port: port)
  }

  private static func ipc(_ path: String) throws(Problem) -> Self {
    guard path.hasPrefix("/"), !path.hasSuffix("/") else {
      throw Problem(detail: "an ipc endpoint is the absolute path of a socket: ipc:///run/cellbus/cellbus.sock")
    }
    guard path.utf8.count <= longestIPCPath else {
      throw Problem(detail: "the path of a socket has at most \(longestIPCPath) bytes; this one has \(path.utf8.count)")
    }
    return .ipc(path: path)
  }

  private static func port(_ text: Substring) -> UInt16? {
    guard let first = text.utf8.first, first != UInt8(ascii: "0"), isDecimal(text) else { return nil }
    return UInt16(text)
  }

  private static func isDecimal(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  /// Four decimal numbers. A leading zero is refused: some readers take it for octal.
  private static func isIPv4(_ text: Substring) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4
      && parts.allSatisfy { part in
        isDecimal(part) && part.count <= 3 && (part == "0" || part.first != "0") && UInt8(part) != nil
      }
  }

  /// RFC 4291 §2.2, without a scope and without the mixed form.
  private static func isIPv6(_ text: Substring) -> Bool {
    let halves = text.split(separator: "::", omittingEmptySubsequences: false)
    guard (1...2).contains(halves.count) else { return false }
    var groups = 0
    for half in halves where !half.isEmpty {
      for group in half.split(separator: ":", omittingEmptySubsequences: false) {
        guard (1...4).contains(group.utf8.count), group.allSatisfy(\.isHexDigit) else { return false }
        groups += 1
      }
    }
    return halves.count == 1 ? groups == 8 : groups < 8
  }

  package var description: String {
    switch self {
    case .tcp(let address, let port):
      address.utf8.contains(UInt8(ascii: ":")) ? "tcp://[\(address)]:\(port)" : "tcp://\(address):\(port)"
    case .ipc(let path): "ipc://\(path)"
    }
  }
}
