import CellSchema

/// The MINIMIZE of each world, and the one that holds: from its row on, what is below priority in its world waits at the
/// broker until it ends.
///
/// One holds at a time, since readers take a lane in the order of the record: what waits in one world would keep back what
/// another may have. So what is accepted meanwhile and does not wait, in this world or in others, travels at priority
/// (``MessageClass/isUrgent``), past what waits. The operation's holds in an exercise's stead.
struct Minimizing: Sendable {
  struct InForce: Sendable {
    var id: MessageID
    var sequence: SequenceNumber
    var world: World
    var participant: ParticipantIndex
    var from: Microseconds
    var until: Microseconds
    /// How long it may be in force at most, by the rules of its row.
    var longest: Microseconds
  }

  private var said: [World: InForce] = [:]
  /// The world whose last one holds, or held last.
  private var holder: World?

  /// The one in force in a world at a moment, not before the last row.
  func inForce(in world: World, at moment: Microseconds) -> InForce? {
    said[world].flatMap { moment < $0.until ? $0 : nil }
  }

  /// The one that holds at a moment.
  func holding(at moment: Microseconds) -> InForce? { holder.flatMap { inForce(in: $0, at: moment) } }

  /// Takes in what is said of it, or ends it.
  mutating func apply(_ entry: Entry, in world: World) {
    guard let amends = entry.amends else {
      guard case .cell(.minimize(let body)) = entry.act, let longest = entry.terms.minimize else { return }
      if holding(at: entry.acceptedAt) == nil || world == .operation { holder = world }
      said[world] = InForce(
        id: entry.id, sequence: entry.sequence, world: world, participant: entry.participant, from: entry.acceptedAt,
        until: min(body.until.moment, entry.acceptedAt + longest), longest: longest)
      return
    }
    guard let known = inForce(in: world, at: entry.acceptedAt), known.id == amends.id else { return }
    if case .cell(.minimize(let body)) = entry.act, !amends.kind.takesBack {
      said[world]?.until = min(body.until.moment, known.from + known.longest)
    } else {
      said[world] = nil
    }
  }
}

extension Prepared {
  private static let exempt: Set<TypeIndex> = [
    Catalogue.index(of: Acknowledgement.self), Catalogue.index(of: DecisionStatement.self),
    Catalogue.index(of: WatchHandover.self), Catalogue.index(of: WatchAssumption.self),
    Catalogue.index(of: Minimize.self),
  ]

  /// Whether it waits for no MINIMIZE, by its type: acknowledgements, statements, handovers, what the bus says.
  var isExemptByType: Bool {
    messageClass.type.map { $0.isOfBus || Self.exempt.contains($0) } ?? false
  }
}
