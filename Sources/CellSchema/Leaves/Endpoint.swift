/// Where the broker listens and nodes connect: TCP, or a socket in the file system. Both sides read it here, so that
/// neither takes what the other, or the transport, does not.
package enum Endpoint: Hashable, Sendable, CustomStringConvertible {
  /// An IPv4 or IPv6 address, the latter without its brackets.
  case tcp(address: String, port: UInt16)
  /// A host by its name: a node looks its addresses up at each attempt to connect.
  case host(name: String, port: UInt16)
  /// An absolute path.
  case ipc(path: String)

  /// Bytes of `sun_path` (`unix(7)`: 108) without the final NUL.
  package static let longestIPCPath = 107
  /// Bytes of a host's name (RFC 1035 §2.3.4, without the length of its root).
  private static let longestName = 253

  /// Why a text is no endpoint, for the person who wrote it.
  package struct Problem: Error, Hashable, Sendable {
    package let detail: String
  }

  /// Where a broker listens.
  ///
  /// No host names: what a name stands for may change under a broker that runs for months, and it would have to wait
  /// for a name server at the start.
  package init(_ text: String) throws(Problem) {
    self = try Self.read(text, ofBroker: true)
  }

  /// Where a node connects: also a host's name, and a link-local address with its interface, `[fe80::1%eth0]`.
  package init(connectingTo text: String) throws(Problem) {
    self = try Self.read(text, ofBroker: false)
  }

  private static func read(_ text: String, ofBroker isBroker: Bool) throws(Problem) -> Self {
    if text.hasPrefix("tcp://") { return try tcp(text.dropFirst(6), ofBroker: isBroker) }
    if text.hasPrefix("ipc://") { return try ipc(String(text.dropFirst(6))) }
    throw Problem(
      detail: "an endpoint begins with tcp:// or ipc://, such as tcp://127.0.0.1:7400 or"
        + " ipc:///run/cellbus/cellbus.sock")
  }

  private static func tcp(_ text: Substring, ofBroker isBroker: Bool) throws(Problem) -> Self {
    guard let colon = text.lastIndex(of: ":"), let port = port(text[text.index(after: colon)...]) else {
      throw Problem(detail: "a tcp endpoint ends in a port from 1 to 65535, such as tcp://127.0.0.1:7400")
    }
    let host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      let address = host.dropFirst().dropLast()
      guard isIPv6(isBroker ? address : withoutInterface(address)) else {
        throw Problem(detail: "there is no IPv6 address between the brackets, such as tcp://[::1]:7400")
      }
      return .tcp(address: String(address), port: port)
    }
    if isIPv4(host) { return .tcp(address: String(host), port: port) }
    if isBroker {
      throw Problem(detail: "a broker's tcp endpoint has a numeric address: tcp://127.0.0.1:7400 or tcp://[::1]:7400")
    }
    guard isName(host) else {
      throw Problem(
        detail: "a tcp endpoint has an address or a host's name: tcp://127.0.0.1:7400, tcp://[::1]:7400 or"
          + " tcp://bus.example.org:7400")
    }
    return .host(name: String(host), port: port)
  }

  /// An interface's name has up to 15 bytes (`netdevice(7)`).
  private static func withoutInterface(_ address: Substring) -> Substring {
    guard let sign = address.firstIndex(of: "%") else { return address }
    let interface = address[address.index(after: sign)...]
    let isName =
      (1...15).contains(interface.utf8.count)
      && interface.utf8.allSatisfy { isLetterOrDigit($0) || $0 == 0x2E || $0 == 0x2D || $0 == 0x5F }
    return isName ? address[..<sign] : address
  }

  /// Labels of letters, digits, hyphens and underscores (RFC 1123 §2.1; container names have underscores). The last is
  /// no number: that would be an address that is mistyped.
  private static func isName(_ text: Substring) -> Bool {
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    guard text.utf8.count <= longestName, let last = labels.last, !isDecimal(last) else { return false }
    return labels.allSatisfy { label in
      (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
        && label.utf8.allSatisfy { isLetterOrDigit($0) || $0 == 0x2D || $0 == 0x5F }
    }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
  }

  private static func ipc(_ path: String) throws(Problem) -> Self {
    guard path.hasPrefix("/"), !path.hasSuffix("/"), !path.unicodeScalars.contains(where: \.isForbidden) else {
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
      Self.text(address, port)
    case .host(let name, let port): "tcp://\(name):\(port)"
    case .ipc(let path): "ipc://\(path)"
    }
  }

  /// The endpoint of an address.
  package static func text(_ address: String, _ port: UInt16) -> String {
    address.utf8.contains(UInt8(ascii: ":")) ? "tcp://[\(address)]:\(port)" : "tcp://\(address):\(port)"
  }
}

/// An endpoint as written; ``Endpoint`` reads it, and says what is wrong with it.
package struct EndpointText: StringLeaf {
  package static let stringShape = StringShape(length: 1...300)
  package static var sample: Self { "tcp://127.0.0.1:7400" }

  package let description: String

  package init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.description = description
  }
}
