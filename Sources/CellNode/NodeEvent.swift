public import CellSchema

/// What happens to a node: changes of its connection, and events that an operator should see.
public enum NodeEvent: Hashable, Sendable {
  /// The broker at this endpoint welcomed the node; publishing and reading go on.
  case connected(endpoint: String)
  /// The connection, or an attempt at one, ended. The node tries again by itself.
  case disconnected(NodeError)
  /// The node has ended: it was closed, or, with an error, the broker refuses it for good.
  case ended(NodeError?)
  /// The broker reported an error that no call waits for: it is busy, or its disk is full. The node goes on.
  case serverError(NodeError)
  /// The broker refused a message of the outbox that no call waits for: it is not on the record, and is not sent again.
  case refused(MessageID, NodeError)
  /// Four fifths of the outbox are filled. Beyond ``NodeOptions/outboxMessages`` or ``NodeOptions/outboxBytes``
  /// publishing fails with `outbox-full`. Told again only after the outbox was half empty.
  case outboxFilling(messages: Int, bytes: Int)
  /// The application set a message aside, for this reason. The message stays on the record, and an operator should look
  /// at it.
  case setAside(subscription: String, sequence: UInt64, id: MessageID?, reason: String)
  /// Messages wait at the broker because the application does not read the subscription, given by its durable name or
  /// its types. The place is kept, and delivery goes on as soon as the subscription is read.
  case parked(subscription: String, NodeError)
  /// The broker has shown a good checkpoint over so many rows, which begins with all that this node has seen before.
  case checked(size: UInt64)
  /// A message that this node signed is under a good checkpoint; the proof is in this file.
  case proven(MessageID, sequence: UInt64, file: String)
  /// There is no proof of a message that this node signed, and there should be: the broker may have dropped it.
  case unproven(MessageID, NodeError)
  /// What the broker calls a good checkpoint is none under the keys that this node has, or is behind what it knows.
  case checkpointPassedOver(NodeError)
  /// The witnesses' quorum has cosigned nothing since then, and should have.
  case checkpointOld(Timestamp)
  /// The record's log has shown two histories. The error's place is the file with the evidence. Nothing that is signed is
  /// published any more.
  case forked(NodeError)
}
