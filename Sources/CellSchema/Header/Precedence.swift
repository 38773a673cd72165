/// How fast a message is to travel (STANAG 4406, ACP 121). Each precedence has a lane of its own.
///
/// Speed of service, unless the charter says otherwise: flash 10 minutes, immediate 30, priority 3 hours, routine 6.
public enum Precedence: String, CaseIterable, SchemaLeaf, Comparable {
  case deferred, routine, priority, immediate, flash
  /// Granted to nobody by default.
  case override

  /// The lane's number, 0 for deferred to 5 for override: the values of STANAG 4406.
  public var lane: UInt8 {
    switch self {
    case .deferred: 0
    case .routine: 1
    case .priority: 2
    case .immediate: 3
    case .flash: 4
    case .override: 5
    }
  }

  /// Nil for a number above 5.
  public init?(lane: UInt8) {
    guard lane < Self.allCases.count else { return nil }
    self = Self.allCases[Int(lane)]
  }

  /// The letter on screens: R, P, O and Z are ACP 127's prosigns; D and Y, for deferred and override, are our own.
  public var letter: Character {
    switch self {
    case .deferred: "D"
    case .routine: "R"
    case .priority: "P"
    case .immediate: "O"
    case .flash: "Z"
    case .override: "Y"
    }
  }

  /// Seconds within which it is to be read by those to whom it is addressed; nil where nothing is promised.
  public var speedOfService: Int? {
    switch self {
    case .deferred: nil
    case .routine: 6 * 3_600
    case .priority: 3 * 3_600
    case .immediate: 30 * 60
    case .flash, .override: 10 * 60
    }
  }

  /// Whether the addressees owe an acknowledgement without being asked.
  public var owesAcknowledgement: Bool { self >= .immediate }

  public static func < (left: Self, right: Self) -> Bool { left.lane < right.lane }
}
