/// A text's short name, `paris-declaration`: a small letter, then up to 63 small letters, digits and hyphens.
public struct Instrument: StringLeaf {
  public static let stringShape = StringShape(pattern: BytePattern(.init("a-z"), .init("a-z0-9-", 0...63)))
  public static var sample: Self { "paris-declaration" }

  public let description: String

  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.description = description
  }
}

/// A text's version, `draft-2` or `final`: up to 32 small letters, digits, dots and hyphens.
public struct InstrumentVersion: StringLeaf {
  public static let stringShape = StringShape(pattern: BytePattern(.init("a-z0-9"), .init("a-z0-9.-", 0...31)))
  public static var sample: Self { "final" }

  public let description: String

  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.description = description
  }
}

/// A provision of a text by its number, `4` or `2.1(b)`.
public struct ProvisionNumber: StringLeaf {
  public static let stringShape = StringShape(pattern: BytePattern(.init("A-Za-z0-9"), .init("A-Za-z0-9.()-", 0...15)))
  public static var sample: Self { "4" }

  public let description: String

  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.description = description
  }
}
