import CellSchema
import CellWire

/// How many questions a node and its participant may have open, and ask in a minute.
struct QuestionQuota {
  private var openOfNode: [NodeIndex: Int] = [:]
  private var openOfParticipant: [ParticipantIndex: Int] = [:]
  private var minutes: [ParticipantIndex: MinuteQuota] = [:]
  private var checks: [ParticipantIndex: MinuteQuota] = [:]

  /// Counts a question. One that the archive answers is open until ``close(_:)``.
  ///
  /// - Throws: `throttled`, and counts nothing.
  mutating func admit(
    _ question: Query.Question, _ node: NodeIndex, of participant: ParticipantIndex, at now: Instant
  ) throws(Refusal) {
    guard minutes[participant, default: MinuteQuota()].allows(Limits.questionsPerMinute, at: now.monotonic) else {
      throw Refusal(.throttled, "\(Limits.questionsPerMinute) questions this minute")
    }
    switch question {
    case .situation, .message(.prefix): try open(node, of: participant)
    case .check:
      guard checks[participant, default: MinuteQuota()].allowsAndNotes(Limits.checksPerMinute, at: now.monotonic) else {
        throw Refusal(.throttled, "\(Limits.checksPerMinute) checks this minute")
      }
    case .status, .trace, .message(.number), .message(.id), .message(.serial), .subscriptions, .proof: break
    }
    minutes[participant]?.note()
  }

  private mutating func open(_ node: NodeIndex, of participant: ParticipantIndex) throws(Refusal) {
    let (ofNode, ofParticipant) = (openOfNode[node] ?? 0, openOfParticipant[participant] ?? 0)
    guard ofNode < Limits.openQuestionsPerNode else {
      throw Refusal(.throttled, "\(ofNode) questions of the node are open")
    }
    guard ofParticipant < Limits.openQuestionsPerParticipant else {
      throw Refusal(.throttled, "\(ofParticipant) questions of the participant are open")
    }
    openOfNode[node] = ofNode + 1
    openOfParticipant[participant] = ofParticipant + 1
  }

  /// A question that the archive answers is answered, or nobody waits for its answer any more.
  mutating func close(_ request: some ArchiveQuestion) {
    openOfNode[request.node] = openOfNode[request.node].flatMap { $0 > 1 ? $0 - 1 : nil }
    openOfParticipant[request.participant] = openOfParticipant[request.participant].flatMap { $0 > 1 ? $0 - 1 : nil }
  }
}
