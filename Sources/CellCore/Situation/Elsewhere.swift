package import CellSchema
package import CellWire

// What a node that looks at one world has to know of the others.
extension Archive {
  /// What is flash or immediate and needs somebody's attention in other worlds, as far as a node may read: worlds that the
  /// roster has not closed, the operation first, then those with the most flash.
  package func elsewhere(than world: World, node: NodeIndex, now: Microseconds) -> ElsewhereAnswer {
    var others: Set<World> = []
    for found in state.index.classes.values where found.lane >= .immediate && found.world != world {
      others.insert(found.world)
    }
    let rulebook = state.rules.current
    let urgent = others.filter { !rulebook.isClosed($0) }
      .map { open(in: $0, node: node, now: now) }
      .filter { !$0.matters.isEmpty }
      .sorted { Self.rank($0) < Self.rank($1) }
    return ElsewhereAnswer(
      worlds: Array(urgent.prefix(Limits.worldsElsewhere)),
      omitted: WireNumber(max(0, urgent.count - Limits.worldsElsewhere)))
  }

  private func open(in world: World, node: NodeIndex, now: Microseconds) -> ElsewhereAnswer.World {
    let view = SituationView(
      state.docket(of: world), of: world, node: node, through: head, moment: max(now, state.heads.acceptedAt),
      names: state.names, rulebook: state.rules.current, index: state.index, releases: state.releases,
      sequence: state.sequence)
    let urgent = view.urgentMatters()
    let flash = urgent.count { $0.precedence >= .flash }
    return ElsewhereAnswer.World(
      nature: world.nature, exerciseName: world.exercise, flash: WireNumber(flash),
      immediate: WireNumber(urgent.count - flash), matters: Array(urgent.prefix(Limits.mattersElsewhere)))
  }

  private static func rank(_ world: ElsewhereAnswer.World) -> (Int, UInt64, String) {
    (world.nature == .operation ? 0 : 1, UInt64.max - world.flash.value, world.exerciseName?.description ?? "")
  }
}

extension SituationView {
  /// The messages at immediate and above that an operator should look at, each once: the highest precedence first, and
  /// of one precedence the worst.
  fileprivate func urgentMatters() -> [ElsewhereAnswer.Matter] {
    var seen: Set<MessageID> = []
    let urgent = attention().compactMap { item -> ElsewhereAnswer.Matter? in
      let found = index.messageClass(SequenceNumber(UInt64(item.sequence.value)))
      guard found.lane >= .immediate, seen.insert(item.id).inserted else { return nil }
      return ElsewhereAnswer.Matter(
        sequence: WireNumber(UInt64(item.sequence.value)), id: item.id, type: item.type, from: name(found.node),
        precedence: found.lane)
    }
    return urgent.enumerated().sorted {
      $0.element.precedence == $1.element.precedence
        ? $0.offset < $1.offset : $0.element.precedence > $1.element.precedence
    }.map(\.element)
  }
}
