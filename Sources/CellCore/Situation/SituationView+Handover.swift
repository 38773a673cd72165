import CellSchema

extension SituationView {
  func sinceHandover(of code: ParticipantCode?) -> SinceHandover {
    let last = watchTaken
    let start = last?.entry.sequence ?? .none
    return SinceHandover(
      handover: last?.entry.id, at: last?.at,
      systems: counts(after: start, of: code).sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        .map { SystemCount(system: WireSentence($0.key), messages: $0.value) },
      latest: entries.reversed().lazy.prefix { $0.sequence > start }
        .filter { entry in code.map { $0 == self.code(entry.participant) } ?? true }
        .prefix(20).compactMap(change))
  }

  /// The last message by which the participant's own watch went over. One that was handed to nobody has not.
  private var watchTaken: (entry: Entry, at: Timestamp)? {
    let cell = proceedings.cell
    let handover = cell.handovers.last { $0.entry.participant == participant && !$0.body.isVacant }
      .map { ($0.entry, $0.body.at) }
    let assumption = cell.assumptions.last { $0.entry.participant == participant }
      .map { ($0.entry, Timestamp($0.entry.acceptedAt)) }
    return [handover, assumption].compactMap(\.self).max { $0.0.sequence < $1.0.sequence }
  }

  /// The number of messages after a row by system, in this world and open to the node.
  private func counts(after start: SequenceNumber, of code: ParticipantCode?) -> [String: Int] {
    guard let place = index.world(world), start < through else { return [:] }
    var ofClass: [ClassIndex: Int] = [:]
    var counts: [String: Int] = [:]
    for position in index.gaps.place(of: start) + 1...index.gaps.place(of: through) {
      let row = index.gaps.sequence(at: position)
      guard !releases.concern(row) else {
        let found = index.messageClass(row)
        if index.world(of: row) == place, releases.mayKnow(row, of: found, node, index, under: rulebook),
          code.map({ $0 == self.code(found.participant) }) ?? true, let type = found.entry?.type
        {
          counts[type.system, default: 0] += 1
        }
        continue
      }
      ofClass[index.classIndex(row), default: 0] += 1
    }
    for (found, count) in ofClass where index.world(of: found) == place {
      let found = index.classes[found]
      guard rulebook.mayKnow(found, node), code.map({ $0 == self.code(found.participant) }) ?? true,
        let type = found.entry?.type
      else { continue }
      counts[type.system, default: 0] += count
    }
    return counts
  }
}
