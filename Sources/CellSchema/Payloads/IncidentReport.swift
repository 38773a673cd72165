/// What an observer noticed. A fact: it is never refused for the phase, and it accuses nobody.
///
/// ```swift
/// IncidentReport(observedFrom: "6 km NW of Donetsk", means: .heard, event: .explosion, count: .exactly(48))
/// ```
public struct IncidentReport: Payload, RuledObject {
  public static let messageType: MessageType = "verification.incident-report"

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
  /// The weapon as the observer assesses it, `mortar` or `heavy machine gun`.
  public var weapon: OrNotKnown<Line>?
  /// The calibre as the observer assesses it.
  public var calibreMillimetres: Millimetres?
  /// How far it was from the observer.
  public var distanceKilometres: Distance?
  /// The directions in which it was, seen from the observer.
  public var directions: NonEmpty<CompassPoint>?
  /// Where a projectile or tracer came from and went.
  public var flight: FlightPath?
  /// People killed and injured, as far as the observer knows.
  public var casualties: Casualties?
  /// What others said of it.
  public var statements: NonEmpty<Statement>?
  /// How reliable the source is and how credible what it says.
  public var sourceGrade: SourceGrade?
  /// The report or system that it was taken from, where the observer did not write it here.
  public var source: Line?
  /// What no other field holds.
  public var remarks: Text?

  /// How many, and how well counted. Nil where count and qualifier contradict each other.
  public var tally: Tally? { Tally(count: count, qualifier: qualifier) }

  public static var fieldRules: [FieldRule] { Tally.fieldRules }

  public static var example: Self {
    // OSCE SMM, observation SMM-0002 of 10 September 2016 (https://osce.org/ukraine-smm/263801).
    Self(
      observedFrom: Position(place: "Donetsk central railway station, 6 km NW of Donetsk city centre"),
      period: ObservationPeriod(from: "2016-09-10T04:00:00Z", to: "2016-09-10T15:00:00Z", precision: .day),
      means: .heard, event: .explosion, count: .exactly(48), phase: .undetermined, weapon: .notKnown,
      distanceKilometres: Distance(minimum: 2, maximum: 7), directions: [.nne, .ne, .nnw],
      source: "OSCE Special Monitoring Mission to Ukraine, report 263801")
  }
}

extension IncidentReport {
  public init(
    observedFrom: Position, period: ObservationPeriod = .now, means: ObservationMeans, event: ObservedEvent,
    count: Tally, phase: FirePhase? = nil, weapon: OrNotKnown<Line>? = nil, calibreMillimetres: Millimetres? = nil,
    distanceKilometres: Distance? = nil, directions: NonEmpty<CompassPoint>? = nil, flight: FlightPath? = nil,
    casualties: Casualties? = nil, statements: NonEmpty<Statement>? = nil, sourceGrade: SourceGrade? = nil,
    source: Line? = nil, remarks: Text? = nil
  ) {
    self.observedFrom = observedFrom
    self.period = period
    self.means = means
    self.event = event
    self.count = count.count
    self.qualifier = count.qualifier
    self.phase = phase
    self.weapon = weapon
    self.calibreMillimetres = calibreMillimetres
    self.distanceKilometres = distanceKilometres
    self.directions = directions
    self.flight = flight
    self.casualties = casualties
    self.statements = statements
    self.sourceGrade = sourceGrade
    self.source = source
    self.remarks = remarks
  }
}
