import CellSchema
import CellWire

extension NodeSession {
  mutating func publish(_ entry: OutboxEntry, lane: Precedence, into effects: inout [SessionEffect]) {
    do throws(Refusal) {
      if closing != nil { throw Refusal(.nodeClosed, "the node is closing") }
      try publishing.append(entry, lane: lane)
    } catch {
      if let ticket = entry.ticket { effects.append(.publishFailed(ticket: ticket, error)) }
    }
  }

  /// ERROR came; its fields say what it concerns: a subscription, a question, a lane or the session.
  mutating func failed(
    _ report: ErrorReport, at now: Milliseconds, into effects: inout [SessionEffect]
  ) throws(Refusal) {
    let code = ErrorCode(number: UInt16(clamping: report.code.value))
    let reason = Refusal(code, report.detail.text)
    if case .leaving = phase { return }
    if code == .subscriptionParked {
      if let number = report.subscription?.value {
        effects.append(.parked(UInt32(clamping: number), reason))
      }
      return
    }
    if let number = report.subscription?.value {
      return subscriptionFailed(number, reason, retryable: report.retryable, at: now, into: &effects)
    }
    if let number = report.query?.value {
      if let ticket = requests.take(query: number) { effects.append(.queryFailed(ticket: ticket, reason)) }
      return
    }
    if let lane = report.lane {
      return laneFailed(lane, report, reason, at: now, into: &effects)
    }
    if case .greeting = phase, !report.retryable { return end(reason, into: &effects) }
    if case .greeting = phase { return lost(reason, at: now, into: &effects) }
    if code == .helloRequired { return lost(reason, at: now, into: &effects) }
    if Self.isIncomprehension(code) { return end(reason, into: &effects) }
    effects.append(.reported(reason))
  }

  /// Whether the broker does not understand this node: sending the same again would not help, and a message without a
  /// receipt would wait for ever.
  private static func isIncomprehension(_ code: ErrorCode) -> Bool {
    switch code {
    case .malformedFrame, .unknownCommand, .frameTooLarge, .noStream: true
    default: false
    }
  }

  private mutating func laneFailed(
    _ lane: Precedence, _ report: ErrorReport, _ reason: Refusal, at now: Milliseconds,
    into effects: inout [SessionEffect]
  ) {
    // A PUBLISH that may never be taken would stop its lane for ever, and with it every message that waits for a
    // receipt.
    guard report.retryable else { return end(reason, into: &effects) }
    do throws(Refusal) {
      try publishing.setBack(lane, to: report.next?.value, isGap: reason.code == .numberGap, at: now)
    } catch {
      return end(error, into: &effects)
    }
    if reason.code != .numberGap { effects.append(.reported(reason)) }
  }
}
