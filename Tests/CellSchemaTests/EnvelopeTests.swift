import CellSchema
import Testing

@Suite("An envelope says where its signature block and its document lie")
struct EnvelopeTests {
  private static let frame = Array("..sig...document..".utf8)

  @Test func `both are found in the frame that they came in`() {
    let envelope = Envelope(in: Self.frame, signature: 2..<5, document: 8..<16)
    #expect(Array(envelope.signature) == Array("sig".utf8))
    #expect(Array(envelope.document) == Array("document".utf8))
    #expect(envelope.encodedCount == 2 + 3 + 4 + 8)
  }

  @Test func `an envelope in a frame equals one with bytes of its own`() {
    let framed = Envelope(in: Self.frame, signature: 2..<5, document: 8..<16)
    let own = Envelope(signature: Array("sig".utf8), document: Array("document".utf8))
    #expect(framed == own)
    #expect(Set([framed, own]).count == 1)
    #expect(framed != Envelope(signature: Array("sig".utf8), document: Array("documents".utf8)))
    #expect(framed != Envelope(document: Array("document".utf8)))
  }

  @Test func `where the signature block ends makes a difference`() {
    #expect(Envelope(signature: [1], document: [2, 3]) != Envelope(signature: [1, 2], document: [3]))
  }

  @Test func `a document alone has an empty signature block`() {
    let envelope = Envelope(document: [0x7B, 0x7D])
    #expect(envelope.signature.isEmpty)
    #expect(Array(envelope.document) == [0x7B, 0x7D])
    #expect(envelope.encodedCount == 8)
  }

  @Test func `both may be empty, also at the end of the bytes`() {
    let envelope = Envelope(in: Self.frame, signature: 18..<18, document: 18..<18)
    #expect(envelope.signature.isEmpty && envelope.document.isEmpty)
    #expect(envelope == Envelope(document: []))
  }
}
