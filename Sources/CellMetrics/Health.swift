package import CellBroker
import CellCore
import CellSchema

/// Whether the daemon lives, and whether it is of use.
package struct Health: Sendable {
  private let reading: MeasureBoard.Reading

  package init(_ reading: MeasureBoard.Reading) { self.reading = reading }

  /// Milliseconds without a turn of the loop after which it counts as dead. The service manager's watchdog ends it later.
  package static let patience: Int64 = 10_000

  /// A line, and whether all is well.
  package typealias Answer = (isGood: Bool, text: String)

  private var isTurning: Bool { reading.age <= Self.patience }

  /// `/healthz`: whether a restart would help.
  package var live: Answer {
    switch reading.phase {
    case .starting: (true, "starting: the record is read\n")
    case .stopping: (true, "stopping\n")
    case .serving: isTurning ? (true, "alive\n") : (false, "the loop has not turned for \(reading.age / 1_000) s\n")
    }
  }

  package var isReady: Bool { ready.isGood }

  /// `/readyz`: whether nodes are served and messages taken; behind that, what an operator has to see to.
  package var ready: Answer {
    guard case .serving = reading.phase, isTurning, let measures = reading.measures else {
      switch reading.phase {
      case .starting, .stopping: return (false, live.text)
      case .serving: return (false, isTurning ? "starting\n" : live.text)
      }
    }
    let state = measures.intakeStop.map { "takes no messages: \($0.code) \($0.detail)" } ?? "ready"
    let lines = [state] + measures.alarms.map(\.line)
    return (measures.intakeStop == nil, lines.joined(separator: "\n") + "\n")
  }
}
