/// People killed and injured, each as far as it is known: `N/K` says that there may be some, a missing field says
/// nothing.
public struct Casualties: Hashable, Sendable, RuledObject {
  /// Civilians killed.
  public var civiliansKilled: OrNotKnown<Count>?
  /// Civilians injured.
  public var civiliansInjured: OrNotKnown<Count>?
  /// Members of armed forces killed.
  public var militaryKilled: OrNotKnown<Count>?
  /// Members of armed forces injured.
  public var militaryInjured: OrNotKnown<Count>?

  public init(
    civiliansKilled: OrNotKnown<Count>? = nil, civiliansInjured: OrNotKnown<Count>? = nil,
    militaryKilled: OrNotKnown<Count>? = nil, militaryInjured: OrNotKnown<Count>? = nil
  ) {
    self.civiliansKilled = civiliansKilled
    self.civiliansInjured = civiliansInjured
    self.militaryKilled = militaryKilled
    self.militaryInjured = militaryInjured
  }

  public static var fieldRules: [FieldRule] {
    [
      .atLeastOne(["civiliansKilled", "civiliansInjured", "militaryKilled", "militaryInjured"])
    ]
  }
}

/// What somebody said, as said. It is no finding, and no claim of whoever passes it on.
public struct Statement: Codable, Hashable, Sendable {
  /// Who said it, by function and never by name: `duty officer at the JCCC office Volnovakha`.
  public var statedBy: Line
  /// What was said.
  public var text: Text
  /// How it came: `by telephone`, `at the site`.
  public var receivedVia: Line?
  /// When it came.
  public var receivedAt: Timestamp?

  public init(statedBy: Line, text: Text, receivedVia: Line? = nil, receivedAt: Timestamp? = nil) {
    self.statedBy = statedBy
    self.text = text
    self.receivedVia = receivedVia
    self.receivedAt = receivedAt
  }
}
