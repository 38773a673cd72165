/// A participant: an ISO 3166-1 alpha-3 code (`FRA`), one of the user-assigned `EU` and `NATO`, or `CELL`, the
/// coordination cell itself. Two to four capital letters.
public struct ParticipantCode: StringLeaf {
  package static let run = BytePattern.Run("A-Z", 2...4)
  public static let stringShape = StringShape(pattern: BytePattern(run))
  public static var sample: Self { "FRA" }
  /// The coordination cell.
  public static let cell: Self = "CELL"

  public let description: String

  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.description = description
  }
}

/// A party in a text or a place of the facts: who agreed, fired, stated or gave. The same form as a participant's code,
/// but never an addressee: `RUS` is one, without being a participant.
public struct SubjectCode: StringLeaf {
  public static let stringShape = ParticipantCode.stringShape
  public static var sample: Self { "UKR" }

  public let description: String

  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.description = description
  }
}

/// A participant's node, `UKR.GS-1`: the participant's code, a dot, up to 16 capital letters, digits and hyphens.
public struct NodeName: StringLeaf {
  package static let runs: [BytePattern.Run] = [
    ParticipantCode.run, .init("."), .init("A-Z0-9"), .init("A-Z0-9-", 0...15),
  ]
  public static let stringShape = StringShape(pattern: BytePattern(anyOf: [runs]))
  public static var sample: Self { "UKR.GS-1" }

  public let description: String

  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.description = description
  }

  /// The participant that the node belongs to.
  public var participant: ParticipantCode {
    guard let code = ParticipantCode(String(description.prefix { $0 != "." })) else {
      preconditionFailure("a node's name begins with a participant's code")
    }
    return code
  }
}
