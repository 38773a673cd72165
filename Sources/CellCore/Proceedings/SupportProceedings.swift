import CellSchema

/// After an attack: report → invocation → consultation → each obliged participant's own response → measures.
///
/// Who is obliged follows from the guarantees that are active when they are invoked, and stays so for that invocation.
/// An attribution is evidence and no condition.
struct SupportProceedings {
  typealias Status = SupportMeasure.Status

  /// announced → under way → completed or ended.
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
    var participant: Int
  }

  struct Invoked {
    var entry: Entry
    var body: Invocation
    /// Participants whose guarantees are invoked; whether their terms are open, so that they owe consultation alone.
    var obliged: [Int: Bool]
    var consultations: [(entry: Entry, body: Consultation)] = []
    /// The last of each participant.
    var responses: [Int: Response] = [:]
    /// The last word on each.
    var measures: [Measure] = []

    /// Until every obliged participant has decided, and every measure has come to its end.
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

  private(set) var attacks: [(entry: Entry, body: AttackReport)] = []
  private(set) var invocations: [Invoked] = []
  /// Every response ever given: to which invocation, and by whom.
  private var responses: [MessageID: (invocation: Int, participant: Int)] = [:]

  // MARK: what happened

  mutating func apply(_ entry: Entry, guarantees: GuaranteeProceedings) {
    switch entry.act {
    case .attackReport(let body): attacks.append((entry, body))
    case .invocation(let body):
      var obliged: [Int: Bool] = [:]
      for id in body.guarantees {
        guard let commitment = guarantees[id] else { continue }
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
    default: break
    }
  }

  func index(of invocation: MessageID) -> Int? { invocations.firstIndex { $0.entry.id == invocation } }

  func openInvocation(of commitment: MessageID) -> Invoked? {
    invocations.first { $0.isOpen && $0.body.guarantees.contains(commitment) }
  }

  // MARK: what may happen

  func check(_ entry: Entry, _ hearing: Hearing, guarantees: GuaranteeProceedings) throws(Refusal) {
    switch entry.act {
    case .invocation(let body): try check(body, entry, hearing, guarantees)
    case .consultation(let body):
      try hearing.require(body.invocation, "support.invocation", at: "/body/invocation")
      guard let index = index(of: body.invocation) else { return }
      guard invocations[index].isOpen else {
        throw .notNow(
          "the invocation of #\(invocations[index].entry.sequence)", is: "settled", allows: ["support.invocation"],
          at: "/body/invocation")
      }
    case .response(let body):
      try hearing.require(body.invocation, "support.invocation", at: "/body/invocation")
      guard let index = index(of: body.invocation) else { return }
      if body.response == .notObliged, invocations[index].obliged[entry.participant] != nil {
        throw Refusal(
          .stateNotPermitted, at: "/body/response",
          "\(hearing.code(entry.participant)) is obliged by a guarantee that #\(invocations[index].entry.sequence)"
            + " invokes; allowed: committed, partial, declined, in-consultation")
      }
    case .measure(let body): try check(body, entry, hearing)
    default: break
    }
  }

  private func check(
    _ body: Invocation, _ entry: Entry, _ hearing: Hearing, _ guarantees: GuaranteeProceedings
  ) throws(Refusal) {
    let invokers = hearing.procedures.invokers[body.beneficiary] ?? ParticipantSet()
    guard invokers.contains(entry.participant) else {
      throw Refusal(
        .notEntitled, at: "/body/beneficiary",
        "\(hearing.code(entry.participant)) does not invoke for \(body.beneficiary.rawValue)")
    }
    for (position, id) in body.reports.enumerated() {
      let pointer = "/body/reports/\(position)"
      try hearing.require(id, "support.attack-report", at: pointer)
      guard attacks.contains(where: { $0.entry.id == id && $0.body.target == body.beneficiary }) else {
        throw Refusal(.stateNotPermitted, at: pointer, "it reports no attack on \(body.beneficiary.rawValue)")
      }
    }
    for (position, id) in body.guarantees.enumerated() {
      let pointer = "/body/guarantees/\(position)"
      try hearing.require(id, "guarantee.commitment", at: pointer)
      guard let commitment = guarantees[id] else { continue }
      guard commitment.body.beneficiary == body.beneficiary else {
        throw Refusal(
          .stateNotPermitted, at: pointer,
          "the guarantee of \(hearing.code(commitment.entry.participant)) is for"
            + " \(commitment.body.beneficiary.rawValue)")
      }
      guard commitment.isActive(at: hearing.now) else {
        let state = commitment.withdrawal != nil && commitment.activation != nil ? "withdrawn" : "dormant"
        throw Refusal(
          .stateNotPermitted, at: pointer,
          "the guarantee of \(hearing.code(commitment.entry.participant)) (#\(commitment.entry.sequence)) is \(state);"
            + " active ones alone are invoked")
      }
    }
  }

  private func check(_ body: SupportMeasure, _ entry: Entry, _ hearing: Hearing) throws(Refusal) {
    try hearing.require(body.response, "support.response", at: "/body/response")
    guard let given = responses[body.response] else { return }
    guard given.participant == entry.participant else {
      throw Refusal(.notEntitled, at: "/body/response", "it is the response of \(hearing.code(given.participant))")
    }
    let invoked = invocations[given.invocation]
    let measure = Measure(entry: entry, body: body, participant: entry.participant)
    guard let known = invoked.measures.first(where: { $0.isTheSame(as: measure) }) else {
      return try checkNew(body, invoked.responses[entry.participant])
    }
    guard Self.lifeCycle.state(after: body.status, in: known.body.status) != nil else {
      throw .notNow(
        "the measure of #\(known.entry.sequence)", is: known.body.status.rawValue,
        allows: Self.lifeCycle.steps(in: known.body.status).map { "status \($0.rawValue)" }, at: "/body/status")
    }
  }

  /// What is new stands under the last response; what was announced under an earlier one is carried to its end.
  private func checkNew(_ body: SupportMeasure, _ last: Response?) throws(Refusal) {
    guard let last, last.entry.id == body.response else {
      throw Refusal(.stateNotPermitted, at: "/body/response", "a later response has taken its place")
    }
    guard last.body.response == .committed || last.body.response == .partial else {
      throw .notNow(
        "the response of #\(last.entry.sequence)", is: last.body.response.rawValue, allows: ["support.response"],
        at: "/body/response")
    }
  }

  func contradiction(_ entry: Entry, force: ForceProceedings) -> Contradiction? {
    guard case .attackReport(let body) = entry.act, body.target == .force, force.constitution == nil else { return nil }
    return Contradiction(with: [], explanation: "An attack is reported on a force that is not constituted.")
  }
}

extension SupportProceedings.Measure {
  /// A measure is told by who takes it, under which response, by what means and in which words.
  fileprivate func isTheSame(as other: Self) -> Bool {
    participant == other.participant && body.response == other.body.response && body.means == other.body.means
      && body.description == other.body.description
  }
}
