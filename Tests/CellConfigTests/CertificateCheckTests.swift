import CellConfig
import CellCore
import CellProof
import CellSchema
import Foundation
import StrictYAML
import Testing

@Suite("Roots and certificates of a roster") struct CertificateCheckTests {
  private static let roots = (0..<3).map { _ in SigningSecret.generate(.ed25519) }
  private static let keys = (0..<3).map { _ in SigningSecret.generate(.ecdsaP256) }

  private static func certificate(
    _ key: SigningKey = keys[0].publicKey, by signers: [SigningSecret] = Array(roots[..<2]),
    origin: SigningOrigin? = nil,
    participant: String = "FRA", node: String = "FRA.CELL-1", use: Certificate.Use = .document, serial: UInt64 = 1
  ) throws -> String {
    let own = try SigningOrigin(Fixture().load().signingOrigin)
    let certificate = Certificate(
      origin: try #require(origin ?? own), participant: participant, node: node, use: use, key: key, serial: serial,
      notBefore: 1_767_225_600, notAfter: 1_830_297_599)
    return try signers.reduce(certificate.statement) { try $0.signed(by: $1) }.json
  }

  /// The fixture with two of three roots of France, and certificates of its node.
  private static func fixture(
    _ certificates: [String], roots: [SigningKey] = roots.map(\.publicKey), threshold: Int = 2
  ) -> Fixture {
    var files = Fixture()
    let keys = roots.map { "'\($0.text)'" }.joined(separator: ", ")
    files.roster.change(
      "memberships: [european]\n",
      to: "memberships: [european]\n    roots: {threshold: \(threshold), keys: [\(keys)]}\n")
    guard !certificates.isEmpty else { return files }
    let list = certificates.map { "      - \($0)\n" }.joined()
    files.roster.change("  - name: FRA.CELL-1\n", to: "  - name: FRA.CELL-1\n    certificates:\n\(list)")
    return files
  }

  @Test("as many as the threshold says have signed it") func threshold() throws {
    let whole = try Self.fixture([Self.certificate(), Self.certificate(Self.keys[1].publicKey, serial: 2)]).load()
    let node = try #require(whole.roster.value.nodes.first)
    #expect(node.certifiedKeys.map(\.serial) == [1, 2])
    #expect(node.certifiedKeys.map { "\($0.key)" } == Self.keys[..<2].map(\.publicKey.id.hexadecimal))
    #expect(try Self.fixture([Self.certificate(by: [Self.roots[2]])]).problems() == ["roster.yaml:14:9 7015"])
    // The same root twice is one.
    var statement = try SignedStatement(json: Array(Self.certificate(by: [Self.roots[0]]).utf8))
    statement.signatures += statement.signatures
    #expect(try Self.fixture([statement.json]).problems() == ["roster.yaml:14:9 7015"])
  }

  @Test("a certificate is of this cell, this node, for documents") func fields() throws {
    let other = SigningOrigin("cellbus/paris-00000000")
    for wrong in [
      try Self.certificate(origin: other), try Self.certificate(node: "FRA.MNF-1"),
      try Self.certificate(participant: "UKR"),
      try Self.certificate(use: .witness), try Self.certificate(by: Self.keys),
    ] {
      #expect(try Self.fixture([wrong]).problems() == ["roster.yaml:14:9 7015"])
    }
    var statement = try SignedStatement(json: Array(Self.certificate().utf8))
    statement.signatures[1].bytes[7] ^= 1
    #expect(try Self.fixture([statement.json]).problems() == ["roster.yaml:14:9 7015"])
  }

  @Test("a key is of one certificate, and a serial too") func duplicates() throws {
    let twice = [try Self.certificate(), try Self.certificate(serial: 2)]
    #expect(try Self.fixture(twice).problems() == ["roster.yaml:15:9 7003"])
    let serial = [try Self.certificate(), try Self.certificate(Self.keys[1].publicKey)]
    #expect(try Self.fixture(serial).problems() == ["roster.yaml:15:9 7003"])
    // A root signs certificates alone.
    #expect(try Self.fixture([Self.certificate(Self.roots[0].publicKey)]).problems() == ["roster.yaml:14:9 7003"])
  }

  @Test("roots are as many as have to sign, and each is a key") func roots() throws {
    #expect(try Self.fixture([], threshold: 4).problems() == ["roster.yaml:7:24 2017"])
    let key = Self.roots[0].publicKey
    #expect(try Self.fixture([], roots: [key, key]).problems().map { $0.suffix(4) } == ["7003"])
    var files = Self.fixture([], roots: [key], threshold: 1)
    files.roster.change(key.text, to: "AAAA")
    #expect(try files.problems().map { $0.suffix(4) } == ["7002"])
    // Without roots nothing is certified.
    files = Fixture()
    files.roster.change(
      "  - name: FRA.CELL-1\n", to: "  - name: FRA.CELL-1\n    certificates: [\(try Self.certificate())]\n")
    #expect(try files.problems().map { $0.suffix(4) } == ["7015"])
  }
}
