/// The day's counts by region. Sums are the reporter's own: the bus adds nothing up.
public struct DailyReport: Payload {
  public static let messageType: MessageType = "verification.daily-report"

  /// One region's count of a period. Explosions are among the violations.
  public struct Region: Hashable, Sendable, RuledObject {
    /// The region's name.
    public var name: Line
    /// Violations of the ceasefire that were counted, explosions among them.
    public var violations: Count
    /// How many of them were explosions.
    public var explosions: Count?
    /// Violations that were counted in the period before.
    public var previous: Count?

    public init(name: Line, violations: Count, explosions: Count? = nil, previous: Count? = nil) {
      self.name = name
      self.violations = violations
      self.explosions = explosions
      self.previous = previous
    }

    public static var fieldRules: [FieldRule] { [.ascending("explosions", "violations")] }
  }

  /// The report's number in its year.
  public var number: ReportNumber
  /// The end of the period that the report counts.
  public var asOf: Timestamp
  /// The counts, region by region.
  public var regions: NonEmpty<Region>
  /// Where the monitors' freedom of movement was restricted, in words.
  public var restrictions: NonEmpty<Line>?
  /// What could not be observed, so that no silence is read as calm.
  public var notObserved: NonEmpty<Line>?
  /// Whether there is nothing to report.
  public var isNil: Bool

  public init(
    number: ReportNumber, asOf: Timestamp, regions: NonEmpty<Region>, restrictions: NonEmpty<Line>? = nil,
    notObserved: NonEmpty<Line>? = nil, isNil: Bool
  ) {
    self.number = number
    self.asOf = asOf
    self.regions = regions
    self.restrictions = restrictions
    self.notObserved = notObserved
    self.isNil = isNil
  }

  private enum CodingKeys: String, CodingKey {
    case number, asOf, regions, restrictions, notObserved
    case isNil = "nil"
  }

  public static var example: Self {
    // OSCE SMM daily report 114/2021, issued 19 May 2021.
    Self(
      number: "114/2021", asOf: "2021-05-18T19:30:00+03:00",
      regions: [
        .init(name: "Donetsk", violations: 196, explosions: 67, previous: 52),
        .init(name: "Luhansk", violations: 37, explosions: 8, previous: 50),
      ],
      isNil: false)
  }
}
