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
      lines.append(ink("\(DisplayText.column("NODE", width))  FOR     DELIVERED     DONE  MAY READ", .faint))
    }
    lines += trace.recipients.map { recipient in
      let delivered = recipient.delivered?.dtg ?? "-"
      return "\(DisplayText.column("\(recipient.node)", width))  "
        + "\(DisplayText.column(DisplayText.line(recipient.addressed), 6))  \(DisplayText.column(delivered, 12))  "
        + "\(recipient.isHandled ? "yes " : "-   ")  \(recipient.isReleasable ? "yes" : ink("no", .red))"
    }
    return lines.joined(separator: "\n")
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
        return entry
      })
    return object.text
  }
}
