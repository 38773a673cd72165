import CellSchema

/// After an attack: report → invocation → consultation → each obliged participant's own response → measures.
///
/// Who is obliged follows from the guarantees that were active when the attack began, as the bus says it when they are
/// invoked, and does not change for that invocation. Attribution is evidence and no condition.
struct SupportProceedings: Proceeding {
  typealias Status = SupportMeasure.Status

  /// A measure's life: announced → under way → completed or ended.
  static let lifeCycle = LifeCycle<Status, Status>(
    (.announced, [.announced], nil),
    (.underWay, [.announced, .underWay], .underWay),
    (.completed, [.announced, .underWay], .completed),
    (.ended, [.announced, .underWay], .ended))

  struct Response {
    var entry: Entry
    var body: SupportResponse
  }

  struct Measure {
    var entry: Entry
    var body: SupportMeasure
    var participant: ParticipantIndex
  }

  /// An invocation, and what came of it.
  struct Invoked {
    var entry: Entry
    var body: Invocation
    /// Participants whose guarantees are invoked. True if all of a participant's terms are open, so that it owes
    /// consultation alone.
    var obliged: [ParticipantIndex: Bool]
    var consultations: LedgerTail<Said<Consultation>>
    /// The last response of each participant.
    var responses: [ParticipantIndex: Response]
    /// Each measure with its last status, in the order in which they were announced.
    var measures: [Measure]
    var isOpen: Bool
  }

  private(set) var attacks = Roll<Said<AttackReport>>()
  private var invocations = Roll<Said<Invocation>>()
  private var responses = Roll<Response>()
  /// By invocation and by response, whether these stand or not.
  private(set) var outcomes = GrowingTable<MessageID, InvocationOutcome>()
  private(set) var undertakings = GrowingTable<MessageID, Undertaking>()
  /// What the bus said of who is obliged, and its rows by invocation.
  private var obligations = Ledger<Said<GuaranteeObliged>>()
  private var obligationsOf = RowPostings<MessageID>()
  /// By report, the rows of the invocations that name it.
  private var invocationsOfReport = RowPostings<MessageID>()
  /// By guarantee, the rows of the invocations that name it.
  private var invocationsOfGuarantee = RowPostings<MessageID>()
  /// Invocations of which the bus has not said of every pair who is obliged.
  private(set) var unstated: Set<MessageID> = []
  /// Invocations with pairs of which it said that a paper's date is contested, and is not any more.
  private(set) var healed: Set<MessageID> = []

  // MARK: applying

  mutating func make(_ change: Change, _ act: SupportAct, of entry: Entry) {
    switch act {
    case .attackReport(let body): attacks.make(change, (entry, body), of: entry)
    case .invocation(let body):
      invocations.make(change, (entry, body), of: entry)
      for report in Set(body.reports) {
        invocationsOfReport.make(change, entry.sequence, under: report)
      }
      for guarantee in Set(body.guarantees) {
        invocationsOfGuarantee.make(change, entry.sequence, under: guarantee)
      }
      refresh(entry.id)
      begin(entry)
    case .consultation(let body):
      outcomes[body.invocation, default: InvocationOutcome()].consultations
        .make(change, (entry, body), at: entry.sequence)
    case .response(let body): make(change, Response(entry: entry, body: body))
    case .measure(let body): make(change, Measure(entry: entry, body: body, participant: entry.participant))
    }
  }

  /// Applies what the bus said of who is obliged, or forgets it.
  mutating func make(_ change: Change, _ body: GuaranteeObliged, of entry: Entry) {
    obligations.make(change, (entry, body), at: entry.sequence)
    obligationsOf.make(change, entry.sequence, under: body.invocation)
    refresh(body.invocation)
  }

  /// Looks whether what was contested of a guarantee that was invoked is so no more.
  mutating func reconsider(_ guarantee: MessageID, under guarantees: GuaranteeProceedings) {
    for invocation in invocationsOfGuarantee[guarantee].compactMap({ invocations[$0] }) {
      if healedPairs(of: invocation, under: guarantees).isEmpty {
        healed.remove(invocation.entry.id)
      } else {
        healed.insert(invocation.entry.id)
      }
    }
  }

  private mutating func refresh(_ id: MessageID) {
    guard let (entry, body) = invocations[id], entry.terms.statesObligations,
      obligationsOf[id].count(where: { $0 > entry.sequence }) < Set(body.reports).count
        * Set(body.guarantees).count
    else {
      unstated.remove(id)
      return
    }
    unstated.insert(id)
  }

  /// What was said of an invocation before it, in a message that was corrected to name it, does not count.
  private mutating func begin(_ invocation: Entry) {
    let early = outcomes[invocation.id, default: InvocationOutcome()].begin(after: invocation.sequence)
    for response in early {
      let tally = tally(of: response.entry.id)
      outcomes[invocation.id]?.tally.subtract(tally)
    }
  }

  private func tally(of response: MessageID) -> MeasureTally { undertakings[response]?.tally ?? MeasureTally() }

  private mutating func make(_ change: Change, _ response: Response) {
    let (id, row) = (response.entry.id, response.entry.sequence)
    responses.make(change, response, of: response.entry)
    undertakings[id, default: Undertaking()].begin(after: row)
    let tally = tally(of: id)
    outcomes[response.body.invocation, default: InvocationOutcome()].make(change, response, with: tally)
  }

  private mutating func make(_ change: Change, _ measure: Measure) {
    let id = measure.body.response
    let shift = undertakings[id, default: Undertaking()].make(change, measure)
    if let response = responses[id] { outcomes[response.body.invocation]?.take(shift, under: response.entry) }
  }
}

// MARK: questions

extension SupportProceedings {
  /// All invocations, oldest first.
  func invoked(under guarantees: GuaranteeProceedings) -> [Invoked] {
    invocations.map { entry, body in
      let outcome = outcomes[entry.id] ?? InvocationOutcome()
      let obliged = obliged(by: (entry, body), under: guarantees)
      return Invoked(
        entry: entry, body: body, obliged: obliged, consultations: outcome.consultations.after(entry.sequence),
        responses: outcome.lastResponses, measures: measures(outcome), isOpen: outcome.isOpen(for: obliged.keys))
    }
  }

  func invocation(_ id: MessageID) -> Said<Invocation>? { invocations[id] }

  /// A response to an invocation that was there before it.
  func response(_ id: MessageID) -> Response? {
    guard let response = responses[id], let invocation = invocations[response.body.invocation],
      response.entry.sequence > invocation.entry.sequence
    else { return nil }
    return response
  }

  /// The last response of a participant to an invocation.
  func lastResponse(of participant: ParticipantIndex, to invocation: MessageID) -> Response? {
    outcomes[invocation]?.lastResponse(of: participant)
  }

  /// The measure that a message is about, with its last status: same participant, response, means and description.
  func known(_ measure: Measure) -> Measure? { undertakings[measure.body.response]?.known(measure) }

  func isOpen(_ invocation: Said<Invocation>, under guarantees: GuaranteeProceedings) -> Bool {
    (outcomes[invocation.entry.id] ?? InvocationOutcome())
      .isOpen(for: obliged(by: invocation, under: guarantees).keys)
  }

  /// What the bus said last of an invocation, of each pair that it names.
  func stated(of invocation: Said<Invocation>) -> [Said<GuaranteeObliged>] {
    var (stated, places): ([Said<GuaranteeObliged>], [Pair: Int]) = ([], [:])
    for row in obligationsOf[invocation.entry.id] where row > invocation.entry.sequence {
      guard let said = obligations[row] else { continue }
      let pair = Pair(report: said.body.report, commitment: said.body.commitment)
      if let place = places[pair] {
        stated[place] = said
      } else {
        places[pair] = stated.count
        stated.append(said)
      }
    }
    return stated
  }

  func statedPairs(of invocation: Said<Invocation>) -> Set<Pair> {
    Set(stated(of: invocation).map { Pair(report: $0.body.report, commitment: $0.body.commitment) })
  }

  /// The invocations that name a report, oldest first.
  func invocationsOn(_ report: MessageID) -> [Entry] {
    invocationsOfReport[report].compactMap { invocations[$0]?.entry }
  }

  /// Who is obliged: by what the bus said, or under a charter of before it said so by the commitments that were there
  /// when they were invoked. True if all of a participant's terms are open.
  func obliged(
    by invocation: Said<Invocation>, under guarantees: GuaranteeProceedings
  ) -> [ParticipantIndex: Bool] {
    if invocation.entry.terms.statesObligations {
      return stated(of: invocation).reduce(into: [:]) { obliged, said in
        guard said.body.standing == .obliged,
          let participant = guarantees[said.body.commitment]?.entry.participant
        else { return }
        obliged[participant] = (obliged[participant] ?? true) && said.body.terms == .open
      }
    }
    return invocation.body.guarantees.reduce(into: [:]) { obliged, id in
      guard let commitment = guarantees[id], commitment.entry.sequence < invocation.entry.sequence
      else {
        return
      }
      let isOpen = commitment.body.terms == .open
      obliged[commitment.entry.participant] = (obliged[commitment.entry.participant] ?? true) && isOpen
    }
  }

  private func measures(_ outcome: InvocationOutcome) -> [Measure] {
    outcome.responses.flatMap { undertakings[$0.entry.id]?.measures ?? [] }
      .sorted { $0.first < $1.first }.map(\.last)
  }
}
