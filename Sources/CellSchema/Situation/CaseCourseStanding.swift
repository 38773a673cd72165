/// Why the investigation of a case is suspended.
public struct SuspensionStanding: Codable, Hashable, Sendable {
  /// The row of the suspension.
  public var sequence: RecordSequence
  /// The reason that the verification lead gives.
  public var reason: Text

  package init(sequence: RecordSequence, reason: Text) {
    self.sequence = sequence
    self.reason = reason
  }
}

/// How a case was closed.
public struct ClosingStanding: Codable, Hashable, Sendable {
  /// The row of the closing.
  public var sequence: RecordSequence
  /// The participant that closed the case.
  public var by: ParticipantCode
  /// On what ground.
  public var kind: CaseClosing.Kind
  /// The grounds in words.
  public var grounds: Text

  package init(sequence: RecordSequence, by: ParticipantCode, kind: CaseClosing.Kind, grounds: Text) {
    self.sequence = sequence
    self.by = by
    self.kind = kind
    self.grounds = grounds
  }
}

/// What was observed or taken in after the final finding of a case.
public struct EvidenceStanding: Codable, Hashable, Sendable {
  /// The row of the last message of it.
  public var sequence: RecordSequence
  /// How many messages it is.
  @Total public var messages: Int

  package init(sequence: RecordSequence, messages: Int) {
    self.sequence = sequence
    self.messages = messages
  }
}

/// What a party says of a case.
public struct PartyStatementStanding: Codable, Hashable, Sendable {
  /// What kind of statement it is.
  public enum Kind: String, CaseIterable, SchemaLeaf {
    case allegation, reply, compliance
  }

  /// The row of the statement.
  public var sequence: RecordSequence
  /// What kind of statement it is.
  public var kind: Kind
  /// The party that states it.
  public var by: SubjectCode
  /// How the party's word came; absent where the party sent it itself.
  public var receivedVia: Line?
  /// The statement in words.
  public var text: Text

  package init(sequence: RecordSequence, kind: Kind, by: SubjectCode, receivedVia: Line? = nil, text: Text) {
    self.sequence = sequence
    self.kind = kind
    self.by = by
    self.receivedVia = receivedVia
    self.text = text
  }
}
