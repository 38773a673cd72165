import CZeroMQ

/// One half of a CURVE key pair: 32 bytes, written as 40 characters of Z85.
package struct CurveKey: Hashable, Sendable, CustomStringConvertible {
  package let z85: String

  /// Nil unless the text is 40 characters of Z85.
  package init?(z85: String) {
    guard z85.utf8.count == 40, Z85.decode(z85) != nil else { return nil }
    self.z85 = z85
  }

  /// Nil unless there are exactly 32 bytes.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 32 else { return nil }
    z85 = Z85.encode(bytes)
  }

  package var bytes: [UInt8] {
    guard let bytes = Z85.decode(z85) else { preconditionFailure("a key was checked when it was made") }
    return bytes
  }

  /// The key's beginning, enough to tell two keys apart: the key may be a secret, and descriptions end up in logs.
  package var description: String { "\(z85.prefix(6))…" }
}

extension CurveKey: CustomReflectable {
  package var customMirror: Mirror { Mirror(self, children: []) }
}

/// A node's or the broker's CURVE keys.
package struct CurveKeyPair: Hashable, Sendable {
  package let publicKey: CurveKey
  package let secretKey: CurveKey

  /// Derives the public key.
  package init(secret: CurveKey) throws(ZMQError) {
    var text = [CChar](repeating: 0, count: 41)
    guard unsafe zmq_curve_public(&text, secret.z85) == 0 else { throw .last("zmq_curve_public") }
    publicKey = Self.key(text)
    secretKey = secret
  }

  package static func generate() throws(ZMQError) -> CurveKeyPair {
    var open = [CChar](repeating: 0, count: 41)
    var secret = [CChar](repeating: 0, count: 41)
    guard unsafe zmq_curve_keypair(&open, &secret) == 0 else { throw .last("zmq_curve_keypair") }
    return CurveKeyPair(publicKey: key(open), secretKey: key(secret))
  }

  private init(publicKey: CurveKey, secretKey: CurveKey) {
    self.publicKey = publicKey
    self.secretKey = secretKey
  }

  private static func key(_ text: [CChar]) -> CurveKey {
    let characters = text.prefix(40).map { UInt8(bitPattern: $0) }
    guard let key = CurveKey(z85: String(decoding: characters, as: UTF8.self)) else {
      preconditionFailure("libzmq made a key that is not Z85")
    }
    return key
  }
}
