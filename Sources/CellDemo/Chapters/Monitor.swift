import CellSchema

extension Script {
  /// Who carries over which report of the Mission: the monitors in turn, a report each. The Netherlands are the lead's
  /// alternate, and observe nothing.
  private static let monitors: [NodeName] = Delegation.coalition.map(\.node).filter { $0 != "NLD.CELL-1" }

  /// The 91 observations and the incidents of the 6 findings, as incident reports.
  func monitor() {
    chapter(
      "Monitoring", shows: "91 observations of the OSCE mission and the incidents of its 6 findings, as facts reported"
    ) {
      for observation in SMMObservation.all {
        report("observation-\(observation.number)", observation.incidentReport, of: observation.report)
      }
      for finding in SMMFinding.all {
        report("incident-\(finding.number)", finding.incidentReport, of: finding.report)
      }
    }
  }

  private func report(_ name: String, _ report: IncidentReport, of source: String) {
    let place = SMMReport.all.firstIndex { $0.number == source } ?? 0
    say(
      name, from: Self.monitors[place % Self.monitors.count], report, to: ["@verification-lead"],
      info: ["UKR", "@special-commission"], release: ["coalition", "ukraine", "united-states"],
      precedence: Self.precedence(of: report), language: "en")
  }

  /// The exercise's own rule: impacts and salvoes are immediate, a hundred of anything is priority.
  private static func precedence(of report: IncidentReport) -> Precedence {
    if report.event == .salvo || report.phase == .impact { return .immediate }
    guard let count = report.count else { return .priority }
    return count.value >= 100 ? .priority : .routine
  }
}
