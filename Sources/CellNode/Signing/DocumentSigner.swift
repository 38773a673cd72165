package import CellProof
public import CellSchema
import Foundation

/// What signs a node's documents: a key, wherever it is, with the certificate that the roots of the node's participant
/// gave it.
///
/// ```swift
/// let signer = try DocumentSigner(certificate: certificate) { request in try await card.sign(request.encoding) }
/// let receipt = try await node.publish(draft, signedBy: signer)
/// ```
///
/// - Guarantee: a signature is used only where it is one of the certified key over the document's exact bytes; the broker
///   would refuse any other.
public struct DocumentSigner: Sendable {
  /// What is to be signed.
  public struct Request: Hashable, Sendable {
    /// The document's exact bytes.
    public let payload: [UInt8]
    /// `application/vnd.cellbus.document+json;origin=cellbus/paris-1a2b3c4d`.
    public let payloadType: String

    /// The bytes that the signature is over: DSSE's encoding of both (DSSE v1.0.2).
    public var encoding: [UInt8] { SignedStatement.encoding(payload, as: payloadType) }

    /// The request as a program reads it: one line of JSON, `{"payload": Base64, "payloadType": …}`, without its line
    /// feed. The program computes the encoding itself, so that it can show what it signs.
    package var line: String {
      let members: [String: String] = ["payload": StrictBase64.text(payload), "payloadType": payloadType]
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      guard let json = try? encoder.encode(members) else { preconditionFailure("strings encode") }
      return String(decoding: json, as: UTF8.self)
    }

    /// Reads ``line``; nil for anything else.
    package init?(line: [UInt8]) {
      struct Form: Codable { var payload, payloadType: String }
      guard let form = try? JSONDecoder().decode(Form.self, from: Data(line)),
        let payload = StrictBase64.bytes(form.payload)
      else { return nil }
      self.init(payload: payload, payloadType: form.payloadType)
    }

    package init(payload: [UInt8], payloadType: String) {
      self.payload = payload
      self.payloadType = payloadType
    }
  }

  private let certificate: Certificate
  private let sign: @Sendable (Request) async throws -> [UInt8]

  /// - Parameters:
  ///   - certificate: the certificate in JSON, as it stands in the roster.
  ///   - sign: gives the 64 bytes of an Ed25519 signature, or of an ECDSA signature over P-256 as r and s. What it throws
  ///     is passed on.
  /// - Throws: `bad-certificate`.
  public init(
    certificate json: [UInt8], sign: @escaping @Sendable (Request) async throws -> [UInt8]
  ) throws(NodeError) {
    do throws(StatementError) {
      certificate = try Certificate(SignedStatement(json: json))
    } catch {
      throw NodeError(.badCertificate, error.description)
    }
    self.sign = sign
  }

  /// Signs with a key in memory.
  ///
  /// - Parameter key: the text of a file `-----BEGIN PRIVATE KEY-----` (PKCS 8).
  /// - Throws: `bad-certificate`; `bad-key` for a text that is no key, or the key of another certificate.
  public init(certificate json: [UInt8], key: String) throws(NodeError) {
    guard let secret = SigningSecret(pem: key) else {
      throw NodeError(.badKey, "no private key, Ed25519 or ECDSA P-256, in PEM (PKCS 8)")
    }
    try self.init(certificate: json) { try secret.signature(of: $0.encoding) }
    guard certificate.key == secret.publicKey else {
      throw NodeError(.badKey, "the certificate is of the key \(certificate.key.text), and this is \(secret)")
    }
  }

  /// The node for which the key signs.
  public var node: String { certificate.node }

  /// The DSSE payload type of what it signs.
  package var documentType: String { certificate.origin.documentType }

  /// Signs a document.
  ///
  /// - Throws: `signer-failed` where what came is no signature of the certified key; what the closure throws.
  package func entry(for document: [UInt8]) async throws -> SignatureBlock.Entry {
    let request = Request(payload: document, payloadType: documentType)
    let bytes = try await sign(request)
    guard certificate.key.isValid(bytes, of: request.encoding) else {
      throw NodeError(
        .signerFailed, "what the signer gave is no signature of \(certificate.node)'s certified key over the document")
    }
    return SignatureBlock.Entry(key: certificate.key.id, signature: bytes)
  }
}

extension DocumentSigner: CustomStringConvertible {
  public var description: String {
    "a signer for \(certificate.node), key \(certificate.key.id.hexadecimal.prefix(16))"
  }
}

/// Who made a signature of a message, by the roster that was in force where the message stands on the record.
public struct MessageSigner: Codable, Hashable, Sendable {
  /// The node for which the key was certified; nil where that roster has no certificate for it.
  public let node: NodeName?
  /// The SHA-256 of the key, of its SubjectPublicKeyInfo in DER.
  public let key: SHA256Hex

  package init(node: NodeName?, key: SHA256Hex) {
    self.node = node
    self.key = key
  }
}
