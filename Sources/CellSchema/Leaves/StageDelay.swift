/// How long after an attack began a stage of its clock comes: whole days, hours or minutes, `P3D`, `PT24H`, `PT90M` (ISO
/// 8601 durations), to 999.
public enum StageDelay: StringLeaf {
  case days(UInt16)
  case hours(UInt16)
  case minutes(UInt16)

  public static let stringShape = StringShape(
    pattern: BytePattern(anyOf: [
      [.init("P"), .init("0-9", 1...3), .init("D")], [.init("P"), .init("T"), .init("0-9", 1...3), .init("HM")],
    ]))
  public static var sample: Self { .hours(24) }

  /// Nil if the text is no such duration.
  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    guard let number = UInt16(description.drop { !$0.isNumber }.dropLast()) else { return nil }
    switch description.last {
    case "D": self = .days(number)
    case "H": self = .hours(number)
    default: self = .minutes(number)
    }
  }

  /// The ISO 8601 text; a number beyond 999 is written as 999.
  public var description: String {
    switch self {
    case .days(let number): "P\(min(number, 999))D"
    case .hours(let number): "PT\(min(number, 999))H"
    case .minutes(let number): "PT\(min(number, 999))M"
    }
  }

  /// Its length: `P1D` is as long as `PT24H`.
  public var inMinutes: Int64 {
    switch self {
    case .days(let number): Int64(number) * 1_440
    case .hours(let number): Int64(number) * 60
    case .minutes(let number): Int64(number)
    }
  }

  /// By its length.
  public static func < (left: Self, right: Self) -> Bool { left.inMinutes < right.inMinutes }
}
