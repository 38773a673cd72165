package import CellSchema

extension Situation {
  /// What waits for a node or its participant alone, without those others for whom it waits too: first what is overdue,
  /// the longest first, then what is due next.
  package func owed(by node: NodeName) -> Situation {
    var mine = self
    let own: Set<Addressee> = [.node(node), .participant(node.participant)]
    let waiting = attention.enumerated().filter { !own.isDisjoint(with: $0.element.waitingFor) }
    mine.attention = waiting.sorted { left, right in
      let (leftDue, rightDue) = (left.element.due ?? .latest, right.element.due ?? .latest)
      return leftDue == rightDue ? left.offset < right.offset : leftDue < rightDue
    }.map { place, item in
      var item = item
      item.waitingFor.removeAll { !own.contains($0) }
      item.omitted = nil
      return item
    }
    return mine
  }
}

extension Timestamp {
  /// Later than whatever is due.
  fileprivate static let latest = Timestamp(microseconds: .max)
}

/// What a message that waits for somebody says of itself.
package struct WaitingMessage: Sendable {
  let precedence: Precedence
  let from: NodeName
  let gist: String

  package init(precedence: Precedence, from: NodeName, gist: String) {
    self.precedence = precedence
    self.from = from
    self.gist = gist
  }
}

extension SituationText {
  /// Whether anything waits.
  package var needsSomebody: Bool { !situation.attention.isEmpty }

  /// In one line that nothing waits in this world: `OPERATION: nothing waits for FRA.CELL-1.`
  package func nothing(for node: NodeName) -> String {
    let name = situation.exerciseName.map { " \(DisplayText.line("\($0)"))" } ?? ""
    return "\(situation.nature.rawValue.uppercased())\(name): " + spoken("nothing waits for \(node).")
  }

  /// What waits for a node, as ``CellSchema/Situation/owed(by:)`` gives it: a line an item, which never wraps.
  ///
  /// - Parameter messages: by their identifiers, those that are known; of the others the bus's words stand there.
  package func mine(of node: NodeName, _ ink: Ink, messages: [MessageID: WaitingMessage] = [:]) -> String {
    guard needsSomebody else {
      let looked = spoken("No acknowledgement, answer, statement, task or watch is owed.")
      return text([SituationPhrase(spoken("Nothing waits for \(node).") + " " + looked)], ink)
    }
    let sender = width.map { $0 < 70 ? 4 : $0 < 100 ? 12 : 14 } ?? 14
    let title = line(
      "", SituationPhrase(inColumn("WHAT"), .faint), SituationPhrase(inColumn("NUMBER"), .faint),
      SituationPhrase(inColumn("DUE"), .faint), SituationPhrase("P", .faint),
      SituationPhrase(inColumn("FROM"), .faint), SituationPhrase(inColumn("GIST"), .faint), sender: sender)
    let items = situation.attention.map { item in
      let isLate = item.due.map { $0 < situation.asOf } ?? false
      let message = messages[item.id]
      // A debt is told by its kind; of anything else the bus says more than the message does.
      let gist = item.kind.isDebt ? message?.gist : nil
      return line(
        item.kind.mark, item.kind.shown, sequence(item.sequence),
        SituationPhrase(item.due?.short(in: situation.asOf) ?? "-", isLate ? .red : nil),
        SituationPhrase(message.map { String($0.precedence.letter) } ?? ""),
        SituationPhrase(message.map { sender < 12 ? "\($0.from.participant)" : "\($0.from)" } ?? ""),
        SituationPhrase(gist ?? item.words), sender: sender)
    }
    return text([title] + items, ink)
  }

  /// - Parameter sender: columns of the sender's name; of its participant's where there are few.
  private func line(
    _ mark: SituationPhrase, _ what: SituationPhrase, _ number: SituationPhrase, _ due: SituationPhrase,
    _ precedence: SituationPhrase, _ from: SituationPhrase, _ gist: SituationPhrase, sender: Int
  ) -> SituationPhrase {
    let fields = [mark.column(1), what.column(11), number.right(7), due.column(7), precedence.column(1)]
    let all = fields + [from.column(sender), gist]
    let line = SituationPhrase.joined(all)
    return width.map { line.cut(to: $0) } ?? line
  }
}
