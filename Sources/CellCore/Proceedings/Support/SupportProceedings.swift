import CellSchema

/// After an attack: report → invocation → consultation → each obliged participant's own response → measures.
///
/// Who is obliged follows from the guarantees that are active when they are invoked, and does not change for that
/// invocation. Attribution is evidence and no condition.
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

  struct Invoked {
    var entry: Entry
    var body: Invocation
    /// Participants whose guarantees are invoked. True if all of a participant's terms are open, so that it owes
    /// consultation alone.
    var obliged: [ParticipantIndex: Bool]
    var consultations: [Said<Consultation>] = []
    /// The last response of each participant.
    var responses: [ParticipantIndex: Response] = [:]
    /// Each measure with its last status.
    var measures: [Measure] = []

    /// Whether an obliged participant has not decided, or a measure is not at its end.
    var isOpen: Bool {
      let undecided = obliged.keys.contains { participant in
        guard let response = responses[participant]?.body.response else { return true }
        return response == .inConsultation
      }
      let waiting = responses.values.contains { response in
        guard response.body.response == .committed || response.body.response == .partial else { return false }
        return !measures.contains { $0.participant == response.entry.participant }
      }
      let underWay = measures.contains { $0.body.status == .announced || $0.body.status == .underWay }
      return undecided || waiting || underWay
    }
  }

  private(set) var attacks: [Said<AttackReport>] = []
  private(set) var invocations: [Invoked] = []
  /// Every response, with its invocation's place and its participant.
  private(set) var responses: [MessageID: (invocation: Int, participant: ParticipantIndex)] = [:]

  // MARK: applying

  mutating func apply(_ act: SupportAct, of entry: Entry, beside others: borrowing Proceedings) {
    switch act {
    case .attackReport(let body): attacks.append((entry, body))
    case .invocation(let body):
      var obliged: [ParticipantIndex: Bool] = [:]
      for id in body.guarantees {
        guard let commitment = others.guarantees[id] else { continue }
        let isOpen = commitment.body.terms == .open
        obliged[commitment.entry.participant] = (obliged[commitment.entry.participant] ?? true) && isOpen
      }
      invocations.append(Invoked(entry: entry, body: body, obliged: obliged))
    case .consultation(let body):
      guard let index = index(of: body.invocation) else { return }
      invocations[index].consultations.append((entry, body))
    case .response(let body):
      guard let index = index(of: body.invocation) else { return }
      invocations[index].responses[entry.participant] = Response(entry: entry, body: body)
      responses[entry.id] = (index, entry.participant)
    case .measure(let body):
      guard let index = responses[body.response]?.invocation else { return }
      let measure = Measure(entry: entry, body: body, participant: entry.participant)
      let known = invocations[index].measures.firstIndex { $0.isTheSame(as: measure) }
      if let known {
        invocations[index].measures[known] = measure
      } else {
        invocations[index].measures.append(measure)
      }
    }
  }

  func index(of invocation: MessageID) -> Int? { invocations.firstIndex { $0.entry.id == invocation } }

  func openInvocation(of commitment: MessageID) -> Invoked? {
    invocations.first { $0.isOpen && $0.body.guarantees.contains(commitment) }
  }
}

extension SupportProceedings.Measure {
  /// Whether two messages are about one measure: same participant, response, means and description.
  func isTheSame(as other: Self) -> Bool {
    participant == other.participant && body.response == other.body.response && body.means == other.body.means
      && body.description == other.body.description
  }
}
