import CellConfig
import CellCore
import CellSchema

/// Notices what is new about how the broker stands: the log has a line when an alarm comes and when it goes, and the
/// service manager shows the worst.
struct Watchkeeper {
  private var alarms: [Alarm] = []
  private var line = ""
  private var toldAt: Int64 = 0

  /// Milliseconds after which a line is told again whose figures alone are others.
  private static let patience: Int64 = 60_000

  /// - Returns: what the service manager is to show; nil where it shows that.
  mutating func look(at next: [Alarm], takesMessages: Bool, at now: Instant, _ log: EventLog) -> String? {
    let new = next.filter { alarm in !alarms.contains(where: alarm.isSame) }
    let over = alarms.filter { alarm in !next.contains { $0.kind == alarm.kind && $0.node == alarm.node } }
    for alarm in new { log.raised(alarm) }
    for alarm in over { log.over(alarm) }
    alarms = next
    let told = next.statusLine(takesMessages: takesMessages)
    let isNew = !new.isEmpty || !over.isEmpty || now.monotonic - toldAt >= Self.patience
    guard told != line, isNew else { return nil }
    (line, toldAt) = (told, now.monotonic)
    return told
  }
}

extension EventLog {
  fileprivate func raised(_ alarm: Alarm) {
    let fields: KeyValuePairs = [
      "kind": alarm.kind.rawValue, "node": alarm.node?.description ?? "none", "detail": alarm.detail,
    ]
    switch alarm.level {
    case .warning: write(.alarm, fields)
    case .critical: write(.alarmCritical, fields)
    }
  }

  fileprivate func over(_ alarm: Alarm) {
    write(.alarmOver, ["kind": alarm.kind.rawValue, "node": alarm.node?.description ?? "none"])
  }
}
