import CellSchema

extension SituationView {
  /// All clocks: those that run first, the next stage first; then the newest.
  func clocks() -> [ClockStanding] {
    proceedings.clocks.all.compactMap(standing).sorted { left, right in
      switch (left.next?.at, right.next?.at) {
      case (let left?, let right?) where left != right: left < right
      case (_?, nil): true
      case (nil, _?): false
      case (_?, _?): left.sequence < right.sequence
      case (nil, nil): left.sequence > right.sequence
      }
    }
  }

  private func standing(_ clock: AnswerClocks.Clock) -> ClockStanding? {
    guard let (entry, body) = proceedings.support.attacks[clock.reports[0]] else { return nil }
    let answers = proceedings.answers(to: clock)
    let stages = clock.stages.map { stage, at, said in
      StageStanding(
        after: stage.after, at: Timestamp(at), isPassed: isPassed(clock, at, said), expected: stage.expected,
        text: stage.text, expectations: expectations(of: stage, at: at, in: clock, answers),
        sequence: said.map { RecordSequence($0) })
    }
    return ClockStanding(
      attack: entry.id, sequence: RecordSequence(entry.sequence), target: clock.key.target, place: body.place,
      began: Timestamp(clock.began), isRunning: stages.contains { !$0.isPassed }, stages: stages)
  }

  /// By its moment, or because the bus has said so, of it or of a later one: what was said stays, whatever a report is
  /// corrected to.
  private func isPassed(_ clock: AnswerClocks.Clock, _ at: Microseconds, _ said: SequenceNumber?) -> Bool {
    at < moment || said != nil || clock.next.map { $0.at > at } ?? true
  }

  private func expectations(
    of stage: AnswerStage, at moment: Microseconds, in clock: AnswerClocks.Clock, _ answers: SupportProceedings.Answers
  ) -> [ExpectationStanding] {
    let all = proceedings.expectations(of: stage, in: clock, answers, rulebook.procedures, code: code)
    return (all.filter { $0.answer == nil } + all.filter { $0.answer != nil }).map { expectation in
      ExpectationStanding(
        participant: code(expectation.participant), expected: expectation.expected,
        sequence: expectation.answer.map { RecordSequence($0.sequence) },
        isLate: expectation.answer.map { $0.acceptedAt > moment } ?? false)
    }
  }

  /// Clocks that run, the next stage first. Nobody is waited for: what they name is expected and not owed.
  func clocksRunning() -> [SituationAttention] {
    clocks().compactMap { clock in
      guard let next = clock.next, let entry = entry(at: SequenceNumber(UInt64(clock.sequence.value))) else {
        return nil
      }
      let missed = Set(clock.stages.filter(\.isPassed).flatMap(\.outstanding))
      return item(
        .clockRunning, entry, due: next.at,
        missed.isEmpty
          ? Sentence.clock(clock.hours(at: time), clock.target.words, clock.place, next.text)
          : Sentence.clockMissed(clock.hours(at: time), clock.target.words, clock.place, next.text, missed.count))
    }
  }
}
