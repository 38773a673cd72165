import CellSchema
import CellWire

/// A question about where things stand, with all that its answer depends on beside the record: the archive answers it
/// off the loop.
package struct SituationRequest: ArchiveQuestion {
  package let peer: PeerID
  /// The session that asked: an answer for another session of the peer is dropped.
  let session: UInt64
  let query: WireNumber
  let question: SituationQuestion
  let cell: CellName
  let world: World
  package let node: NodeIndex
  /// Whose node it is: participants take turns.
  package let participant: ParticipantIndex
  /// The record's time when the question was asked; timers in the answer count from it.
  let moment: Microseconds
  /// Nodes that have a session now.
  let connectedNodes: Set<NodeIndex>
  /// Nodes that were heard in this run of the broker.
  let heardNodes: Set<NodeIndex>
  /// The rules whose rights the answer applies: if the rules changed before it leaves, the question is asked again.
  let rules: RulesVersion
  /// Monotonic milliseconds.
  let askedAt: Int64
}

/// The archive's answer, as an encoded ANSWER frame.
package struct SituationAnswer: Sendable {
  package let request: SituationRequest
  package let frame: [UInt8]
}

/// What the archive is to do, in order.
package enum ArchiveTask: Sendable {
  case apply([Committed])
  case answer(SituationRequest)
  case search(SearchRequest)
}
