/// How many, and how well counted. In JSON it is two fields, `count` and `qualifier`.
///
/// ```swift
/// let explosions: Tally = .exactly(48)
/// ```
public enum Tally: Hashable, Sendable {
  case exactly(Count)
  case approximately(Count)
  case atLeast(Count)
  /// More than could be counted: overlapping bursts.
  case uncountable

  /// How well something was counted; `uncountable` goes without a count, the others with one.
  public enum Qualifier: String, CaseIterable, SchemaLeaf {
    /// Each one was counted.
    case exact
    /// About so many.
    case approximately
    /// So many were counted, and there may have been more.
    case atLeast = "at-least"
    /// More than could be counted, such as overlapping bursts.
    case uncountable
  }

  /// Nil where the two do not go together, which the strict check has ruled out.
  public init?(count: Count?, qualifier: Qualifier) {
    switch (qualifier, count) {
    case (.exact, let count?): self = .exactly(count)
    case (.approximately, let count?): self = .approximately(count)
    case (.atLeast, let count?): self = .atLeast(count)
    case (.uncountable, nil): self = .uncountable
    case (.exact, nil), (.approximately, nil), (.atLeast, nil), (.uncountable, _?): return nil
    }
  }

  public var qualifier: Qualifier {
    switch self {
    case .exactly: .exact
    case .approximately: .approximately
    case .atLeast: .atLeast
    case .uncountable: .uncountable
    }
  }

  public var count: Count? {
    switch self {
    case .exactly(let count), .approximately(let count), .atLeast(let count): count
    case .uncountable: nil
    }
  }

  /// The rules that an object with the two fields has.
  package static let fieldRules: [FieldRule] = [
    .whenRequires("qualifier", is: ["exact", "approximately", "at-least"], ["count"]),
    .whenForbids("qualifier", is: ["uncountable"], ["count"]),
  ]
}

extension Tally: CustomStringConvertible {
  public var description: String {
    switch self {
    case .exactly(let count): "\(count)"
    case .approximately(let count): "about \(count)"
    case .atLeast(let count): "at least \(count)"
    case .uncountable: "uncountable"
    }
  }
}
