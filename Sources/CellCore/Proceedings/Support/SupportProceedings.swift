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

    /// Participants that have announced a measure.
    fileprivate(set) var acting = ParticipantSet()
    /// The measures that are not at their end.
    fileprivate(set) var underWay = 0
    fileprivate var measurePlaces: [MeasureKey: Int] = [:]

    /// Whether an obliged participant has not decided, or a measure is not at its end.
    var isOpen: Bool {
      let undecided = obliged.keys.contains { participant in
        guard let response = responses[participant]?.body.response else { return true }
        return response == .inConsultation
      }
      let waiting = responses.values.contains { response in
        guard response.body.response == .committed || response.body.response == .partial else { return false }
        return !acting.contains(response.entry.participant)
      }
      return undecided || waiting || underWay > 0
    }
  }

  private(set) var attacks: [Said<AttackReport>] = []
  /// What a report says was attacked.
  private(set) var targets: [MessageID: Beneficiary] = [:]
  private(set) var invocations: [Invoked] = []
  private var invocationPlaces: [MessageID: Int] = [:]
  /// Every response, with its invocation's place and its participant.
  private(set) var responses: [MessageID: (invocation: Int, participant: ParticipantIndex)] = [:]

  // MARK: applying

  mutating func apply(_ act: SupportAct, of entry: Entry, beside others: borrowing Proceedings) {
    switch act {
    case .attackReport(let body):
      attacks.append((entry, body))
      targets[entry.id] = body.target
    case .invocation(let body):
      var obliged: [ParticipantIndex: Bool] = [:]
      for id in body.guarantees {
        guard let commitment = others.guarantees[id] else { continue }
        let isOpen = commitment.body.terms == .open
        obliged[commitment.entry.participant] = (obliged[commitment.entry.participant] ?? true) && isOpen
      }
      invocationPlaces[entry.id] = invocations.count
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
      invocations[index].take(Measure(entry: entry, body: body, participant: entry.participant))
    }
  }

  func index(of invocation: MessageID) -> Int? { invocationPlaces[invocation] }

  func openInvocation(of commitment: MessageID) -> Invoked? {
    invocations.first { $0.isOpen && $0.body.guarantees.contains(commitment) }
  }
}

/// What makes two messages speak of one measure.
private struct MeasureKey: Hashable {
  let participant: ParticipantIndex
  let response: MessageID
  let means: SupportMeans
  let description: Text

  init(_ measure: SupportProceedings.Measure) {
    participant = measure.participant
    response = measure.body.response
    means = measure.body.means
    description = measure.body.description
  }
}

extension SupportProceedings.Invoked {
  /// The measure that a message is about, with its last status: same participant, response, means and description.
  func known(_ measure: SupportProceedings.Measure) -> SupportProceedings.Measure? {
    measurePlaces[MeasureKey(measure)].map { measures[$0] }
  }

  fileprivate mutating func take(_ measure: SupportProceedings.Measure) {
    let key = MeasureKey(measure)
    if let place = measurePlaces[key] {
      if measures[place].isUnderWay { underWay -= 1 }
      measures[place] = measure
    } else {
      measurePlaces[key] = measures.count
      measures.append(measure)
      acting.insert(measure.participant)
    }
    if measure.isUnderWay { underWay += 1 }
  }
}

extension SupportProceedings.Measure {
  fileprivate var isUnderWay: Bool { body.status == .announced || body.status == .underWay }
}
