/// A group of participants by name, `european` or a side such as `united-states`: a small letter, then up to 31 small
/// letters, digits and hyphens.
public struct GroupName: StringLeaf {
  public static let stringShape = RoleName.stringShape
  public static var sample: Self { "european" }

  public let description: String

  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.description = description
  }
}

/// Whom a message may be released to: `FRA`, a group such as `european`, or `ALL` (the tag set `Releasable To` of
/// NATO's policy, STANAG 4774).
public enum Releasable: StringLeaf {
  case participant(ParticipantCode)
  case group(GroupName)
  /// Every participant.
  case all

  public static let stringShape = StringShape(pattern: BytePattern(anyOf: [[ParticipantCode.run], RoleName.runs]))
  public static var sample: Self { .participant("FRA") }

  public init?(_ description: String) {
    if description == "ALL" {
      self = .all
    } else if let participant = ParticipantCode(description) {
      self = .participant(participant)
    } else if let group = GroupName(description) {
      self = .group(group)
    } else {
      return nil
    }
  }

  public var description: String {
    switch self {
    case .participant(let code): code.description
    case .group(let name): name.description
    case .all: "ALL"
    }
  }
}
