import Crypto
import Foundation

/// A text with signatures below it (C2SP signed-note).
package struct SignedNote: Sendable, Hashable {
  /// The text, with its last line feed.
  package var text: String
  package var signatures: [NoteSignature]

  package init(text: String, signatures: [NoteSignature]) {
    self.text = text
    self.signatures = signatures
  }

  /// How many bytes a note has at most: 1 MiB, as Go's reader has it.
  package static let maximumBytes = 1 << 20
  /// How many signatures a note has at most; the specification asks for at least 16.
  package static let maximumSignatures = 100

  /// Reads a note. Nothing in it is to be believed before a signature was verified.
  package init(_ note: String) throws(NoteError) {
    guard note.utf8.count <= Self.maximumBytes else { throw .malformed("it has more than 1 MiB") }
    for scalar in note.unicodeScalars where scalar.value < 0x20 && scalar != "\n" || scalar.value == 0xFFFD {
      throw .malformed("it has characters that are not allowed")
    }
    let lines = note.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.last == "", let gap = lines.dropLast().lastIndex(of: ""), gap > 0 else {
      throw .malformed("it has no empty line between text and signatures")
    }
    text = lines[..<gap].map { $0 + "\n" }.joined()
    let below = lines[(gap + 1)..<(lines.count - 1)]
    guard !below.isEmpty else { throw .malformed("it has no signature") }
    guard below.count <= Self.maximumSignatures else { throw .malformed("it has \(below.count) signatures") }
    var signatures: [NoteSignature] = []
    for line in below { signatures.append(try NoteSignature(line: String(line))) }
    self.signatures = signatures
  }

  package var description: String { text + "\n" + signatures.map { $0.line + "\n" }.joined() }

  /// The signatures of known keys, each verified.
  ///
  /// Signatures of unknown keys are passed over. Where name and key ID are known, a signature that does not verify
  /// rejects the whole note. A key's second signature adds nothing.
  ///
  /// - Throws: ``NoteError/badSignature(_:)`` or ``NoteError/unsigned``.
  package func verified(by keys: [NoteKey]) throws(NoteError) -> [VerifiedSignature] {
    var verified: [VerifiedSignature] = []
    for signature in signatures {
      guard let key = keys.first(where: { $0.name == signature.name && $0.id == signature.keyID }) else { continue }
      guard let found = key.verified(signature, of: text) else { throw .badSignature(key.name) }
      if !verified.contains(where: { $0.key == key }) { verified.append(found) }
    }
    guard !verified.isEmpty else { throw .unsigned }
    return verified
  }
}

/// One line below a note's text: `— name base64(key ID || signature)`.
package struct NoteSignature: Sendable, Hashable {
  package var name: String
  /// The first four bytes of a hash of name, type and key: it tells keys apart and proves nothing.
  package var keyID: UInt32
  package var bytes: [UInt8]

  package init(name: String, keyID: UInt32, bytes: [UInt8]) {
    self.name = name
    self.keyID = keyID
    self.bytes = bytes
  }

  /// Reads a signature's line, without its line feed.
  package init(line: String) throws(NoteError) {
    let parts = line.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "\u{2014}" else { throw .malformed("a line below the text is no signature") }
    name = String(parts[1])
    guard NoteKey.isName(name) else { throw .malformed("a signature has no key's name") }
    guard let decoded = StrictBase64.bytes(parts[2]), decoded.count >= 5 else {
      throw .malformed("the signature of \(name) is not in its form")
    }
    keyID = decoded[..<4].reduce(0) { $0 << 8 | UInt32($1) }
    bytes = Array(decoded[4...])
  }

  package var line: String {
    let id = stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: keyID >> UInt32($0)) }
    return "\u{2014} \(name) \(StrictBase64.text(id + bytes))"
  }
}

/// A public key under a name, as a note's reader knows it.
package struct NoteKey: Sendable, Hashable {
  /// What a signature of the key is of.
  package enum Kind: UInt8, Sendable, Hashable, CaseIterable {
    /// Ed25519 over the text (signed-note, type 0x01).
    case signature = 0x01
    /// Ed25519 over a time and a checkpoint's text (tlog-cosignature, type 0x04).
    case cosignature = 0x04
  }

  package let name: String
  package let kind: Kind
  /// The 32 bytes of an Ed25519 public key (RFC 8032).
  package let publicBytes: [UInt8]
  package let id: UInt32

  /// - Returns: nil for a name that notes do not allow, or bytes that are no key's.
  package init?(name: String, kind: Kind, publicBytes: [UInt8]) {
    guard Self.isName(name), publicBytes.count == 32 else { return nil }
    self.name = name
    self.kind = kind
    self.publicBytes = publicBytes
    let hash = Digest(of: Array(name.utf8) + [0x0A, kind.rawValue] + publicBytes).bytes
    id = hash[..<4].reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// Reads a verifier key, `name+hash+base64(type || key)`.
  ///
  /// - Throws: ``NoteError/unknownType(_:)`` for a type that is not verified here, which a reader of many keys passes
  ///   over; else ``NoteError/malformed(_:)``.
  package init(verifier text: String) throws(NoteError) {
    let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[1].utf8.count == 8, let id = UInt32(parts[1], radix: 16),
      let key = StrictBase64.bytes(parts[2]), let type = key.first
    else { throw .malformed("\"\(text)\" is no verifier key") }
    guard let kind = Kind(rawValue: type) else { throw .unknownType(type) }
    guard let found = NoteKey(name: String(parts[0]), kind: kind, publicBytes: Array(key.dropFirst())),
      found.id == id
    else { throw .malformed("the hash in \"\(text)\" is not that of its name and key") }
    self = found
  }

  /// The verifier key's text.
  package var verifier: String {
    let digits = String(id, radix: 16)
    return "\(name)+\(String(repeating: "0", count: 8 - digits.count))\(digits)+"
      + StrictBase64.text([kind.rawValue] + publicBytes)
  }

  /// Not empty, no white space, no plus sign.
  package static func isName(_ text: String) -> Bool {
    !text.isEmpty && !text.unicodeScalars.contains { $0.properties.isWhitespace || $0 == "+" || $0.value < 0x20 }
  }

  fileprivate func verified(_ signature: NoteSignature, of text: String) -> VerifiedSignature? {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicBytes) else { return nil }
    switch kind {
    case .signature:
      guard key.isValidSignature(signature.bytes, for: Array(text.utf8)) else { return nil }
      return VerifiedSignature(key: self, time: nil)
    case .cosignature:
      guard signature.bytes.count == 72 else { return nil }
      let time = signature.bytes[..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      guard time <= UInt64(Int64.max),
        key.isValidSignature(signature.bytes[8...], for: Cosignature.message(time: time, text: text))
      else { return nil }
      return VerifiedSignature(key: self, time: time)
    }
  }
}

/// A signature that was verified.
package struct VerifiedSignature: Sendable, Hashable {
  package var key: NoteKey
  /// When it was made, seconds since 1970-01-01T00:00:00Z, as the cosigner says; nil for a log's own signature.
  package var time: UInt64?
}

/// A witness's statement that a checkpoint is consistent with all that it has seen (C2SP tlog-cosignature, version 1).
package enum Cosignature {
  static func message(time: UInt64, text: String) -> [UInt8] { Array("cosignature/v1\ntime \(time)\n\(text)".utf8) }
}

extension LogKey {
  /// Signs a note's text in the log's name.
  package func signed(_ text: String, as name: String) throws(NoteError) -> NoteSignature {
    guard let key = NoteKey(name: name, kind: .signature, publicBytes: publicBytes) else {
      throw .malformed("\"\(name)\" is no key's name")
    }
    return NoteSignature(name: name, keyID: key.id, bytes: try signature(of: Array(text.utf8)))
  }

  /// Cosigns a checkpoint in a witness's name.
  ///
  /// - Parameter time: now, in seconds since 1970-01-01T00:00:00Z.
  package func cosigned(_ text: String, as name: String, at time: UInt64) throws(NoteError) -> NoteSignature {
    guard let key = NoteKey(name: name, kind: .cosignature, publicBytes: publicBytes) else {
      throw .malformed("\"\(name)\" is no key's name")
    }
    let stamp = stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: time >> UInt64($0)) }
    let signature = try signature(of: Cosignature.message(time: time, text: text))
    return NoteSignature(name: name, keyID: key.id, bytes: stamp + signature)
  }
}

package enum NoteError: Error, Sendable, Hashable {
  /// Not in the form of a note; the text says what is wrong.
  case malformed(String)
  /// A known key's signature does not verify.
  case badSignature(String)
  /// No known key has signed.
  case unsigned
  /// A verifier key of a type that is not verified here.
  case unknownType(UInt8)
  /// The signature could not be made.
  case signing(String)
}

extension NoteError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .malformed(let reason): reason
    case .badSignature(let name): "the signature of \(name) is not one of its key over this text"
    case .unsigned: "none of the known keys has signed it"
    case .unknownType(let type): "keys of type \(type) are not verified here"
    case .signing(let reason): "it could not be signed: \(reason)"
    }
  }
}
