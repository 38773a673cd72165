import CellConfig
import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

// Scenes of the clock after an attack.
extension Play {
  var stages: [Said<ClockStage>] { rows(of: ClockStage.self) }

  func clock(_ name: String = "attack") -> ClockStanding? {
    situation("CELL.OPS-1", SituationQuestion(system: .clock)).clocks.first { $0.attack == id(name) }
  }

  /// Since when the ceasefire is in force, as it counts.
  var inForce: Timestamp {
    let entered = rows(of: EntryIntoForce.self).map(\.acceptedAt).max() ?? 0
    return Timestamp(microseconds: entered)
  }

  /// Time passes up to a moment.
  func pass(to moment: Timestamp) {
    bus.advance(milliseconds: (moment.moment - bus.now.wall).value / 1_000)
    pass()
  }
}

extension ClockStage {
  /// Participant, what is expected, and by which message it did that.
  var done: [String] {
    (expectations?.elements ?? []).map { expectation in
      (["\(expectation.participant)", expectation.expected.rawValue] + (expectation.by.map { ["\($0)"] } ?? []))
        .joined(separator: " ")
    }
  }
}
