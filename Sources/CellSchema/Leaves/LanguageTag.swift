/// A language, `uk` or `en-GB` (BCP 47): two or three small letters, then subtags.
public struct LanguageTag: StringLeaf {
  public static let stringShape = StringShape(
    pattern: BytePattern(anyOf: [
      [.init("a-z", 2...3)], [.init("a-z", 2...3), .init("-"), .init("A-Za-z0-9-", 1...31)],
    ]))
  public static var sample: Self { "uk" }

  public let description: String

  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.description = description
  }
}
