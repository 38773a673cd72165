/// A role that the charter defines and the roster assigns, `verification-lead`: a small letter, then up to 31 small
/// letters, digits and hyphens.
public struct RoleName: StringLeaf {
  package static let runs: [BytePattern.Run] = [.init("a-z"), .init("a-z0-9-", 0...31)]
  public static let stringShape = StringShape(pattern: BytePattern(anyOf: [runs]))
  public static var sample: Self { "verification-lead" }

  public let description: String

  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.description = description
  }
}

/// Whom a message is addressed to: `FRA`, `UKR.GS-1`, `@verification-lead` or `@all`.
///
/// A role and `@all` are expanded when the message is accepted, and stay as they were then.
public enum Addressee: StringLeaf {
  /// All nodes of a participant.
  case participant(ParticipantCode)
  case node(NodeName)
  /// Whoever holds the role.
  case role(RoleName)
  /// Every participant.
  case all

  public static let stringShape = StringShape(
    pattern: BytePattern(anyOf: [[.init("@")] + RoleName.runs, [ParticipantCode.run], NodeName.runs]))
  public static var sample: Self { .role("verification-lead") }

  public init?(_ description: String) {
    if description == "@all" {
      self = .all
    } else if description.hasPrefix("@") {
      guard let role = RoleName(String(description.dropFirst())) else { return nil }
      self = .role(role)
    } else if let participant = ParticipantCode(description) {
      self = .participant(participant)
    } else if let node = NodeName(description) {
      self = .node(node)
    } else {
      return nil
    }
  }

  public var description: String {
    switch self {
    case .participant(let code): code.description
    case .node(let name): name.description
    case .role(let name): "@\(name)"
    case .all: "@all"
    }
  }
}
