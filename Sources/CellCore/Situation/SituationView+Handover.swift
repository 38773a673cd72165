import CellSchema

extension SituationView {
  func sinceHandover() -> SinceHandover {
    let last = proceedings.cell.handovers.last
    let start = last?.entry.sequence ?? .none
    return SinceHandover(
      handover: last?.entry.id, at: last?.body.at,
      systems: counts(after: start).sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        .map { SystemCount(system: WireSentence($0.key), messages: $0.value) },
      latest: entries.reversed().prefix { $0.sequence > start }.prefix(20).compactMap(change))
  }

  /// The number of messages after a row by system, in this world and open to the node.
  private func counts(after start: SequenceNumber) -> [String: Int] {
    guard let place = index.world(world), start < through else { return [:] }
    var counts: [String: Int] = [:]
    for value in start.next.value...through.value {
      let sequence = SequenceNumber(value)
      guard index.world(of: sequence) == place, rulebook.mayKnow(index.messageClass(sequence), node),
        let type = type(of: sequence)
      else { continue }
      counts[type.system, default: 0] += 1
    }
    return counts
  }
}
