import CellSchema
import Testing

@Suite struct PayloadIdentifierTests {
  private let acceptedAt: Timestamp = "2026-03-07T10:21:00.123Z"

  @Test func `an identifier is a UUID of version 7 of its moment`() {
    var generator = SystemRandomNumberGenerator()
    let id = MessageID.make(at: acceptedAt, using: &generator)
    #expect(id.madeAt == acceptedAt)
    #expect(!id.isOfBus)
    let text = Array(id.description)
    #expect(text.count == 36 && text[14] == "7" && "89ab".contains(text[19]))
    #expect(MessageID(id.description) == id)
    #expect(MessageID(bytes: id.bytes) == id)
    #expect(id.bytes.count == 16)
  }

  @Test func `identifiers differ`() {
    #expect(Set((0..<1_000).map { _ in MessageID.make() }).count == 1_000)
  }

  @Test func `the RFC's own example is read`() {
    // RFC 9562, appendix A.6.
    let id: MessageID = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"
    #expect(id.madeAt == "2022-02-22T19:22:22.000Z")
    #expect(id.description == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
  }

  @Test(arguments: [
    "017f22e2-79b0-4cc3-98c4-dc0c0c07398f", "017f22e2-79b0-7cc3-c8c4-dc0c0c07398f",
    "017F22E2-79B0-7CC3-98C4-DC0C0C07398F", "017f22e279b07cc398c4dc0c0c07398f", "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
    "{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}", "",
  ])
  func `another version, variant or spelling is refused`(text: String) {
    #expect(MessageID(text) == nil)
    let checker = ValueChecker(MessageID.shape)
    #expect(throws: Refusal.self) { try checker.check(Array("\"\(text)\"".utf8).span) }
  }

  @Test func `what the bus says follows from its cause and from nothing else`() {
    let id = MessageID.ofBus(sequence: 4_128, ordinal: 1, acceptedAt: acceptedAt)
    #expect(id.isOfBus)
    #expect(id.description == "019cc7d0-8f5b-8001-8000-000000001020")
    #expect(id == .ofBus(sequence: 4_128, ordinal: 1, acceptedAt: acceptedAt))
    #expect(id != .ofBus(sequence: 4_128, ordinal: 2, acceptedAt: acceptedAt))
    #expect(id != .ofBus(sequence: 4_129, ordinal: 1, acceptedAt: acceptedAt))
    #expect(MessageID(id.description) == id)
  }

  @Test func `bytes without version or variant are no identifier`() {
    #expect(MessageID(bytes: [UInt8](repeating: 0, count: 16)) == nil)
    #expect(MessageID(bytes: [UInt8](repeating: 0xFF, count: 16)) == nil)
    #expect(MessageID(bytes: [1, 2, 3]) == nil)
  }
}
