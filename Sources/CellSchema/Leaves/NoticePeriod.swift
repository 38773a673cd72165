/// How long before it counts something has to be said: whole months of the calendar, `P12M`, or days, `P90D` (ISO 8601
/// durations), to 999.
public enum NoticePeriod: StringLeaf {
  case months(UInt16)
  case days(UInt16)

  public static let stringShape = StringShape(
    pattern: BytePattern(anyOf: [
      [.init("P"), .init("0-9", 1...3), .init("M")], [.init("P"), .init("0-9", 1...3), .init("D")],
    ]))
  public static var sample: Self { .months(12) }

  /// Nil if the text is no such duration.
  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    guard let number = UInt16(description.drop { !$0.isNumber }.dropLast()) else { return nil }
    self = description.hasSuffix("M") ? .months(number) : .days(number)
  }

  /// The ISO 8601 text; a period beyond 999 is written as 999.
  public var description: String {
    switch self {
    case .months(let number): "P\(min(number, 999))M"
    case .days(let number): "P\(min(number, 999))D"
    }
  }

  /// The moment at which the period ends that begins at another: the same time of the day in UTC, and the last day of a
  /// month that does not have the day.
  public func after(_ moment: Timestamp) -> Timestamp {
    switch self {
    case .days(let number): return moment.adding(seconds: Int64(number) * 86_400)
    case .months(let number):
      let start = moment.civil
      let end = start.adding(months: Int(number))
      return moment.adding(seconds: Int64(end.daysSince1970 - start.daysSince1970) * 86_400)
    }
  }

  /// By the length of a usual month.
  public static func < (left: Self, right: Self) -> Bool { left.inDays < right.inDays }

  private var inDays: Int {
    switch self {
    case .months(let number): Int(number) * 30
    case .days(let number): Int(number)
    }
  }
}
