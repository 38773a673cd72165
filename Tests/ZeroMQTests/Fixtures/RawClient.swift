import Glibc
import ZeroMQ

/// A TCP client that is no ZeroMQ node: it sends the bytes it is told to and sees when it is cut off.
final class RawClient {
  private let descriptor: Int32

  /// Connects to a `tcp://127.0.0.1:port` endpoint.
  init(_ endpoint: String) throws {
    guard let port = endpoint.split(separator: ":").last.flatMap({ UInt16($0) }) else {
      throw ZMQError(code: EINVAL, call: endpoint)
    }
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw ZMQError(code: errno, call: "socket") }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let result = unsafe withUnsafePointer(to: address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw ZMQError(code: errno, call: "connect(\(endpoint))") }
  }

  /// Bytes that the other side no longer takes are lost, which is what the tests are about.
  func send(_ bytes: [UInt8]) {
    _ = unsafe Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }

  /// Reads until the other side has closed the connection.
  func awaitEnd() throws {
    let deadline = Deadline()
    var poller = ZMQPoller()
    let index = poller.add(descriptor: descriptor)
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      try poller.wait(milliseconds: deadline.milliseconds("the end of a connection"))
      guard poller.isReadable(index) else { continue }
      if unsafe recv(descriptor, &buffer, buffer.count, 0) <= 0 { return }
    }
  }

  deinit { close(descriptor) }

  /// ZMTP 3.0's first 64 bytes (RFC 23, "greeting").
  static func greeting(_ mechanism: String) -> [UInt8] {
    var bytes: [UInt8] = [0xff] + [UInt8](repeating: 0, count: 8) + [0x7f, 3, 0]
    bytes += mechanism.utf8
    return bytes + [UInt8](repeating: 0, count: 64 - bytes.count)
  }

  /// The NULL mechanism's READY of a DEALER, so that the handshake is finished.
  static let ready: [UInt8] = {
    let body: [UInt8] =
      [5] + Array("READY".utf8) + [11] + Array("Socket-Type".utf8) + [0, 0, 0, 6] + Array("DEALER".utf8)
    return [4, UInt8(body.count)] + body
  }()
}
