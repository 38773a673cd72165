/// A SHA-256 hash (FIPS 180-4) as 64 small hexadecimal digits.
public struct SHA256Hex: StringLeaf {
  public static let stringShape = StringShape(pattern: BytePattern(.init("0-9a-f", 64)))
  public static var sample: Self { "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" }

  public let description: String

  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.description = description
  }

  /// Nil unless there are 32 bytes.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 32 else { return nil }
    let digits = Array("0123456789abcdef".utf8)
    description = String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] }, as: UTF8.self)
  }

  /// The 32 bytes.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    var high: UInt8?
    for digit in description.utf8 {
      let nibble = digit <= UInt8(ascii: "9") ? digit - UInt8(ascii: "0") : digit - UInt8(ascii: "a") + 10
      if let first = high {
        bytes.append(first << 4 | nibble)
        high = nil
      } else {
        high = nibble
      }
    }
    return bytes
  }
}

/// An Ed25519 public key (RFC 8032): 32 bytes in Base64 (RFC 4648 §4), 44 characters.
public struct PublicKeyText: StringLeaf {
  public static let stringShape = StringShape(pattern: BytePattern(.init("A-Za-z0-9+/", 43), .init("=")))
  /// The public key of RFC 8032 §7.1, test 1.
  public static var sample: Self { "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=" }

  public let description: String

  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.description = description
  }
}
