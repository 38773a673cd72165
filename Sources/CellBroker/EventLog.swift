import CellCore
import CellSchema
package import Logging

/// The daemon's log: one event a line, `event=… key=value …`, never a payload.
package struct EventLog: Sendable {
  private let logger: Logger

  package init(_ logger: Logger) { self.logger = logger }

  func info(_ event: String, _ fields: KeyValuePairs<String, String>) { write(.info, event, fields) }
  func notice(_ event: String, _ fields: KeyValuePairs<String, String>) { write(.notice, event, fields) }
  func warning(_ event: String, _ fields: KeyValuePairs<String, String>) { write(.warning, event, fields) }
  func error(_ event: String, _ fields: KeyValuePairs<String, String>) { write(.error, event, fields) }
  func critical(_ event: String, _ fields: KeyValuePairs<String, String>) { write(.critical, event, fields) }

  private func write(_ level: Logger.Level, _ event: String, _ fields: KeyValuePairs<String, String>) {
    guard level >= logger.logLevel else { return }
    let pairs = fields.map { "\($0.key)=\(LogValue.quoted($0.value))" }
    logger.log(level: level, "\((["event=\(event)"] + pairs).joined(separator: " "))")
  }

  func write(_ note: Note) {
    switch note {
    case .opened(let node, let session, let client):
      info("session-opened", ["node": "\(node)", "session": "\(session)", "client": client])
    case .closed(let node, let session, let code, let detail):
      info(
        "session-closed",
        ["node": "\(node)", "session": "\(session)", "code": code?.description ?? "none", "detail": detail])
    case .refused(let node, let refusal):
      notice("refused", ["node": "\(node)", "code": refusal.code.description, "pointer": refusal.pointer])
    case .fault(let node, let code, let detail):
      notice("fault", ["node": "\(node)", "code": code.description, "detail": detail])
    case .subscribed(let node, let session, let subscription, let durable, let types):
      info(
        "subscribed",
        [
          "node": "\(node)", "session": "\(session)", "subscription": "\(subscription)", "durable": durable ?? "none",
          "types": types,
        ])
    case .durableRemoved(let node, let name): info("durable-removed", ["node": "\(node)", "durable": name])
    case .parked(let node, let subscription, let durable, let seconds):
      warning(
        "subscription-parked",
        ["node": "\(node)", "subscription": "\(subscription)", "durable": durable ?? "none", "seconds": "\(seconds)"])
    case .unparked(let node, let subscription, let durable):
      notice(
        "subscription-resumed", ["node": "\(node)", "subscription": "\(subscription)", "durable": durable ?? "none"])
    case .setAside(let node, let durable, let sequence, let reason):
      warning("set-aside", ["node": "\(node)", "durable": durable, "sequence": "\(sequence)", "reason": reason])
    case .unreadable(let node, let refusal):
      error("record-unreadable", ["node": "\(node)", "code": refusal.code.description, "detail": refusal.detail])
    case .claimedBeyond(let node, let detail):
      error("record-behind", ["node": "\(node)", "code": ErrorCode.recordBehind.description, "detail": detail])
    case .leftOut(let node, let kind, let lines):
      notice("lines-left-out", ["node": "\(node)", "kind": kind.rawValue, "lines": "\(lines)"])
    case .intakeStopped(let code, let detail): error("intake-stopped", ["code": code.description, "detail": detail])
    case .intakeResumed: notice("intake-resumed", [:])
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
