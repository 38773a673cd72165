import CellJournal
import CellSchema
import CellTestSupport
import CellWire

/// Where a case stands, as far as what is refused follows from it.
enum HistoryCaseState: String {
  /// It is looked into.
  case looked
  case suspended
  /// There is a final finding, an attribution or a remedy.
  case decided
  case closed
}

extension HistoryWorld {
  /// Where a case stood before a row, read off the acts in their order; nil where no message opens it.
  func state(of number: CaseNumber, before end: UInt64 = .max) -> HistoryCaseState? {
    guard let begin = standing(VerificationCase.self).last(where: { $0.body.id == number })?.row.sequence else {
      return nil
    }
    var acts: [(sequence: UInt64, to: (HistoryCaseState, HistoryCaseState?) -> (HistoryCaseState, HistoryCaseState?))] =
      []
    func note<Body: Payload>(
      _: Body.Type, _ number: KeyPath<Body, CaseNumber>, _ wanted: CaseNumber,
      _ to: @escaping (Body) -> (HistoryCaseState, HistoryCaseState?) -> (HistoryCaseState, HistoryCaseState?)
    ) {
      for (row, body) in standing(Body.self)
      where body[keyPath: number] == wanted && row.sequence > begin && row.sequence < end {
        acts.append((row.sequence, to(body)))
      }
    }
    note(Tasking.self, \.caseNumber, number) { _ in { _, _ in (.looked, nil) } }
    note(Finding.self, \.caseNumber, number) { body in
      { _, _ in (!body.isFinal ? .looked : body.outcome == .notAViolation ? .closed : .decided, nil) }
    }
    note(Attribution.self, \.caseNumber, number) { body in
      { body.decision == .adopted ? (.decided, nil) : ($0, $1) }
    }
    note(Remedy.self, \.caseNumber, number) { _ in { _, _ in (.decided, nil) } }
    note(Dispute.self, \.caseNumber, number) { _ in
      { state, _ in state == .suspended ? (.suspended, .looked) : (.looked, nil) }
    }
    note(CaseSuspension.self, \.caseNumber, number) { _ in
      { state, held in state == .suspended ? (state, held) : (.suspended, state) }
    }
    note(CaseResumption.self, \.caseNumber, number) { _ in { state, held in (held ?? state, nil) } }
    note(CaseClosing.self, \.caseNumber, number) { _ in { _, _ in (.closed, nil) } }
    note(CaseReopening.self, \.caseNumber, number) { _ in { _, _ in (.looked, nil) } }
    var (state, held): (HistoryCaseState, HistoryCaseState?) = (.looked, nil)
    for act in acts.sorted(by: { $0.sequence < $1.sequence }) { (state, held) = act.to(state, held) }
    return state
  }

  /// Incidents that are in a case: it was opened with them, the lead took them in, or they named it while it was open.
  var takenIncidents: Set<MessageID> {
    var taken = Set(standing(VerificationCase.self).flatMap(\.body.incidents))
    taken.formUnion(standing(CaseJoining.self).flatMap(\.body.incidents))
    let reports =
      standing(IncidentReport.self).map(\.row) + standing(ForceIncidentReport.self).map(\.row)
      + standing(AttackReport.self).map(\.row)
    for row in reports {
      guard let number = row.header.caseNumber,
        let opening = standing(VerificationCase.self).last(where: { $0.body.id == number }),
        opening.row.sequence < row.sequence, state(of: number, before: row.sequence) != .closed
      else { continue }
      taken.insert(row.id)
    }
    return taken
  }
}

extension HistoryModel {
  /// What may be said of a case where it stands.
  func checkCourse(_ row: HistoryRow, of number: CaseNumber, _ world: HistoryWorld) {
    guard let state = world.state(of: number) else { return }
    func expect(_ states: HistoryCaseState...) {
      self.expect(states.contains(state), row, "the case is \(state.rawValue)")
    }
    switch row.body {
    case is Tasking, is Finding, is CaseSuspension: expect(.looked)
    case is Attribution, is Remedy: expect(.looked, .suspended, .decided)
    case is CaseResumption: expect(.suspended)
    case is CaseReopening: expect(.decided, .closed)
    case let body as CaseJoining:
      expect(.looked, .suspended, .decided)
      self.expect(world.takenIncidents.isDisjoint(with: body.incidents), row, "one of the incidents is in a case")
    case let body as ComplianceAssessment:
      expect(.looked, .suspended, .decided)
      let remedies = world.rows(Remedy.self).filter { $0.body.caseNumber == number }.map(\.row.id)
      let reports = world.rows(ComplianceReport.self).map(\.row.id)
      self.expect(
        body.remedy.map(remedies.contains) ?? body.compliance.map(reports.contains) ?? false, row,
        "it assesses nothing of the case")
    case let body as CaseClosing:
      expect(.looked, .suspended, .decided)
      checkClosing(body, row, world)
    default: break
    }
  }

  /// The lead closes until an attribution, afterwards the commission alone; as complied with what the lead found so.
  private func checkClosing(_ body: CaseClosing, _ row: HistoryRow, _ world: HistoryWorld) {
    guard let node = row.node else { return }
    let isAttributed = world.rows(Attribution.self).contains {
      $0.body.caseNumber == body.caseNumber && $0.body.decision == .adopted
    }
    let closers = rules.publishers(isAttributed ? Attribution.messageType : Finding.messageType)
    expect(closers.has(node), row, "the case is \(isAttributed ? "" : "not ")attributed, and not its sender's to close")
    guard body.kind == .complied else { return }
    let found = world.standing(Finding.self).last { $0.body.caseNumber == body.caseNumber && $0.body.isFinal }
    let reports = world.standing(ComplianceReport.self)
    for (remedy, terms) in world.rows(Remedy.self)
    where terms.caseNumber == body.caseNumber && remedy.sequence > found?.row.sequence ?? 0 {
      let last = world.standing(ComplianceAssessment.self).last { _, assessment in
        assessment.remedy == remedy.id
          || reports.contains { $0.row.id == assessment.compliance && $0.body.remedy == remedy.id }
      }
      expect(last?.body.result == .complied, row, "#\(remedy.sequence) is not complied with")
    }
  }
}
