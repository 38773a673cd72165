import CellDemo
import CellSchema
import Testing

/// What is carried over from the OSCE mission's reports says what they say.
@Suite struct ObservationTests {
  private func report(_ number: Int) throws -> IncidentReport {
    try #require(SMMObservation.all.first { $0.number == number }).incidentReport
  }

  @Test func thereAre91ObservationsAnd6Findings() {
    #expect(SMMObservation.all.map(\.number) == Array(1...91))
    #expect(SMMFinding.all.map(\.number) == Array(1...6))
  }

  @Test func everyOneNamesItsSource() {
    for report in SMMObservation.all.map(\.incidentReport) + SMMFinding.all.map(\.incidentReport) {
      let remarks = report.remarks?.description ?? ""
      #expect(remarks.hasPrefix("Source: OSCE Special Monitoring Mission to Ukraine, report "))
      #expect(remarks.contains("http"))
      #expect(report.source != nil)
    }
  }

  @Test func countsAndQualifiersAreKept() throws {
    #expect(try report(2).tally == .exactly(48))
    #expect(try report(18).tally == .uncountable)
    #expect(try report(29).tally == .approximately(10))
    #expect(SMMObservation.all.filter { $0.tally == .uncountable }.count == 6)
    #expect(SMMObservation.all.filter { $0.tally.qualifier == .approximately }.count == 5)
    #expect(SMMObservation.all.filter { $0.tally.qualifier == .atLeast }.count == 1)
  }

  @Test func distancesAndDirectionsAreKept() throws {
    let second = try report(2)
    #expect(second.distanceKilometres == Distance(minimum: 2, maximum: 7))
    #expect(second.directions?.elements == [.nne, .ne, .nnw])
    #expect(try report(21).directions?.elements == [.notKnown])
    #expect(try report(21).distanceKilometres == nil)
  }

  @Test func aCourseOfFlightHasTwoEndsAndOnlyOneCourse() throws {
    #expect(try report(6).flight == FlightPath(from: .n, to: .s))
    #expect(try report(6).phase == .inFlight)
    // "IN_FLIGHT W-E and E-W"
    #expect(try report(20).flight == nil)
    #expect(try report(20).phase == .inFlight)
    // "INCOMING and OUTGOING" is no one phase.
    #expect(try report(26).phase == nil)
  }

  @Test func timesAreKyivsAsPrinted() throws {
    // 24 August 2015, 08:15 to 17:30, UTC+3.
    #expect(
      try report(23).period
        == ObservationPeriod(from: "2015-08-24T05:15:00Z", to: "2015-08-24T14:30:00Z", precision: .minute))
    // 7 November 2016, "day", UTC+2.
    #expect(
      try report(10).period
        == ObservationPeriod(from: "2016-11-06T22:00:00Z", to: "2016-11-07T22:00:00Z", precision: .day))
    // Not tied to a date.
    #expect(try report(15).period == .notKnown)
    // A night is a part of a day, and of two.
    #expect(try report(1).period.precision == .partDay)
    #expect(try report(1).period.to == "2016-09-11T21:00:00Z")
  }

  @Test func aWatchPastMidnightEndsOnTheNextDay() throws {
    let late = try #require(SMMObservation.all.first { $0.from == "23:35" }).incidentReport
    #expect(late.period.from == "2016-08-24T20:35:00Z")
    #expect(late.period.to == "2016-08-24T21:30:00Z")
  }

  @Test func nothingIsSaidOfControlThatTheSourceDoesNotSay() throws {
    #expect(try report(5).observedFrom.control == .ukrainian)
    let second = try report(2)
    #expect(second.observedFrom.control == .notKnown)
    #expect(second.remarks?.description.contains("armed formations of the so-called \"DPR\"") == true)
    #expect(SMMObservation.all.allSatisfy { $0.incidentReport.observedFrom.control != .russian })
  }

  @Test func whatRecordedIsACameraOnlyWhereTheSourceSaysSo() throws {
    #expect(try report(5).means == .camera)
    #expect(try report(23).means == .notKnown)
    #expect(try report(28).means == .seen)
  }

  @Test func aPartysClaimIsAStatement() throws {
    let claims = SMMObservation.all.filter { $0.claim != nil }
    #expect(claims.count == 4)
    for claim in claims {
      let statement = try #require(claim.incidentReport.statements?.elements.first)
      #expect(claim.claim == "\(statement.statedBy): \(statement.text)")
    }
  }

  @Test func aFindingGivesNoVerdictOfItsOwn() throws {
    for finding in SMMFinding.all {
      let body = finding.finding(of: "V-2026-0001")
      #expect(body.outcome == .notStated && body.confidence == .notStated)
    }
    let kominternove = SMMFinding.all[5].finding(of: "V-2026-0006")
    #expect(kominternove.assessed?.directions?.elements == [.e, .w])
    #expect(kominternove.methods.elements == [.craterAnalysis, .interview])
    let kramatorsk = SMMFinding.all[2]
    #expect(kramatorsk.casualties?.civiliansKilled == .known(7))
    #expect(kramatorsk.incidentReport.period.from == "2015-02-10T09:51:00Z")
  }
}
