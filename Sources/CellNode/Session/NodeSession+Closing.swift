import CellSchema
import CellWire

extension NodeSession {
  /// Begins to close: nothing new is taken, and queued messages have until the deadline to be decided.
  mutating func close(within time: Milliseconds, at now: Milliseconds, into effects: inout [SessionEffect]) {
    if case .idle = phase { return end(nil, into: &effects) }
    beginClosing(by: now + max(0, time))
  }

  /// Goes on with a close: once everything is decided, and acknowledged, and a PONG shows that the broker has read it,
  /// BYE is sent.
  mutating func proceedClosing(at now: Milliseconds, into effects: inout [SessionEffect]) {
    guard let closing else { return }
    switch phase {
    case .idle, .ended, .leaving: return
    case .waiting, .connecting, .greeting:
      // With an empty outbox there is no reason to connect first.
      if closing.deadline <= now || publishing.outbox.isEmpty { end(nil, into: &effects) }
    case .open:
      if closing.deadline <= now { return leave(at: now, into: &effects) }
      guard publishing.outbox.isEmpty, !closing.isFlushing else { return }
      for command in reading.takeAcknowledgements(at: now) { send(command, at: now, into: &effects) }
      ping(at: now, into: &effects)
      noteFlushing()
    }
  }

  mutating func pong(at now: Milliseconds, into effects: inout [SessionEffect]) {
    publishing.answered(at: now)
    // PONGs come in the order of the PINGs: only the last one shows that the last ACK was read.
    guard isOpen, let closing, closing.isFlushing, publishing.linkWindow.isSettled else { return }
    leave(at: now, into: &effects)
  }

  /// The broker ended the session.
  mutating func bye(_ bye: Bye, at now: Milliseconds, into effects: inout [SessionEffect]) {
    if case .leaving = phase { return end(nil, into: &effects) }
    let code = bye.code.map { ErrorCode(number: UInt16(clamping: $0.value)) } ?? .shuttingDown
    let reason = Refusal(code, bye.detail?.text ?? code.meaning)
    if Self.isFinal(code) || bye.retryable == false { return end(reason, into: &effects) }
    lost(reason, at: now, into: &effects)
  }

  /// Whether a new session would only meet the same error again.
  static func isFinal(_ code: ErrorCode) -> Bool {
    switch code {
    case .superseded, .revoked, .versionUnsupported, .cellMismatch, .recordBehind, .recordReplaced: true
    default: false
    }
  }
}
