import Testing
import ZeroMQ

@Suite struct CurveKeyTests {
  @Test func `Z85 is as RFC 32 has it`() {
    let bytes: [UInt8] = [0x86, 0x4f, 0xd2, 0x6f, 0xb5, 0x59, 0xf7, 0x5b]
    #expect(Z85.encode(bytes) == "HelloWorld")
    #expect(Z85.decode("HelloWorld") == bytes)
    #expect(Z85.encode([255, 255, 255, 255]) == "%nSc0")
    #expect(Z85.decode("%nSc0") == [255, 255, 255, 255])
  }

  @Test(arguments: ["%nSc1", "#####", "Hello World", "Hell", "Hell\"", "Hellö", "Hell~"])
  func `what is not Z85 is not decoded`(text: String) {
    #expect(Z85.decode(text) == nil)
  }

  @Test func `a key has 32 bytes`() {
    #expect(CurveKey(z85: "HelloWorld") == nil)
    #expect(CurveKey(z85: String(repeating: "#", count: 40)) == nil)
    #expect(CurveKey(z85: String(repeating: "0", count: 41)) == nil)
    #expect(CurveKey(bytes: [UInt8](repeating: 0, count: 31)) == nil)
    #expect(CurveKey(bytes: [UInt8](repeating: 0, count: 32))?.z85 == String(repeating: "0", count: 40))
  }

  /// The keys of zmq_curve(7).
  @Test func `the public key follows from the secret one`() throws {
    let secret = try #require(CurveKey(z85: "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6"))
    #expect(try CurveKeyPair(secret: secret).publicKey.z85 == "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7")
    let generated = try CurveKeyPair.generate()
    #expect(try CurveKeyPair(secret: generated.secretKey) == generated)
    #expect(try CurveKeyPair.generate() != generated)
  }

  @Test func `a secret key stays out of what is printed`() throws {
    let keys = try CurveKeyPair.generate()
    var dumped = ""
    dump(keys, to: &dumped)
    for text in ["\(keys)", String(reflecting: keys), dumped, "\(ZMQOption.curveServer(secret: keys.secretKey))"] {
      #expect(!text.contains(keys.secretKey.z85))
    }
  }
}
