/// A CURVE key in Z85 (ZeroMQ RFC 32): 40 characters for 32 bytes.
public struct CurveKeyText: StringLeaf {
  static let alphabet =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"
  public static let stringShape = StringShape(
    pattern: BytePattern(.init(ByteSet("0-9a-zA-Z.:+=^!/*?&<>()[]{}@%$#-"), 40...40)))
  /// The server's public key of ZeroMQ's own CURVE examples.
  public static var sample: Self { "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7" }

  public let description: String

  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.description = description
  }

  /// The 32 bytes; nil where five characters stand for more than 32 bits, which the pattern cannot see.
  public var bytes: [UInt8]? {
    let values = Array(Self.alphabet.utf8)
    var bytes: [UInt8] = []
    let characters = Array(description.utf8)
    for start in stride(from: 0, to: characters.count, by: 5) {
      var word: UInt64 = 0
      for character in characters[start..<start + 5] {
        guard let value = values.firstIndex(of: character) else { return nil }
        word = word * 85 + UInt64(value)
      }
      guard let word = UInt32(exactly: word) else { return nil }
      for shift in [24, 16, 8, 0] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }
    return bytes
  }
}
