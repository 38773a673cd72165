package import CellSchema

/// What many messages of the record have in common: world, type, sender, lanes, who is addressed and who may read.
package struct MessageClass: Hashable, Sendable {
  package var world: World
  /// Nil for a type that this catalogue does not have.
  package var type: TypeIndex?
  /// The sender.
  package var node: NodeIndex
  package var participant: ParticipantIndex
  /// The lane in which the message travels: its precedence.
  package var lane: Precedence
  /// The lane for nodes that are addressed for information alone: `infoPrecedence`, or ``lane``.
  package var infoLane: Precedence
  /// The word of the label, which stays when policies change. Nil where the policy at acceptance had no such
  /// classification.
  package var classification: ClassificationIndex?
  /// The addressees who are to act; roles and `@all` are expanded as the roster stood at acceptance.
  package var action: Audience
  /// The addressees for information, expanded likewise.
  package var info: Audience
  /// Participants that the label names, or everybody.
  package var releasable: ParticipantSet
  /// Groups that the label names; their members are looked up at each delivery.
  package var releasableGroups: GroupSet
  /// The originator controls who learns of the messages (`control: originator`): a reference to one is shown to nobody
  /// who may not read it.
  package var isOriginatorControlled: Bool
  /// The messages go at priority at least: they were accepted while others waited because of a MINIMIZE.
  package var isUrgent = false

  /// The lane in which a node gets messages of this class.
  func lane(for node: NodeIndex, of participant: ParticipantIndex) -> Precedence {
    raised(lane == infoLane || action.contains(node, of: participant) ? lane : infoLane)
  }

  /// The lanes in which nodes get messages of this class, for action and for information.
  var deliveryLanes: (action: Precedence, info: Precedence) { (raised(lane), raised(infoLane)) }

  private func raised(_ lane: Precedence) -> Precedence { isUrgent ? max(lane, .priority) : lane }

  /// Whether a node is addressed, for action or for information.
  func addresses(_ node: NodeIndex, of participant: ParticipantIndex) -> Bool {
    action.contains(node, of: participant) || info.contains(node, of: participant)
  }

  /// The type's entry in the catalogue.
  var entry: Catalogue.Entry? { type?.entry }
}
