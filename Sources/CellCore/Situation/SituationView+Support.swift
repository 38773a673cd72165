import CellSchema

extension SituationView {
  /// Attack reports: those without an invocation first; newest first in each part.
  func attacks() -> [AttackStanding] {
    let invocationOf = firstInvocations
    let (covering, standings) = (coverings, obligations)
    return proceedings.support.attacks.reversed().map { entry, body in
      AttackStanding(
        id: entry.id, sequence: RecordSequence(entry.sequence), by: name(entry.node),
        target: body.target,
        place: body.place, began: body.beganEarliest, beganLatest: body.beganLatest,
        isOngoing: body.ongoing,
        confidence: body.confidence, obliged: codes(covering.obliged(by: body, entry)),
        invocation: invocationOf[entry.id], standings: standings[entry.id] ?? [])
    }.sorted { $0.invocation == nil && $1.invocation != nil }
  }

  /// By report, what the bus said of each guarantee that was invoked because of it; worst first. One that obliges by any
  /// invocation does.
  private var obligations: [MessageID: [ObligationStanding]] {
    var found: [MessageID: [MessageID: ObligationStanding]] = [:]
    for invocation in invoked {
      for (entry, body) in proceedings.support.stated(of: (invocation.entry, invocation.body)) {
        guard let commitment = proceedings.guarantees[body.commitment],
          found[body.report]?[body.commitment]?.standing != .obliged
        else { continue }
        found[body.report, default: [:]][body.commitment] = ObligationStanding(
          by: code(commitment.entry.participant), commitment: body.commitment,
          standing: body.standing,
          marks: body.marks?.elements ?? [], track: body.track, terms: body.terms,
          sequence: RecordSequence(entry.sequence), reservations: reservations(to: commitment))
      }
    }
    return found.mapValues { standings in
      standings.values.sorted { ($0.rank, $0.by, $0.sequence) < ($1.rank, $1.by, $1.sequence) }
    }
  }

  /// By report, the first invocation that rests on it.
  var firstInvocations: [MessageID: MessageID] {
    invoked.reduce(into: [:]) { found, invocation in
      for report in invocation.body.reports where found[report] == nil { found[report] = invocation.entry.id }
    }
  }

  /// Whose guarantees cover whom, and when.
  var coverings: Coverings { Coverings(proceedings.guarantees) }

  /// Invocations: open ones first; newest first in each part.
  func invocations() -> [InvocationStanding] {
    invoked.reversed().map(standing).sorted { $0.isOpen && !$1.isOpen }
  }

  private func standing(_ invoked: SupportProceedings.Invoked) -> InvocationStanding {
    let body = invoked.body
    return InvocationStanding(
      id: invoked.entry.id, sequence: RecordSequence(invoked.entry.sequence), by: code(invoked.entry.participant),
      beneficiary: body.beneficiary, requested: body.requested.elements, aim: body.aim, isOpen: invoked.isOpen,
      consultations: invoked.consultations.map {
        ConsultationStanding(sequence: RecordSequence($0.entry.sequence), at: $0.body.at, level: $0.body.level)
      },
      responses: responses(to: invoked),
      measures: invoked.measures.map {
        MeasureStanding(
          sequence: RecordSequence($0.entry.sequence), by: code($0.participant), means: $0.body.means,
          description: $0.body.description, status: $0.body.status)
      })
  }

  private func responses(to invoked: SupportProceedings.Invoked) -> [ResponseStanding] {
    let obliged = invoked.obliged.keys.sorted { code($0) < code($1) }
    let invokedGuarantees = invoked.body.guarantees.elements.uniqued.compactMap { proceedings.guarantees[$0] }
    let others = invoked.responses.keys.filter { invoked.obliged[$0] == nil }.sorted { code($0) < code($1) }
    return (obliged + others).map { participant in
      let response = invoked.responses[participant]
      return ResponseStanding(
        by: code(participant), isObliged: invoked.obliged[participant] != nil,
        isConsultationOnly: invoked.obliged[participant] ?? false, determination: response?.body.determination,
        response: response?.body.response, means: response?.body.means?.elements ?? [],
        decisionBy: response?.body.decisionBy, sequence: response.map { RecordSequence($0.entry.sequence) },
        reservations: invokedGuarantees.filter { $0.entry.participant == participant }
          .flatMap { reservations(to: $0) }.uniqued)
    }
  }
}

/// The times of all guarantees by whom they are for, to be looked at for each attack.
struct Coverings {
  private var commitments: [Beneficiary: [Commitment]] = [:]

  init(_ guarantees: GuaranteeProceedings) {
    for commitment in guarantees.commitments where commitment.activeSince != nil {
      commitments[commitment.body.beneficiary, default: []].append(commitment)
    }
  }

  /// The participants whose guarantees were active at some moment at which an attack may have begun.
  func obliged(by attack: AttackReport, _ entry: Entry) -> Set<ParticipantIndex> {
    let began = attack.moments(in: entry)
    return (commitments[attack.target] ?? []).reduce(into: []) { obliged, commitment in
      if !obliged.contains(commitment.entry.participant), commitment.isActive(within: began) {
        obliged.insert(commitment.entry.participant)
      }
    }
  }
}

extension ObligationStanding {
  /// What is not certain comes first, then what obliges to nothing, then what is plain.
  fileprivate var rank: Int {
    switch standing {
    case .obliged: marks.isEmpty ? 4 : 0
    case .withdrawn: 1
    case .notYetActive: 2
    case .replaced, .beneficiaryDiffers: 3
    }
  }
}

extension AttackReport {
  fileprivate var beganEarliest: OrNotKnown<Timestamp> {
    began.value == nil ? beganWithin.map { .known($0.earliest) } ?? .notKnown : began
  }

  fileprivate var beganLatest: Timestamp? { began.value == nil ? beganWithin?.latest : nil }
}
