import CellSchema

extension SituationView {
  /// What is overdue, whoever owes it, and what is not yet due that the node's own participant owes.
  ///
  /// - Parameter ofEverybody: also what others owe and is not yet due.
  func debts(ofEverybody: Bool = false) -> [SituationAttention] {
    owed.compactMap { debt in
      let isOverdue = debt.dueAt <= moment
      let isOwn = debt.participants.contains(participant) || debt.nodes.contains(node)
      let kind: SituationAttention.Kind
      switch (debt.kind, isOverdue) {
      case (.acknowledgement, true): kind = .acknowledgementOverdue
      case (.acknowledgement, false): kind = .acknowledgementOwed
      case (.reply, true): kind = .replyOverdue
      case (.reply, false): kind = .replyOwed
      case (.watch, true): kind = .watchNotTaken
      case (.watch, false): kind = .watchOwed
      }
      guard isOverdue || isOwn || ofEverybody, let type = type(of: debt.sequence) else { return nil }
      let waiting =
        codes(debt.participants.elements).map(Addressee.participant) + debt.nodes.map { Addressee.node(name($0)) }
      return SituationAttention(
        kind: kind, sequence: RecordSequence(debt.sequence), id: debt.id, type: type,
        waitingFor: isOverdue || !isOwn ? waiting : [.participant(code(participant))], due: Timestamp(debt.dueAt),
        text: WireSentence(words(debt, isOverdue: isOverdue)))
    }.sorted { ($0.due?.microseconds ?? 0) < ($1.due?.microseconds ?? 0) }
  }

  private func words(_ debt: Debt, isOverdue: Bool) -> String {
    let found = index.messageClass(debt.sequence)
    let (lane, sender) = (found.lane.rawValue, name(found.node))
    switch debt.kind {
    case .acknowledgement: return (isOverdue ? Sentence.notAcknowledged : Sentence.toAcknowledge)(lane, sender)
    case .reply: return (isOverdue ? Sentence.notAnswered : Sentence.toAnswer)(lane, sender)
    case .watch:
      let handover = proceedings.cell.handovers[debt.sequence]?.body
      guard isOverdue || handover?.isVacant == true else {
        return handover.map { Sentence.watchOwed($0.offgoing) } ?? Sentence.watchOwedByNobody()
      }
      guard let handover else { return Sentence.watch() }
      return (handover.isVacant == true ? Sentence.watchVacantStays : Sentence.watchStays)(handover.offgoing)
    }
  }

  /// Questions that are not answered. Where a header has `replyBy` as well, the debt that follows from it stands for both.
  func replies() -> [SituationAttention] {
    let withDebt = Set(owed.lazy.filter { $0.kind == .reply }.map(\.id))
    return proceedings.cell.questions.compactMap { entry, body in
      guard body.replyBy.moment <= moment, !withDebt.contains(entry.id) else { return nil }
      let asked = index.messageClass(entry.sequence).action
      let answered = proceedings.cell.answering(entry.id)
      let silent =
        asked.participants.elements.filter { $0 != entry.participant && names.participants.contains($0) }
        + asked.nodes.map(names.participant(of:))
      let waiting = Set(silent).subtracting(answered.elements)
      guard !waiting.isEmpty else { return nil }
      return item(
        .replyOverdue, entry, waitingFor: codes(waiting).map(Addressee.participant), due: body.replyBy,
        Sentence.asks(name(entry.node), body.question))
    }
  }
}
