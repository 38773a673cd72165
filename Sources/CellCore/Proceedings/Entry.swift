import CellSchema

/// A message that moves where things stand, as the proceedings take it in.
struct Entry: Sendable {
  var sequence: SequenceNumber
  var id: MessageID
  var acceptedAt: Microseconds
  /// The sender, and the participant that the sender belongs to.
  var node: NodeIndex
  var participant: ParticipantIndex
  var inReplyTo: MessageID?
  var amends: Amends?
  var act: Act
}

/// An entry with its body.
typealias Said<Body> = (entry: Entry, body: Body)
