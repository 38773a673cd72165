import CellSchema

extension VerificationProceedings {
  /// A case, with what was said of it since it was opened.
  struct Case {
    var entry: Entry
    var body: VerificationCase
    var state: State
    /// The reports of incidents that joined it by themselves.
    var joined: [Entry]
    var joinings: LedgerTail<Said<CaseJoining>>
    var taskings: LedgerTail<Said<Tasking>>
    var access: LedgerTail<Said<AccessReport>>
    var findings: LedgerTail<Said<Finding>>
    var attributions: LedgerTail<Said<Attribution>>
    var remedies: LedgerTail<Said<Remedy>>
    var compliance: LedgerTail<Said<ComplianceReport>>
    var assessments: LedgerTail<Said<ComplianceAssessment>>
    var disputes: LedgerTail<Said<Dispute>>
    var allegations: LedgerTail<Said<Allegation>>
    var replies: LedgerTail<Said<PartyReply>>
    var suspensions: LedgerTail<Said<CaseSuspension>>
    var closings: LedgerTail<Said<CaseClosing>>

    /// The incidents that it was opened with, those that the lead took in, and those that joined by themselves.
    var incidents: [MessageID] {
      (body.incidents.elements + joinings.flatMap(\.body.incidents.elements) + joined.map(\.id)).uniqued
    }

    var finalFinding: Said<Finding>? { findings.last { $0.body.isFinal } }
    /// The last adopted attribution that rests on the present final finding: a later finding takes away the ground of
    /// an attribution.
    var adopted: Said<Attribution>? {
      attributions.last { $0.body.decision == .adopted && $0.body.finding == finalFinding?.entry.id }
    }

    /// The last adopted attribution, on whatever finding: from the first one on the case is the Special Commission's to
    /// close.
    var attributed: Said<Attribution>? { attributions.last { $0.body.decision == .adopted } }

    /// What closed the case, where it is closed: a closing, or a final finding that nothing was violated.
    var closedBy: Entry? {
      guard state == .closed else { return nil }
      let finding = findings.last { VerificationProceedings.step($0.body) == .noViolation }?.entry
      return [closings.last?.entry, finding].compactMap(\.self).max { $0.sequence < $1.sequence }
    }

    /// The closing, where the case is closed by one.
    var closing: Said<CaseClosing>? {
      guard let last = closings.last, last.entry.sequence == closedBy?.sequence else { return nil }
      return last
    }

    var suspension: Said<CaseSuspension>? { state == .suspended ? suspensions.last : nil }

    /// What was observed or taken in after the final finding, oldest first: it may be a ground to reopen the case.
    var evidenceAfterFinding: [Entry] {
      guard let found = finalFinding?.entry.sequence else { return [] }
      return (joined + joinings.map(\.entry) + access.map(\.entry)).filter { $0.sequence > found }
        .sorted { $0.sequence < $1.sequence }
    }

    /// The steps that may follow: the table's, as far as what they need is there.
    var allowed: [Step] {
      lifeCycle.steps(in: state).filter { step in
        switch step {
        case .attribution, .noAttribution: finalFinding.map { $0.body.outcome != .notAViolation } ?? false
        case .remedy: adopted?.body.responsible != nil
        case .assessment: !remedies.isEmpty || !compliance.isEmpty
        case .dispute: !findings.isEmpty || !attributions.isEmpty || !remedies.isEmpty || !closings.isEmpty
        case .tasking, .joining, .interimFinding, .finalFinding, .noViolation, .suspension, .resumption, .closing,
          .reopening:
          true
        }
      }
    }
  }
}

// MARK: - remedies

extension VerificationProceedings.Case {
  /// A remedy, with what its addressee is said to have done and what the lead makes of it.
  struct RemedyCourse {
    var remedy: Said<Remedy>
    /// The last report.
    var compliance: Said<ComplianceReport>?
    /// The last assessment.
    var assessment: Said<ComplianceAssessment>?
    /// It is due in a case that is open, and rests on the finding that stands.
    var isStanding: Bool

    /// Whether its time is up and the lead has not assessed it since. What the addressee says of itself ends nothing.
    func isOverdue(at moment: Microseconds) -> Bool {
      guard isStanding, remedy.body.by.moment <= moment else { return false }
      switch assessment?.body.result {
      case nil: return true
      case .complied, .partly, .not: return false
      // That it was not known before the time was up says nothing of it afterwards.
      case .notKnown: return assessment.map { $0.entry.acceptedAt < remedy.body.by.moment } ?? true
      }
    }

    /// Whether the lead has found that it is not, or not wholly, complied with.
    var isUnmet: Bool {
      switch assessment?.body.result {
      case .partly, .not: isStanding
      case .complied, .notKnown, nil: false
      }
    }
  }

  /// The remedies in their order.
  var remedyCourses: [RemedyCourse] {
    var reports: [MessageID: Said<ComplianceReport>] = [:]
    var remedyOfReport: [MessageID: MessageID] = [:]
    for report in compliance {
      guard let remedy = report.body.remedy else { continue }
      reports[remedy] = report
      remedyOfReport[report.entry.id] = remedy
    }
    var assessed: [MessageID: Said<ComplianceAssessment>] = [:]
    for assessment in assessments {
      let remedy = assessment.body.remedy ?? assessment.body.compliance.flatMap { remedyOfReport[$0] }
      if let remedy { assessed[remedy] = assessment }
    }
    let found = finalFinding?.entry.sequence ?? .none
    return remedies.map { remedy in
      RemedyCourse(
        remedy: remedy, compliance: reports[remedy.entry.id], assessment: assessed[remedy.entry.id],
        isStanding: state != .closed && remedy.entry.sequence > found)
    }
  }
}
