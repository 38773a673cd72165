/// A source's reliability (A completely reliable to E unreliable, F not to be judged) and its information's
/// credibility (1 confirmed to 5 improbable, 6 not to be judged), after the grading of NATO's AJP-2.1.
public struct SourceGrade: StringLeaf {
  public static let stringShape = StringShape(pattern: BytePattern(.init("A-F"), .init("1-6")))
  public static var sample: Self { "B2" }

  public let description: String

  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.description = description
  }

  /// `A` to `F`.
  public var reliability: Character { description.first ?? "F" }
  /// 1 to 6.
  public var credibility: Int { description.last?.wholeNumberValue ?? 6 }
}
