import CellSchema

extension NodeSession {
  /// Nothing new is taken; what is queued has until the deadline to be decided.
  mutating func close(within time: Milliseconds, at now: Milliseconds, into effects: inout [SessionEffect]) {
    if case .idle = phase { return end(nil, into: &effects) }
    closing = Closing(deadline: min(closing?.deadline ?? .max, now + max(0, time)))
  }

  /// Decided, acknowledged, read by the broker: then BYE.
  mutating func proceedClosing(at now: Milliseconds, into effects: inout [SessionEffect]) {
    guard let closing else { return }
    switch phase {
    case .idle, .ended, .leaving: return
    case .waiting, .connecting, .greeting:
      // With nothing to finish there is no reason to connect for it.
      if closing.deadline <= now || publishing.outbox.isEmpty { end(nil, into: &effects) }
    case .open:
      if closing.deadline <= now { return leave(at: now, into: &effects) }
      guard publishing.outbox.isEmpty, !closing.isFlushing else { return }
      for number in readings.keys.sorted() { sendAcknowledgement(number, at: now, into: &effects) }
      ping(at: now, into: &effects)
      self.closing?.isFlushing = true
    }
  }

  mutating func pong(at now: Milliseconds, into effects: inout [SessionEffect]) {
    publishing.answered(at: now)
    // PONGs come in the order of the PINGs: only the last one follows the last ACK.
    guard case .open = phase, let closing, closing.isFlushing, publishing.link.isSettled else { return }
    leave(at: now, into: &effects)
  }

  private mutating func leave(at now: Milliseconds, into effects: inout [SessionEffect]) {
    send(Bye(), at: now, into: &effects)
    phase = .leaving(until: now + Self.parting)
  }

  /// The broker ended the session.
  mutating func bye(_ bye: Bye, at now: Milliseconds, into effects: inout [SessionEffect]) {
    if case .leaving = phase { return end(nil, into: &effects) }
    let code = bye.code.map { ErrorCode(number: UInt16(clamping: $0.value)) } ?? .shuttingDown
    let reason = Refusal(code, bye.detail?.text ?? code.meaning)
    if Self.isFinal(code) || bye.retryable == false { return end(reason, into: &effects) }
    lost(reason, at: now, into: &effects)
  }

  /// What a new session would only meet again.
  static func isFinal(_ code: ErrorCode) -> Bool {
    switch code {
    case .superseded, .revoked, .versionUnsupported, .cellMismatch, .recordBehind: true
    default: false
    }
  }
}
