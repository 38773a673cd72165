import CellJournal
import CellSchema
import CellWire

/// Sends DELIVER: durable messages to the readers they are addressed and releasable to, within each reader's credit and
/// link window; higher lanes first, while lower lanes still get their share.
final class Delivery {
  private let recorder: Recorder
  private let traffic: TrafficDesk
  private let rows: RowReader
  /// How many rows one turn looks at, at most, for a reader that is behind.
  private let scannedRows: Int
  private var parkAfter: Int64
  private var readers: [PeerID: Reader] = [:]
  /// Oldest session first.
  private var inOrder: [Reader] = []
  private var recent: RecentMessages
  private var bodies = DeliveryBodies()
  private var marks = DeliveryMarks()
  /// Messages delivered in this run.
  private(set) var delivered = Lanes<UInt64>(repeating: 0)
  /// Whether a reader still has a message to get that its credit allows: another turn is due at once.
  private(set) var isHungry = false
  /// The MINIMIZE in force in this turn: what is below priority and behind its row waits.
  private var minimize: Minimizing.InForce?

  init(
    recorder: Recorder, traffic: TrafficDesk, rows: RowReader, limits: SessionLimits, recentBytes: Int, scannedRows: Int
  ) {
    self.recorder = recorder
    self.traffic = traffic
    self.rows = rows
    self.scannedRows = scannedRows
    parkAfter = Int64(limits.parkAfter)
    recent = RecentMessages(capacity: recentBytes)
  }

  func adopt(_ limits: SessionLimits) { parkAfter = Int64(limits.parkAfter) }

  subscript(session: Session) -> Reader? { readers[session.peer] }

  var allReaders: [Reader] { inOrder }

  /// The reader of a session; made on the first request.
  func reader(of session: Session) -> Reader {
    if let known = readers[session.peer] { return known }
    let reader = Reader(session)
    readers[session.peer] = reader
    let place = inOrder.firstIndex { $0.session.number > session.number } ?? inOrder.endIndex
    inOrder.insert(reader, at: place)
    return reader
  }

  func leave(_ session: Session) {
    guard readers.removeValue(forKey: session.peer) != nil else { return }
    inOrder.removeAll { $0.session === session }
  }

  func congest(_ peer: PeerID, _ isCongested: Bool) { readers[peer]?.congest(isCongested) }

  // MARK: new rows, and arrivals

  /// Takes rows that are durable now.
  func append(_ changes: [Committed]) {
    for case .row(let row, let prepared) in changes {
      recent.append(DeliverableRow(row: row, expiresAt: prepared.expiresAt))
    }
  }

  /// Takes a row that was read back at the start.
  func append(_ row: RecordRow, expiresAt: Microseconds?) {
    recent.append(DeliverableRow(row: row, expiresAt: expiresAt))
  }

  /// A PONG came: the messages sent before its PING have arrived.
  func confirm(_ session: Session, at now: Instant) {
    guard let reader = readers[session.peer] else { return }
    marks.add(reader.confirmed(at: now), to: session.node, at: now.wall)
  }

  /// Sends a PING if a heartbeat is due, or to learn whether sent messages arrived.
  func keepAlive(_ session: Session, isDue: Bool, _ turn: inout Turn) {
    let reader = reader(of: session)
    if isDue || reader.needsConfirmation { reader.ping(&turn) }
  }

  /// When a message was first known to have arrived at a node in this run of the broker; nil if that is not known.
  func delivered(_ sequence: SequenceNumber, to node: NodeIndex) -> Microseconds? {
    marks.delivered(sequence, to: node)
  }

  func link(to peer: PeerID) -> LinkWindow? { readers[peer]?.link }

  /// Rows that were read for subscriptions and wait to be sent.
  var rowsHeld: Int { inOrder.reduce(0) { $0 + $1.subscriptions.reduce(0) { $0 + $1.rowsHeld } } }

  // MARK: a turn

  func deliver(_ turn: inout Turn) {
    isHungry = false
    minimize = recorder.minimize(at: recorder.moment(turn.now))
    bodies.removeAll()
    for reader in inOrder where !reader.isCongested && !reader.subscriptions.isEmpty {
      for subscription in reader.subscriptions where subscription.isActive {
        var serving = Serving(reader: reader, subscription: subscription)
        pump(&serving, &turn)
        note(serving, &turn)
      }
      for subscription in reader.subscriptions where subscription.isOver {
        reader.end(subscription.number)
        turn.send(
          Subscribed(subscription: WireNumber(UInt64(subscription.number)), ended: true), to: reader.session)
      }
      // What the link window keeps back goes once a PONG comes: a PING must be under way.
      if reader.needsAnswer { reader.ping(&turn) }
    }
  }

  /// The delivery to one subscription in one turn.
  private struct Serving {
    let reader: Reader
    let subscription: ReaderSubscription
    var sentBytes = 0
    /// How many rows of the record were looked at in this turn.
    var looked = 0
    /// Whether a message waits for which there is no credit.
    var isStarved = false
    /// Lanes whose next message waits for the end of a MINIMIZE.
    var held = LaneSet()

    /// The queue of a lane; nil in record order, where all lanes are one queue.
    func queue(_ lane: Precedence) -> Precedence? {
      switch subscription.filter.order {
      case .lane: lane
      case .record: nil
      }
    }
  }

  /// Why no further message of a lane is added now.
  private enum Stop {
    /// No message is left, or the frame is full.
    case frame
    case credit, link, reading
    /// The subscription has had its bytes for this turn.
    case turn
  }

  private func pump(_ serving: inout Serving, _ turn: inout Turn) {
    // Lanes whose share was due and that cannot be sent to now.
    var passed = LaneSet()
    while true {
      let waiting = waitingLanes(&serving)
      guard let choice = serving.subscription.choose(waiting, passed: passed) else { return }
      let stop = send(choice, waiting, &serving, &turn)
      switch stop {
      case .frame: continue
      case .turn: return
      case .credit, .link, .reading:
        // A lane that is blocked, or waits for rows to be read, holds back the lanes below it, which would otherwise
        // overtake it.
        guard choice.isShare else {
          serving.isStarved = stop == .credit
          return
        }
        passed.insert(choice.lane)
      }
    }
  }

  private func note(_ serving: borrowing Serving, _ turn: inout Turn) {
    let subscription = serving.subscription
    let isUnparked = subscription.note(
      isStarved: serving.isStarved, hasSent: serving.sentBytes > 0, at: turn.now)
    guard isUnparked else { return }
    turn.note(
      .unparked(
        node: serving.reader.session.name, subscription: subscription.number, durable: subscription.durable?.name))
  }

  // MARK: what comes next

  /// The lanes in which a message waits; in record order, the lane of the next message.
  private func waitingLanes(_ serving: inout Serving) -> LaneSet {
    let subscription = serving.subscription
    if subscription.filter.order == .record {
      guard let sequence = next(nil, &serving), let lane = lane(of: sequence, serving) else { return LaneSet() }
      return LaneSet(lane)
    }
    var waiting = LaneSet()
    for lane in Precedence.lanes.reversed() where subscription.position[lane] < recorder.durable.lanes[lane] {
      if next(lane, &serving) != nil {
        waiting.insert(lane)
      } else if !serving.held.contains(lane), subscription.position[lane] < recorder.durable.lanes[lane] {
        // The lane was not searched to its end: a lower lane may not overtake a message that this one may still hold.
        break
      }
    }
    return waiting
  }

  /// The next message of a lane, or of all lanes for nil, that the reader is to get. Rows before it are passed over.
  private func next(_ lane: Precedence?, _ serving: inout Serving) -> SequenceNumber? {
    let subscription = serving.subscription
    let end = subscription.end(lane.map { recorder.durable.lanes[$0] } ?? recorder.durable.sequence)
    let first = subscription.next(in: lane)
    var sequence = recorder.state.index.gaps.next(from: first)
    defer { if sequence > first { subscription.pass(lane, to: sequence.previous) } }
    while sequence <= end {
      guard serving.looked < scannedRows else {
        isHungry = true
        return nil
      }
      serving.looked += 1
      if isWanted(sequence, lane, serving) {
        guard let lane, isHeld(sequence, lane) else { return sequence }
        serving.held.insert(lane)
        return nil
      }
      sequence = recorder.state.index.gaps.next(from: sequence.next)
    }
    return nil
  }

  /// Whether a message waits for the end of a MINIMIZE: all that is behind it in a lane below priority does, since what
  /// need not wait goes at priority. In record order nothing overtakes, and so nothing waits.
  private func isHeld(_ sequence: SequenceNumber, _ lane: Precedence) -> Bool {
    guard lane < .priority, let minimize, sequence > minimize.sequence else { return false }
    return recorder.isOf(minimize.world, sequence)
  }

  private func isWanted(_ sequence: SequenceNumber, _ lane: Precedence?, _ serving: borrowing Serving) -> Bool {
    guard let wanted = self.lane(of: sequence, serving), lane == nil || lane == wanted else { return false }
    return serving.subscription.since.map { recorder.state.index.acceptedAt(sequence) >= $0 } ?? true
  }

  /// The lane in which the reader gets a message; nil if the reader does not get it.
  private func lane(of sequence: SequenceNumber, _ serving: borrowing Serving) -> Precedence? {
    let (subscription, node) = (serving.subscription, serving.reader.session.node)
    let found = recorder.state.index.classIndex(sequence)
    let lane = subscription.lane(of: found, under: recorder.rules) {
      let found = recorder.state.index.classes[found]
      let (filter, rulebook) = (subscription.filter, recorder.rulebook)
      guard filter.matches(found), filter.includesOwn ? rulebook.mayKnow(found, node) : rulebook.mayRead(found, node)
      else { return nil }
      return found.lane(for: node, of: recorder.names.participant(of: node))
    }
    // What is not released any more is not carried either.
    return lane != nil && recorder.carriesInVain(sequence, to: node) ? nil : lane
  }

  // MARK: a frame

  /// Sends one frame of a lane. A lane sent as its share uses up what the highest waiting lane could use.
  private func send(
    _ choice: LaneShare.Choice, _ waiting: LaneSet, _ serving: inout Serving, _ turn: inout Turn
  ) -> Stop {
    let (subscription, reader) = (serving.subscription, serving.reader)
    let queue = serving.queue(choice.lane)
    var draft = DeliveryDraft(
      lane: choice.lane, limit: choice.isShare ? min(LaneShare.quantum, reader.link.frame) : reader.link.frame)
    var stop = Stop.frame
    while let sequence = next(queue, &serving) {
      if queue == nil, lane(of: sequence, serving) != choice.lane { break }
      guard let message = recent[sequence] ?? subscription.takeBacklog(upTo: sequence, choice.lane) else {
        stop = read(from: sequence, queue, choice, &serving, &turn)
        break
      }
      // An expired message is not delivered late; `ExpiryWatch` tells its sender.
      if let expires = message.expiresAt, expires <= recorder.moment(turn.now) {
        subscription.pass(queue, to: sequence)
        continue
      }
      let size = message.row.encodedCount
      guard draft.takes(size) else { break }
      if let reason = reasonToStop(draft, size, choice.rank, serving) {
        stop = reason
        break
      }
      draft.add(message, size)
      subscription.pass(queue, to: sequence)
    }
    guard !draft.deliveries.isEmpty else { return stop }
    flush(draft, waiting, &serving, &turn)
    return .frame
  }

  private func reasonToStop(
    _ draft: DeliveryDraft, _ size: Int, _ rank: Precedence, _ serving: borrowing Serving
  ) -> Stop? {
    guard serving.sentBytes + draft.bytes < Limits.deliveryTurn else {
      isHungry = true
      return .turn
    }
    guard
      serving.subscription.credit.allows(
        rank, bytes: size, afterMessages: draft.deliveries.count, afterBytes: draft.bytes)
    else { return .credit }
    return serving.reader.allows(draft.bytes + size, rank) ? nil : .link
  }

  private func flush(
    _ draft: DeliveryDraft, _ waiting: LaneSet, _ serving: inout Serving, _ turn: inout Turn
  ) {
    let body = bodies.body(of: draft)
    var frame = DeliverFrame.header(
      lane: draft.lane, subscription: serving.subscription.number, count: draft.deliveries.count,
      capacity: DeliverFrame.headerCount + body.count)
    frame.bytes.append(contentsOf: body)
    serving.reader.send(frame.bytes, draft, &turn)
    serving.subscription.didSend(draft, waiting)
    serving.sentBytes += draft.bytes
    delivered[draft.lane] += UInt64(draft.deliveries.count)
    traffic.delivered(draft, to: serving.reader.session, &turn)
  }

  // MARK: rows of the past

  /// Asks the journal for rows from `sequence` on, which is not in memory.
  private func read(
    from sequence: SequenceNumber, _ lane: Precedence?, _ choice: LaneShare.Choice, _ serving: inout Serving,
    _ turn: inout Turn
  ) -> Stop {
    let subscription = serving.subscription
    // A reader that can be sent nothing needs no rows in memory.
    guard subscription.credit.allows(choice.rank, bytes: 1) else { return .credit }
    guard serving.reader.allows(1, choice.rank) else { return .link }
    let queue = subscription.queue(of: choice.lane)
    guard !subscription.isReading(queue) else { return .reading }
    var sequences = [sequence]
    var last = sequence
    let end = subscription.end(lane.map { recorder.durable.lanes[$0] } ?? recorder.durable.sequence)
    let most = min(Limits.readRows, subscription.credit.messagesLeft(choice.rank))
    while last < end, sequences.count < most, serving.looked < scannedRows {
      last = recorder.state.index.gaps.next(from: last.next)
      serving.looked += 1
      if isWanted(last, lane, serving) {
        if let lane, isHeld(last, lane) { break }
        if recent[last] != nil { break }
        sequences.append(last)
      }
    }
    subscription.read(from: sequence, queue)
    turn.effects.questions.append(
      .rows(
        ReadRequest(
          peer: serving.reader.session.peer, purpose: .subscription(subscription.number, queue: queue),
          sequences: sequences)))
    return .reading
  }

  /// Rows that a subscription waited for.
  func received(_ rows: [RecordRow], for subscription: ReaderSubscription, _ queue: Precedence) {
    subscription.received(
      rows.map { row in
        // What was accepted once has a header that reads.
        DeliverableRow(row: row, expiresAt: (try? self.rows.expiry(of: row.envelope)) ?? nil)
      }, for: queue)
  }

  // MARK: readers that give no credit

  /// Parks readers that have given no credit for long: a parked reader keeps its place, and none of its rows stay in
  /// memory.
  func park(_ turn: inout Turn) {
    for reader in inOrder {
      for subscription in reader.subscriptions {
        guard let since = subscription.parkIfDue(after: parkAfter, at: turn.now) else { continue }
        let seconds = (turn.now.monotonic - since) / 1000
        turn.note(
          .parked(
            node: reader.session.name, subscription: subscription.number, durable: subscription.durable?.name,
            seconds: seconds))
        turn.send(
          ErrorReport(
            .subscriptionParked, "messages wait, and no credit came for \(seconds) s",
            subscription: WireNumber(UInt64(subscription.number))), to: reader.session)
      }
    }
  }
}
