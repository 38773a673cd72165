import CellProof
import Testing

@Suite struct LogKeyTests {
  /// RFC 8032 §7.1, test 1.
  private let secret = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="
  private let publicKey = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="

  @Test func theSecretGivesThePublicKeyOfTheStandard() throws {
    let key = try LogKey(secret: secret)
    #expect(key.publicText == publicKey)
    #expect(key.publicBytes.prefix(4) == [0xd7, 0x5a, 0x98, 0x01])
    #expect(key.secretText == secret)
  }

  @Test func aGeneratedKeyComesBackFromItsText() throws {
    let key = LogKey.generate()
    let loaded = try LogKey(secret: key.secretText + "\n")
    #expect(loaded.publicText == key.publicText)
    #expect(LogKey.generate().publicText != key.publicText)
  }

  @Test func whatIsNoKeyIsRefused() {
    #expect(throws: LogKeyError.notBase64) { _ = try LogKey(secret: "not a key") }
    #expect(throws: LogKeyError.length(3)) { _ = try LogKey(secret: "AAAA") }
    #expect(throws: LogKeyError.length(0)) { _ = try LogKey(secret: "") }
    // The same 32 bytes for a lenient decoder: the unused bits of the last digit are set.
    #expect(throws: LogKeyError.notBase64) {
      _ = try LogKey(secret: secret.dropLast(2) + "B=")
    }
  }

  @Test func aLogLineShowsThePublicHalfAlone() throws {
    let key = try LogKey(secret: secret)
    var dumped = ""
    dump(key, to: &dumped)
    for text in ["\(key)", String(reflecting: key), dumped] {
      #expect(text.contains(publicKey))
      #expect(!text.contains(secret))
    }
  }
}
