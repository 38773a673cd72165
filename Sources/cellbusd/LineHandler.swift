import CellBroker
import CellConfig
import CellSchema
import Logging

/// Writes a line an event to standard error: for the journal with its level in front (`sd-daemon(3)`), else with the
/// time. Who logs never waits for whoever reads the log.
struct LineHandler: LogHandler {
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]

  init(logLevel: Logger.Level) { self.logLevel = logLevel }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  private static let lines = LineQueue(
    droppedLine: {
      line(.warning, EventLog.line(.logDropped, [("lines", "\($0)"), ("reason", "nobody read the log")]))
    },
    write: { StandardError.write($0) })

  func log(event: LogEvent) { Self.lines.add(Self.line(event.level, "\(event.message)")) }

  /// The process is about to end: what was logged has a second to leave.
  static func drain() { lines.drain(seconds: 1) }

  private static func line(_ level: Logger.Level, _ message: String) -> String {
    StandardError.isJournal
      ? "<\(priority(level))>\(message)\n" : "\(Timestamp.now) \(name(level)) \(message)\n"
  }

  /// syslog(3)'s levels.
  static func priority(_ level: Logger.Level) -> Int {
    switch level {
    case .trace, .debug: 7
    case .info: 6
    case .notice: 5
    case .warning: 4
    case .error: 3
    case .critical: 2
    }
  }

  /// Five columns that never move.
  private static func name(_ level: Logger.Level) -> String {
    switch level {
    case .trace: "TRACE"
    case .debug: "DEBUG"
    case .info: "INFO "
    case .notice: "NOTE "
    case .warning: "WARN "
    case .error: "ERROR"
    case .critical: "CRIT "
    }
  }
}
