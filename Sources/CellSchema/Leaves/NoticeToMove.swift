/// How long a unit needs from the order until it moves: days, `P10D`, or hours, `PT72H` (ISO 8601 durations), to 999.
public enum NoticeToMove: StringLeaf {
  case days(UInt16)
  case hours(UInt16)

  public static let stringShape = StringShape(
    pattern: BytePattern(anyOf: [
      [.init("P"), .init("0-9", 1...3), .init("D")], [.init("P"), .init("T"), .init("0-9", 1...3), .init("H")],
    ]))
  public static var sample: Self { .days(10) }

  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    guard let number = UInt16(description.drop { !$0.isNumber }.dropLast()) else { return nil }
    self = description.hasSuffix("D") ? .days(number) : .hours(number)
  }

  /// The time in hours, so that two can be compared.
  public var inHours: Int {
    switch self {
    case .days(let number): Int(number) * 24
    case .hours(let number): Int(number)
    }
  }

  /// The ISO 8601 text; a time beyond 999 is written as 999.
  public var description: String {
    switch self {
    case .days(let number): "P\(min(number, 999))D"
    case .hours(let number): "PT\(min(number, 999))H"
    }
  }

  public static func < (left: Self, right: Self) -> Bool { left.inHours < right.inHours }
}
