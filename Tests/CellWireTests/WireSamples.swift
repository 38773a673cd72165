import CellSchema
import CellWire

/// Frames of every command, as both sides write them.
enum WireSamples {
  static let stream = StreamIdentifier(0x1f8b_0c3e_5a7d_4926_b0e1_94c7_d25f_6a38)
  static let moment: Timestamp = "2026-01-07T09:30:00.250Z"

  static let envelopes = [
    Envelope(document: Array("first".utf8)),
    Envelope(signature: Array(repeating: 0xA5, count: 300), document: []),
    Envelope(signature: [0], document: Array("žluťoučký".utf8)),
  ]

  static let publish = PublishFrame(lane: .flash, stream: stream, firstNumber: 0x0102_0304_0506, envelopes: envelopes)

  static let deliver = DeliverFrame(
    lane: .routine, subscription: 0xFEDC_BA98,
    deliveries: envelopes.enumerated().map {
      RecordedEnvelope(sequence: 7 + UInt64($0.offset), acceptedAt: moment.moment, envelope: $0.element)
    })

  static var hello: Hello {
    Hello(cell: "paris", stream: stream, nature: .exercise, exerciseName: "PARIS-2026", client: "wire tests/1")
  }

  static var welcome: Welcome {
    Welcome(
      cell: "paris", node: "UKR.GS-1", session: 12, time: moment, head: 3456, charter: "paris-2026-draft",
      next: perLane(1, 2, 3, 4, 5, 6), serial: 411,
      limits: .init(document: 65_536, frame: 131_072, windowMessages: 4096, windowBytes: 4_194_304, subscriptions: 64),
      heartbeatInterval: 5_000, heartbeatTimeout: 30_000)
  }

  static var receipt: Receipt {
    Receipt(
      lane: .immediate, next: 5,
      decisions: [
        .accepted(1, count: 3, sequence: 3457, at: moment),
        .refused(4, Refusal(.notReleasable, at: "/header/label/releasableTo/1", "\"POL\" is outside")),
      ])
  }

  static var subscribe: Subscribe {
    Subscribe(
      subscription: 1, types: ["verification.*", "cell.log-entry", "*"].map { TypePattern($0) },
      senders: ["FRA", "UKR.GS-1"], natures: [.exercise, .operation], own: true, order: .record, after: 12,
      since: moment,
      durable: DurableName("watch"), messages: 1_000, bytes: 4_000_000, reservedMessages: 16, reservedBytes: 262_144)
  }

  static var answers: [QueryAnswer] {
    let status = StatusAnswer(
      cell: "paris", charter: "paris-2026-draft", charterRevision: 1, rosterRevision: 2, time: moment,
      startedAt: moment, head: 3456, sessions: 37, accepted: 3400, refused: 31, delivered: 120_000, intake: false,
      reason: "the disk is full",
      nodes: [
        .init(node: "UKR.GS-1", sessions: 1, lastHeard: moment),
        .init(node: "FRA.CELL-1", sessions: 0, lastHeard: nil, silent: true),
      ])
    let trace = TraceAnswer(
      id: .sample, sequence: 17, acceptedAt: moment, type: "verification.finding", from: "USA.CELL-1",
      precedence: .flash,
      recipients: [
        .init(node: "UKR.GS-1", addressed: "action", delivered: moment, handled: true, releasable: true),
        .init(node: "POL.CELL-1", addressed: "info", delivered: nil, handled: false, releasable: false),
      ])
    let subscription = SubscriptionAnswer(
      durable: DurableName("watch")!, types: [TypePattern("*")], senders: ["FRA"],
      cursors: perLane(0, 1, 2, 3, 4, 5),
      behind: 3456, active: true)
    return [
      QueryAnswer(query: 1, status: status), QueryAnswer(query: 2, trace: trace),
      QueryAnswer(query: 3, subscriptions: [subscription]),
      QueryAnswer(
        query: 4,
        message: MessageAnswer(
          sequence: 17, acceptedAt: moment, document: [0x7B, 0x7D], signature: [1, 2],
          signers: [SignerAnswer(node: "UKR.GS-1", key: .sample), SignerAnswer(node: nil, key: .sample)],
          amendedBy: [19])),
      QueryAnswer(query: 4, subscriptions: []),
      QueryAnswer(
        query: 6,
        elsewhere: ElsewhereAnswer(
          worlds: [
            .init(
              nature: .exercise, exerciseName: "PARIS-2026", flash: 1, immediate: 2, knownImmediate: 1,
              matters: [
                .init(sequence: 17, id: .sample, type: "support.attack-report", from: "UKR.GS-1", precedence: .flash),
                .init(
                  sequence: 18, id: .sample, type: "cell.liaison-note", from: "FRA.CELL-1", precedence: .immediate,
                  known: true),
              ])
          ], omitted: 3)),
      QueryAnswer(query: 5, error: ErrorReport(.notOnRecord, "no such message")),
    ]
  }
}

/// A value for each lane, deferred first.
func perLane(
  _ deferred: WireNumber, _ routine: WireNumber, _ priority: WireNumber, _ immediate: WireNumber, _ flash: WireNumber,
  _ override: WireNumber
) -> PerLane {
  var values = PerLane()
  values.deferred = deferred
  values.routine = routine
  values.priority = priority
  values.immediate = immediate
  values.flash = flash
  values.override = override
  return values
}
