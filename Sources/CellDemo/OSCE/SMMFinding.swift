package import CellSchema

/// One finding of the OSCE Special Monitoring Mission on a site, with the words of its source.
package struct SMMFinding: Hashable, Sendable {
  package enum Method: Hashable, Sendable { case craterAnalysis, siteVisit, siteObservation }

  package let number: Int
  package let report: String
  /// Of the incident.
  package let date: CalendarDate
  package let time: String?
  package let site: String
  package let control: SMMObservation.Control
  package let method: Method
  package let impacts: Int?
  package let munition: String
  package let direction: String
  package let casualties: Casualties?
  package let corroboratedBy: String?
  package let damage: String

  package init(
    _ number: Int, report: String, on date: CalendarDate, time: String? = nil, site: String,
    _ control: SMMObservation.Control, _ method: Method, impacts: Int? = nil, munition: String, direction: String,
    civiliansKilled: Int? = nil, civiliansInjured: Int? = nil, militaryInjured: Int? = nil,
    corroboratedBy: String? = nil, damage: String
  ) {
    func known(_ number: Int?) -> OrNotKnown<Count>? { number.map { .known(Count(integerLiteral: $0)) } }
    self.number = number
    self.report = report
    self.date = date
    self.time = time
    self.site = site
    self.control = control
    self.method = method
    self.impacts = impacts
    self.munition = munition
    self.direction = direction
    let isTold = civiliansKilled != nil || civiliansInjured != nil || militaryInjured != nil
    casualties =
      isTold
      ? Casualties(
        civiliansKilled: known(civiliansKilled), civiliansInjured: known(civiliansInjured),
        militaryInjured: known(militaryInjured)) : nil
    self.corroboratedBy = corroboratedBy
    self.damage = damage
  }

  /// `SMMF-006`
  package var identifier: String { "SMMF-" + String(number + 1_000).dropFirst() }
}

extension SMMFinding {
  /// The incident that the finding is about, so that the case on it has one: the finding's own facts, no more.
  package var incidentReport: IncidentReport {
    IncidentReport(
      observedFrom: Position(place: Line(stringLiteral: site), control: control.territory), period: period,
      means: .notKnown, event: .explosion,
      count: impacts.map { .exactly(Count(integerLiteral: $0)) } ?? .atLeast(1), phase: .impact,
      weapon: OrNotKnown<Line>(stringLiteral: munition), directions: directions, casualties: casualties,
      source: Line(stringLiteral: "OSCE Special Monitoring Mission to Ukraine, report \(report), \(identifier)"),
      remarks: Text(stringLiteral: words))
  }

  /// The finding as one of the bus. The Mission said what it saw; it gave no verdict and no degree of confidence, and
  /// attributed to no party. That the finding is final is the exercise's, so that the case can go on.
  package func finding(of caseNumber: CaseNumber) -> Finding {
    Finding(
      caseNumber: caseNumber, outcome: .notStated, confidence: .notStated, methods: methods,
      observed: Text(stringLiteral: words),
      assessed: .init(munition: OrNotKnown<Line>(stringLiteral: munition), directions: directions),
      casualties: casualties, isFinal: true)
  }

  /// The day, or the hours where the source gives both.
  private var period: ObservationPeriod {
    let hours = time?.split(separator: "-").map(String.init) ?? []
    if hours.count == 2 {
      return ObservationPeriod(
        from: KyivClock.instant(date, hours[0]), to: KyivClock.instant(date, hours[1]), precision: .minute)
    }
    let begin = KyivClock.instant(date, "00:00")
    return ObservationPeriod(from: begin, to: begin.adding(seconds: 86_400), precision: .day)
  }

  /// A visit and an observation of the site are one method of the schema; what somebody at the site said is another.
  private var methods: NonEmpty<Finding.Method> {
    let first: Finding.Method = method == .craterAnalysis ? .craterAnalysis : .siteVisit
    return corroboratedBy == nil ? [first] : [first, .interview]
  }

  /// From where the fire came. `E (two rounds); W (one round)` is two directions.
  private var directions: NonEmpty<CompassPoint> {
    let points = direction.split(separator: ";").compactMap { part in
      part.split(separator: " ").first.flatMap { CompassPoint(rawValue: String($0)) }
    }
    return NonEmpty(points) ?? [.notKnown]
  }

  private var words: String {
    var lines = ["\(SMMReport.numbered(report).acknowledgement). Finding \(identifier)."]
    lines.append("Site: \(site), \(date)\(time.map { ", \($0)" } ?? "").")
    if let impacts { lines.append("Impacts: \(impacts).") }
    lines.append("Damage: \(damage). Munition as assessed: \(munition). Direction of fire as assessed: \(direction).")
    if let corroboratedBy { lines.append("Corroborated by: \(corroboratedBy).") }
    if let words = control.words { lines.append(words) }
    lines.append("Facts of that report, played in an exercise.")
    return lines.joined(separator: "\n")
  }
}
