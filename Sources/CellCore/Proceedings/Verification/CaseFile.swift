import CellSchema

/// What is on the record under one case number, whether or not a message that opens the case stands.
struct CaseFile {
  private var openings = Ledger<Said<VerificationCase>>()
  private var course = CaseCourse()
  /// Reports of incidents whose headers name the case.
  var reports = Ledger<Entry>()
  var joinings = Ledger<Said<CaseJoining>>()
  var taskings = Ledger<Said<Tasking>>()
  var access = Ledger<Said<AccessReport>>()
  var findings = Ledger<Said<Finding>>()
  var attributions = Ledger<Said<Attribution>>()
  var remedies = Ledger<Said<Remedy>>()
  var compliance = Ledger<Said<ComplianceReport>>()
  var assessments = Ledger<Said<ComplianceAssessment>>()
  var disputes = Ledger<Said<Dispute>>()
  var allegations = Ledger<Said<Allegation>>()
  var replies = Ledger<Said<PartyReply>>()
  var suspensions = Ledger<Said<CaseSuspension>>()
  var resumptions = Ledger<Said<CaseResumption>>()
  var closings = Ledger<Said<CaseClosing>>()
  var reopenings = Ledger<Said<CaseReopening>>()

  mutating func make(_ change: Change, opening body: VerificationCase, _ entry: Entry) {
    openings.make(change, (entry, body), at: entry.sequence)
    // Without an opening there is no case, and the steps wait for the next one.
    if let last = openings.lastSequence { course.begin(after: last) }
  }

  mutating func make<Body>(
    _ change: Change, _ step: VerificationProceedings.Step, _ said: Said<Body>,
    in ledger: WritableKeyPath<Self, Ledger<Said<Body>>>
  ) {
    self[keyPath: ledger].make(change, said, at: said.entry.sequence)
    course.make(change, step, at: said.entry.sequence)
  }

  /// The reports that joined the case by themselves: those that came after it was opened, and not while it was closed.
  var joined: [Entry] {
    guard let begin = openings.lastSequence, !reports.isEmpty else { return [] }
    return reports.after(begin).filter { course.state(before: $0.sequence) != .closed }
  }

  /// The case: the last message that opens it, with what came after. Nil if none opens it.
  var standing: VerificationProceedings.Case? {
    guard let opening = openings.last else { return nil }
    let begin = opening.entry.sequence
    return VerificationProceedings.Case(
      entry: opening.entry, body: opening.body, state: course.state, joined: joined, joinings: joinings.after(begin),
      taskings: taskings.after(begin), access: access.after(begin), findings: findings.after(begin),
      attributions: attributions.after(begin), remedies: remedies.after(begin), compliance: compliance.after(begin),
      assessments: assessments.after(begin), disputes: disputes.after(begin), allegations: allegations.after(begin),
      replies: replies.after(begin), suspensions: suspensions.after(begin), closings: closings.after(begin))
  }
}
