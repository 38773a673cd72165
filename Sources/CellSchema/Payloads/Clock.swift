/// What a stage of the clock after an attack expects of a participant. It is the cell's own expectation, and obliges
/// nobody: what is owed follows from guarantees.
public enum ExpectedAnswer: String, CaseIterable, SchemaLeaf {
  /// It calls upon the guarantees.
  case invocation = "support.invocation"
  /// It consults: a consultation of its own, or any response.
  case consultation = "support.consultation"
  /// It determines for itself what it does: a response other than that it consults.
  case response = "support.response"
  /// It acts: a measure under its response, or a response that it does not.
  case measure = "support.measure"

  /// The type of message by which it is done.
  package var type: MessageType { MessageType(stringLiteral: rawValue) }
}

/// A stage of the clock after an attack has passed: what was expected by then, of whom, who has done it and who has not.
/// The bus says it once of each stage. It is expected and not owed, and obliges nobody.
public struct ClockStage: Payload {
  public static let messageType: MessageType = "system.clock-stage"

  /// What is expected of one participant.
  public struct Expectation: Codable, Hashable, Sendable {
    /// The participant.
    public var participant: ParticipantCode
    /// What is expected of it: where no final terms of a guarantee of its own counted when the attack began,
    /// consultation at most.
    public var expected: ExpectedAnswer
    /// The first message by which it did that in time; absent where it has not.
    public var by: MessageID?

    public init(participant: ParticipantCode, expected: ExpectedAnswer, by: MessageID? = nil) {
      self.participant = participant
      self.expected = expected
      self.by = by
    }
  }

  /// The attack, by the identifier of the first report of it.
  public var attack: MessageID
  /// What was attacked.
  public var target: Beneficiary
  /// From when on the clock runs.
  public var began: Timestamp
  /// How long after that the stage comes.
  public var after: StageDelay
  /// The stage's moment. What was said at or before it was in time.
  public var passedAt: Timestamp
  /// What the charter expects by then.
  public var expected: ExpectedAnswer
  /// The same in the charter's words.
  public var text: Line
  /// Of whom; absent where nobody is left of those whom the charter names.
  public var expectations: NonEmpty<Expectation>?
  /// The messages from which it follows, by their identifiers.
  public var causes: NonEmpty<MessageID>
  /// Who has done it and who has not, in words.
  public var explanation: Text

  public init(
    attack: MessageID, target: Beneficiary, began: Timestamp, after: StageDelay, passedAt: Timestamp,
    expected: ExpectedAnswer, text: Line, expectations: NonEmpty<Expectation>? = nil, causes: NonEmpty<MessageID>,
    explanation: Text
  ) {
    self.attack = attack
    self.target = target
    self.began = began
    self.after = after
    self.passedAt = passedAt
    self.expected = expected
    self.text = text
    self.expectations = expectations
    self.causes = causes
    self.explanation = explanation
  }

  public static var example: Self {
    Self(
      attack: "019cc992-423c-7ce1-b433-815c237f76c4", target: .ukraine, began: "2026-08-14T02:05:00Z",
      after: .hours(48), passedAt: "2026-08-16T02:05:00Z", expected: .response, text: "The coalition answers.",
      expectations: [
        Expectation(participant: "FRA", expected: .response, by: "019cca20-3000-707e-9fba-b2ea9285d720"),
        Expectation(participant: "DEU", expected: .consultation),
      ],
      causes: ["019cc992-423c-7ce1-b433-815c237f76c4", "019cca20-3000-707e-9fba-b2ea9285d720"],
      explanation: "EXPECTED, not owed: 1 of 2 have done it; not DEU.")
  }
}

extension Catalogue {
  /// What the bus says of clocks.
  static let clocksOfBus: [Entry] = [
    Entry(ClockStage.self, "A stage of the clock after an attack has passed: who did what was expected, who has not.")
  ]
}
