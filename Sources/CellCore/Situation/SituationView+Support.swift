import CellSchema

extension SituationView {
  /// Attack reports: those without an invocation first; newest first in each part.
  func attacks() -> [AttackStanding] {
    let invocationOf = firstInvocations
    let obliged = obligedNow
    return proceedings.support.attacks.reversed().map { entry, body in
      AttackStanding(
        id: entry.id, sequence: RecordSequence(entry.sequence), by: name(entry.node), target: body.target,
        place: body.place, began: body.began, isOngoing: body.ongoing, confidence: body.confidence,
        obliged: obliged[body.target] ?? [], invocation: invocationOf[entry.id])
    }.sorted { $0.invocation == nil && $1.invocation != nil }
  }

  /// By report, the first invocation that rests on it.
  var firstInvocations: [MessageID: MessageID] {
    invoked.reduce(into: [:]) { found, invocation in
      for report in invocation.body.reports where found[report] == nil { found[report] = invocation.entry.id }
    }
  }

  /// By beneficiary, the participants whose active guarantees cover it.
  var obligedNow: [Beneficiary: [ParticipantCode]] {
    var obliged: [Beneficiary: [ParticipantCode]] = [:]
    for target in Beneficiary.allCases {
      obliged[target] = codes(
        Set(proceedings.guarantees.obliged(for: target, at: moment).map(\.entry.participant)))
    }
    return obliged
  }

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
    let others = invoked.responses.keys.filter { invoked.obliged[$0] == nil }.sorted { code($0) < code($1) }
    return (obliged + others).map { participant in
      let response = invoked.responses[participant]
      return ResponseStanding(
        by: code(participant), isObliged: invoked.obliged[participant] != nil,
        isConsultationOnly: invoked.obliged[participant] ?? false, determination: response?.body.determination,
        response: response?.body.response, means: response?.body.means?.elements ?? [],
        decisionBy: response?.body.decisionBy, sequence: response.map { RecordSequence($0.entry.sequence) })
    }
  }
}
