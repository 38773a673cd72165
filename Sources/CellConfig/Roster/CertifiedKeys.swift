package import CellCore
import CellProof
package import CellSchema

/// The keys that sign by a roster: what verifies a message's signatures for the core.
package struct CertifiedKeys: SignatureVerifier {
  private struct Certified: Sendable {
    let key: SigningKey
    let signer: Signer
    /// The DSSE payload type of what it signs.
    let documentType: String
  }

  private let keys: [Digest: Certified]

  /// Takes the certificates of a roster that was checked when it came in force; of an unchecked one those that can be
  /// read.
  package init(_ roster: Roster) {
    var keys: [Digest: Certified] = [:]
    for node in roster.nodes {
      for text in node.certificates?.elements ?? [] {
        guard let statement = SignedStatement(text), let certificate = try? Certificate(statement),
          let hash = SHA256Hex(bytes: certificate.key.id.bytes)
        else { continue }
        keys[certificate.key.id] = Certified(
          key: certificate.key,
          signer: Signer(
            node: node.name, key: hash, notBefore: Microseconds(certificate.notBefore * 1_000_000),
            // The last second in force is in force to its end.
            notAfter: Microseconds(certificate.notAfter * 1_000_000 + 999_999)),
          documentType: certificate.origin.documentType)
      }
    }
    self.keys = keys
  }

  package func signers(of envelope: Envelope) throws(Refusal) -> [Signer] {
    let block: SignatureBlock
    do { block = try SignatureBlock(envelope.signature) } catch {
      throw Refusal(.malformedSignatures, at: "/signatures", error.description)
    }
    var signers: [Signer] = []
    var messages: [String: [UInt8]] = [:]
    for (place, entry) in block.entries.enumerated() {
      guard let certified = keys[entry.key] else {
        throw Refusal(
          .unknownSigner, at: "/signatures/\(place)",
          "the roster in force has no certificate for the key \(entry.key.hexadecimal.prefix(16))")
      }
      let message =
        messages[certified.documentType]
        ?? SignedStatement.encoding(envelope.document, as: certified.documentType)
      messages[certified.documentType] = message
      guard certified.key.isValid(entry.signature, of: message) else {
        throw Refusal(
          .badSignature, at: "/signatures/\(place)",
          "the signature by the key \(entry.key.hexadecimal.prefix(16)) of \(certified.signer.node) is not one over this"
            + " document")
      }
      signers.append(certified.signer)
    }
    return signers
  }

  package func named(in block: ArraySlice<UInt8>) -> [(key: SHA256Hex, signer: Signer?)] {
    ((try? SignatureBlock(block))?.entries ?? []).compactMap { entry in
      SHA256Hex(bytes: entry.key.bytes).map { ($0, keys[entry.key]?.signer) }
    }
  }
}

/// What a certificate of a roster says of a key.
package struct CertifiedKey: Sendable {
  /// The SHA-256 of the key.
  package let key: SHA256Hex
  package let algorithm: String
  package let serial: UInt64
  package let notBefore: Timestamp
  package let notAfter: Timestamp
}

extension RosterNode {
  /// The keys by which the node signs.
  package var certifiedKeys: [CertifiedKey] {
    (certificates?.elements ?? []).compactMap { text in
      guard let statement = SignedStatement(text), let certificate = try? Certificate(statement),
        let key = SHA256Hex(bytes: certificate.key.id.bytes)
      else { return nil }
      return CertifiedKey(
        key: key, algorithm: certificate.key.algorithm.rawValue, serial: certificate.serial,
        notBefore: Timestamp(microseconds: certificate.notBefore * 1_000_000),
        notAfter: Timestamp(microseconds: certificate.notAfter * 1_000_000))
    }
  }
}

extension SignedStatement {
  /// A roster's certificate; nil where its Base64 stands for no bytes, or not for them alone.
  init?(_ text: CertificateText) {
    guard let payload = StrictBase64.bytes(text.payload.description) else { return nil }
    var signatures: [Signature] = []
    for signature in text.signatures {
      guard let bytes = StrictBase64.bytes(signature.sig.description) else { return nil }
      signatures.append(Signature(keyID: "\(signature.keyid)", bytes: bytes))
    }
    self.init(payload: payload, payloadType: text.payloadType.description, signatures: signatures)
  }
}

extension PublicKeyText {
  /// The key's 32 bytes.
  package var bytes: [UInt8] { StrictBase64.bytes(description) ?? [] }
}
