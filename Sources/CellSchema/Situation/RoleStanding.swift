/// Who holds a role by the roster in force, and whether its alternates act.
public struct RoleStanding: Codable, Hashable, Sendable {
  /// The role.
  public var role: RoleName
  /// The nodes that hold it; none: it is vacant.
  public var holders: [NodeName]
  /// The nodes that act where no holder is there.
  public var alternates: [NodeName]
  /// Alternates that act in this world.
  public var acting: [ActingStanding]
  /// How many elements of the lists in this item did not fit the answer; absent if none.
  public var omitted: Count?

  package init(
    role: RoleName, holders: [NodeName] = [], alternates: [NodeName] = [], acting: [ActingStanding] = []
  ) {
    self.role = role
    self.holders = holders
    self.alternates = alternates
    self.acting = acting
  }

  /// Whether nobody holds it.
  package var isVacant: Bool { holders.isEmpty }
  /// Whether it is not its holders that act.
  package var needsAttention: Bool { isVacant || !acting.isEmpty }
}

/// That alternates act.
public struct ActingStanding: Codable, Hashable, Sendable {
  /// The row by which the bus said so.
  public var sequence: RecordSequence
  /// For whose holders they act; absent: for all of the role.
  public var participant: ParticipantCode?
  /// The nodes that act.
  public var nodes: [NodeName]
  /// Since when no holder is there.
  public var since: Timestamp?

  package init(
    sequence: RecordSequence, participant: ParticipantCode? = nil, nodes: [NodeName], since: Timestamp? = nil
  ) {
    self.sequence = sequence
    self.participant = participant
    self.nodes = nodes
    self.since = since
  }
}

/// An act that was signed by an office without registered full powers.
public struct PowersStanding: Codable, Hashable, Sendable {
  /// The act's message.
  public var act: MessageID
  /// The row of that message.
  public var sequence: RecordSequence
  /// The act's type.
  public var type: MessageType
  /// The participant that the act is of.
  public var by: ParticipantCode
  /// The office that signed, as the act names it.
  public var office: Line
  /// The row by which the act is confirmed; absent while it is not.
  public var confirmed: RecordSequence?

  package init(
    act: MessageID, sequence: RecordSequence, type: MessageType, by: ParticipantCode, office: Line,
    confirmed: RecordSequence? = nil
  ) {
    self.act = act
    self.sequence = sequence
    self.type = type
    self.by = by
    self.office = office
    self.confirmed = confirmed
  }
}
