package import CellNode
import CellSchema

/// What became of a message.
package enum TraceText {
  package static func text(_ trace: MessageTrace, _ ink: Ink) -> String {
    var lines = [
      "#\(trace.sequence)  \(trace.type)  from \(trace.from)  \(trace.precedence.rawValue)",
      "\(ink("receipted", .green))  \(trace.acceptedAt.dtgWithLocalTimes)",
    ]
    if trace.recipients.isEmpty { lines.append("No recipient that you may see.") }
    let width = max(4, trace.recipients.map { "\($0.node)".count }.max() ?? 0)
    if !trace.recipients.isEmpty {
      lines.append(
        ink("\(DisplayText.column("NODE", width))  FOR     STATE           DELIVERED     ACKNOWLEDGED", .faint))
    }
    lines += trace.recipients.map { recipient in
      let (state, colour) = state(of: recipient)
      let name = DisplayText.column("\(recipient.node)", width)
      let delivered = DisplayText.column(recipient.delivered?.dtg ?? "-", 12)
      return "\(name)  \(DisplayText.column(DisplayText.line(recipient.addressed), 6))  "
        + "\(colour.map { ink(DisplayText.column(state, 14), $0) } ?? DisplayText.column(state, 14))  "
        + "\(delivered)  \(acknowledgement(of: recipient))"
    }
    for recipient in trace.recipients {
      guard let answer = answer(of: recipient) else { continue }
      lines.append("\(DisplayText.column("\(recipient.node)", width))  answer  \(answer)")
    }
    if let since = trace.deliveriesSince, trace.recipients.contains(where: { $0.delivered == nil && !$0.isHandled }) {
      lines.append(ink("What was delivered before \(since.dtg) is not known: the broker started then.", .faint))
    }
    return lines.joined(separator: "\n")
  }

  private static func state(of recipient: MessageTrace.Recipient) -> (String, Ink.Colour?) {
    switch recipient.progress {
    case .notReleasable: ("not releasable", .red)
    case .setAside: ("set aside", .red)
    case .overdue: ("overdue", .red)
    case .acknowledged: ("acknowledged", .green)
    case .done: ("done", .green)
    case .delivered: ("delivered", nil)
    case .recorded: ("recorded", nil)
    }
  }

  private static func acknowledgement(of recipient: MessageTrace.Recipient) -> String {
    if let at = recipient.acknowledged { return at.dtg }
    if let reason = recipient.reason { return "\"\(DisplayText.line(reason))\"" }
    return recipient.dueAt.map { recipient.isOverdue ? "was due \($0.dtg)" : "due \($0.dtg)" } ?? "-"
  }

  /// Of a message that asks for an answer by a time.
  private static func answer(of recipient: MessageTrace.Recipient) -> String? {
    if let at = recipient.answered { return at.dtg }
    return recipient.replyDueAt.map { recipient.isReplyOverdue ? "was due \($0.dtg)" : "due \($0.dtg)" }
  }

  package static func json(_ trace: MessageTrace) -> String {
    var object = JSONObject()
    object.add("id", trace.id)
    object.add("seq", trace.sequence)
    object.add("acceptedAt", trace.acceptedAt)
    object.add("type", trace.type)
    object.add("from", trace.from)
    object.add("precedence", trace.precedence.rawValue)
    object.add(
      "recipients",
      trace.recipients.map { recipient in
        var entry = JSONObject()
        entry.add("node", recipient.node)
        entry.add("addressed", recipient.addressed)
        if let delivered = recipient.delivered { entry.add("delivered", delivered) }
        entry.add("done", recipient.isHandled)
        entry.add("releasable", recipient.isReleasable)
        entry.add("state", recipient.progress.rawValue)
        if let acknowledged = recipient.acknowledged { entry.add("acknowledged", acknowledged) }
        if let dueAt = recipient.dueAt { entry.add("dueAt", dueAt) }
        if let answered = recipient.answered { entry.add("answered", answered) }
        if let replyDueAt = recipient.replyDueAt { entry.add("replyDueAt", replyDueAt) }
        if let setAside = recipient.setAside { entry.add("setAside", setAside) }
        if let reason = recipient.reason { entry.add("reason", reason) }
        return entry
      })
    if let since = trace.deliveriesSince { object.add("deliveriesSince", since) }
    return object.text
  }
}
