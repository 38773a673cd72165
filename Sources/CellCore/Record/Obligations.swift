package import CellSchema

/// The acknowledgements that a message's action addressees owe within the speed of service.
package struct OwedAcknowledgement: Sendable {
  /// The message that is to be acknowledged.
  package var id: MessageID
  package var sequence: SequenceNumber
  package var dueAt: Microseconds
  /// Participants that still owe: any of their nodes may acknowledge.
  package var participants: ParticipantSet
  /// Nodes that were addressed by name and still owe.
  package var nodes: [NodeIndex]

  package var isMet: Bool { participants.isEmpty && nodes.isEmpty }

  /// A node of the participant acknowledged the message.
  mutating func acknowledge(by node: NodeIndex, of participant: ParticipantIndex) {
    participants.remove(participant)
    nodes.removeAll { $0 == node }
  }
}

/// The acknowledgements that are still owed.
struct Obligations: Sendable {
  private var owed = GrowingTable<MessageID, OwedAcknowledgement>()
  /// Messages not yet announced as overdue, by due time. An entry that is no longer owed is dropped when it becomes the
  /// first.
  private var waiting = EarliestFirst<MessageID>()
  private var lapsed = GrowingTable<MessageID, Bool>()

  mutating func add(_ owed: OwedAcknowledgement) {
    guard !owed.isMet else { return }
    self.owed[owed.id] = owed
    waiting.push(owed.id, at: owed.dueAt)
  }

  mutating func acknowledge(_ id: MessageID, by node: NodeIndex, of participant: ParticipantIndex) {
    guard owed[id] != nil else { return }
    owed[id]?.acknowledge(by: node, of: participant)
    if owed[id]?.isMet == true { drop(id) }
  }

  /// The bus announced that the acknowledgement is overdue.
  mutating func lapse(_ id: MessageID) {
    if owed[id] != nil { lapsed[id] = true }
    settle()
  }

  /// The message was taken back, or all have acknowledged it: nobody owes an acknowledgement.
  mutating func drop(_ id: MessageID) {
    owed[id] = nil
    lapsed[id] = nil
    settle()
  }

  private mutating func settle() {
    while let first = waiting.first?.value, owed[first] == nil || lapsed[first] != nil { waiting.popFirst() }
  }

  /// The acknowledgement with the earliest due time that is overdue and not announced as such yet; nil if there is
  /// none.
  func overdue(at moment: Microseconds) -> OwedAcknowledgement? {
    guard let first = waiting.first, first.at <= moment else { return nil }
    return owed[first.value]
  }
}
