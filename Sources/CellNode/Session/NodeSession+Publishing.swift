import CellSchema

extension NodeSession {
  mutating func publish(_ entry: OutboxEntry, lane: Int, into effects: inout [SessionEffect]) {
    do throws(Refusal) {
      if closing != nil { throw Refusal(.nodeClosed, "the node is closing") }
      try publishing.append(entry, lane: lane)
    } catch {
      if let ticket = entry.ticket { effects.append(.failed(ticket: ticket, error)) }
    }
  }

  /// ERROR: it says by its fields whom it concerns.
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
    if let lane = report.lane {
      return laneFailed(Int(lane.lane), report, reason, at: now, into: &effects)
    }
    if case .greeting = phase, !report.retryable { return end(reason, into: &effects) }
    if case .greeting = phase { return lost(reason, at: now, into: &effects) }
    if code == .helloRequired { return lost(reason, at: now, into: &effects) }
    if Self.isIncomprehension(code) { return end(reason, into: &effects) }
    effects.append(.reported(reason))
  }

  /// The broker does not understand this node. Sending the same again would not help, and whoever waits for a receipt
  /// would wait for ever.
  private static func isIncomprehension(_ code: ErrorCode) -> Bool {
    switch code {
    case .malformedFrame, .unknownCommand, .frameTooLarge, .noStream: true
    default: false
    }
  }

  private mutating func laneFailed(
    _ lane: Int, _ report: ErrorReport, _ reason: Refusal, at now: Milliseconds, into effects: inout [SessionEffect]
  ) {
    // A PUBLISH that may never be taken stops its lane for ever, and with it everybody who waits for a receipt.
    guard report.retryable else { return end(reason, into: &effects) }
    do throws(Refusal) {
      try publishing.setBack(lane, to: report.next?.value, isGap: reason.code == .numberGap, at: now)
    } catch {
      return end(error, into: &effects)
    }
    if reason.code != .numberGap { effects.append(.reported(reason)) }
  }
}
