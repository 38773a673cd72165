import CellSchema
import CellWire

/// A question for the messages whose identifiers begin alike. The archive answers it: the identifiers are a table, and
/// who looks through all of it does so beside the loop.
package struct SearchRequest: ArchiveQuestion {
  package let peer: PeerID
  /// The session that asked: an answer for another session of the peer is dropped.
  let session: UInt64
  let query: WireNumber
  let prefix: MessageIDPrefix
  package let node: NodeIndex
  package let participant: ParticipantIndex
  /// Monotonic milliseconds.
  let askedAt: Int64
}

/// The newest messages that a search found and whose rights the asking node had, newest first; one more than an answer
/// names, where there are more.
package struct SearchAnswer: Sendable {
  package let request: SearchRequest
  let found: [SequenceNumber]
}

extension Archive {
  package func search(_ request: SearchRequest) -> SearchAnswer {
    let (rulebook, index, releases) = (state.rules.current, state.index, state.releases)
    let found = state.identifiers.newest(Limits.candidates + 1, in: request.prefix.bits) { sequence in
      let found = index.messageClass(sequence)
      return found.node == request.node
        || releases.mayRead(sequence, of: found, request.node, index, under: rulebook)
    }
    return SearchAnswer(request: request, found: found)
  }
}
