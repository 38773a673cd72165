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
      sequence: { [identifiers = state.identifiers] in identifiers.sequence(of: $0) })
    let urgent = view.urgentMatters()
    let flash = urgent.count { $0.precedence >= .flash }
    let known = urgent.filter { $0.known == true }
    let knownFlash = known.count { $0.precedence >= .flash }
    func some(_ count: Int) -> WireNumber? { count > 0 ? WireNumber(count) : nil }
    return ElsewhereAnswer.World(
      nature: world.nature, exerciseName: world.exercise, flash: WireNumber(flash),
      immediate: WireNumber(urgent.count - flash), knownFlash: some(knownFlash),
      knownImmediate: some(known.count - knownFlash), matters: Array(urgent.prefix(Limits.mattersElsewhere)))
  }

  private static func rank(_ world: ElsewhereAnswer.World) -> (Int, UInt64, String) {
    let flash = world.flash.value - (world.knownFlash?.value ?? 0)
    return (world.nature == .operation ? 0 : 1, UInt64.max - flash, world.exerciseName?.description ?? "")
  }
}

extension SituationView {
  /// The messages at immediate and above that an operator should look at, each once: first those that are not known, of
  /// these the highest precedence, and of one precedence the worst.
  fileprivate func urgentMatters() -> [ElsewhereAnswer.Matter] {
    // What is urgent is open as long as anybody owes an answer to it.
    let attention = attention() + debts(ofEverybody: true)
    let own: Set<Addressee> = [.node(name(node)), .participant(code(participant))]
    let waiting = Set(attention.lazy.filter { !own.isDisjoint(with: $0.waitingFor) }.map(\.id))
    var seen: Set<MessageID> = []
    let urgent = attention.compactMap { item -> ElsewhereAnswer.Matter? in
      let found = index.messageClass(SequenceNumber(UInt64(item.sequence.value)))
      guard found.lane >= .immediate, seen.insert(item.id).inserted else { return nil }
      let isKnown = found.participant == participant || acknowledged.contains(item.id)
      return ElsewhereAnswer.Matter(
        sequence: WireNumber(UInt64(item.sequence.value)), id: item.id, type: item.type, from: name(found.node),
        precedence: found.lane, known: isKnown && !waiting.contains(item.id) ? true : nil)
    }
    func rank(_ matter: ElsewhereAnswer.Matter, _ place: Int) -> (Int, Int, Int) {
      (matter.known == true ? 1 : 0, -Int(matter.precedence.lane), place)
    }
    return urgent.enumerated().sorted { rank($0.element, $0.offset) < rank($1.element, $1.offset) }.map(\.element)
  }
}
