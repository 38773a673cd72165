import CellJournal
import CellProof
import CellSchema

/// Who signed a bundle's rows: by the certificates that it encloses, and by root keys that whoever verifies has from
/// elsewhere.
struct RowSigners: Sendable {
  private let origin: SigningOrigin
  private var certificates: [Digest: Certificate] = [:]

  /// - Parameter texts: the certificates in Base64, DSSE envelopes in JSON.
  /// - Throws: where one is no certificate that as many roots of its participant have signed as have to.
  init(_ texts: [String], log: String, roots: RootKeys) throws(EvidenceFault) {
    guard let slash = log.lastIndex(of: "/"), let origin = SigningOrigin(String(log[..<slash])) else {
      throw EvidenceFault("checkpoint", "\(log) is no log's name")
    }
    self.origin = origin
    for (place, text) in texts.enumerated() {
      let part = "certificates/\(place)"
      guard let json = StrictBase64.bytes(text) else { throw EvidenceFault(part, "it is no strict Base64") }
      do throws(StatementError) {
        let statement = try SignedStatement(json: json)
        let certificate = try Certificate(statement)
        guard certificate.origin == origin, certificate.use == .document else {
          throw .malformed("it is of another cell, or for another use")
        }
        guard let own = roots.participants[certificate.participant] else {
          throw .malformed("there are no roots of \(certificate.participant), whose certificate it is")
        }
        let signed = try statement.verified(by: own.keys)
        guard signed.count >= own.threshold else {
          throw .malformed(
            "\(signed.count) of the roots of \(certificate.participant) have signed it; \(own.threshold) have to")
        }
        certificates[certificate.key.id] = certificate
      } catch {
        throw EvidenceFault(part, error.description)
      }
    }
  }

  /// The nodes whose certified keys have signed the row's document, each certificate in force when it was accepted.
  func signers(of row: ProvedRow, part: String) throws(EvidenceFault) -> [String] {
    guard let bytes = row.signature, !bytes.isEmpty, let document = row.document else { return [] }
    let block: SignatureBlock
    do throws(SignatureBlockError) { block = try SignatureBlock(bytes[...]) } catch {
      throw EvidenceFault(part, error.description)
    }
    let message = SignedStatement.encoding(document, as: origin.documentType)
    let second = row.leaf.acceptedAt.value / 1_000_000
    var nodes: [String] = []
    for entry in block.entries {
      guard let certificate = certificates[entry.key] else {
        throw EvidenceFault(part, "no certificate is enclosed of the key \(entry.key.hexadecimal.prefix(16))")
      }
      guard certificate.key.isValid(entry.signature, of: message) else {
        throw EvidenceFault(part, "the key of \(certificate.node) has not signed this document")
      }
      guard certificate.notBefore...certificate.notAfter ~= second else {
        throw EvidenceFault(part, "the certificate of \(certificate.node) was not in force when it was accepted")
      }
      nodes.append(certificate.node)
    }
    return nodes
  }
}
