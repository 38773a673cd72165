import CellSchema

/// Which offices may bind a participant, by roster and charter (Vienna Convention on the Law of Treaties, article 7).
struct PowersRegister: Sendable {
  /// What becomes of an act that an office without full powers signs; nil: nobody looks.
  let unregistered: DeclarationProcedure.UnregisteredPowers?
  private let exempt: Set<String>
  private var periods: [Office: [Range<Microseconds>]] = [:]

  private struct Office: Hashable {
    var participant: ParticipantIndex
    var name: String
  }

  /// An office that has no full powers by itself, and the times for which it is registered.
  struct Shown: Sendable {
    var office: Line
    fileprivate var registered: [Range<Microseconds>]

    /// Whether the office has full powers at a moment.
    func count(at moment: Microseconds) -> Bool { registered.contains { $0.contains(moment) } }
  }

  init(_ roster: Roster, _ charter: Charter, _ participants: [ParticipantCode: ParticipantIndex]) {
    unregistered = charter.declaration.unregisteredPowers
    exempt = Set(charter.declaration.officesWithFullPowers.map(Self.name))
    for entry in roster.powers {
      guard let participant = participants[entry.participant] else { continue }
      let end = entry.until.map { Self.start(of: $0) + .minutes(24 * 60) } ?? Microseconds(.max)
      let office = Office(participant: participant, name: Self.name(entry.office))
      if Self.start(of: entry.since) < end { periods[office, default: []].append(Self.start(of: entry.since)..<end) }
    }
  }

  /// What an office shows that signs for a participant; nil where nothing more is asked of it.
  func shown(by office: Line?, of participant: ParticipantIndex) -> Shown? {
    guard unregistered != nil, let office, !exempt.contains(Self.name(office)) else { return nil }
    return Shown(
      office: office, registered: periods[Office(participant: participant, name: Self.name(office)), default: []])
  }

  private static func name(_ office: Line) -> String { office.description.lowercased() }

  private static func start(of day: CalendarDate) -> Microseconds {
    guard let start = Timestamp("\(day)T00:00:00Z") else { preconditionFailure("\(day) is a day") }
    return start.moment
  }
}

extension Rulebook {
  /// What the office shows that signs a message; nil where no full powers are asked for.
  func powers(shownBy office: Line?, _ type: TypeIndex?, of participant: ParticipantIndex) -> PowersRegister.Shown? {
    guard kind(type)?.isBinding == true else { return nil }
    return powers.shown(by: office, of: participant)
  }
}
