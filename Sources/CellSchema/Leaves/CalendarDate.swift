/// A day of the calendar without a time, `2026-01-06` (RFC 3339 full-date).
public struct CalendarDate: StringLeaf {
  package static let runs: [BytePattern.Run] = [
    .init("0-9", 4), .init("-"), .init("0-1"), .init("0-9"), .init("-"), .init("0-3"), .init("0-9"),
  ]
  public static let stringShape = StringShape(pattern: BytePattern(anyOf: [runs]), format: .date)
  public static var sample: Self { "2026-01-06" }

  public let description: String

  /// Nil if the text is no such day.
  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    let text = Array(description.utf8)
    guard CivilDay(year: text.number(0, 4), month: text.number(5, 2), day: text.number(8, 2)).exists else { return nil }
    self.description = description
  }

  /// The day of a moment in UTC.
  public init(_ instant: Timestamp) { description = instant.civil.description }
}
