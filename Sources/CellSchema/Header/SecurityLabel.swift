/// A policy's name, `COORDINATION-CELL`: up to 32 letters, digits, spaces and hyphens, a capital first.
public struct PolicyName: StringLeaf {
  public static let stringShape = StringShape(pattern: BytePattern(.init("A-Z"), .init("A-Za-z0-9 -", 0...31)))
  public static var sample: Self { "COORDINATION-CELL" }

  public let description: String

  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.description = description
  }
}

/// A classification of the policy, `UNCLASSIFIED`: up to 32 capitals, digits, spaces and hyphens.
public struct Classification: StringLeaf {
  public static let stringShape = StringShape(pattern: BytePattern(.init("A-Z"), .init("A-Z0-9 -", 0...31)))
  public static var sample: Self { "UNCLASSIFIED" }

  public let description: String

  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    self.description = description
  }
}

/// Who may read a message, and how it is marked (after STANAG 4774). The charter names the policy and its
/// classifications.
public struct SecurityLabel: Codable, Hashable, Sendable {
  /// Who controls further release.
  public enum Control: String, CaseIterable, SchemaLeaf {
    /// Further release needs the originator's consent.
    case originator
  }

  /// The marking policy that the charter names.
  public var policy: PolicyName
  /// The message's classification, one of the policy's.
  public var classification: Classification
  /// Participants, groups or `ALL` to whom the message may be released; nobody else may read it.
  public var releasableTo: NonEmpty<Releasable>
  /// Who controls further release; absent: not stated.
  public var control: Control?

  /// Makes a label.
  public init(
    policy: PolicyName, classification: Classification, releasableTo: NonEmpty<Releasable>, control: Control? = nil
  ) {
    self.policy = policy
    self.classification = classification
    self.releasableTo = releasableTo
    self.control = control
  }
}
