import CellSchema

// What participants have done after an attack, whatever they owe.
extension SupportProceedings {
  /// The first message of each participant that does what a clock may expect.
  struct Answers {
    private var firsts: [ParticipantIndex: [ExpectedAnswer: Entry]] = [:]

    func first(_ expected: ExpectedAnswer, of participant: ParticipantIndex) -> Entry? {
      firsts[participant]?[expected]
    }

    mutating func note(_ expected: ExpectedAnswer, _ entry: Entry) {
      let known = firsts[entry.participant]?[expected]
      if known.map({ entry.sequence < $0.sequence }) ?? true {
        firsts[entry.participant, default: [:]][expected] = entry
      }
    }
  }

  /// What was done because of an attack, on every invocation that names one of its reports.
  func answers(to reports: [MessageID]) -> Answers {
    var answers = Answers()
    var seen: Set<MessageID> = []
    for invocation in reports.flatMap(invocationsOn) where seen.insert(invocation.id).inserted {
      answers.note(.invocation, invocation)
      guard let outcome = outcomes[invocation.id] else { continue }
      for (entry, _) in outcome.consultations.after(invocation.sequence) { answers.note(.consultation, entry) }
      for response in outcome.responses { note(response, into: &answers) }
    }
    return answers
  }

  private func note(_ response: Response, into answers: inout Answers) {
    answers.note(.consultation, response.entry)
    switch response.body.response {
    case .inConsultation: break
    case .committed, .partial: answers.note(.response, response.entry)
    case .declined, .notObliged:
      answers.note(.response, response.entry)
      // It will not act, and has said so.
      answers.note(.measure, response.entry)
    }
    for announced in undertakings[response.entry.id]?.announced ?? [] { answers.note(.measure, announced) }
  }
}
