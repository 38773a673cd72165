package import CellSchema

extension Query {
  package init(query: WireNumber, _ question: Question) {
    switch question {
    case .status: self.init(query: query, ask: .status)
    case .trace(let id): self.init(query: query, ask: .trace, id: id)
    case .message(let place):
      self.init(query: query, ask: .message)
      switch place {
      case .number(let sequence): number = WireNumber(sequence)
      case .id(let identifier): id = identifier
      case .prefix(let beginning): prefix = beginning
      case .serial(let said): serial = said
      }
    case .subscriptions: self.init(query: query, ask: .subscriptions)
    case .situation(let situation): self.init(query: query, situation: situation)
    case .check(let document):
      self.init(query: query, ask: .check)
      self.document = WireBytes(document)
    case .proof(.checkpoint): self.init(query: query, ask: .checkpoint)
    case .proof(.consistency(let size)): self.init(query: query, ask: .consistency, number: WireNumber(size))
    case .proof(.inclusion(let sequence)): self.init(query: query, ask: .inclusion, number: WireNumber(sequence))
    }
  }

  package init(query: WireNumber, situation question: SituationQuestion) {
    self.init(query: query, ask: question.isElsewhere ? .elsewhere : .situation)
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
    case prefix(MessageIDPrefix)
    case serial(Serial)
  }

  /// The question of a QUERY, with the fields that belong to it.
  package enum Question: Sendable, Equatable {
    case status
    case trace(MessageID)
    case message(Place)
    case subscriptions
    case situation(SituationQuestion)
    case check([UInt8])
    case proof(Proof)
  }

  /// What is asked of the record's tree.
  package enum Proof: Sendable, Hashable {
    case checkpoint
    /// From a tree of this size on.
    case consistency(UInt64)
    case inclusion(SequenceNumber)
  }

  /// The question that the fields ask.
  ///
  /// - Throws: `unknown-query` if a field is missing, or does not belong to what is asked.
  package var question: Question {
    get throws(Refusal) {
      if ask != .situation, let field = fieldOfSituation ?? (ask == .elsewhere ? nil : fieldOfWorld) {
        throw Refusal(.unknownQuery, at: "/\(field)", "\(field) belongs to situation, not to \(ask.rawValue)")
      }
      let takesNumber = ask == .consistency || ask == .inclusion
      if ask != .message, let field = fieldOfMessage, !(takesNumber && field == "number") {
        throw Refusal(.unknownQuery, at: "/\(field)", "\(field) belongs to message, not to \(ask.rawValue)")
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
      case .elsewhere:
        try checkWorld()
        return .situation(.elsewhere(than: nature, exerciseName))
      case .check:
        guard let document else { throw Refusal(.unknownQuery, at: "/document", "check asks for a document") }
        return .check(document.bytes)
      case .checkpoint: return .proof(.checkpoint)
      case .consistency, .inclusion:
        guard let number, number.value > 0 else {
          throw Refusal(.unknownQuery, at: "/number", "\(ask.rawValue) asks for a number from 1 on")
        }
        return .proof(ask == .consistency ? .consistency(number.value) : .inclusion(SequenceNumber(number.value)))
      }
    }
  }

  private var place: Place {
    get throws(Refusal) {
      let named: [Place?] = [
        number.map { .number(SequenceNumber($0.value)) }, id.map { .id($0) }, prefix.map { .prefix($0) },
        serial.map { .serial($0) },
      ]
      let places = named.compactMap(\.self)
      guard places.count == 1 else {
        throw Refusal(
          .unknownQuery, at: "/number", "message asks for a message's number, its id, a prefix of its id, or its serial"
        )
      }
      return places[0]
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
      try checkWorld()
      return SituationQuestion(
        system: system, caseNumber: caseNumber, participant: participant, onlyOpen: open ?? false,
        moment: atSequence.map { .sequence($0.value) } ?? atTime.map { .time($0) }, nature: nature,
        exerciseName: exerciseName, skip: skip?.value ?? 0)
    }
  }

  /// The first field that is present and belongs to `message` alone.
  private var fieldOfMessage: String? {
    let fields: [(String, Bool)] = [("number", number != nil), ("prefix", prefix != nil), ("serial", serial != nil)]
    return fields.first { $0.1 }?.0
  }

  private func checkWorld() throws(Refusal) {
    guard (nature?.isExercise ?? false) == (exerciseName != nil) else {
      throw Refusal(.unknownQuery, at: "/exerciseName", "an exercise or a drill has a name, and nothing else has one")
    }
  }

  /// The first field that is present and belongs to `situation` alone.
  private var fieldOfSituation: String? {
    let fields: [(String, Bool)] = [
      ("system", system != nil), ("case", caseNumber != nil), ("participant", participant != nil),
      ("open", open != nil), ("atSequence", atSequence != nil), ("atTime", atTime != nil), ("skip", skip != nil),
    ]
    return fields.first { $0.1 }?.0
  }

  private var fieldOfWorld: String? { nature != nil ? "nature" : exerciseName != nil ? "exerciseName" : nil }
}
