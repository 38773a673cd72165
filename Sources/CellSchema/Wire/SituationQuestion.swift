/// Where do we stand? What QUERY carries flat with `ask: situation`.
package struct SituationQuestion: Sendable, Equatable {
  /// A moment in the record's past.
  package enum Moment: Sendable, Equatable {
    /// After this row, with timers as they then stood.
    case sequence(UInt64)
    case time(Timestamp)
  }

  /// One system in full; nil: the overview of all.
  package var system: SituationSystem?
  /// Of verification, one case alone.
  package var caseNumber: CaseNumber?
  /// Only what this participant says, owes or is to get.
  package var participant: ParticipantCode?
  /// Only what is not finished.
  package var onlyOpen: Bool
  /// The state as it was then, to today's rights; nil: now.
  package var moment: Moment?
  /// The world that is meant; nil: the one of HELLO, else operation.
  package var nature: Nature?
  /// With `nature`, for an exercise or a drill, and for nothing else.
  package var exerciseName: Line?
  /// Items of the system to leave out at the front: those that came in answers before.
  package var skip: UInt64

  package init(
    system: SituationSystem? = nil, caseNumber: CaseNumber? = nil, participant: ParticipantCode? = nil,
    onlyOpen: Bool = false, moment: Moment? = nil, nature: Nature? = nil, exerciseName: Line? = nil, skip: UInt64 = 0
  ) {
    self.system = system
    self.caseNumber = caseNumber
    self.participant = participant
    self.onlyOpen = onlyOpen
    self.moment = moment
    self.nature = nature
    self.exerciseName = exerciseName
    self.skip = skip
  }
}

extension SituationQuestion {
  /// - Throws: `unknown-query` where its parts do not fit together.
  package func check() throws(Refusal) { _ = try Query(query: 0, situation: self).question }
}

extension Query {
  package init(query: WireNumber, _ question: Question) {
    switch question {
    case .status: self.init(query: query, ask: .status)
    case .trace(let id): self.init(query: query, ask: .trace, id: id)
    case .subscriptions: self.init(query: query, ask: .subscriptions)
    case .situation(let situation): self.init(query: query, situation: situation)
    }
  }

  package init(query: WireNumber, situation question: SituationQuestion) {
    self.init(query: query, ask: .situation)
    system = question.system
    caseNumber = question.caseNumber
    participant = question.participant
    open = question.onlyOpen ? true : nil
    switch question.moment {
    case .sequence(let sequence): atSequence = WireNumber(sequence)
    case .time(let time): atTime = time
    case nil: break
    }
    nature = question.nature
    exerciseName = question.exerciseName
    skip = question.skip > 0 ? WireNumber(question.skip) : nil
  }

  /// What is asked, with all that belongs to it.
  package enum Question: Sendable, Equatable {
    case status
    case trace(MessageID)
    case subscriptions
    case situation(SituationQuestion)
  }

  /// - Throws: `unknown-query` where a field is missing, or does not belong to what is asked.
  package var question: Question {
    get throws(Refusal) {
      if ask != .situation, let field = fieldOfSituation {
        throw Refusal(.unknownQuery, at: "/\(field)", "\(field) belongs to situation, not to \(ask.rawValue)")
      }
      switch ask {
      case .status: return .status
      case .subscriptions: return .subscriptions
      case .trace:
        guard let id else { throw Refusal(.unknownQuery, at: "/id", "trace asks for a message's id") }
        return .trace(id)
      case .situation: return .situation(try situation)
      }
    }
  }

  private var situation: SituationQuestion {
    get throws(Refusal) {
      guard atSequence == nil || atTime == nil else {
        throw Refusal(.unknownQuery, at: "/atTime", "atSequence and atTime are two moments; ask for one")
      }
      guard caseNumber == nil || system == .cases else {
        throw Refusal(.unknownQuery, at: "/case", "a case belongs to the system cases")
      }
      guard skip == nil || system != nil else {
        throw Refusal(.unknownQuery, at: "/skip", "skip leaves out items of one system; name it")
      }
      guard (nature?.isExercise ?? false) == (exerciseName != nil) else {
        throw Refusal(.unknownQuery, at: "/exerciseName", "an exercise or a drill has a name, and nothing else has one")
      }
      return SituationQuestion(
        system: system, caseNumber: caseNumber, participant: participant, onlyOpen: open ?? false,
        moment: atSequence.map { .sequence($0.value) } ?? atTime.map { .time($0) }, nature: nature,
        exerciseName: exerciseName, skip: skip?.value ?? 0)
    }
  }

  /// The first field that is there and belongs to `situation`.
  private var fieldOfSituation: String? {
    let fields: [(String, Bool)] = [
      ("system", system != nil), ("case", caseNumber != nil), ("participant", participant != nil),
      ("open", open != nil), ("atSequence", atSequence != nil), ("atTime", atTime != nil), ("nature", nature != nil),
      ("exerciseName", exerciseName != nil), ("skip", skip != nil),
    ]
    return fields.first { $0.1 }?.0
  }
}
