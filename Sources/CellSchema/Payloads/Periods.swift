/// A span of time, open-ended where it has no end.
public struct Period: Hashable, Sendable, RuledObject {
  /// The beginning.
  public var from: Timestamp
  /// The end; absent while none is known.
  public var to: Timestamp?

  public init(from: Timestamp, to: Timestamp? = nil) {
    self.from = from
    self.to = to
  }

  public static var fieldRules: [FieldRule] { [.ascending("from", "to")] }
}

/// When something was observed, and how precisely that is known.
public struct ObservationPeriod: Hashable, Sendable, RuledObject {
  /// How precisely the observer knows the time.
  public enum Precision: String, CaseIterable, SchemaLeaf {
    /// To the minute.
    case minute
    /// To the hour.
    case hour
    /// Morning, afternoon, evening or night.
    case partDay = "part-day"
    /// To the day.
    case day
    /// Not known.
    case notKnown = "N/K"
  }

  /// The beginning; it may be absent where the precision is `N/K`.
  public var from: Timestamp?
  /// The end; absent where it was one moment.
  public var to: Timestamp?
  /// How precisely both are known.
  public var precision: Precision

  public init(from: Timestamp? = nil, to: Timestamp? = nil, precision: Precision) {
    self.from = from
    self.to = to
    self.precision = precision
  }

  public static var fieldRules: [FieldRule] {
    [
      .whenRequires("precision", is: ["minute", "hour", "part-day", "day"], ["from"]),
      .ascending("from", "to"),
    ]
  }

  /// This minute.
  public static var now: Self { Self(from: .now, precision: .minute) }

  /// It is not known when.
  public static var notKnown: Self { Self(precision: .notKnown) }
}

/// Between which moments something began.
public struct BeginningSpan: Hashable, Sendable, RuledObject {
  /// The earliest moment at which it may have begun.
  public var earliest: Timestamp
  /// The latest moment at which it may have begun.
  public var latest: Timestamp

  public init(earliest: Timestamp, latest: Timestamp) {
    self.earliest = earliest
    self.latest = latest
  }

  public static var fieldRules: [FieldRule] { [.ascending("earliest", "latest")] }
}
