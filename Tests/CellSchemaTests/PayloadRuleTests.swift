import CellSchema
import Testing

@Suite struct PayloadRuleTests {
  @Test func `the first report of a newcomer is ten words long`() throws {
    let report = IncidentReport(
      observedFrom: "6 km NW of Donetsk", means: .heard, event: .explosion, count: .exactly(48))
    #expect(report.tally == .exactly(48))
    #expect(report.observedFrom.control == .notKnown)
    #expect(refusal(of: report) == nil)
  }

  @Test(arguments: [Tally.exactly(48), .approximately(30), .atLeast(100), .uncountable])
  func `a tally goes out and comes back as two fields`(tally: Tally) throws {
    let report = IncidentReport(observedFrom: "Svitlodarsk", means: .heard, event: .burst, count: tally)
    #expect(refusal(of: report) == nil)
    let document = DocumentEncoder.encode(header: sampleHeader(), body: report)
    #expect(try DocumentDecoder.body(IncidentReport.self, of: document).tally == tally)
  }

  @Test func `a count goes with its qualifier`() {
    var report = IncidentReport.example
    report.qualifier = .uncountable
    #expect(report.tally == nil)
    #expect(refusal(of: report)?.code == .ruleBroken)
    report.count = nil
    #expect(refusal(of: report) == nil)
    report.qualifier = .atLeast
    #expect(refusal(of: report)?.code == .ruleBroken)
  }

  @Test func `coordinates come in pairs`() {
    var report = IncidentReport.example
    report.observedFrom.latitude = 48.0437
    #expect(refusal(of: report)?.code == .ruleBroken)
    report.observedFrom.longitude = 37.7447
    #expect(refusal(of: report) == nil)
  }

  @Test func `a period runs forward, and is there where its precision is known`() {
    var report = IncidentReport.example
    report.period = ObservationPeriod(from: "2026-03-07T10:00:00Z", to: "2026-03-07T09:00:00Z", precision: .hour)
    #expect(refusal(of: report)?.code == .ruleBroken)
    report.period = ObservationPeriod(to: "2026-03-07T09:00:00Z", precision: .hour)
    #expect(refusal(of: report)?.code == .ruleBroken)
    report.period = .notKnown
    #expect(refusal(of: report) == nil)
  }

  @Test func `a distance is not shorter at most than at least`() {
    var report = IncidentReport.example
    report.distanceKilometres = Distance(minimum: 7, maximum: 2)
    #expect(refusal(of: report)?.code == .ruleBroken)
    report.distanceKilometres = Distance(minimum: 1.5)
    #expect(refusal(of: report) == nil)
    report.distanceKilometres = Distance()
    #expect(refusal(of: report)?.code == .ruleBroken)
  }

  @Test func `what the observer does not know is N/K`() throws {
    var report = ForceIncidentReport.example
    report.weapon = .notKnown
    report.casualties = Casualties(civiliansKilled: .notKnown)
    #expect(refusal(of: report) == nil)
    let document = DocumentEncoder.encode(header: sampleHeader(for: ForceIncidentReport.messageType), body: report)
    #expect(String(decoding: document, as: UTF8.self).contains(#""civiliansKilled":"N/K""#))
    #expect(try DocumentDecoder.body(ForceIncidentReport.self, of: document) == report)
    report.casualties = Casualties()
    #expect(refusal(of: report)?.code == .ruleBroken)
  }

  @Test func `responsibility is attributed or undetermined, never both`() {
    var attribution = Attribution.example
    attribution.responsible = ["RUS"]
    #expect(refusal(of: attribution)?.code == .ruleBroken)
    attribution.undetermined = nil
    #expect(refusal(of: attribution) == nil)
    attribution.responsible = nil
    #expect(refusal(of: attribution)?.code == .ruleBroken)
  }

  @Test func `a pledge has an amount or items`() {
    var pledge = AssistancePledge.example
    pledge.items = nil
    #expect(refusal(of: pledge) == nil)
    pledge.amount = nil
    #expect(refusal(of: pledge)?.code == .ruleBroken)
  }

  @Test func `a response commits means where it says so and nowhere else`() {
    var response = SupportResponse.example
    response.response = .declined
    #expect(refusal(of: response)?.code == .ruleBroken)
    response.means = nil
    #expect(refusal(of: response) == nil)
    response.response = .committed
    #expect(refusal(of: response)?.code == .ruleBroken)
  }

  @Test func `a scope names what its kind needs`() {
    var agreement = CeasefireAgreement.example
    agreement.scope = CeasefireScope(kind: .area)
    #expect(refusal(of: agreement)?.code == .ruleBroken)
    agreement.scope = CeasefireScope(kind: .area, areas: ["Zaporizhzhia"], domains: [.air])
    #expect(refusal(of: agreement) == nil)
    agreement.scope = CeasefireScope(kind: .general, domains: [.air])
    #expect(refusal(of: agreement)?.code == .ruleBroken)
    agreement.scope = CeasefireScope(kind: .domain, areas: ["Odesa"], domains: [.sea])
    #expect(refusal(of: agreement)?.code == .ruleBroken)
  }

  @Test func `an outsider's words say how and when they came`() {
    var suspension = CeasefireSuspension.example
    suspension.receivedAt = nil
    #expect(refusal(of: suspension)?.code == .ruleBroken)
    suspension.receivedVia = nil
    #expect(refusal(of: suspension) == nil)
  }

  @Test func `access that was granted was restricted by nobody`() {
    var access = AccessReport.example
    access.status = .granted
    #expect(refusal(of: access)?.code == .ruleBroken)
    access.restrictedBy = nil
    access.reasonGiven = nil
    #expect(refusal(of: access) == nil)
  }

  @Test func `explosions are among the violations`() {
    var report = DailyReport.example
    report.regions = [.init(name: "Donetsk", violations: 5, explosions: 6)]
    #expect(refusal(of: report)?.code == .ruleBroken)
    report.regions = [.init(name: "Donetsk", violations: 5, explosions: 5)]
    #expect(refusal(of: report) == nil)
  }

  @Test func `a list is never empty and never endless`() {
    #expect(NonEmpty<CompassPoint>([]) == nil)
    #expect(NonEmpty(Array(repeating: CompassPoint.n, count: 256))?.count == 256)
    #expect(NonEmpty(Array(repeating: CompassPoint.n, count: 257)) == nil)
    let empty = DocumentEncoder.encode(
      header: sampleHeader(for: "cell.release-request"),
      rawBody: Array(#"{"message":"019cc7d0-8ee0-7a31-9d5e-6c0f2b8e4a17","to":[]}"#.utf8))
    #expect(refusal(of: empty)?.pointer == "/body/to")
  }

  @Test func `numbers stay in their ranges`() {
    for (number, isCount, isPositive) in [(-1, false, false), (0, true, false), (1, true, true)] {
      #expect((Count(number) != nil) == isCount)
      #expect((PositiveCount(number) != nil) == isPositive)
    }
    let (beyond, notANumber) = (1_000_000_001, Double.nan)
    #expect(Count(beyond) == nil && PositiveCount(beyond) == nil && Latitude(notANumber) == nil)
    for (degrees, isLatitude, isLongitude) in [(90.0, true, true), (-90.01, false, true), (180.01, false, false)] {
      #expect((Latitude(degrees) != nil) == isLatitude)
      #expect((Longitude(degrees) != nil) == isLongitude)
    }
    let negativeZero = IncidentReport(
      observedFrom: Position(place: "Gulf of Guinea", latitude: Latitude(-0.0), longitude: 0), means: .seen,
      event: .flare, count: .exactly(1))
    #expect(refusal(of: negativeZero) == nil)
  }
}
