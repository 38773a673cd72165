import CellSchema

extension SituationView {
  /// The case with a number and its history, or all cases: open ones first, those with an overdue remedy before the
  /// others, most urgent first; then those that are closed, newest first.
  func cases(_ number: CaseNumber?) -> [CaseStanding] {
    if let number {
      return proceedings.verification[number].map { found in
        var standing = standing(found)
        standing.history = history(of: number)
        return [standing]
      } ?? []
    }
    return proceedings.verification.cases.map(standing).sorted { left, right in
      if left.isFinished != right.isFinished { return !left.isFinished }
      if left.isFinished { return left.sequence > right.sequence }
      if left.hasOverdueRemedy != right.hasOverdueRemedy { return left.hasOverdueRemedy }
      return (left.state.urgency, left.priority.urgency, left.sequence)
        < (right.state.urgency, right.priority.urgency, right.sequence)
    }
  }

  private var textsOfCases: Set<Instrument> { proceedings.textsOfCases(rulebook.procedures) }

  private func standing(_ found: VerificationProceedings.Case) -> CaseStanding {
    CaseStanding(
      number: found.body.id, id: found.entry.id, sequence: RecordSequence(found.entry.sequence), state: found.state,
      priority: found.body.priority, place: found.body.place, provision: found.body.provision,
      isProvisionUnlisted: found.body.provision.map { proceedings.declaration.isUnlisted($0, in: textsOfCases) }
        ?? false,
      suspension: found.suspension.map {
        SuspensionStanding(sequence: RecordSequence($0.entry.sequence), reason: $0.body.reason)
      },
      closing: found.closing.map {
        ClosingStanding(
          sequence: RecordSequence($0.entry.sequence), by: code($0.entry.participant), kind: $0.body.kind,
          grounds: $0.body.grounds)
      },
      evidenceAfterFinding: evidence(found.evidenceAfterFinding),
      incidents: found.incidents.filter { !isHidden($0) },
      teams: found.taskings.compactMap { entry, body in
        (body.team ?? body.asset).map {
          TeamStanding(team: $0, by: body.by, sequence: RecordSequence(entry.sequence))
        }
      },
      access: found.access.last.map {
        AccessStanding(status: $0.body.status, place: $0.body.place, sequence: RecordSequence($0.entry.sequence))
      },
      finding: (found.finalFinding ?? found.findings.last).map {
        FindingStanding(
          id: $0.entry.id, sequence: RecordSequence($0.entry.sequence), outcome: $0.body.outcome,
          confidence: $0.body.confidence, isFinal: $0.body.isFinal)
      },
      attribution: (found.adopted ?? found.attributions.last).map {
        AttributionStanding(
          sequence: RecordSequence($0.entry.sequence), decision: $0.body.decision,
          responsible: $0.body.responsible?.elements ?? [],
          dissents: proceedings.decision.dissents(from: $0.entry.id) ?? $0.body.dissents?.elements.count ?? 0)
      },
      remedies: found.remedyCourses.map(standing), statements: statements(found),
      disputes: found.disputes.map {
        DisputeStanding(
          sequence: RecordSequence($0.entry.sequence), by: code($0.entry.participant),
          of: isHidden($0.body.of) ? nil : $0.body.of)
      },
      next: found.allowed.map(\.type).uniqued)
  }

  private func standing(_ course: VerificationProceedings.Case.RemedyCourse) -> RemedyStanding {
    RemedyStanding(
      sequence: RecordSequence(course.remedy.entry.sequence), addressee: course.remedy.body.addressee,
      by: course.remedy.body.by, measure: course.remedy.body.measure, isOverdue: course.isOverdue(at: moment),
      reported: course.compliance.map { RecordSequence($0.entry.sequence) },
      assessment: course.assessment?.body.result)
  }

  private func evidence(_ entries: [Entry]) -> EvidenceStanding? {
    entries.last.map { EvidenceStanding(sequence: RecordSequence($0.sequence), messages: entries.count) }
  }

  /// What parties say of a case: the sender's participant, where no other party is named.
  private func statements(_ found: VerificationProceedings.Case) -> [PartyStatementStanding] {
    func statement(
      _ kind: PartyStatementStanding.Kind, _ entry: Entry, _ party: SubjectCode?, _ via: Line?, _ text: Text
    ) -> PartyStatementStanding? {
      (party ?? SubjectCode("\(code(entry.participant))")).map {
        PartyStatementStanding(
          sequence: RecordSequence(entry.sequence), kind: kind, by: $0, receivedVia: via, text: text)
      }
    }
    let allegations = found.allegations.compactMap {
      statement(.allegation, $0.entry, $0.body.statedBy, $0.body.receivedVia, $0.body.alleged)
    }
    let replies = found.replies.compactMap {
      statement(.reply, $0.entry, $0.body.statedBy, $0.body.receivedVia, $0.body.text)
    }
    let compliance = found.compliance.compactMap {
      statement(.compliance, $0.entry, $0.body.statedBy, $0.body.receivedVia, $0.body.done)
    }
    return (allegations + replies + compliance).sorted { $0.sequence < $1.sequence }
  }

  func incidentsWithoutCase(by code: ParticipantCode?) -> Int {
    let asked =
      code.map { code in
        incidents.filter { self.code(index.messageClass($0).participant) == code }
      } ?? incidents
    let visible = Set(asked)
    return asked.count
      - proceedings.verification.groupedIncidents.count { id in sequence(id).map(visible.contains) ?? false }
  }

  /// The messages of a case, newest first.
  private func history(of number: CaseNumber) -> [RecordedChange] {
    entries.filter { ($0.act.refersTo.caseNumber ?? $0.namedCase) == number }.reversed().compactMap(change)
  }

  /// An entry as a change shown in the situation; nil for a type that this catalogue does not have.
  func change(_ entry: Entry) -> RecordedChange? {
    type(of: entry.sequence).map { type in
      RecordedChange(
        sequence: RecordSequence(entry.sequence), acceptedAt: Timestamp(entry.acceptedAt), from: name(entry.node),
        type: type)
    }
  }
}

extension CaseStanding.State {
  fileprivate var urgency: Int {
    switch self {
    case .disputed: 0
    case .attributed: 1
    case .reopened: 2
    case .found: 3
    case .assessed: 4
    case .tasked: 5
    case .opened: 6
    case .suspended: 7
    case .remedied: 8
    case .closed: 9
    }
  }
}

extension Priority {
  /// 0 is the most urgent.
  var urgency: Int { Self.allCases.firstIndex(of: self).map { Self.allCases.count - $0 } ?? 0 }
}

extension Array where Element: Hashable {
  /// Each element once, at its first place.
  var uniqued: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
