import CellSchema

/// A question that is answered by the archive: participants take turns, and so do their nodes.
package protocol ArchiveQuestion: Sendable {
  var node: NodeIndex { get }
  var participant: ParticipantIndex { get }
}

/// The questions that wait for the archive. Participants take turns, and so do the nodes of a participant, so that
/// nobody waits for all that somebody else asks.
package struct QuestionQueue<Question: ArchiveQuestion>: Sendable {
  /// What waits of one participant.
  private struct Waiting: Sendable {
    /// Whose turn it is first.
    var nodes: [NodeIndex] = []
    var questions: [NodeIndex: [Question]] = [:]

    mutating func add(_ request: Question) {
      if questions[request.node] == nil { nodes.append(request.node) }
      questions[request.node, default: []].append(request)
    }

    mutating func takeNext() -> Question? {
      guard let node = nodes.first, let request = questions[node]?.removeFirst() else { return nil }
      nodes.removeFirst()
      if questions[node]?.isEmpty == true { questions[node] = nil } else { nodes.append(node) }
      return request
    }
  }

  /// Whose turn it is first.
  private var participants: [ParticipantIndex] = []
  private var waiting: [ParticipantIndex: Waiting] = [:]

  package init() {}

  package var isEmpty: Bool { participants.isEmpty }

  package mutating func add(_ request: Question) {
    if waiting[request.participant] == nil { participants.append(request.participant) }
    waiting[request.participant, default: Waiting()].add(request)
  }

  package mutating func takeNext() -> Question? {
    guard let participant = participants.first, let request = waiting[participant]?.takeNext() else { return nil }
    participants.removeFirst()
    if waiting[participant]?.nodes.isEmpty == true {
      waiting[participant] = nil
    } else {
      participants.append(participant)
    }
    return request
  }
}
