import CellSchema

/// What is said of one invocation: consultations, responses, and how many measures come of them.
struct InvocationOutcome {
  typealias Response = SupportProceedings.Response

  /// The invocation; what names it before it was said is no response to it.
  private var invocation = SequenceNumber.none
  var consultations = Ledger<Said<Consultation>>()
  private var said: [ParticipantIndex: Ledger<Response>] = [:]
  /// Of the measures under responses that count.
  var tally = MeasureTally()

  /// All responses that count, in no particular order.
  var responses: [Response] { said.values.flatMap { $0.after(invocation) } }

  /// The last response of each participant.
  var lastResponses: [ParticipantIndex: Response] {
    said.keys.reduce(into: [:]) { last, participant in last[participant] = lastResponse(of: participant) }
  }

  func lastResponse(of participant: ParticipantIndex) -> Response? {
    said[participant]?.last.flatMap { $0.entry.sequence > invocation ? $0 : nil }
  }

  /// Whether an obliged participant has not decided, one that decided to act has not announced a measure, or a measure
  /// is not at its end.
  func isOpen(for obliged: some Sequence<ParticipantIndex>) -> Bool {
    let isUndecided = obliged.contains { participant in
      lastResponse(of: participant).map { $0.body.response == .inConsultation } ?? true
    }
    return isUndecided || said.keys.contains(where: isToAct) || tally.underWay > 0
  }

  private func isToAct(_ participant: ParticipantIndex) -> Bool {
    guard let response = lastResponse(of: participant)?.body.response,
      response == .committed || response == .partial
    else { return false }
    return !tally.isActing(participant)
  }

  /// - Returns: the responses that counted and do not any more.
  mutating func begin(after invocation: SequenceNumber) -> [Response] {
    guard invocation != self.invocation else { return [] }
    self.invocation = invocation
    return said.values.flatMap { $0 }.filter { $0.entry.sequence < invocation }
  }

  mutating func make(_ change: Change, _ response: Response, with measures: MeasureTally) {
    let row = response.entry.sequence
    said[response.entry.participant, default: Ledger()].make(change, response, at: row)
    guard row > invocation else { return }
    switch change {
    case .apply: tally.add(measures)
    case .forget: tally.subtract(measures)
    }
  }

  /// Measures under a response changed.
  mutating func take(_ shift: MeasureTally, under response: Entry) {
    if response.sequence > invocation { tally.add(shift) }
  }
}
