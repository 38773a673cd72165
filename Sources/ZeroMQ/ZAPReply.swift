/// The ZAP handler's answer (RFC 27).
package struct ZAPReply: Hashable, Sendable {
  package enum Status: Int, Sendable {
    case success = 200
    /// The peer is refused.
    case authenticationFailure = 400
    case internalError = 500
    /// Try again: the handler cannot tell now. Not 300, which RFC 27 has for it: libzmq then hangs up without a word, as
    /// it does where a peer has another server's key, and the peer could not tell one from the other.
    package static var temporaryError: Self { .internalError }
  }

  package var status: Status
  /// The reason, which no peer sees: libzmq sends the status alone.
  package var text: String
  /// The `User-Id` that every frame of the peer carries; with success alone.
  package var userID: String
  /// Further properties of every frame of the peer.
  package var metadata: [String: String]

  package init(_ status: Status, text: String = "", userID: String = "", metadata: [String: String] = [:]) {
    self.status = status
    self.text = text
    self.userID = userID
    self.metadata = metadata
  }

  /// Lets the peer in under `userID`.
  package static func accept(userID: String) -> ZAPReply { ZAPReply(.success, text: "OK", userID: userID) }
  /// Keeps the peer out.
  package static func refuse(_ text: String) -> ZAPReply { ZAPReply(.authenticationFailure, text: text) }

  /// The message that answers `requestID`, without an envelope.
  package func frames(answering requestID: [UInt8]) -> [[UInt8]] {
    [
      Array("1.0".utf8), requestID, Array(String(status.rawValue).utf8), Array(text.utf8), Array(userID.utf8),
      encodedMetadata,
    ]
  }

  /// Each name after its length in one byte, each value after its length in four (RFC 23, "metadata").
  private var encodedMetadata: [UInt8] {
    var bytes: [UInt8] = []
    for (name, value) in metadata.sorted(by: { $0.key < $1.key }) {
      precondition((1...255).contains(name.utf8.count), "a property's name has 1 to 255 bytes")
      bytes.append(UInt8(name.utf8.count))
      bytes += name.utf8
      for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: value.utf8.count >> shift)) }
      bytes += value.utf8
    }
    return bytes
  }
}
