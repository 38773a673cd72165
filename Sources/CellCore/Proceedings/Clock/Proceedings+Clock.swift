import CellSchema

// What the stages of clocks expect, of whom, and what the bus says of them.
extension Proceedings {
  /// What a stage expects of a participant.
  struct StageExpectation {
    var participant: ParticipantIndex
    var expected: ExpectedAnswer
    /// The first message by which it did that, at whatever time.
    var answer: Entry?
    /// The guarantee from which it follows that more than consultation is expected.
    var causes: [MessageID] = []
  }

  /// What a stage expects, of those whom the charter names and who still take part, by code.
  ///
  /// Whoever has no final terms in force when the attack began, be they open or none, is expected to consult and no more.
  func expectations(
    of stage: AnswerStage, in clock: AnswerClocks.Clock, _ answers: SupportProceedings.Answers,
    _ procedures: Procedures, code: (ParticipantIndex) -> ParticipantCode
  ) -> [StageExpectation] {
    let terms = stage.expected.followsFromTerms ? finalTerms(in: clock) : [:]
    return stage.who.intersection(procedures.listed).elements.sorted { code($0) < code($1) }.map { participant in
      let causes = terms[participant]
      let expected = stage.expected.followsFromTerms && causes == nil ? .consultation : stage.expected
      return StageExpectation(
        participant: participant, expected: expected, answer: answers.first(expected, of: participant),
        causes: causes ?? [])
    }
  }

  func answers(to clock: AnswerClocks.Clock) -> SupportProceedings.Answers {
    support.answers(to: clock.reports.compactMap { support.attacks[$0]?.entry.id })
  }

  /// By participant, from what it follows that final terms of a guarantee of its own counted when the attack began.
  private func finalTerms(in clock: AnswerClocks.Clock) -> [ParticipantIndex: [MessageID]] {
    var found: [ParticipantIndex: [MessageID]] = [:]
    for commitment in guarantees.commitments
    where commitment.body.beneficiary == clock.key.target && found[commitment.entry.participant] == nil
      && commitment.isActive(within: clock.began...clock.latest) && commitment.terms(at: clock.latest) == .final
    {
      found[commitment.entry.participant] =
        [commitment.entry.id] + commitment.limbs.map(\.id)
        + commitment.completions.filter { $0.entry.acceptedAt < clock.latest }.map(\.entry.id)
    }
    return found
  }

  // MARK: said by the bus

  /// What the bus has to say of the earliest stage that has passed; nil where it has said so of all.
  func stagePassed(_ hearing: Hearing) -> Saying? {
    guard let clock = clocks.passed(by: hearing.now), let (stage, at) = clock.next, let inForce = clocks.inForce,
      let report = support.attacks[clock.reports[0]], let trigger = support.attacks[clock.trigger]
    else { return nil }
    let expectations = expectations(of: stage, in: clock, answers(to: clock), hearing.procedures, code: hearing.code)
      .map { expectation in
        var expectation = expectation
        // What came after the moment was not done by then.
        if let answer = expectation.answer, answer.acceptedAt > at { expectation.answer = nil }
        return expectation
      }
    var causes = [report.entry.id, trigger.entry.id, inForce.id]
    for expectation in expectations { causes += (expectation.answer.map { [$0.id] } ?? []) + expectation.causes }
    var seen: Set<MessageID> = []
    causes = causes.filter { seen.insert($0).inserted }
    guard let named = NonEmpty(Array(causes.prefix(NonEmpty<MessageID>.countRange.upperBound))) else { return nil }
    return Saying(
      body: ClockStage(
        attack: report.entry.id, target: clock.key.target, began: Timestamp(clock.began), after: stage.after,
        passedAt: Timestamp(at), expected: stage.expected, text: stage.text,
        expectations: NonEmpty(
          expectations.map { expectation in
            ClockStage.Expectation(
              participant: hearing.code(expectation.participant), expected: expectation.expected,
              by: expectation.answer?.id)
          }), causes: named, explanation: Text(cutting: Self.words(stage, expectations, hearing))),
      concerns: causes)
  }

  private static func words(
    _ stage: AnswerStage, _ expectations: [StageExpectation], _ hearing: Hearing
  ) -> String {
    guard !expectations.isEmpty else { return "EXPECTED, not owed: \(stage.text) Of nobody who still takes part." }
    let missing = expectations.filter { $0.answer == nil }.map { "\(hearing.code($0.participant))" }
    return "EXPECTED, not owed: \(stage.text) \(expectations.count - missing.count) of \(expectations.count) in time"
      + (missing.isEmpty ? "." : "; not \(missing.joined(separator: ", ")).")
  }
}

extension ExpectedAnswer {
  /// Whether it is more than consultation, which follows from final terms alone.
  fileprivate var followsFromTerms: Bool {
    switch self {
    case .response, .measure: true
    case .invocation, .consultation: false
    }
  }
}
