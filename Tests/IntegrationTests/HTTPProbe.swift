import Foundation
import Glibc
import Testing

/// Asks a server of this machine one thing over HTTP, as `curl` does.
struct HTTPProbe {
  enum Place {
    case port(UInt16)
    case socket(String)
  }

  struct Answer {
    var status: Int
    var headers: [String: String]
    var body: String
  }

  private let place: Place

  init(port: UInt16) { place = .port(port) }
  init(socket: String) { place = .socket(socket) }

  /// Nil where nobody answers.
  func get(_ path: String, method: String = "GET", accept: String = "*/*") -> Answer? {
    guard let descriptor = connected() else { return nil }
    defer { close(descriptor) }
    let request = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nAccept: \(accept)\r\nConnection: close\r\n\r\n"
    let bytes = Array(request.utf8)
    guard unsafe send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else { return nil }
    var answer = Data()
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = unsafe recv(descriptor, &buffer, buffer.count, 0), count > 0 {
      answer.append(contentsOf: buffer.prefix(count))
    }
    let text = String(decoding: answer, as: UTF8.self)
    guard let end = text.range(of: "\r\n\r\n") else { return nil }
    let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
    guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else { return nil }
    let headers = lines.dropFirst().compactMap { line -> (String, String)? in
      guard let colon = line.firstIndex(of: ":") else { return nil }
      return (line[..<colon].lowercased(), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
    }
    return Answer(
      status: status, headers: Dictionary(headers) { $1 }, body: String(text[end.upperBound...]))
  }

  private func connected() -> Int32? {
    switch place {
    case .port(let port):
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
      return unsafe withUnsafePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          unsafe reached(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
    case .socket(let path):
      let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: Array(path.utf8)) }
      return unsafe withUnsafePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          unsafe reached(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
    }
  }

  private func reached(_ descriptor: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t) -> Int32? {
    guard descriptor >= 0 else { return nil }
    guard unsafe connect(descriptor, address, length) == 0 else {
      close(descriptor)
      return nil
    }
    return descriptor
  }
}
