/// A holder of a role cannot act for now: its alternates act until a holder speaks again.
public struct RoleAbsence: Payload {
  public static let messageType: MessageType = "cell.absence"

  /// The role that the sender's node holds.
  public var role: RoleName
  /// Why it cannot act.
  public var reason: Line

  public init(role: RoleName, reason: Line) {
    self.role = role
    self.reason = reason
  }

  public static var example: Self {
    Self(role: "verification-lead", reason: "Move to the alternate site until 071800Z.")
  }
}

/// The alternates of a role act from now on, or do not act any more: in the world of this message, and in no other. What
/// they did while they acted stays.
public struct AlternateActing: Payload, RuledObject {
  public static let messageType: MessageType = "system.alternate-acting"

  /// Whether the alternates act.
  public enum State: String, CaseIterable, SchemaLeaf {
    /// They act, because no holder is there.
    case acting
    /// They do not act any more: a holder has spoken.
    case ended
  }

  /// The role.
  public var role: RoleName
  /// The participant whose holders are meant; absent: all holders of the role.
  public var participant: ParticipantCode?
  /// Whether they act.
  public var state: State
  /// The alternates, by node.
  public var alternates: NonEmpty<NodeName>
  /// Since when no holder is there.
  public var since: Timestamp?
  /// Whether a holder says so itself (`cell.absence`, which has its reason); absent: nobody was seen.
  public var isSaid: Bool?

  public static let fieldRules: [FieldRule] = [
    .whenRequires("state", is: ["acting"], ["since"]), .whenForbids("state", is: ["ended"], ["since", "isSaid"]),
  ]

  public init(
    role: RoleName, participant: ParticipantCode? = nil, state: State, alternates: NonEmpty<NodeName>,
    since: Timestamp? = nil, isSaid: Bool? = nil
  ) {
    self.role = role
    self.participant = participant
    self.state = state
    self.alternates = alternates
    self.since = since
    self.isSaid = isSaid
  }

  public static var example: Self {
    Self(
      role: "verification-lead", state: .acting, alternates: ["NLD.CELL-1"], since: "2026-03-07T09:21:00Z")
  }
}
