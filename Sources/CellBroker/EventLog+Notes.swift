import CellConfig
import CellCore
import CellJournal
import CellSchema
import CellWire

extension EventLog {
  /// - Parameter address: from where the connection comes that the note is of.
  func write(_ note: Note, from address: String?) {
    switch note {
    case .opened(let node, let session, _, let client):
      write(
        .sessionOpened,
        ["node": "\(node)", "session": "\(session)", "address": address ?? "unknown", "client": client])
    case .closed(let node, let session, let code, let detail):
      write(
        .sessionClosed,
        ["node": "\(node)", "session": "\(session)", "code": code?.description ?? "none", "detail": detail])
    case .refused(let node, let refusal, let lane, let envelope):
      write(
        .messageRefused,
        [("node", "\(node)"), ("code", refusal.code.description), ("pointer", refusal.pointer)]
          + Self.fields(of: envelope, lane))
    case .submitted(let node, let row, let readers):
      write(.messageSubmitted, [("node", "\(node)")] + Self.fields(of: row, readers))
    case .relayed(let row, let readers):
      write(.messageRelayed, Self.fields(of: row, readers) + [("cause", "\(row.cause)")])
    case .delivered(let node, let session, let message, let lane):
      let header = try? DocumentDecoder.header(of: Array(message.envelope.document))
      write(
        .messageDelivered,
        [("node", "\(node)"), ("session", "\(session)"), ("seq", "\(message.sequence)")]
          + Self.fields(of: header, lane: nil)
          + [
            ("from", Self.word(header?.from)), ("lane", lane.rawValue),
            ("accepted", "\(Timestamp(message.acceptedAt))"),
          ])
    case .traffic(let node, let count):
      write(
        .messagesSummed,
        [
          "node": "\(node)", "submitted": "\(count.submitted)", "submitted_bytes": "\(count.submittedBytes)",
          "delivered": "\(count.delivered)", "delivered_bytes": "\(count.deliveredBytes)", "seconds": "60",
        ])
    case .dropped(let node, let sessions, let reason):
      write(.nodeDropped, ["node": "\(node)", "sessions": "\(sessions)", "reason": reason])
    case .reset(let node, let reason): write(.nodeReset, ["node": "\(node)", "reason": reason])
    case .fault(let node, let code, let detail):
      write(.fault, ["node": "\(node)", "code": code.description, "detail": detail])
    case .subscribed(let node, let session, let subscription, let durable, let types):
      write(
        .subscribed,
        [
          "node": "\(node)", "session": "\(session)", "subscription": "\(subscription)", "durable": durable ?? "none",
          "types": types,
        ])
    case .durableRemoved(let node, let name): write(.durableRemoved, ["node": "\(node)", "durable": name])
    case .parked(let node, let subscription, let durable, let seconds):
      write(
        .subscriptionParked,
        ["node": "\(node)", "subscription": "\(subscription)", "durable": durable ?? "none", "seconds": "\(seconds)"])
    case .unparked(let node, let subscription, let durable):
      write(
        .subscriptionResumed,
        ["node": "\(node)", "subscription": "\(subscription)", "durable": durable ?? "none"])
    case .setAside(let node, let durable, let sequence, let reason):
      write(.setAside, ["node": "\(node)", "durable": durable, "sequence": "\(sequence)", "reason": reason])
    case .unreadable(let node, let refusal):
      write(
        .recordUnreadable, ["node": "\(node)", "code": refusal.code.description, "detail": refusal.detail])
    case .claimedBeyond(let node, let detail):
      write(
        .recordBehindClaimed,
        ["node": "\(node)", "code": ErrorCode.recordBehind.description, "detail": detail])
    case .leftOut(let node, let kind, let lines):
      write(.linesLeftOut, ["node": "\(node)", "kind": kind.rawValue, "lines": "\(lines)"])
    case .intakeStopped(let code, let detail): write(.intakeStopped, ["code": code.description, "detail": detail])
    case .intakeResumed: write(.intakeResumed)
    }
  }

  // MARK: of a message: never its body

  private static func fields(of row: RecordRow, _ readers: Int) -> [(key: String, value: String)] {
    let header = try? DocumentDecoder.header(of: Array(row.envelope.document))
    let recipients = header.map { $0.action.count + ($0.info?.count ?? 0) }
    return [("seq", "\(row.sequence)")] + fields(of: header, lane: nil) + [
      ("recipients", recipients.map { "\($0)" } ?? "none"), ("readers", "\(readers)"),
      ("accepted", "\(Timestamp(row.acceptedAt))"), ("bytes", "\(row.envelope.document.count)"),
    ]
  }

  private static func fields(of envelope: Envelope, _ lane: Precedence) -> [(key: String, value: String)] {
    fields(of: try? DocumentDecoder.header(of: Array(envelope.document)), lane: lane)
  }

  /// - Parameter lane: in which it was sent, where its own precedence cannot be read.
  private static func fields(
    of header: Header?, lane: Precedence?
  ) -> [(key: String, value: String)] {
    let world = header.map { $0.nature.rawValue + ($0.exerciseName.map { " \($0)" } ?? "") }
    return [
      ("id", word(header?.id)), ("serial", word(header?.serial)), ("type", word(header?.type)),
      ("precedence", (header?.precedence ?? lane)?.rawValue ?? "none"), ("world", world ?? "none"),
    ]
  }

  private static func word(_ value: (some CustomStringConvertible)?) -> String { value?.description ?? "none" }
}
