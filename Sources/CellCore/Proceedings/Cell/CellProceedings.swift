import CellSchema

/// The cell's own business: questions and their answers, releases, handovers of the watch, and the discrepancies and
/// serial gaps that the bus noted.
struct CellProceedings: Proceeding {
  private(set) var questions: [Said<RequestForInformation>] = []
  /// By question, the participants that answered.
  private(set) var answers: [MessageID: ParticipantSet] = [:]
  private(set) var releaseRequests: [MessageID: (entry: Entry, body: ReleaseRequest, isDecided: Bool)] = [:]
  private(set) var handovers: [Said<WatchHandover>] = []
  private(set) var discrepancies: [Said<Discrepancy>] = []
  private(set) var serialGaps: [Said<SerialGap>] = []

  mutating func apply(_ act: CellAct, of entry: Entry, beside others: borrowing Proceedings) {
    switch act {
    case .question(let body): questions.append((entry, body))
    case .answer:
      if let question = entry.inReplyTo { answers[question, default: ParticipantSet()].insert(entry.participant) }
    case .releaseRequest(let body): releaseRequests[entry.id] = (entry, body, false)
    case .releaseDecision(let body): releaseRequests[body.request]?.isDecided = true
    case .handover(let body): handovers.append((entry, body))
    }
  }

  mutating func note(_ body: Discrepancy, _ entry: Entry) { discrepancies.append((entry, body)) }
  mutating func note(_ body: SerialGap, _ entry: Entry) { serialGaps.append((entry, body)) }

  func check(
    _ act: CellAct, of entry: Entry, beside others: borrowing Proceedings, _ hearing: Hearing
  ) throws(Refusal) {
    switch act {
    case .releaseRequest(let body): try hearing.require(body.message, at: "/body/message")
    case .releaseDecision(let body): try check(body, entry, hearing)
    case .question, .answer, .handover: break
    }
  }

  private func check(_ body: ReleaseDecision, _ entry: Entry, _ hearing: Hearing) throws(Refusal) {
    try hearing.require(body.request, ReleaseRequest.self, at: "/body/request")
    guard let request = releaseRequests[body.request] else { return }
    let original = try hearing.require(request.body.message, at: "/body/request")
    guard original.participant == entry.participant else {
      throw Refusal(
        .notEntitled, at: "/body/request",
        "the message is \(hearing.code(original.participant))'s, who alone decides on its release")
    }
    guard !request.isDecided else {
      throw Refusal(.alreadySaid, at: "/body/request", "the request of #\(request.entry.sequence) is decided")
    }
  }

  func contradiction(
    of act: CellAct, in entry: Entry, beside others: borrowing Proceedings, _ hearing: Hearing
  ) -> Contradiction? {
    switch act {
    case .handover(let body): contradiction(body, others.verification)
    case .question, .answer, .releaseRequest, .releaseDecision: nil
    }
  }

  private func contradiction(_ body: WatchHandover, _ verification: VerificationProceedings) -> Contradiction? {
    let unknown = (body.openCases?.elements ?? []).filter { number in
      guard let found = verification.cases[number] else { return true }
      return found.state == .closed
    }
    guard !unknown.isEmpty else { return nil }
    return Contradiction(
      with: [],
      explanation: "The handover names as open: \(unknown.map(\.description).joined(separator: ", ")); no such case"
        + " is open.")
  }
}
