import Foundation

/// Bytes with signatures over them, and over what kind of thing they are (DSSE v1.0.2): certificates, and documents in a
/// file.
package struct SignedStatement: Sendable, Hashable {
  package struct Signature: Sendable, Hashable {
    /// The key's SHA-256 in hexadecimal digits, as this cell's programs write it. DSSE gives it no form, and it proves
    /// nothing.
    package var keyID: String
    package var bytes: [UInt8]

    package init(keyID: String, bytes: [UInt8]) {
      self.keyID = keyID
      self.bytes = bytes
    }
  }

  package var payload: [UInt8]
  package var payloadType: String
  package var signatures: [Signature]

  package init(payload: [UInt8], payloadType: String, signatures: [Signature] = []) {
    self.payload = payload
    self.payloadType = payloadType
    self.signatures = signatures
  }

  /// What is signed: the pre-authentication encoding (DSSE protocol, "Signature Definition").
  package static func encoding(_ payload: some Collection<UInt8>, as type: String) -> [UInt8] {
    var bytes = Array("DSSEv1 \(type.utf8.count) \(type) \(payload.count) ".utf8)
    bytes.append(contentsOf: payload)
    return bytes
  }

  package var encoding: [UInt8] { Self.encoding(payload, as: payloadType) }

  /// The statement with one signature more; one of the same key takes the other's place.
  package func signed(by secret: SigningSecret) throws -> Self {
    adding(Signature(keyID: secret.publicKey.id.hexadecimal, bytes: try secret.signature(of: encoding)))
  }

  package func adding(_ signature: Signature) -> Self {
    var statement = self
    statement.signatures = signatures.filter { $0.keyID != signature.keyID } + [signature]
    return statement
  }

  /// The known keys that have signed, each once. Signatures that name none of them are passed over.
  ///
  /// - Throws: ``StatementError/badSignature(_:)`` where one names a known key and is not of it.
  package func verified(by keys: [SigningKey]) throws(StatementError) -> [SigningKey] {
    let message = encoding
    var found: [SigningKey] = []
    for signature in signatures {
      guard let key = keys.first(where: { $0.id.hexadecimal == signature.keyID }) else { continue }
      guard key.isValid(signature.bytes, of: message) else { throw .badSignature(signature.keyID) }
      if !found.contains(key) { found.append(key) }
    }
    return found
  }

  // MARK: JSON

  private struct Form: Codable {
    struct Signature: Codable {
      var keyid: String?
      var sig: String
    }
    var payload: String
    var payloadType: String
    var signatures: [Signature]
  }

  /// Reads the envelope in JSON (DSSE envelope.md). Members that it does not know are passed over and Base64 has either
  /// alphabet, as DSSE has it; with padding.
  package init(json: [UInt8]) throws(StatementError) {
    guard let form = try? JSONDecoder().decode(Form.self, from: Data(json)) else {
      throw .malformed("it is no object with payload, payloadType and signatures")
    }
    func bytes(_ text: String) -> [UInt8]? {
      StrictBase64.bytes(text.replacing("-", with: "+").replacing("_", with: "/"))
    }
    guard let payload = bytes(form.payload) else { throw .malformed("its payload is no Base64") }
    var signatures: [Signature] = []
    for (place, signature) in form.signatures.enumerated() {
      guard let bytes = bytes(signature.sig) else {
        throw .malformed("its signature \(place) is no Base64")
      }
      signatures.append(Signature(keyID: signature.keyid ?? "", bytes: bytes))
    }
    self.init(payload: payload, payloadType: form.payloadType, signatures: signatures)
  }

  /// The envelope in one line of JSON.
  package var json: String {
    let form = Form(
      payload: StrictBase64.text(payload), payloadType: payloadType,
      signatures: signatures.map { Form.Signature(keyid: $0.keyID, sig: StrictBase64.text($0.bytes)) })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let json = try? encoder.encode(form) else { preconditionFailure("strings encode") }
    return String(decoding: json, as: UTF8.self)
  }
}

package enum StatementError: Error, Sendable, Hashable {
  /// Not in its form; the text says what is wrong.
  case malformed(String)
  /// What the key of that hash has not signed.
  case badSignature(String)
}

extension StatementError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .malformed(let reason): reason
    case .badSignature(let key): "the signature that names the key \(key.prefix(16)) is not one of it"
    }
  }
}

/// A cell as signatures name it: its log's origin without the epoch, so that what was signed stays what it is where a
/// record begins anew.
package struct SigningOrigin: Sendable, Hashable {
  /// `cellbus/CELL-HHHHHHHH`.
  package let text: String

  /// - Parameter firstKey: the 32 bytes of the public key that the record's genesis names.
  package init(cell: String, firstKey: [UInt8]) {
    text = "cellbus/\(cell)-\(Digest(of: firstKey).hexadecimal.prefix(8))"
  }

  /// Nil for what is no origin.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0] == "cellbus", let dash = parts[1].lastIndex(of: "-"), dash > parts[1].startIndex,
      parts[1][dash...].utf8.count == 9,
      parts[1][dash...].dropFirst().utf8.allSatisfy({ Array("0123456789abcdef".utf8).contains($0) }),
      parts[1].utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") })
    else { return nil }
    self.text = text
  }

  /// The DSSE payload type of the cell's documents.
  package var documentType: String { Self.typePrefix + text }

  private static let typePrefix = "application/vnd.cellbus.document+json;origin="

  /// The origin in a payload type; nil for another type.
  package init?(documentType: String) {
    guard documentType.hasPrefix(Self.typePrefix) else { return nil }
    self.init(String(documentType.dropFirst(Self.typePrefix.count)))
  }
}
