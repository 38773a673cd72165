import Crypto
import Foundation

/// The algorithm of a key that signs documents and certificates.
package enum SigningAlgorithm: String, Sendable, Hashable, CaseIterable {
  /// Ed25519 (RFC 8032).
  case ed25519
  /// ECDSA over the curve P-256 with SHA-256 (FIPS 186-5), which cards have.
  case ecdsaP256 = "ecdsa-p256"
}

/// A public key that signs documents or certificates, as its SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) in DER.
package struct SigningKey: Sendable, Hashable {
  private enum Key: Sendable {
    case ed25519(Curve25519.Signing.PublicKey)
    case ecdsaP256(P256.Signing.PublicKey)
  }

  /// The key's one encoding, `openssl pkey -pubin -outform DER`.
  package let encoded: [UInt8]
  /// The SHA-256 of ``encoded``, by which signatures name the key.
  package let id: Digest
  private let key: Key

  /// Bytes of a signature of either algorithm; that of ECDSA is r and s, each with 32 bytes (RFC 7518 §3.4).
  package static let signatureBytes = 64

  /// What stands before the 32 bytes of an Ed25519 key (RFC 8410 §4).
  private static let ed25519Prefix: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]

  /// - Returns: nil for anything that is not exactly the encoding of a key of one of the two algorithms.
  package init?(encoded: [UInt8]) {
    if encoded.starts(with: Self.ed25519Prefix), encoded.count == Self.ed25519Prefix.count + 32,
      let key = try? Curve25519.Signing.PublicKey(rawRepresentation: encoded.dropFirst(Self.ed25519Prefix.count))
    {
      self.init(.ed25519(key))
    } else if let key = try? P256.Signing.PublicKey(derRepresentation: encoded),
      [UInt8](key.derRepresentation) == encoded
    {
      self.init(.ecdsaP256(key))
    } else {
      return nil
    }
  }

  /// Reads ``text``.
  package init?(text: String) {
    guard let encoded = StrictBase64.bytes(text) else { return nil }
    self.init(encoded: encoded)
  }

  /// Reads a file `-----BEGIN PUBLIC KEY-----` (RFC 7468 §13).
  package init?(pem: String) {
    guard let encoded = PEM.bytes(pem, label: "PUBLIC KEY") else { return nil }
    self.init(encoded: encoded)
  }

  fileprivate init(_ key: Curve25519.Signing.PublicKey) { self.init(.ed25519(key)) }
  fileprivate init(_ key: P256.Signing.PublicKey) { self.init(.ecdsaP256(key)) }

  private init(_ key: Key) {
    self.key = key
    switch key {
    case .ed25519(let key): encoded = Self.ed25519Prefix + key.rawRepresentation
    case .ecdsaP256(let key): encoded = [UInt8](key.derRepresentation)
    }
    id = Digest(of: encoded)
  }

  package var algorithm: SigningAlgorithm {
    switch key {
    case .ed25519: .ed25519
    case .ecdsaP256: .ecdsaP256
    }
  }

  /// The encoding in Base64: a file in PEM without its first and last line, in one.
  package var text: String { StrictBase64.text(encoded) }

  package var pem: String { PEM.text(encoded, label: "PUBLIC KEY") }

  /// Whether this is the Ed25519 key of those 32 bytes.
  package func isEd25519(_ bytes: [UInt8]) -> Bool { encoded == Self.ed25519Prefix + bytes }

  package func isValid(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    guard signature.count == Self.signatureBytes else { return false }
    switch key {
    case .ed25519(let key): return key.isValidSignature(signature, for: message)
    case .ecdsaP256(let key):
      guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
      return key.isValidSignature(signature, for: message)
    }
  }

  package static func == (left: Self, right: Self) -> Bool { left.id == right.id }
  package func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

/// The secret half of a ``SigningKey``, for roots that are kept off line and for keys without a card.
package struct SigningSecret: Sendable {
  private enum Key: Sendable {
    case ed25519(Curve25519.Signing.PrivateKey)
    case ecdsaP256(P256.Signing.PrivateKey)
  }
  private let key: Key

  /// What stands before the 32 bytes of an Ed25519 seed (RFC 8410 §7).
  private static let ed25519Prefix: [UInt8] = [
    0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
  ]

  /// Makes a new key from the system's random numbers.
  package static func generate(_ algorithm: SigningAlgorithm) -> Self {
    switch algorithm {
    case .ed25519: Self(key: .ed25519(Curve25519.Signing.PrivateKey()))
    case .ecdsaP256: Self(key: .ecdsaP256(P256.Signing.PrivateKey()))
    }
  }

  private init(key: Key) { self.key = key }

  /// Reads a file `-----BEGIN PRIVATE KEY-----` (PKCS 8, RFC 5208), as `openssl genpkey` writes it.
  package init?(pem: String) {
    guard let encoded = PEM.bytes(pem, label: "PRIVATE KEY") else { return nil }
    if encoded.starts(with: Self.ed25519Prefix), encoded.count == Self.ed25519Prefix.count + 32,
      let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: encoded.dropFirst(Self.ed25519Prefix.count))
    {
      self.init(key: .ed25519(key))
    } else if let key = try? P256.Signing.PrivateKey(derRepresentation: encoded) {
      self.init(key: .ecdsaP256(key))
    } else {
      return nil
    }
  }

  /// The file's text. Whoever has it signs in its owner's name.
  package var pem: String {
    let encoded: [UInt8]
    switch key {
    case .ed25519(let key): encoded = Self.ed25519Prefix + key.rawRepresentation
    case .ecdsaP256(let key): encoded = [UInt8](key.derRepresentation)
    }
    return PEM.text(encoded, label: "PRIVATE KEY")
  }

  package var publicKey: SigningKey {
    switch key {
    case .ed25519(let key): SigningKey(key.publicKey)
    case .ecdsaP256(let key): SigningKey(key.publicKey)
    }
  }

  /// The 64 bytes of a signature.
  package func signature(of message: [UInt8]) throws -> [UInt8] {
    switch key {
    case .ed25519(let key): [UInt8](try key.signature(for: message))
    case .ecdsaP256(let key): [UInt8](try key.signature(for: message).rawRepresentation)
    }
  }
}

extension SigningSecret: CustomStringConvertible, CustomReflectable {
  /// The public half alone, so that a key that ends up in a log line gives nothing away.
  package var description: String { publicKey.text }
  package var customMirror: Mirror { Mirror(self, children: ["public": publicKey.text]) }
}

/// The textual encoding of keys (RFC 7468).
private enum PEM {
  /// Nil unless the text is one object of that label, with no word beside it.
  static func bytes(_ text: String, label: String) -> [UInt8]? {
    let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
    guard lines.count >= 3, lines.first == "-----BEGIN \(label)-----", lines.last == "-----END \(label)-----" else {
      return nil
    }
    return StrictBase64.bytes(lines.dropFirst().dropLast().joined())
  }

  static func text(_ bytes: [UInt8], label: String) -> String {
    let characters = Array(StrictBase64.text(bytes))
    let lines = stride(from: 0, to: characters.count, by: 64).map { String(characters[$0...].prefix(64)) }
    return (["-----BEGIN \(label)-----"] + lines + ["-----END \(label)-----", ""]).joined(separator: "\n")
  }
}
