/// The clock after an attack: its stages, what is expected by when, and of whom. The stages are the cell's own: what they
/// name is expected, and not owed.
public struct ClockStanding: Codable, Hashable, Sendable {
  /// The first message that reports the attack.
  public var attack: MessageID
  /// The row of that message.
  public var sequence: RecordSequence
  /// What was attacked.
  public var target: Beneficiary
  /// Where, by that message.
  public var place: Line
  /// From when on the clock runs.
  public var began: Timestamp
  /// Whether a stage is to come.
  public var isRunning: Bool
  /// The stages, in their order.
  public var stages: [StageStanding]
  /// How many elements of the lists in this item did not fit the answer; absent if none.
  public var omitted: Count?

  package init(
    attack: MessageID, sequence: RecordSequence, target: Beneficiary, place: Line, began: Timestamp, isRunning: Bool,
    stages: [StageStanding]
  ) {
    self.attack = attack
    self.sequence = sequence
    self.target = target
    self.place = place
    self.began = began
    self.isRunning = isRunning
    self.stages = stages
  }
}

/// A stage of a clock.
public struct StageStanding: Codable, Hashable, Sendable {
  /// How long after the beginning of the attack it comes.
  public var after: StageDelay
  /// Its moment.
  public var at: Timestamp
  /// Whether the moment has passed.
  public var isPassed: Bool
  /// What the charter expects by then.
  public var expected: ExpectedAnswer
  /// The same in the charter's words.
  public var text: Line
  /// Of whom; who has not done it comes first.
  public var expectations: [ExpectationStanding]
  /// The row in which the bus said that it has passed.
  public var sequence: RecordSequence?
  /// How many elements of the list in this item did not fit the answer; absent if none.
  public var omitted: Count?

  package init(
    after: StageDelay, at: Timestamp, isPassed: Bool, expected: ExpectedAnswer, text: Line,
    expectations: [ExpectationStanding] = [], sequence: RecordSequence? = nil
  ) {
    self.after = after
    self.at = at
    self.isPassed = isPassed
    self.expected = expected
    self.text = text
    self.expectations = expectations
    self.sequence = sequence
  }
}

/// What a stage expects of one participant, and whether it has done it.
public struct ExpectationStanding: Codable, Hashable, Sendable {
  /// The participant.
  public var participant: ParticipantCode
  /// What is expected of it.
  public var expected: ExpectedAnswer
  /// The row of the first message by which it did that; absent while it has not.
  public var sequence: RecordSequence?
  /// Whether it did that after the stage's moment.
  public var isLate: Bool

  package init(
    participant: ParticipantCode, expected: ExpectedAnswer, sequence: RecordSequence? = nil, isLate: Bool = false
  ) {
    self.participant = participant
    self.expected = expected
    self.sequence = sequence
    self.isLate = isLate
  }
}

extension ClockStanding {
  /// The stage that comes next; nil where all have passed.
  package var next: StageStanding? { stages.first { !$0.isPassed } }

  /// Whole hours from its beginning to a moment.
  package func hours(at moment: Timestamp) -> Int64 { (moment.moment - began.moment).inSeconds / 3_600 }
}

extension StageStanding {
  /// Who has not done what is expected.
  package var outstanding: [ParticipantCode] { expectations.filter { $0.sequence == nil }.map(\.participant) }
}
