import CellSchema

/// The cell's own business: questions and their answers, releases, handovers of the watch, and what the bus noticed.
struct CellProceedings {
  private(set) var questions: [(entry: Entry, body: RequestForInformation)] = []
  /// By question, the participants that answered.
  private(set) var answers: [MessageID: Set<Int>] = [:]
  private(set) var releaseRequests: [MessageID: (entry: Entry, body: ReleaseRequest, isDecided: Bool)] = [:]
  private(set) var handovers: [(entry: Entry, body: WatchHandover)] = []
  private(set) var discrepancies: [(entry: Entry, body: Discrepancy)] = []
  private(set) var serialGaps: [(entry: Entry, body: SerialGap)] = []

  mutating func apply(_ entry: Entry) {
    switch entry.act {
    case .question(let body): questions.append((entry, body))
    case .answer: if let question = entry.inReplyTo { answers[question, default: []].insert(entry.participant) }
    case .releaseRequest(let body): releaseRequests[entry.id] = (entry, body, false)
    case .releaseDecision(let body): releaseRequests[body.request]?.isDecided = true
    case .handover(let body): handovers.append((entry, body))
    case .discrepancy(let body): discrepancies.append((entry, body))
    case .serialGap(let body): serialGaps.append((entry, body))
    default: break
    }
  }

  func check(_ entry: Entry, _ hearing: Hearing) throws(Refusal) {
    switch entry.act {
    case .releaseRequest(let body): try hearing.require(body.message, at: "/body/message")
    case .releaseDecision(let body):
      try hearing.require(body.request, "cell.release-request", at: "/body/request")
      guard let request = releaseRequests[body.request] else { return }
      let original = try hearing.require(request.body.message, at: "/body/request")
      guard original.participant == entry.participant else {
        throw Refusal(
          .notEntitled, at: "/body/request",
          "the message is \(hearing.code(original.participant))'s, who alone decides on its release")
      }
      guard !request.isDecided else {
        throw Refusal(
          .alreadySaid, at: "/body/request", "the request of #\(request.entry.sequence) is decided")
      }
    default: break
    }
  }

  func contradiction(_ entry: Entry, verification: VerificationProceedings) -> Contradiction? {
    switch entry.act {
    case .handover(let body):
      let unknown = (body.openCases?.elements ?? []).filter { number in
        guard let found = verification.cases[number] else { return true }
        return found.state == .closed
      }
      guard !unknown.isEmpty else { return nil }
      return Contradiction(
        with: [],
        explanation: "The handover names as open: \(unknown.map(\.description).joined(separator: ", ")); no such case"
          + " is open.")
    default: return nil
    }
  }
}
