import CellSchema

/// The rooms of the machine and their references to each other. Each room has state of its own that no other changes.
struct Rooms {
  let recorder: Recorder
  let announcer: Announcer
  let consequences: Consequences
  let sessions: Sessions
  let greeting: Greeting
  let publishing: Publishing
  let delivery: Delivery
  let subscriptions: Subscriptions
  let expiries: ExpiryWatch
  let answers: Answers

  init(
    cell: CellName, state: RecordState, readOnly: Refusal?, limits: SessionLimits, at now: Instant, reader: RowReader,
    checker: StrictChecker, recentBytes: Int, scannedRows: Int
  ) {
    recorder = Recorder(state, readOnly: readOnly, at: now)
    announcer = Announcer(cell: cell, recorder: recorder, reader: reader)
    consequences = Consequences(recorder: recorder, announcer: announcer)
    sessions = Sessions(limits: limits)
    let streams = Streams(recorder: recorder)
    greeting = Greeting(cell: cell, limits: limits, recorder: recorder, sessions: sessions, streams: streams)
    publishing = Publishing(
      limits: limits, preparer: Preparer(cell: cell, rulebook: recorder.rulebook, checker: checker),
      recorder: recorder, sessions: sessions, streams: streams, consequences: consequences)
    delivery = Delivery(
      recorder: recorder, rows: reader, limits: limits, recentBytes: recentBytes, scannedRows: scannedRows)
    subscriptions = Subscriptions(limits: limits, recorder: recorder, sessions: sessions, delivery: delivery)
    expiries = ExpiryWatch(
      recorder: recorder, announcer: announcer, delivery: delivery, subscriptions: subscriptions)
    answers = Answers(
      cell: cell, startedAt: now.wall, recorder: recorder, sessions: sessions, subscriptions: subscriptions,
      delivery: delivery, rows: reader)
    sessions.whenOneEnds { [unowned subscriptions] session, _ in subscriptions.leave(session) }
    sessions.whenOneEnds { [unowned publishing] session, _ in publishing.leave(session) }
  }
}
