package import CellSchema

extension Situation {
  /// What waits for a node or its participant alone: first what is overdue, the longest first, then what is due next.
  package func owed(by node: NodeName) -> Situation {
    var mine = self
    let own: Set<Addressee> = [.node(node), .participant(node.participant)]
    let waiting = attention.enumerated().filter { !own.isDisjoint(with: $0.element.waitingFor) }
    mine.attention = waiting.sorted { left, right in
      let (leftDue, rightDue) = (left.element.due ?? .latest, right.element.due ?? .latest)
      return leftDue == rightDue ? left.offset < right.offset : leftDue < rightDue
    }.map(\.element)
    return mine
  }
}

extension Timestamp {
  /// Later than whatever is due.
  fileprivate static let latest = Timestamp(microseconds: .max)
}

extension SituationText {
  /// What waits for a node, as ``CellSchema/Situation/owed(by:)`` gives it.
  package func mine(of node: NodeName, _ ink: Ink) -> String {
    guard situation.attention.isEmpty else { return text(of: .attention, ink) }
    return text([SituationPhrase(spoken("Nothing waits for \(node)."))], ink)
  }
}
