/// A policy's name, `COORDINATION-CELL`: up to 32 letters, digits, spaces and hyphens, a capital first.
public struct PolicyName: StringLeaf {
  public static let rule = StringRule(pattern: BytePattern(.init("A-Z"), .init("A-Za-z0-9 -", 0...31)))
  public static var sample: Self { "COORDINATION-CELL" }

  public let description: String

  public init?(_ description: String) {
    guard Self.rule.allows(description) else { return nil }
    self.description = description
  }
}

/// A classification of the policy, `UNCLASSIFIED`: up to 32 capitals, digits, spaces and hyphens.
public struct Classification: StringLeaf {
  public static let rule = StringRule(pattern: BytePattern(.init("A-Z"), .init("A-Z0-9 -", 0...31)))
  public static var sample: Self { "UNCLASSIFIED" }

  public let description: String

  public init?(_ description: String) {
    guard Self.rule.allows(description) else { return nil }
    self.description = description
  }
}

/// Who may read it (after STANAG 4774). The charter names the policy and its classifications.
public struct SecurityLabel: Codable, Hashable, Sendable {
  public enum Control: String, CaseIterable, SchemaLeaf {
    /// Nobody releases it further without the originator's word.
    case originator
  }

  public var policy: PolicyName
  public var classification: Classification
  /// Participants, groups or `ALL`; nobody else may read it.
  public var releasableTo: NonEmpty<Releasable>
  public var control: Control?

  public init(
    policy: PolicyName, classification: Classification, releasableTo: NonEmpty<Releasable>, control: Control? = nil
  ) {
    self.policy = policy
    self.classification = classification
    self.releasableTo = releasableTo
    self.control = control
  }
}
