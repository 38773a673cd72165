package import CellSchema

/// What a message leaves owed, by when: acknowledgements, answers, or that a watch is taken.
package struct Debt: Sendable {
  package enum Kind: Int, CaseIterable, Sendable {
    /// Each participant, or node addressed by name, acknowledges the message within the speed of service.
    case acknowledgement
    /// Each participant answers the message by its `replyBy`.
    case reply
    /// The participant that handed over its watch has somebody take it.
    case watch
  }

  /// A message leaves one debt of a kind.
  package struct Key: Hashable, Comparable, Sendable {
    package var kind: Kind
    package var id: MessageID

    package static func < (left: Self, right: Self) -> Bool {
      (left.id, left.kind.rawValue) < (right.id, right.kind.rawValue)
    }
  }

  package var kind: Kind
  /// The message that is to be acknowledged or answered, or that hands over.
  package var id: MessageID
  package var sequence: SequenceNumber
  package var dueAt: Microseconds
  /// Participants that still owe: any of their nodes may settle it.
  package var participants: ParticipantSet
  /// Nodes that were addressed by name and still owe.
  package var nodes: [NodeIndex]

  package var key: Key { Key(kind: kind, id: id) }
  package var isMet: Bool { participants.isEmpty && nodes.isEmpty }

  /// A node of the participant did what was owed.
  mutating func settle(by node: NodeIndex, of participant: ParticipantIndex) {
    participants.remove(participant)
    nodes.removeAll { $0 == node }
  }
}

extension Debt {
  /// What a message leaves owed, under the rules of its row. Messages of the bus leave nothing owed.
  static func left(
    by prepared: Prepared, in sequence: SequenceNumber, acceptedAt: Microseconds, _ rulebook: Rulebook
  ) -> [Debt] {
    guard let type = prepared.messageClass.type, !type.isOfBus else { return [] }
    return [
      acknowledgement(of: prepared, type, sequence, acceptedAt, rulebook),
      reply(to: prepared, sequence, rulebook),
      watch(handedOverBy: prepared, sequence, acceptedAt, rulebook),
    ].compactMap(\.self)
  }

  /// Owed for flash and immediate, where the sender asks for it, and where the charter says so. Acknowledgements
  /// themselves are not acknowledged.
  private static func acknowledgement(
    of prepared: Prepared, _ type: TypeIndex, _ sequence: SequenceNumber, _ acceptedAt: Microseconds,
    _ rulebook: Rulebook
  ) -> Debt? {
    let found = prepared.messageClass
    guard let kind = rulebook.kind(type),
      found.lane >= .immediate || prepared.links.asksAcknowledgement || kind.acknowledge,
      type != Catalogue.index(of: Acknowledgement.self)
    else { return nil }
    return Debt(
      .acknowledgement, id: prepared.id, sequence: sequence, dueAt: acceptedAt + rulebook.procedures.speed[found.lane],
      found, but: found.participant, rulebook)
  }

  /// Owed where the header has `replyBy`, under a charter that lets the bus say so.
  private static func reply(to prepared: Prepared, _ sequence: SequenceNumber, _ rulebook: Rulebook) -> Debt? {
    guard let replyBy = prepared.links.replyBy, prepared.links.amends?.kind.takesBack != true,
      rulebook.kind(Catalogue.index(of: ReplyOverdue.self)) != nil
    else { return nil }
    return Debt(
      .reply, id: prepared.id, sequence: sequence, dueAt: replyBy, prepared.messageClass,
      but: prepared.messageClass.participant, rulebook)
  }

  /// Owed by the participant that hands over its watch, under a charter that lets the bus say so.
  private static func watch(
    handedOverBy prepared: Prepared, _ sequence: SequenceNumber, _ acceptedAt: Microseconds, _ rulebook: Rulebook
  ) -> Debt? {
    guard case .cell(.handover(let body)) = prepared.act, prepared.links.amends == nil,
      rulebook.kind(Catalogue.index(of: WatchNotTaken.self)) != nil
    else { return nil }
    return Debt(
      kind: .watch, id: prepared.id, sequence: sequence,
      dueAt: max(acceptedAt, body.at.moment) + .minutes(Int64(Limits.watchTaken)),
      participants: ParticipantSet(prepared.messageClass.participant), nodes: [])
  }

  /// What an act leaves owed that has effect by a decision: as if it had been sent, and from the row of the result on, of
  /// which its proposer owes nothing.
  static func left(
    by decision: DecisionProceedings.Decision, carriedBy prepared: Prepared, in sequence: SequenceNumber,
    acceptedAt: Microseconds, _ rulebook: Rulebook
  ) -> [Debt] {
    guard let act = decision.proposed, let kind = rulebook.kind(act.type) else { return [] }
    // Who reads the result is who reads the proposal; who is to act is who the act says.
    var found = prepared.messageClass
    found.action = Audience()
    for addressee in act.header.action.elements {
      if let audience = rulebook.audience(of: addressee) { found.action.formUnion(audience) }
    }
    func debt(_ kind: Kind, _ dueAt: Microseconds) -> Debt? {
      Debt(
        kind, id: prepared.id, sequence: sequence, dueAt: dueAt, found, but: decision.entry.participant, rulebook)
    }
    var debts: [Debt?] = []
    if act.header.precedence >= .immediate || act.header.acknowledge == true || kind.acknowledge {
      debts.append(debt(.acknowledgement, acceptedAt + rulebook.procedures.speed[act.header.precedence]))
    }
    if let replyBy = act.header.replyBy, rulebook.kind(Catalogue.index(of: ReplyOverdue.self)) != nil {
      debts.append(debt(.reply, replyBy.moment))
    }
    return debts.compactMap(\.self)
  }

  /// A debt of the action addressees that may read the message; nil where there is none.
  private init?(
    _ kind: Kind, id: MessageID, sequence: SequenceNumber, dueAt: Microseconds, _ found: MessageClass,
    but sender: ParticipantIndex, _ rulebook: Rulebook
  ) {
    self.init(kind: kind, id: id, sequence: sequence, dueAt: dueAt, participants: ParticipantSet(), nodes: [])
    for index in rulebook.listedNodes {
      guard let node = rulebook.nodes[index], node.participant != sender, rulebook.isOpen(found, to: index) else {
        continue
      }
      if found.action.participants.contains(node.participant) {
        participants.insert(node.participant)
      } else if found.action.nodes.contains(index) {
        // An answer is the participant's, whichever of its nodes gives it.
        if kind == .reply { participants.insert(node.participant) } else { nodes.append(index) }
      }
    }
    if isMet { return nil }
  }
}
