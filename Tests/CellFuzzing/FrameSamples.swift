import CellCore
import CellSchema
import CellTestSupport
import CellWire

/// Frames of every command as either side writes them.
enum FrameSamples {
  static let stream = StreamIdentifier(0x1f8b_0c3e_5a7d_4926_b0e1_94c7_d25f_6a38)
  private static let moment: Timestamp = "2026-03-07T10:21:00.250Z"

  /// What a node sends, but PUBLISH, whose numbers go on.
  static let ofNode: [Template] = controls(
    [
      Hello(cell: Fixture.cell, stream: stream, nature: nil, exerciseName: nil, client: "fuzz/1"),
      Hello(
        cell: Fixture.cell, stream: nil, nature: .exercise, exerciseName: "PARIS-2026", client: "", versions: [1, 2]),
      Subscribe(
        subscription: 1, types: ["verification.*", "cell.log-entry", "*"].map { TypePattern($0) },
        senders: ["FRA", "UKR.GS-1"], natures: [.exercise, .operation], order: .record, after: 0, since: moment,
        durable: DurableName("watch"), messages: 1_000, bytes: 4_000_000, reservedMessages: 16, reservedBytes: 262_144),
      Subscribe(
        subscription: 2, types: [TypePattern("*")], cursors: lanes(0, 1, 2, 3, 4, 5), messages: 100, bytes: 1_000_000),
      Subscribe(
        subscription: 3, types: [TypePattern("cell.*")], durable: DurableName("desk"), messages: 9, bytes: 99_999),
      Unsubscribe(subscription: 1), Unsubscribe(subscription: 2, durable: DurableName("desk"), remove: true),
      acknowledge(1, lanes(1, 2, 3, 4, 5, 6), aside: nil),
      acknowledge(1, lanes(nil, 3, nil, nil, nil, nil), aside: [.init(sequence: 3, reason: "it cannot be shown")]),
      Credit(subscription: 1, messages: 2_000, bytes: WireNumber(WireNumber.largest)),
      Credit(subscription: 3, messages: 20, bytes: 99_999_999),
      Query(query: 1, ask: .status), Query(query: 2, ask: .trace, id: .sample), Query(query: 3, ask: .subscriptions),
      Query(query: 4, situation: SituationQuestion()), Query(query: 7, .message(.number(2))),
      Query(query: 8, .message(.prefix(.sample))), Query(query: 9, .message(.serial(.sample))),
      Query(
        query: 5,
        situation: SituationQuestion(
          system: .cases, caseNumber: .sample, participant: "FRA", onlyOpen: true, moment: .time(moment),
          nature: .exercise,
          exerciseName: "PARIS-2026", skip: 3)),
      Query(query: 6, situation: SituationQuestion(system: .cases, moment: .sequence(2))),
    ] + both)

  /// What the broker sends, but DELIVER.
  static let ofBroker: [Template] = controls(
    [
      Welcome(
        cell: Fixture.cell, node: "FRA.CELL-1", session: 12, time: moment, head: 3456, charter: "paris-2026-draft",
        next: lanes(1, 2, 1, 1, 1, 1), serial: 411,
        serials: [
          .init(nature: .exercise, exerciseName: "PARIS-2026", serial: 7), .init(nature: .operation, serial: 411),
        ],
        limits: .init(
          document: 65_536, frame: 131_072, windowMessages: 4_096, windowBytes: 4_194_304, subscriptions: 64),
        heartbeatInterval: 5_000, heartbeatTimeout: 30_000),
      Receipt(
        lane: .routine, next: 5,
        decisions: [
          .accepted(1, count: 3, sequence: 3457, at: moment),
          .refused(4, Refusal(.notReleasable, at: "/header/label/releasableTo/1", "\"POL\" is outside")),
        ]),
      Receipt(lane: .flash, next: 2, decisions: [.accepted(1, count: 1, sequence: 3460, at: moment)]),
      Subscribed(subscription: 1, cursors: lanes(0, 1, 2, 3, 4, 5), resumed: true),
      Subscribed(subscription: 2, cursors: lanes(9, 9, 9, 9, 9, 9)), Subscribed(subscription: 4, ended: true),
      ErrorReport(.numberGap, "3 to 7 are missing", lane: .routine, next: 2),
      ErrorReport(.throttled, "too much", lane: .flash, next: 1),
      ErrorReport(.subscriptionParked, "no credit", subscription: 1),
      ErrorReport(.filterTooLong, "65 patterns", subscription: 2), ErrorReport(.malformedFrame, "it is none"),
      Bye(.superseded, "a newer session"), Bye(.shuttingDown, "the broker stops"),
    ] + answers + both)

  private static let both: [any ControlCommand] = [Ping(), Pong(), Bye()]

  private static let answers: [any ControlCommand] = {
    let status = StatusAnswer(
      cell: Fixture.cell, charter: "paris-2026-draft", charterRevision: 1, rosterRevision: 2, time: moment,
      startedAt: moment, head: 3456, sessions: 37, accepted: 3400, refused: 31, delivered: 120_000, intake: false,
      reason: "the disk is full", longestTurn: .init(processor: 3, wall: 5),
      nodes: [
        .init(node: "UKR.GS-1", sessions: 1, lastHeard: moment), .init(node: "FRA.CELL-1", sessions: 0, lastHeard: nil),
      ])
    let trace = TraceAnswer(
      id: .sample, sequence: 17, acceptedAt: moment, type: "verification.finding", from: "USA.CELL-1",
      precedence: .flash,
      recipients: [
        .init(node: "UKR.GS-1", addressed: "action", delivered: moment, handled: true, releasable: true)
      ])
    let subscription = SubscriptionAnswer(
      durable: .sample, types: [TypePattern("*")], senders: ["FRA"], cursors: lanes(0, 1, 2, 3, 4, 5), behind: 3456,
      active: true)
    return [
      QueryAnswer(query: 1, status: status), QueryAnswer(query: 2, trace: trace),
      QueryAnswer(query: 3, subscriptions: [subscription]),
      QueryAnswer(
        query: 4,
        message: MessageAnswer(
          sequence: 17, acceptedAt: moment, document: [0x7B, 0x7D], signature: [1, 2], amendedBy: [19])),
      QueryAnswer(query: 1, situation: BrokerBench().situation()),
      QueryAnswer(
        query: 6,
        elsewhere: ElsewhereAnswer(
          worlds: [
            .init(
              nature: .exercise, exerciseName: "PARIS-2026", flash: 1, immediate: 2,
              matters: [
                .init(sequence: 17, id: .sample, type: "support.attack-report", from: "UKR.GS-1", precedence: .flash)
              ])
          ], omitted: 3)),
      QueryAnswer(query: 5, error: ErrorReport(.notOnRecord, "no such message")),
    ]
  }()

  private static func acknowledge(
    _ subscription: WireNumber, _ upTo: PerLane, aside: [Acknowledge.Aside]?
  ) -> Acknowledge {
    var command = Acknowledge(subscription: subscription, upTo: upTo)
    command.aside = aside
    return command
  }

  private static func lanes(_ numbers: UInt64?...) -> PerLane {
    var lanes = PerLane()
    for (lane, number) in zip(Precedence.lanes, numbers) { lanes[lane] = number }
    return lanes
  }

  private static func controls(_ commands: [any ControlCommand]) -> [Template] {
    commands.map { Template(ControlCodec.encode($0), prefix: 1) }
  }
}
