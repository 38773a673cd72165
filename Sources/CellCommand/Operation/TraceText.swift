package import CellNode
import CellSchema

/// What became of a message.
package enum TraceText {
  /// - Parameter width: columns of the terminal; nil where lines are as long as they are.
  package static func text(_ trace: MessageTrace, width: Int?, _ ink: Ink) -> String {
    let lines = lines(trace, SituationTable(columns(of: trace), width: width))
    return lines.flatMap { line in width.map(line.wrapped(to:)) ?? [line] }.map { $0.text(ink) }
      .joined(separator: "\n")
  }

  private static func columns(of trace: MessageTrace) -> [SituationTable.Column] {
    let node = max(4, trace.recipients.map { "\($0.node)".count }.max() ?? 0)
    return [
      .left("NODE", node), .left("FOR", 8), .left("STATE", 14), .left("DELIVERED", 12), .left("ACKNOWLEDGED", 0),
    ]
  }

  private static func lines(_ trace: MessageTrace, _ table: SituationTable) -> [SituationPhrase] {
    var lines = [
      (SituationPhrase("\(trace.sequence)", .bold)
        + "  \(trace.type)  \(spoken("from \(trace.from)"))  \(trace.precedence.rawValue)").hanging(at: 4),
      (SituationPhrase(inColumn("receipted"), .green) + "  \(trace.acceptedAt.dtgWithLocalTimes)").hanging(at: 11),
    ]
    if let signers = trace.signers {
      lines.append(
        (SituationPhrase(inColumn("signed by"), .green) + "  \(SignerWords.list(signers))").hanging(at: 11))
    }
    if trace.recipients.isEmpty {
      lines.append(SituationPhrase(spoken("No recipient that you may see.")))
    } else {
      lines += table.lines(
        trace.recipients.map { recipient in
          [
            SituationPhrase("\(recipient.node)"), SituationPhrase(recipient.addressed), state(of: recipient),
            SituationPhrase(recipient.delivered?.dtg ?? "-"), SituationPhrase(acknowledgement(of: recipient)),
          ]
        })
    }
    for recipient in trace.recipients {
      guard let answer = answer(of: recipient) else { continue }
      lines.append(
        SituationPhrase("\(recipient.node)").column(table.columns[0].width)
          + SituationPhrase("  " + spoken("answer  \(answer)")))
    }
    if let since = trace.deliveriesSince, trace.recipients.contains(where: { $0.delivered == nil && !$0.isHandled }) {
      lines.append(
        SituationPhrase(spoken("What was delivered before \(since.dtg) is not known: the broker started then."), .faint)
      )
    }
    return lines
  }

  private static func state(of recipient: MessageTrace.Recipient) -> SituationPhrase {
    switch recipient.progress {
    case .notReleasable: SituationPhrase(inColumn("not releasable"), .red)
    case .setAside: SituationPhrase(inColumn("set aside"), .red)
    case .overdue: SituationPhrase(inColumn("overdue"), .red)
    case .acknowledged: SituationPhrase(inColumn("acknowledged"), .green)
    case .done: SituationPhrase(inColumn("done"), .green)
    case .delivered: SituationPhrase(inColumn("delivered"))
    case .recorded: SituationPhrase(inColumn("recorded"))
    }
  }

  private static func acknowledgement(of recipient: MessageTrace.Recipient) -> String {
    if let at = recipient.acknowledged { return at.dtg }
    if let reason = recipient.reason { return "\"\(reason)\"" }
    return recipient.dueAt.map { recipient.isOverdue ? spoken("was due \($0.dtg)") : spoken("due \($0.dtg)") } ?? "-"
  }

  /// Of a message that asks for an answer by a time.
  private static func answer(of recipient: MessageTrace.Recipient) -> String? {
    if let at = recipient.answered { return at.dtg }
    return recipient.replyDueAt.map { recipient.isReplyOverdue ? spoken("was due \($0.dtg)") : spoken("due \($0.dtg)") }
  }

  package static func json(_ trace: MessageTrace) -> String {
    var object = JSONObject()
    object.add("id", trace.id)
    object.add("seq", trace.sequence)
    object.add("acceptedAt", trace.acceptedAt)
    object.add("type", trace.type)
    object.add("from", trace.from)
    object.add("precedence", trace.precedence.rawValue)
    if let nature = trace.nature { object.add("nature", nature.rawValue) }
    if let name = trace.exerciseName { object.add("exerciseName", name) }
    if let signers = trace.signers { object.add("signers", SignerWords.json(signers)) }
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
