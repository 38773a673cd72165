/// The operator keeps a node off the bus, at once and by itself, or lets it on again. It changes no roster, no electorate and
/// no quorum.
public struct AccessChanged: Payload, RuledObject {
  public static let messageType: MessageType = "system.access-changed"

  /// How a node stands from this row on.
  public enum Standing: String, CaseIterable, SchemaLeaf {
    /// It is kept off for a while.
    case held
    /// It is kept off until the operator lets it on again, or the roster changes.
    case revoked
    /// It may connect again.
    case restored
  }

  /// The node.
  public var node: NodeName
  /// How it stands from this row on.
  public var standing: Standing
  /// When a hold lapses by itself; absent of one that the node's participant has confirmed.
  public var until: Timestamp?
  /// The message by which the node's participant confirms the hold.
  public var confirmation: MessageID?
  /// Why.
  public var reason: Line?

  public init(
    node: NodeName, standing: Standing, until: Timestamp? = nil, confirmation: MessageID? = nil, reason: Line? = nil
  ) {
    self.node = node
    self.standing = standing
    self.until = until
    self.confirmation = confirmation
    self.reason = reason
  }

  public static var fieldRules: [FieldRule] {
    [
      .whenForbids("standing", is: ["revoked", "restored"], ["until", "confirmation"]),
      .atMostOne(["until", "confirmation"]),
    ]
  }

  public static var example: Self {
    Self(
      node: "UKR.GS-1", standing: .held, until: "2026-03-10T10:21:00Z",
      reason: "Its key may be in other hands: reported by its duty officer")
  }
}

/// A participant confirms that the operator holds one of its nodes: the hold does not lapse by itself any more.
public struct HoldConfirmation: Payload {
  public static let messageType: MessageType = "cell.hold-confirmation"

  /// The node, one of the sender's participant.
  public var node: NodeName
  /// Why.
  public var reason: Text?

  public init(node: NodeName, reason: Text? = nil) {
    self.node = node
    self.reason = reason
  }

  public static var example: Self { Self(node: "UKR.GS-1", reason: "Its machine was taken. Keep it off the bus.") }
}
