import CellSchema

/// The cell's own business: questions and their answers, releases, handovers and assumptions of the watch, and the
/// discrepancies and serial gaps that the bus noted.
struct CellProceedings: Proceeding {
  private(set) var questions = Ledger<Said<RequestForInformation>>()
  private var answers = Ledger<ParticipantIndex>()
  private var answersToQuestion = RowPostings<MessageID>()
  private var releaseRequests = Roll<Said<ReleaseRequest>>()
  private var releaseDecisions = Ledger<ReleaseDecision.Decision>()
  private var decisionsOnRequest = RowPostings<MessageID>()
  private(set) var handovers = Ledger<Said<WatchHandover>>()
  private(set) var assumptions = Ledger<Said<WatchAssumption>>()
  private(set) var minimizes = Ledger<Said<Minimize>>()
  private(set) var alternations = Ledger<Said<AlternateActing>>()
  private var alternationsOf = RowPostings<StandIn.Key>()
  private(set) var discrepancies = Ledger<Said<Discrepancy>>()
  private(set) var serialGaps = Ledger<Said<SerialGap>>()

  mutating func make(_ change: Change, _ act: CellAct, of entry: Entry) {
    switch act {
    case .question(let body): questions.make(change, (entry, body), at: entry.sequence)
    case .answer:
      guard let question = entry.inReplyTo else { return }
      answers.make(change, entry.participant, at: entry.sequence)
      answersToQuestion.make(change, entry.sequence, under: question)
    case .releaseRequest(let body): releaseRequests.make(change, (entry, body), of: entry)
    case .releaseDecision(let body):
      releaseDecisions.make(change, body.decision, at: entry.sequence)
      decisionsOnRequest.make(change, entry.sequence, under: body.request)
    case .handover(let body): handovers.make(change, (entry, body), at: entry.sequence)
    case .assumption(let body): assumptions.make(change, (entry, body), at: entry.sequence)
    case .minimize(let body): minimizes.make(change, (entry, body), at: entry.sequence)
    // What follows from it the bus says itself.
    case .absence: break
    }
  }

  mutating func make(_ change: Change, _ body: Discrepancy, of entry: Entry) {
    discrepancies.make(change, (entry, body), at: entry.sequence)
  }

  mutating func make(_ change: Change, _ body: SerialGap, of entry: Entry) {
    serialGaps.make(change, (entry, body), at: entry.sequence)
  }

  mutating func make(_ change: Change, _ body: AlternateActing, of entry: Entry) {
    alternations.make(change, (entry, body), at: entry.sequence)
    alternationsOf.make(
      change, entry.sequence, under: StandIn.Key(role: body.role, participant: body.participant))
  }

  /// Whether alternates act, by what the bus said last.
  func isActing(_ key: StandIn.Key) -> Bool { acting(key) != nil }

  /// What the bus said last, where by that alternates act.
  func acting(_ key: StandIn.Key) -> Said<AlternateActing>? {
    alternationsOf[key].last.flatMap { alternations[$0] }.flatMap { $0.body.state == .acting ? $0 : nil }
  }

  /// The participants that answered a question.
  func answering(_ question: MessageID) -> ParticipantSet {
    answersToQuestion[question].reduce(into: ParticipantSet()) { answering, place in
      if let participant = answers[place] { answering.insert(participant) }
    }
  }

  /// The last decision on a request.
  private func decision(on request: Entry) -> ReleaseDecision.Decision? {
    decisionsOnRequest[request.id].last.flatMap { $0 > request.sequence ? releaseDecisions[$0] : nil }
  }

  func check(
    _ act: CellAct, of entry: Entry, beside others: borrowing Proceedings, _ hearing: Hearing
  ) throws(Refusal) {
    switch act {
    case .releaseRequest(let body): try hearing.require(body.message, at: "/body/message")
    case .releaseDecision(let body): try check(body, entry, hearing)
    case .assumption(let body): try check(body, entry, hearing)
    case .question, .answer, .handover, .minimize, .absence: break
    }
  }

  /// Whoever keeps watch may take it at any time, since nobody else may be there to hand it over.
  private func check(_ body: WatchAssumption, _ entry: Entry, _ hearing: Hearing) throws(Refusal) {
    guard let id = body.handover else { return }
    let handover = try hearing.require(id, WatchHandover.self, at: "/body/handover")
    guard handover.participant == entry.participant else {
      throw Refusal(
        .notEntitled, at: "/body/handover",
        "#\(handover.sequence) hands over the watch of \(hearing.code(handover.participant))")
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
    guard let known = decision(on: request.entry) else { return }
    // What is released is not released any more; before the bus carried anything, nothing was left to be said.
    guard hearing.procedures.carriesReleases, known == .granted, body.decision == .refused else {
      throw Refusal(.alreadySaid, at: "/body/request", "the request of #\(request.entry.sequence) is decided")
    }
  }

  func contradiction(
    of act: CellAct, in entry: Entry, beside others: borrowing Proceedings, _ hearing: Hearing
  ) -> Contradiction? {
    switch act {
    case .handover(let body): contradiction(body, others.verification)
    case .question, .answer, .releaseRequest, .releaseDecision, .assumption, .minimize, .absence: nil
    }
  }

  private func contradiction(_ body: WatchHandover, _ verification: VerificationProceedings) -> Contradiction? {
    let unknown = (body.openCases?.elements ?? []).filter { number in
      guard let found = verification[number] else { return true }
      return found.state == .closed
    }
    guard !unknown.isEmpty else { return nil }
    return Contradiction(
      with: [],
      explanation: "The handover names as open: \(unknown.map(\.description).joined(separator: ", ")); no such case"
        + " is open.")
  }
}
