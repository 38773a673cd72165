/// A daily report's number, `114/2021`: a count of the year, then the year.
public struct ReportNumber: StringLeaf {
  public static let stringShape = StringShape(pattern: BytePattern(.init("0-9", 1...4), .init("/"), .init("0-9", 4)))
  public static var sample: Self { "114/2021" }

  public let description: String

  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.description = description
  }
}
