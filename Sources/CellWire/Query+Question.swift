package import CellSchema

extension Query {
  package init(query: WireNumber, _ question: Question) {
    switch question {
    case .status: self.init(query: query, ask: .status)
    case .trace(let id): self.init(query: query, ask: .trace, id: id)
    case .message(.number(let number)): self.init(query: query, ask: .message, number: WireNumber(number))
    case .message(.id(let id)): self.init(query: query, ask: .message, id: id)
    case .subscriptions: self.init(query: query, ask: .subscriptions)
    case .situation(let situation): self.init(query: query, situation: situation)
    case .check(let document):
      self.init(query: query, ask: .check)
      self.document = WireBytes(document)
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

  /// How a question names a message.
  package enum Place: Sendable, Equatable {
    case number(SequenceNumber)
    case id(MessageID)
  }

  /// The question of a QUERY, with the fields that belong to it.
  package enum Question: Sendable, Equatable {
    case status
    case trace(MessageID)
    case message(Place)
    case subscriptions
    case situation(SituationQuestion)
    case check([UInt8])
  }

  /// The question that the fields ask.
  ///
  /// - Throws: `unknown-query` if a field is missing, or does not belong to what is asked.
  package var question: Question {
    get throws(Refusal) {
      if ask != .situation, let field = fieldOfSituation {
        throw Refusal(.unknownQuery, at: "/\(field)", "\(field) belongs to situation, not to \(ask.rawValue)")
      }
      if ask != .message, number != nil {
        throw Refusal(.unknownQuery, at: "/number", "number belongs to message, not to \(ask.rawValue)")
      }
      if ask != .check, document != nil {
        throw Refusal(.unknownQuery, at: "/document", "document belongs to check, not to \(ask.rawValue)")
      }
      switch ask {
      case .status: return .status
      case .subscriptions: return .subscriptions
      case .trace:
        guard let id else { throw Refusal(.unknownQuery, at: "/id", "trace asks for a message's id") }
        return .trace(id)
      case .message: return .message(try place)
      case .situation: return .situation(try situation)
      case .check:
        guard let document else { throw Refusal(.unknownQuery, at: "/document", "check asks for a document") }
        return .check(document.bytes)
      }
    }
  }

  private var place: Place {
    get throws(Refusal) {
      switch (number, id) {
      case (let number?, nil): return .number(SequenceNumber(number.value))
      case (nil, let id?): return .id(id)
      default: throw Refusal(.unknownQuery, at: "/number", "message asks for a message's number, or for its id")
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

  /// The first field that is present and belongs to `situation`.
  private var fieldOfSituation: String? {
    let fields: [(String, Bool)] = [
      ("system", system != nil), ("case", caseNumber != nil), ("participant", participant != nil),
      ("open", open != nil), ("atSequence", atSequence != nil), ("atTime", atTime != nil), ("nature", nature != nil),
      ("exerciseName", exerciseName != nil), ("skip", skip != nil),
    ]
    return fields.first { $0.1 }?.0
  }
}
