package import CellConfig
import CellSchema
package import Logging

/// The daemon's log: one event of the vocabulary a line, `event=… key=value …`, never a payload. What its fields mean is in
/// ``CellConfig/BrokerEvent``.
package struct EventLog: Sendable {
  private let logger: Logger

  package init(_ logger: Logger) { self.logger = logger }

  func write(_ event: BrokerEvent, _ fields: KeyValuePairs<String, String> = [:]) {
    write(event, fields.map { ($0.key, $0.value) })
  }

  func write(_ event: BrokerEvent, _ fields: [(key: String, value: String)]) {
    let level = Logger.Level(event.severity)
    guard level >= logger.logLevel else { return }
    logger.log(level: level, "\(Self.line(event, fields))")
  }

  /// Metrics or health cannot be served.
  package func metricsFailed(at place: String, _ error: any Error) {
    write(
      .metricsFailed,
      ["place": place, "reason": "\(error)", "next": "the bus goes on; it is tried again in 10 s"])
  }

  /// An event as it stands in a line.
  package static func line(_ event: BrokerEvent, _ fields: [(key: String, value: String)]) -> String {
    (["event=\(event.rawValue)"] + fields.map { "\($0.key)=\(LogValue.quoted($0.value))" }).joined(separator: " ")
  }
}

extension Logger.Level {
  package init(_ severity: BrokerEvent.Severity) {
    switch severity {
    case .info: self = .info
    case .notice: self = .notice
    case .warning: self = .warning
    case .error: self = .error
    case .critical: self = .critical
    }
  }
}

/// A value in a log line: quoted if it has other than plain characters, with control characters escaped.
enum LogValue {
  static func quoted(_ value: String) -> String {
    let isPlain = !value.isEmpty && value.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value < 0x7F && $0 != "\"" }
    guard !isPlain else { return value }
    var text = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"", "\\":
        text.append("\\")
        text.unicodeScalars.append(scalar)
      default:
        if scalar.isForbidden {
          text += "\\u{\(String(scalar.value, radix: 16))}"
        } else {
          text.unicodeScalars.append(scalar)
        }
      }
    }
    return text + "\""
  }
}
