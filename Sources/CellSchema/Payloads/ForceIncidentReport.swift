/// The force reports that it came under fire. A fact; only the verification lead opens a case on it.
public struct ForceIncidentReport: Payload, RuledObject {
  public static let messageType: MessageType = "force.incident-report"

  /// The unit that came under fire.
  public var unit: Line
  /// Where the observer was, not where it happened.
  public var observedFrom: Position
  /// When it was noticed.
  public var period: ObservationPeriod
  /// By what it was noticed.
  public var means: ObservationMeans
  /// What was noticed.
  public var event: ObservedEvent
  /// How many; absent where the qualifier is `uncountable`.
  public var count: Count?
  /// How well `count` was counted.
  public var qualifier: Tally.Qualifier
  /// Which part of a shot's course was noticed.
  public var phase: FirePhase?
  /// The weapon as the unit assesses it, `mortar` or `heavy machine gun`.
  public var weapon: OrNotKnown<Line>?
  /// The directions in which it was, seen from the observer.
  public var directions: NonEmpty<CompassPoint>?
  /// People killed and injured, as far as the unit knows.
  public var casualties: Casualties?
  /// What the unit did.
  public var actionTaken: Text?
  /// What no other field holds.
  public var remarks: Text?

  /// How many, and how well counted. Nil where count and qualifier contradict each other.
  public var tally: Tally? { Tally(count: count, qualifier: qualifier) }

  public static var fieldRules: [FieldRule] { Tally.fieldRules }

  public static var example: Self {
    Self(
      unit: "Logistics company", observedFrom: "Depot, 12 km W of Dnipro",
      period: ObservationPeriod(from: "2026-05-02T01:14:00Z", precision: .minute), means: .seen, event: .projectile,
      count: .atLeast(2), phase: .inFlight, weapon: .notKnown, directions: [.e],
      casualties: Casualties(militaryKilled: 0, militaryInjured: .notKnown), actionTaken: "All personnel in shelter.")
  }
}

extension ForceIncidentReport {
  public init(
    unit: Line, observedFrom: Position, period: ObservationPeriod = .now, means: ObservationMeans,
    event: ObservedEvent, count: Tally, phase: FirePhase? = nil, weapon: OrNotKnown<Line>? = nil,
    directions: NonEmpty<CompassPoint>? = nil, casualties: Casualties? = nil, actionTaken: Text? = nil,
    remarks: Text? = nil
  ) {
    self.unit = unit
    self.observedFrom = observedFrom
    self.period = period
    self.means = means
    self.event = event
    self.count = count.count
    self.qualifier = count.qualifier
    self.phase = phase
    self.weapon = weapon
    self.directions = directions
    self.casualties = casualties
    self.actionTaken = actionTaken
    self.remarks = remarks
  }
}
