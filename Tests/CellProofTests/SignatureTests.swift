import CellProof
import Foundation
import Testing

@Suite("Signatures on documents and certificates") struct SignatureTests {
  /// DSSE v1.0.2, protocol.md, "Test Vectors".
  @Test func theEncodingIsThatOfDSSE() {
    let encoding = SignedStatement.encoding(Array("hello world".utf8), as: "http://example.com/HelloWorld")
    #expect(String(decoding: encoding, as: UTF8.self) == "DSSEv1 29 http://example.com/HelloWorld 11 hello world")
    // Lengths are of bytes.
    #expect(SignedStatement.encoding(Array("é".utf8), as: "ü") == Array("DSSEv1 2 ü 2 é".utf8))
    #expect(SignedStatement.encoding([], as: "") == Array("DSSEv1 0  0 ".utf8))
  }

  /// The same place: `signature` by the public key with these coordinates, over P-256 with SHA-256.
  @Test func theExampleSignatureOfDSSEIsOne() throws {
    let x = [UInt8](decimal: "46950820868899156662930047687818585632848591499744589407958293238635476079160")
    let y = [UInt8](decimal: "5640078356564379163099075877009565129882514886557779369047442380624545832820")
    let prefix: [UInt8] = [
      0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE,
      0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
    ]
    let key = try #require(SigningKey(encoded: prefix + x + y))
    #expect(key.algorithm == .ecdsaP256)
    let json = """
      {"payload": "aGVsbG8gd29ybGQ=", "payloadType": "http://example.com/HelloWorld", "signatures": [{"sig": \
      "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA=="}]}
      """
    let statement = try SignedStatement(json: Array(json.utf8))
    #expect(String(decoding: statement.payload, as: UTF8.self) == "hello world")
    #expect(key.isValid(statement.signatures[0].bytes, of: statement.encoding))
    var other = statement
    other.payloadType += "x"
    #expect(!key.isValid(other.signatures[0].bytes, of: other.encoding))
  }

  // MARK: keys

  /// RFC 8032 §7.1, test 2, and RFC 8410 §10.1 and §10.3 for the files.
  @Test func keysAreReadAsOpenSSLWritesThem() throws {
    let secret = try #require(
      SigningSecret(
        pem: """
          -----BEGIN PRIVATE KEY-----
          MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
          -----END PRIVATE KEY-----

          """))
    let key = try #require(
      SigningKey(
        pem: """
          -----BEGIN PUBLIC KEY-----
          MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
          -----END PUBLIC KEY-----
          """))
    #expect(secret.publicKey == key && key.algorithm == .ed25519)
    #expect(SigningSecret(pem: secret.pem)?.publicKey == key && SigningKey(pem: key.pem) == key)
    #expect(
      SigningKey(text: key.text) == key && key.text == "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=")
    #expect("\(secret)" == key.text, "a secret that ends up in a log gives nothing away")
  }

  @Test(arguments: SigningAlgorithm.allCases) func everyAlgorithmSignsAndNothingElseHolds(_ algorithm: SigningAlgorithm)
    throws
  {
    let secret = SigningSecret.generate(algorithm)
    let key = secret.publicKey
    #expect(key.algorithm == algorithm && key.encoded.count == (algorithm == .ed25519 ? 44 : 91))
    #expect(SigningSecret(pem: secret.pem)?.publicKey == key)
    let message = Array("a text".utf8)
    let signature = try secret.signature(of: message)
    #expect(signature.count == SigningKey.signatureBytes && key.isValid(signature, of: message))
    #expect(!key.isValid(signature, of: message + [0]) && !key.isValid(signature + [0], of: message))
    #expect(!key.isValid([], of: message) && !key.isValid(Array(repeating: 0, count: 64), of: message))
    for place in signature.indices {
      var other = signature
      other[place] ^= 1
      #expect(!key.isValid(other, of: message))
    }
    // A key has one encoding.
    #expect(SigningKey(encoded: key.encoded + [0]) == nil && SigningKey(encoded: Array(key.encoded.dropLast())) == nil)
    #expect(SigningKey(text: key.text + " ") == nil && SigningKey(encoded: []) == nil)
  }

  // MARK: the block

  private static func entry(_ first: UInt8) -> SignatureBlock.Entry {
    let key = Digest(bytes: [first] + Array(repeating: 7, count: 31))!
    return SignatureBlock.Entry(key: key, signature: Array(repeating: first, count: 64))
  }

  @Test func aBlockHasOneFormForOneSetOfSignatures() throws {
    let block = try SignatureBlock([3, 1, 2].map(Self.entry))
    let bytes = block.bytes
    #expect(bytes.count == 2 + 3 * 96 && bytes[0] == 1 && bytes[1] == 3)
    #expect(bytes[2] == 1 && bytes[98] == 2 && bytes[194] == 3)
    #expect(try SignatureBlock(bytes[...]) == block)
    // Where it lies does not matter.
    #expect(try SignatureBlock(([9] + bytes + [9])[1..<bytes.count + 1]) == block)
    #expect(try block.adding(Self.entry(2)) == block)
    let full = try SignatureBlock((1...40).map { Self.entry(UInt8($0)) })
    #expect(full.bytes.count == 3_842)
    #expect(throws: SignatureBlockError.count(41)) { try full.adding(Self.entry(41)) }
    #expect(throws: SignatureBlockError.count(0)) { try SignatureBlock([]) }
    #expect(throws: SignatureBlockError.length) {
      try SignatureBlock([SignatureBlock.Entry(key: Self.entry(1).key, signature: [1])])
    }
  }

  @Test func everythingElseIsRefused() throws {
    let bytes = try SignatureBlock([1, 2].map(Self.entry)).bytes
    func refused(_ bytes: [UInt8], _ error: SignatureBlockError) {
      #expect(throws: error) { try SignatureBlock(bytes[...]) }
    }
    refused([], .length)
    refused([1], .length)
    refused([1, 0], .count(0))
    refused([2] + bytes.dropFirst(), .version(2))
    refused([1, 41] + bytes.dropFirst(2), .count(41))
    refused(bytes + [0], .length)
    refused(Array(bytes.dropLast()), .length)
    refused([1, 1] + bytes.dropFirst(2), .length)
    refused([1, 3] + bytes.dropFirst(2), .length)
    refused([1, 2] + bytes[98...] + bytes[2..<98], .order(1))
    refused([1, 2] + bytes[2..<98] + bytes[2..<98], .order(1))
  }

  // MARK: statements

  @Test func aStatementCountsEachKnownKeyOnce() throws {
    let secrets = [SigningAlgorithm.ed25519, .ecdsaP256, .ed25519].map(SigningSecret.generate)
    let keys = secrets.map(\.publicKey)
    var statement = SignedStatement(payload: Array("a text".utf8), payloadType: "text/plain")
    #expect(try statement.verified(by: keys) == [])
    for secret in secrets.prefix(2) { statement = try statement.signed(by: secret) }
    statement = try statement.signed(by: secrets[0])
    #expect(statement.signatures.count == 2, "a second signature of a key takes the first one's place")
    #expect(Set(try statement.verified(by: keys)) == Set(keys.prefix(2)))
    #expect(try statement.verified(by: [keys[2]]) == [], "unknown keys are passed over")
    #expect(try SignedStatement(json: Array(statement.json.utf8)) == statement)
    var twice = statement
    twice.signatures += statement.signatures
    #expect(try twice.verified(by: keys).count == 2)
    var bad = statement
    bad.signatures[1].bytes[5] ^= 1
    #expect(throws: StatementError.badSignature(bad.signatures[1].keyID)) { try bad.verified(by: keys) }
    var other = statement
    other.payload[0] ^= 1
    #expect(throws: StatementError.self) { try other.verified(by: keys) }
    for json in ["", "{}", "[]", #"{"payload":"!","payloadType":"a","signatures":[]}"#] {
      #expect(throws: StatementError.self) { try SignedStatement(json: Array(json.utf8)) }
    }
    // Verifiers of DSSE read either alphabet.
    let safe = statement.json.replacing("+", with: "-").replacing("/", with: "_").replacing(
      "text_plain", with: "text/plain")
    #expect(try SignedStatement(json: Array(safe.utf8)) == statement)
  }

  // MARK: certificates

  private static let certificate = Certificate(
    origin: SigningOrigin("cellbus/paris-1a2b3c4d")!, participant: "UKR", node: "UKR.CELL-1", use: .document,
    key: SigningKey(text: "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=")!, serial: 7,
    notBefore: 1_772_323_200, notAfter: 1_803_859_199)

  private static let text =
    #"{"origin":"cellbus/paris-1a2b3c4d","participant":"UKR","node":"UKR.CELL-1","use":"document","#
    + #""algorithm":"ed25519","key":"MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=","serial":7,"#
    + #""notBefore":"2026-03-01T00:00:00Z","notAfter":"2027-02-28T23:59:59Z"}"#

  private static func read(_ text: String) throws -> Certificate {
    try Certificate(SignedStatement(payload: Array(text.utf8), payloadType: Certificate.payloadType))
  }

  @Test func aCertificateHasOneForm() throws {
    #expect(String(decoding: Self.certificate.payload, as: UTF8.self) == Self.text)
    #expect(try Self.read(Self.text) == Self.certificate)
    #expect(try Certificate(Self.certificate.statement) == Self.certificate)
  }

  @Test(arguments: [
    (#""serial":7"#, #""serial":7,"more":1"#), (#""serial":7"#, #""serial":07"#), (#""serial":7"#, #""serial":-7"#),
    (#""serial":7"#, #""serial":7.0"#), (#""serial":7,"#, ""), (#""use":"document""#, #""use":"witness ""#),
    (#""use":"document""#, #""use":"anything""#), ("ed25519", "ecdsa-p256"), ("MCow", "MCox"), (",", ", "),
    ("2026-03-01T00:00:00Z", "2026-03-01"), ("2026-03-01T00:00:00Z", "2026-03-01T00:00:00+00:00"),
    ("2026-03-01T00:00:00Z", "2026-02-29T00:00:00Z"), ("2026-03-01T00:00:00Z", "2028-03-01T00:00:00Z"),
    ("1a2b3c4d", "1A2B3C4D"), ("cellbus/paris-1a2b3c4d", "paris"),
    (#""node":"UKR.CELL-1""#, #""node":"UKR.CELL\u002d1""#),
    (#"{"origin""#, #"{"serial":7,"origin""#),
  ]) func anotherFormIsNone(_ old: String, _ new: String) {
    let text = Self.text.replacing(old, with: new)
    #expect(text != Self.text)
    #expect(throws: StatementError.self, "\(text)") { try Self.read(text) }
  }

  @Test func anotherPayloadTypeIsNoCertificate() {
    let statement = SignedStatement(payload: Array(Self.text.utf8), payloadType: "application/json")
    #expect(throws: StatementError.self) { try Certificate(statement) }
  }

  @Test func theOriginNamesCellAndFirstLogKey() throws {
    // RFC 8032 §7.1, test 1.
    let key = try #require(StrictBase64.bytes("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="))
    let origin = SigningOrigin(cell: "paris", firstKey: key)
    #expect(origin.text == "cellbus/paris-\(Digest(of: key).hexadecimal.prefix(8))")
    #expect(SigningOrigin(origin.text) == origin)
    #expect(origin.documentType == "application/vnd.cellbus.document+json;origin=\(origin.text)")
    #expect(SigningOrigin(documentType: origin.documentType) == origin)
    for text in [
      "", "cellbus/", "cellbus/paris", "cellbus/-1a2b3c4d", "cellbus/paris-1a2b3c4", "cellbus/paris-1a2b3c4g",
      "other/paris-1a2b3c4d", "cellbus/pa\"ris-1a2b3c4d", "cellbus/paris-1a2b3c4d/1",
    ] {
      #expect(SigningOrigin(text) == nil, "\(text)")
    }
    #expect(SigningOrigin(documentType: "application/json") == nil)
  }
}

extension [UInt8] {
  /// 32 bytes of a number, most significant first.
  fileprivate init(decimal text: String) {
    self = Array(repeating: 0, count: 32)
    for digit in text.utf8 {
      var carry = Int(digit - UInt8(ascii: "0"))
      for place in indices.reversed() {
        carry += Int(self[place]) * 10
        self[place] = UInt8(carry & 0xFF)
        carry >>= 8
      }
    }
  }
}
