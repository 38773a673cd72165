/// A case's number, `V-2026-0042`: the letter of its register (V is verification's), the year, a count of four to six
/// digits. The lead mints it.
public struct CaseNumber: StringLeaf {
  public static let stringShape = StringShape(
    pattern: BytePattern(.init("A-Z"), .init("-"), .init("0-9", 4), .init("-"), .init("0-9", 4...6)))
  public static var sample: Self { "V-2026-0042" }

  public let description: String

  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.description = description
  }
}
