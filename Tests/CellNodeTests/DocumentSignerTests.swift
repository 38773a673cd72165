import CellNode
import CellProof
import CellSchema
import Foundation
import Testing

/// What signs for a node is checked before its signature is used.
@Suite("A signer of documents") struct DocumentSignerTests {
  private static let secret = SigningSecret.generate(.ecdsaP256)
  private static let certificate: [UInt8] = {
    let certificate = Certificate(
      origin: SigningOrigin("cellbus/paris-1a2b3c4d")!, participant: "UKR", node: "UKR.GS-1", use: .document,
      key: secret.publicKey, serial: 1, notBefore: 0, notAfter: 4_000_000_000)
    return Array(certificate.statement.json.utf8)
  }()
  private static let document = Array("{}".utf8)

  @Test func `it is asked for the document and its type, and its signature is verified`() async throws {
    let signer = try DocumentSigner(certificate: Self.certificate) { request in
      #expect(request.payload == Self.document)
      #expect(request.payloadType == "application/vnd.cellbus.document+json;origin=cellbus/paris-1a2b3c4d")
      return try Self.secret.signature(of: request.encoding)
    }
    let entry = try await signer.entry(for: Self.document)
    #expect(entry.key == Self.secret.publicKey.id && signer.node == "UKR.GS-1")
    #expect(!"\(signer)".contains("PRIVATE"))
    let own = try DocumentSigner(certificate: Self.certificate, key: Self.secret.pem)
    #expect(try await own.entry(for: Self.document).key == entry.key)
  }

  @Test func `what is no signature of the certified key over the document is not used`() async throws {
    let other = SigningSecret.generate(.ecdsaP256)
    let wrong: [@Sendable (DocumentSigner.Request) throws -> [UInt8]] = [
      { _ in [] }, { try other.signature(of: $0.encoding) }, { try Self.secret.signature(of: $0.payload) },
      { try Self.secret.signature(of: $0.encoding) + [0] },
    ]
    for sign in wrong {
      let signer = try DocumentSigner(certificate: Self.certificate) { try sign($0) }
      let error = await #expect(throws: NodeError.self) { try await signer.entry(for: Self.document) }
      #expect(error?.code == .signerFailed)
    }
    // What it throws itself is passed on.
    let refusing = try DocumentSigner(certificate: Self.certificate) { _ in throw CancellationError() }
    await #expect(throws: CancellationError.self) { try await refusing.entry(for: Self.document) }
  }

  @Test func `its certificate and its key belong together`() {
    let bad = #expect(throws: NodeError.self) {
      try DocumentSigner(certificate: Array("{}".utf8), key: Self.secret.pem)
    }
    #expect(bad?.code == .badCertificate)
    for key in ["", SigningSecret.generate(.ecdsaP256).pem, Self.secret.publicKey.pem] {
      let error = #expect(throws: NodeError.self) { try DocumentSigner(certificate: Self.certificate, key: key) }
      #expect(error?.code == .badKey)
    }
  }

  @Test func `a request is one line`() throws {
    let request = DocumentSigner.Request(payload: Array("a\n\"b\"".utf8), payloadType: "text/plain")
    #expect(request.line == #"{"payload":"YQoiYiI=","payloadType":"text/plain"}"#)
    #expect(DocumentSigner.Request(line: Array((request.line + "\n").utf8)) == request)
    for line in ["", "{}", #"{"payload":"!","payloadType":"x"}"#] {
      #expect(DocumentSigner.Request(line: Array(line.utf8)) == nil)
    }
  }
}
