import CellSchema

/// Cases of verification: incidents grouped by the lead, a team or an asset sent, access, finding, attribution, remedy,
/// compliance, dispute, and how a case is suspended, closed and reopened.
///
/// Monitoring observes, verification assesses, the Special Commission attributes: the charter says who may do which,
/// the table here in which order.
struct VerificationProceedings: Proceeding {
  typealias State = CaseStanding.State

  private var files = GrowingTable<CaseNumber, CaseFile>()
  private var openings = Ledger<CaseNumber>()
  private var openingsOfIncident = RowPostings<MessageID>()
  private var joinings = Ledger<CaseNumber>()
  private var joiningsOfIncident = RowPostings<MessageID>()
  /// The case that a report of an incident names.
  private var named = Roll<CaseNumber>()
  private var reports = Ledger<MessageID>()
  private var reportsOfNumber = RowPostings<ReportNumber>()

  // MARK: applying

  mutating func make(_ change: Change, _ act: VerificationAct, of entry: Entry) {
    let row = entry.sequence
    switch act {
    case .opening(let body):
      openings.make(change, body.id, at: row)
      for incident in body.incidents { openingsOfIncident.make(change, row, under: incident) }
      files[body.id, default: CaseFile()].make(change, opening: body, entry)
    case .joining(let body):
      joinings.make(change, body.caseNumber, at: row)
      for incident in body.incidents { joiningsOfIncident.make(change, row, under: incident) }
      make(change, .joining, of: body.caseNumber, (entry, body), in: \.joinings)
    // Reports of incidents are of three systems: see ``make(_:incident:of:)``.
    case .incident: break
    case .tasking(let body): make(change, .tasking, of: body.caseNumber, (entry, body), in: \.taskings)
    case .access(let body): files[body.caseNumber, default: CaseFile()].access.make(change, (entry, body), at: row)
    case .finding(let body): make(change, Self.step(body), of: body.caseNumber, (entry, body), in: \.findings)
    case .attribution(let body): make(change, Self.step(body), of: body.caseNumber, (entry, body), in: \.attributions)
    case .remedy(let body): make(change, .remedy, of: body.caseNumber, (entry, body), in: \.remedies)
    case .compliance(let body):
      files[body.caseNumber, default: CaseFile()].compliance.make(change, (entry, body), at: row)
    case .assessment(let body): make(change, .assessment, of: body.caseNumber, (entry, body), in: \.assessments)
    case .dispute(let body): make(change, .dispute, of: body.caseNumber, (entry, body), in: \.disputes)
    case .allegation(let body):
      guard let number = body.caseNumber else { return }
      files[number, default: CaseFile()].allegations.make(change, (entry, body), at: row)
    case .reply(let body):
      guard let number = body.caseNumber else { return }
      files[number, default: CaseFile()].replies.make(change, (entry, body), at: row)
    case .suspension(let body): make(change, .suspension, of: body.caseNumber, (entry, body), in: \.suspensions)
    case .resumption(let body): make(change, .resumption, of: body.caseNumber, (entry, body), in: \.resumptions)
    case .closing(let body): make(change, .closing, of: body.caseNumber, (entry, body), in: \.closings)
    case .reopening(let body): make(change, .reopening, of: body.caseNumber, (entry, body), in: \.reopenings)
    case .dailyReport(let body):
      reports.make(change, entry.id, at: row)
      reportsOfNumber.make(change, row, under: body.number)
    }
  }

  private mutating func make<Body>(
    _ change: Change, _ step: Step, of number: CaseNumber, _ said: Said<Body>,
    in ledger: WritableKeyPath<CaseFile, Ledger<Said<Body>>>
  ) {
    files[number, default: CaseFile()].make(change, step, said, in: ledger)
  }

  /// Takes in a report of an incident, of any system, whose header names a case.
  mutating func make(_ change: Change, incident entry: Entry, of number: CaseNumber) {
    named.make(change, number, of: entry)
    files[number, default: CaseFile()].reports.make(change, entry, at: entry.sequence)
  }

  // MARK: questions

  subscript(number: CaseNumber) -> Case? { files[number]?.standing }

  /// All cases, in no particular order.
  var cases: [Case] { files.values.compactMap(\.standing) }

  /// The incidents that belong to a case.
  var groupedIncidents: Set<MessageID> {
    var grouped = Set(openingsOfIncident.keys)
    grouped.formUnion(joiningsOfIncident.keys)
    for file in files.values { grouped.formUnion(file.joined.lazy.map(\.id)) }
    return grouped
  }

  /// The case that an incident belongs to: the last one that was opened with it, else the last one that the lead took it
  /// into, else the one that its own header names.
  func caseNumber(of incident: MessageID) -> CaseNumber? {
    if let opening = openingsOfIncident[incident].last { return openings[opening] }
    if let joining = joiningsOfIncident[incident].last { return joinings[joining] }
    guard let number = named[incident], files[number]?.joined.contains(where: { $0.id == incident }) == true else {
      return nil
    }
    return number
  }

  /// The first daily report with a number.
  func dailyReport(_ number: ReportNumber) -> MessageID? { reportsOfNumber[number].first.flatMap { reports[$0] } }

  static func step(_ finding: Finding) -> Step {
    guard finding.isFinal else { return .interimFinding }
    return finding.outcome == .notAViolation ? .noViolation : .finalFinding
  }

  static func step(_ attribution: Attribution) -> Step {
    attribution.decision == .adopted ? .attribution : .noAttribution
  }
}
