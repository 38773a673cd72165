import CellSchema

/// Acknowledgements that are owed: by each action addressee, within the speed of service.
struct Obligations {
  struct Owed {
    var id: MessageID
    var sequence: UInt64
    /// Microseconds since 1970.
    var dueAt: Int64
    var participants: ParticipantSet
    /// Nodes that are addressed themselves.
    var nodes: [Int]
    /// The bus has said that it is overdue.
    var isLapsed = false

    var isMet: Bool { participants.isEmpty && nodes.isEmpty }
  }

  private(set) var owed: [MessageID: Owed] = [:]
  /// Those that have not lapsed, as a heap by due time.
  private var due = DueHeap()

  mutating func add(_ owed: Owed) {
    guard !owed.isMet else { return }
    self.owed[owed.id] = owed
    due.push(owed.dueAt, owed.id)
  }

  /// An appointment of that node has read the message.
  mutating func acknowledge(_ id: MessageID, node: Int, participant: Int) {
    guard var owed = owed[id] else { return }
    owed.participants.remove(participant)
    owed.nodes.removeAll { $0 == node }
    self.owed[id] = owed.isMet ? nil : owed
  }

  /// Whether a node's participant, or the node itself, owes.
  func owes(_ id: MessageID, node: Int, participant: Int) -> Bool {
    owed[id].map { $0.participants.contains(participant) || $0.nodes.contains(node) } ?? false
  }

  mutating func lapse(_ id: MessageID) { owed[id]?.isLapsed = true }

  /// The message is cancelled: nobody owes.
  mutating func drop(_ id: MessageID) { owed[id] = nil }

  /// What is overdue and has not lapsed, earliest first, at most so many.
  mutating func overdue(at moment: Int64, limit: Int) -> [Owed] {
    var found: [Owed] = []
    while found.count < limit, let first = due.first, first.dueAt <= moment {
      due.popFirst()
      if let owed = owed[first.id], !owed.isLapsed { found.append(owed) }
    }
    return found
  }
}

/// Earliest first: a binary heap.
private struct DueHeap {
  private var entries: [(dueAt: Int64, id: MessageID)] = []

  var first: (dueAt: Int64, id: MessageID)? { entries.first }

  mutating func push(_ dueAt: Int64, _ id: MessageID) {
    entries.append((dueAt, id))
    var child = entries.count - 1
    while child > 0, isBefore(entries[child], entries[(child - 1) / 2]) {
      entries.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func popFirst() {
    guard let last = entries.popLast(), !entries.isEmpty else { return }
    entries[0] = last
    var parent = 0
    while true {
      let left = 2 * parent + 1
      guard left < entries.count else { return }
      let right = left + 1
      let child = right < entries.count && isBefore(entries[right], entries[left]) ? right : left
      guard isBefore(entries[child], entries[parent]) else { return }
      entries.swapAt(child, parent)
      parent = child
    }
  }

  private func isBefore(_ left: (dueAt: Int64, id: MessageID), _ right: (dueAt: Int64, id: MessageID)) -> Bool {
    (left.dueAt, left.id) < (right.dueAt, right.id)
  }
}
