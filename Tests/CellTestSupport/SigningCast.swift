import CellConfig
package import CellCore
package import CellProof
package import CellSchema
import Foundation

/// Who signs in a cell of a test: roots, keys and certificates, and what is signed with them.
package struct SigningCast: Sendable {
  package let origin: SigningOrigin

  package init(origin: String) {
    guard let origin = SigningOrigin(origin) else { preconditionFailure("\(origin) is no origin") }
    self.origin = origin
  }

  /// The cast of the fixture's cell.
  package init() {
    origin = SigningOrigin(cell: "\(Fixture.cell)", firstKey: Fixture.logKey.bytes)
  }

  /// The year before and after the fixture's start.
  package static let always: ClosedRange<Int64> = 1_767_225_600...1_830_297_599

  package func certificate(
    of key: SigningKey, for node: NodeName, serial: UInt64 = 1, in force: ClosedRange<Int64> = always,
    use: Certificate.Use = .document
  ) -> Certificate {
    Certificate(
      origin: origin, participant: "\(node.participant)", node: "\(node)", use: use, key: key, serial: serial,
      notBefore: force.lowerBound, notAfter: force.upperBound)
  }

  package func statement(_ certificate: Certificate, by roots: [SigningSecret]) -> SignedStatement {
    var statement = certificate.statement
    for root in roots {
      do { statement = try statement.signed(by: root) } catch { preconditionFailure("\(error)") }
    }
    return statement
  }

  /// A certificate as a roster has it.
  package func text(_ certificate: Certificate, by roots: [SigningSecret]) -> CertificateText {
    let json = Data(statement(certificate, by: roots).json.utf8)
    do { return try JSONDecoder().decode(CertificateText.self, from: json) } catch { preconditionFailure("\(error)") }
  }

  package static func roots(_ secrets: [SigningSecret], threshold: PositiveCount = 1) -> Roots {
    Roots(threshold: threshold, keys: NonEmpty(secrets.map { Base64Text(bytes: $0.publicKey.encoded)! })!)
  }

  /// A roster in which a participant has roots, and one of its nodes keys.
  package func roster(
    _ node: NodeName, root: SigningSecret, keys: [SigningSecret], in force: ClosedRange<Int64> = always,
    of given: Roster = Fixture.roster
  ) -> Roster {
    var roster = given
    for place in roster.participants.indices where roster.participants[place].code == node.participant {
      roster.participants[place].roots = Self.roots([root])
    }
    for place in roster.nodes.indices where roster.nodes[place].name == node {
      roster.nodes[place].certificates = NonEmpty(
        keys.enumerated().map { serial, key in
          text(certificate(of: key.publicKey, for: node, serial: UInt64(serial), in: force), by: [root])
        })
    }
    return roster
  }

  /// The block of a document's signatures.
  package func block(over document: [UInt8], by keys: [SigningSecret]) -> [UInt8] {
    let message = SignedStatement.encoding(document, as: origin.documentType)
    do {
      return try SignatureBlock(
        keys.map { SignatureBlock.Entry(key: $0.publicKey.id, signature: try $0.signature(of: message)) }
      ).bytes
    } catch { preconditionFailure("\(error)") }
  }

  package func envelope(_ document: [UInt8], by keys: [SigningSecret]) -> Envelope {
    Envelope(signature: block(over: document, by: keys), document: document)
  }
}
