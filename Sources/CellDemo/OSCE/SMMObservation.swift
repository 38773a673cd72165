package import CellSchema

/// One observation of the OSCE Special Monitoring Mission, with the words of its source.
package struct SMMObservation: Hashable, Sendable {
  /// Who held the observer's position at the time.
  package enum Control: Hashable, Sendable {
    /// Government-controlled (`GOV`).
    case government
    /// Held by the armed formations of the so-called "DPR" (`DPR`).
    case armedFormations
    /// Not known, or not in the stored text.
    case notKnown
  }

  package enum Means: Hashable, Sendable { case heard, seen, recorded }

  package let number: Int
  package let report: String
  package let date: CalendarDate?
  /// As printed: `night 10-11 Sep`.
  package let period: String
  /// Kyiv local time, `08:15`.
  package let from: String?
  package let to: String?
  package let position: String
  package let control: Control
  package let reference: String
  package let means: Means
  package let tally: Tally
  package let event: ObservedEvent
  /// As structured from the text: `OUTGOING`, `IN_FLIGHT N-S`, `several`.
  package let description: String?
  package let weapon: String?
  package let calibre: Double?
  package let distance: ClosedRange<Double>?
  /// Compass points between slashes, or `N/K`.
  package let direction: String?
  /// What an officer told the Mission: who, a colon, what.
  package let claim: String?

  package init(
    _ number: Int, report: String, on date: CalendarDate? = nil, period: String, from: String? = nil,
    to: String? = nil, at position: String, _ control: Control, near reference: String, _ means: Means,
    _ tally: Tally, _ event: ObservedEvent, as description: String? = nil, weapon: String? = nil,
    calibre: Double? = nil, distance: ClosedRange<Double>? = nil, direction: String? = nil, claim: String? = nil
  ) {
    self.number = number
    self.report = report
    self.date = date
    self.period = period
    self.from = from
    self.to = to
    self.position = position
    self.control = control
    self.reference = reference
    self.means = means
    self.tally = tally
    self.event = event
    self.description = description
    self.weapon = weapon
    self.calibre = calibre
    self.distance = distance
    self.direction = direction
    self.claim = claim
  }

  /// `SMM-0042`
  package var identifier: String { "SMM-" + String(number + 10_000).dropFirst() }
}

extension SMMObservation {
  /// The observation as an incident report of the bus. What the schema cannot say, and what would add to the source,
  /// stays in words in the remarks.
  package var incidentReport: IncidentReport {
    IncidentReport(
      observedFrom: Position(place: Line(stringLiteral: "\(position) (\(reference))"), control: control.territory),
      period: observationPeriod, means: observationMeans, event: event, count: tally, phase: phase,
      weapon: weapon.map { OrNotKnown<Line>(stringLiteral: $0) },
      calibreMillimetres: calibre.map { Millimetres(floatLiteral: $0) },
      distanceKilometres: distance.map {
        Distance(minimum: Kilometres(floatLiteral: $0.lowerBound), maximum: Kilometres(floatLiteral: $0.upperBound))
      },
      directions: direction.flatMap { CompassPoint.list($0) }, flight: flight, statements: statement.flatMap { [$0] },
      source: Line(stringLiteral: "OSCE Special Monitoring Mission to Ukraine, report \(report), \(identifier)"),
      remarks: Text(stringLiteral: remarks))
  }

  /// Where the source gives hours, those (Kyiv local, as printed); where it gives a day or a part of one, the local
  /// day or days, with how precise that is. Hours are never made up: the period's own words are in the remarks.
  private var observationPeriod: ObservationPeriod {
    guard let date else { return .notKnown }
    let begin = KyivClock.instant(date, from ?? "00:00")
    if from != nil {
      let end = to.map { KyivClock.instant(date, $0) }
      // 23:35 to 00:30 is past midnight.
      return ObservationPeriod(
        from: begin, to: end.map { $0 < begin ? $0.adding(seconds: 86_400) : $0 }, precision: .minute)
    }
    let partsOfDay = ["night", "evening", "morning", "afternoon", "midnight"]
    let isPart = partsOfDay.contains { period.contains($0) }
    // "night 10-11 Sep" reaches into the next day.
    let days: Int64 = period.hasPrefix("night") || period.contains("and night") ? 2 : 1
    return ObservationPeriod(
      from: begin, to: begin.adding(seconds: days * 86_400), precision: isPart ? .partDay : .day)
  }

  /// The Mission's cameras recorded; where a position without a camera "recorded", the text does not say by what.
  private var observationMeans: ObservationMeans {
    switch means {
    case .heard: .heard
    case .seen: .seen
    case .recorded: position.hasPrefix("SMM camera") ? .camera : .notKnown
    }
  }

  /// Nil where the source says nothing, or several phases at once.
  private var phase: FirePhase? {
    guard let description, !description.contains(" and OUTGOING") else { return nil }
    if description.hasPrefix("IN_FLIGHT") { return .inFlight }
    if description.hasPrefix("OUTGOING") { return .outgoing }
    if description.hasPrefix("IMPACT") { return .impact }
    if description.hasPrefix("UNDETERMINED") { return .undetermined }
    return nil
  }

  /// `IN_FLIGHT NW-SE`, or `tracer fire E-W`: one path, and only one.
  private var flight: FlightPath? {
    guard let description, !description.contains(" and "), let last = description.split(separator: " ").last else {
      return nil
    }
    let ends = last.split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, let from = CompassPoint(rawValue: String(ends[0])),
      let to = CompassPoint(rawValue: String(ends[1]))
    else { return nil }
    return FlightPath(from: from, to: to)
  }

  /// A party's word, as told to the Mission: it is a statement, and nobody's finding.
  private var statement: Statement? {
    guard let claim, let colon = claim.firstIndex(of: ":") else { return nil }
    return Statement(
      statedBy: Line(stringLiteral: String(claim[..<colon])),
      text: Text(stringLiteral: String(claim[claim.index(after: colon)...].drop { $0 == " " })))
  }

  private var remarks: String {
    var lines = ["\(SMMReport.numbered(report).acknowledgement). Observation \(identifier)."]
    lines.append("Period as printed: \(period).")
    if let description { lines.append("Described as: \(description).") }
    if means == .recorded { lines.append("Means as printed: recorded.") }
    if let words = control.words { lines.append(words) }
    lines.append("Facts of that report, played in an exercise.")
    return lines.joined(separator: "\n")
  }
}

extension SMMObservation.Control {
  /// `control` is the observer's word, so nothing is put into the Mission's mouth: it said that a position was held by
  /// the armed formations of the so-called "DPR", and neither by whom these were led nor that the ground was contested.
  /// That is none of the schema's values; it travels as `N/K` with the source's own words in the remarks.
  package var territory: TerritoryControl {
    switch self {
    case .government: .ukrainian
    case .armedFormations, .notKnown: .notKnown
    }
  }

  package var words: String? {
    switch self {
    case .armedFormations: "The position was held by the armed formations of the so-called \"DPR\" at the time."
    case .government, .notKnown: nil
    }
  }
}

extension CompassPoint {
  /// `NNE/NE/NNW`; nil where it is no such list.
  package static func list(_ text: String) -> NonEmpty<CompassPoint>? {
    if text == "N/K" { return [.notKnown] }
    let points = text.split(separator: "/").map { CompassPoint(rawValue: String($0)) }
    return points.contains(nil) ? nil : NonEmpty(points.compactMap { $0 })
  }
}

/// Kyiv local time as the reports of 2015 to 2021 use it: UTC+2, from the last Sunday of March to the last Sunday of
/// October UTC+3. None of the reports is of such a Sunday, so the day alone decides.
package enum KyivClock {
  package static func instant(_ date: CalendarDate, _ time: String) -> Timestamp {
    Timestamp(stringLiteral: "\(date)T\(time):00+0\(isSummer(date) ? 3 : 2):00")
  }

  private static func isSummer(_ date: CalendarDate) -> Bool {
    let parts = date.description.split(separator: "-").compactMap { Int($0) }
    let (month, day) = (parts[1], parts[2])
    switch month {
    case 4...9: return true
    case 3: return day >= lastSunday(year: parts[0], month: 3)
    case 10: return day < lastSunday(year: parts[0], month: 10)
    default: return false
    }
  }

  /// The day of the month, of a month with 31 days.
  private static func lastSunday(year: Int, month: Int) -> Int {
    let last = Timestamp(stringLiteral: "\(year)-\(month < 10 ? "0" : "")\(month)-31T00:00:00Z")
    // 1970-01-01 was a Thursday: day 3 was the first Sunday.
    let weekday = (last.microseconds / 86_400_000_000 + 4) % 7
    return 31 - Int(weekday)
  }
}
