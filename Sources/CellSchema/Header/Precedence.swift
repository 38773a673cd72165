/// How fast a message is to travel (STANAG 4406, ACP 121). Each precedence has a lane of its own.
///
/// Speed of service, unless the charter says otherwise: flash 10 minutes, immediate 30, priority 3 hours, routine 6.
public enum Precedence: String, CaseIterable, SchemaLeaf, Comparable {
  /// Whenever there is room.
  case deferred
  /// To be read within 6 hours, unless the charter says otherwise.
  case routine
  /// To be read within 3 hours, unless the charter says otherwise.
  case priority
  /// To be read within 30 minutes, unless the charter says otherwise, and acknowledged.
  case immediate
  /// To be read within 10 minutes, unless the charter says otherwise, and acknowledged.
  case flash
  /// The highest precedence, which by default is granted to nobody.
  case override

  /// The lane's number, 0 for deferred to 5 for override: the values of STANAG 4406.
  @inlinable
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

  /// The precedence of a lane's number; nil above 5.
  public init?(lane: UInt8) {
    switch lane {
    case 0: self = .deferred
    case 1: self = .routine
    case 2: self = .priority
    case 3: self = .immediate
    case 4: self = .flash
    case 5: self = .override
    default: return nil
    }
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

  /// The seconds within which the addressees are to read the message; nil if nothing is promised.
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
