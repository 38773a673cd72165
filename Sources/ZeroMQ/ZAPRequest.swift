/// A peer's request to connect, as libzmq sends it to the ZAP handler during the handshake (RFC 27, "The ZAP
/// protocol").
package struct ZAPRequest: Hashable, Sendable {
  package enum Credentials: Hashable, Sendable {
    case null
    case plain(username: String, password: String)
    /// The key that the peer has proved to hold.
    case curve(CurveKey)
    /// A mechanism that this version does not know.
    case other([[UInt8]])
  }

  /// What is wrong with a request. libzmq makes none of these; a program in the same process might.
  package enum Malformed: Error, Hashable, Sendable {
    case tooShort, version, text, credentials
  }

  package let requestID: [UInt8]
  /// The socket's ``ZMQOption/zapDomain(_:)``.
  package let domain: String
  /// The peer's address, without its port; over ipc `localhost:uid:gid:pid`.
  package let address: String
  /// The routing id that the peer claims. Nothing follows from it (LIBZMQ 2).
  package let routingID: [UInt8]
  package let mechanism: String
  package let credentials: Credentials
  /// The frames, up to the empty one, that lead a ROUTER's answer back; none for a REP.
  package let envelope: [[UInt8]]

  /// Reads the frames of a whole message; `envelope` is what a ROUTER received before them.
  package init(frames: [[UInt8]], envelope: [[UInt8]] = []) throws(Malformed) {
    guard frames.count >= 6 else { throw .tooShort }
    guard frames[0] == Array("1.0".utf8) else { throw .version }
    guard let domain = String(validating: frames[2], as: UTF8.self),
      let address = String(validating: frames[3], as: UTF8.self),
      let mechanism = String(validating: frames[5], as: UTF8.self)
    else { throw .text }
    requestID = frames[1]
    self.domain = domain
    self.address = address
    routingID = frames[4]
    self.mechanism = mechanism
    credentials = try Credentials(mechanism: mechanism, frames: Array(frames[6...]))
    self.envelope = envelope
  }
}

extension ZAPRequest.Credentials {
  fileprivate init(mechanism: String, frames: [[UInt8]]) throws(ZAPRequest.Malformed) {
    switch (mechanism, frames.count) {
    case ("NULL", 0): self = .null
    case ("PLAIN", 2):
      guard let username = String(validating: frames[0], as: UTF8.self),
        let password = String(validating: frames[1], as: UTF8.self)
      else { throw .text }
      self = .plain(username: username, password: password)
    case ("CURVE", 1):
      guard let key = CurveKey(bytes: frames[0]) else { throw .credentials }
      self = .curve(key)
    case ("NULL", _), ("PLAIN", _), ("CURVE", _): throw .credentials
    default: self = .other(frames)
    }
  }
}
