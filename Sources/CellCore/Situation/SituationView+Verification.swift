import CellSchema

extension SituationView {
  /// The case with a number and its history, or all cases: open ones first, most urgent first; then those that are
  /// done, newest first.
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
      return (left.state.urgency, left.priority.urgency, left.sequence)
        < (right.state.urgency, right.priority.urgency, right.sequence)
    }
  }

  private func standing(_ found: VerificationProceedings.Case) -> CaseStanding {
    CaseStanding(
      number: found.body.id, id: found.entry.id, sequence: RecordSequence(found.entry.sequence), state: found.state,
      priority: found.body.priority, place: found.body.place, provision: found.body.provision,
      incidents: found.body.incidents.elements,
      teams: found.taskings.map {
        TeamStanding(team: $0.body.team, by: $0.body.by, sequence: RecordSequence($0.entry.sequence))
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
          responsible: $0.body.responsible?.elements ?? [], dissents: $0.body.dissents?.elements.count ?? 0)
      },
      remedies: found.remedies.map {
        RemedyStanding(
          sequence: RecordSequence($0.entry.sequence), addressee: $0.body.addressee, by: $0.body.by,
          measure: $0.body.measure)
      },
      disputes: found.disputes.map {
        DisputeStanding(
          sequence: RecordSequence($0.entry.sequence), by: code($0.entry.participant), of: $0.body.of)
      },
      next: found.allowed.map(\.type).uniqued)
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
    entries.filter { $0.act.refersTo.caseNumber == number }.reversed().compactMap(change)
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
    case .found: 2
    case .assessed: 3
    case .tasked: 4
    case .opened: 5
    case .remedied, .closed: 6
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
