import CellSchema

extension View {
  func sinceHandover() -> SinceHandover {
    let last = proceedings.cell.handovers.last
    let start = last?.entry.sequence ?? 0
    var counts: [Substring: Int] = [:]
    if let place = index.world(world), start < through {
      for sequence in start + 1...through {
        let found = index.messageClass(sequence)
        guard found.world == place, rulebook.mayKnow(found, node: node) else { continue }
        counts["\(type(of: sequence))".prefix { $0 != "." }, default: 0] += 1
      }
    }
    return SinceHandover(
      handover: last?.entry.id, at: last?.body.at,
      systems: counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        .map { SystemCount(system: WireSentence(String($0.key)), messages: $0.value) },
      latest: entries.reversed().prefix { $0.sequence > start }.prefix(20).map(change))
  }
}
