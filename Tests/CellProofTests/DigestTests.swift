import CellProof
import Testing

@Suite struct DigestTests {
  /// FIPS 180-2, appendix B.1 and B.2.
  @Test(arguments: [
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
  ])
  func hashesAsTheStandardSays(text: String, hash: String) {
    let digest = Digest(of: Array(text.utf8))
    #expect(digest.hexadecimal == hash)
    #expect(digest.description == hash)
  }

  @Test func aSliceIsHashedWithoutWhatSurroundsIt() {
    let around = Array("xxabcxx".utf8)
    #expect(Digest(of: around[2..<5]) == Digest(of: Array("abc".utf8)))
  }

  @Test func comesBackFromItsBytesAndItsText() throws {
    let digest = Digest(of: Array("abc".utf8))
    #expect(digest.bytes.count == 32)
    #expect(digest.bytes.prefix(3) == [0xba, 0x78, 0x16])
    #expect(Digest(bytes: digest.bytes) == digest)
    #expect(Digest(bytes: [0] + digest.bytes) == nil)
    #expect(Digest(bytes: Array(digest.bytes.dropLast())) == nil)
    #expect(Digest(hexadecimal: digest.hexadecimal) == digest)
    #expect(Digest(hexadecimal: digest.hexadecimal.uppercased()) == digest)
    #expect(Digest(hexadecimal: String(digest.hexadecimal.dropLast())) == nil)
    #expect(Digest(hexadecimal: "g" + digest.hexadecimal.dropFirst()) == nil)
  }

  @Test(arguments: 0..<32)
  func everyByteCounts(index: Int) throws {
    let digest = Digest(of: Array("abc".utf8))
    var bytes = digest.bytes
    bytes[index] ^= 1
    let other = try #require(Digest(bytes: bytes))
    #expect(other != digest)
    #expect(Set([other, digest]).count == 2)
  }
}
