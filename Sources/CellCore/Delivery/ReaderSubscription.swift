import CellJournal
import CellSchema
import CellWire
import DequeModule

/// A subscription of a session: where it stands in each lane and how much it may still be sent.
final class ReaderSubscription {
  /// Whether messages flow.
  enum Flow {
    /// The commit that makes its durable name known is under way.
    case awaitingCommit
    case flowing
    /// A message waits for credit since this moment (monotonic milliseconds).
    case starved(since: Int64)
    /// A message has waited for credit so long that the reader and the log were told. `since` is when the wait began.
    case parked(since: Int64)
  }

  /// Rows of the record read for one queue and not sent yet.
  struct Backlog {
    fileprivate(set) var rows = Deque<DeliverableRow>()
    /// The first row of the read that is under way; nil if none is.
    fileprivate(set) var reading: SequenceNumber?
  }

  let number: UInt32
  let filter: Filter
  let durable: DurableKey?
  /// Messages accepted before this moment are passed over.
  let since: Microseconds?
  /// The last row to look at; nil: there is no end.
  private let until: SequenceNumber?
  /// By lane: everything up to and with this number was sent or passed over.
  private(set) var position: Lanes<SequenceNumber>
  /// By lane: the last message sent.
  private(set) var sent = Lanes(repeating: SequenceNumber.none)
  /// By lane: the last message acknowledged.
  private var acknowledged: Lanes<SequenceNumber>
  private(set) var credit: ReaderCredit
  private(set) var flow: Flow
  private var share = LaneShare()
  /// By queue: see ``queue(of:)``.
  private(set) var backlog = Lanes(repeating: Backlog())
  private var lanesOfClasses = LanesOfClasses()

  init(
    _ command: Subscribe, number: UInt32, filter: Filter, durable: DurableKey?, position: Lanes<SequenceNumber>,
    isKept: Bool
  ) {
    self.number = number
    self.filter = filter
    self.durable = durable
    self.position = position
    flow = isKept ? .flowing : .awaitingCommit
    since = command.since?.moment
    until = command.until.map { SequenceNumber($0.value) }
    acknowledged = position
    credit = ReaderCredit(command)
  }

  // MARK: flow

  /// The durable name is on the record: messages flow from now on.
  func activate() {
    switch flow {
    case .awaitingCommit: flow = .flowing
    case .flowing, .starved, .parked: break
    }
  }

  var isActive: Bool {
    switch flow {
    case .awaitingCommit: false
    case .flowing, .starved, .parked: true
    }
  }

  /// For a parked subscription, since when a message waits for credit (monotonic milliseconds); else nil.
  var parkedSince: Int64? {
    switch flow {
    case .parked(let since): since
    case .awaitingCommit, .flowing, .starved: nil
    }
  }

  /// Notes at the end of a turn whether a message waits for credit and whether any message was sent.
  ///
  /// - Returns: whether the subscription was parked and no longer is.
  func note(isStarved: Bool, hasSent: Bool, at now: Instant) -> Bool {
    let wasParked = parkedSince != nil
    if isStarved, !hasSent {
      switch flow {
      case .flowing, .awaitingCommit: flow = .starved(since: now.monotonic)
      case .starved, .parked: break
      }
      return false
    }
    flow = isStarved ? .starved(since: now.monotonic) : .flowing
    return wasParked
  }

  /// Parks a subscription that has waited for credit for so many milliseconds, and drops its rows from memory.
  ///
  /// - Returns: since when it has waited (monotonic milliseconds), if it is parked by this call.
  func parkIfDue(after milliseconds: Int64, at now: Instant) -> Int64? {
    guard case .starved(let since) = flow, now.monotonic - since >= milliseconds else { return nil }
    flow = .parked(since: since)
    for queue in Precedence.lanes { backlog[queue].rows = Deque() }
    return since
  }

  func grant(_ command: Credit) throws(Refusal) { try credit.grant(command) }

  // MARK: place

  func pass(_ lane: Precedence?, to sequence: SequenceNumber) {
    for passed in lane.map({ [$0] }) ?? Precedence.lanes { position[passed] = max(position[passed], sequence) }
  }

  /// Up to where it may look, of what is there.
  func end(_ head: SequenceNumber) -> SequenceNumber { until.map { min($0, head) } ?? head }

  /// Whether nothing more will ever come.
  var isOver: Bool { until.map { position.greatest >= $0 } ?? false }

  /// The next row to look at, in a lane or, for nil, in record order.
  func next(in lane: Precedence?) -> SequenceNumber { (lane.map { position[$0] } ?? position.greatest).next }

  /// - Throws: `ack-beyond-delivered` if the number is above the last one sent; then the lane does not change.
  func acknowledge(_ upTo: SequenceNumber, _ lane: Precedence) throws(Refusal) {
    guard upTo <= max(sent[lane], acknowledged[lane]) else {
      throw Refusal(
        .ackBeyondDelivered, at: "/upTo/\(lane.rawValue)",
        "\(upTo) is acknowledged, \(sent[lane]) is the last one delivered")
    }
    acknowledged[lane] = max(acknowledged[lane], upTo)
  }

  /// By lane: up to where a restart takes messages as done. Where nothing is outstanding, messages passed over count
  /// too.
  var done: Lanes<SequenceNumber> {
    switch filter.order {
    case .lane:
      return Lanes { lane in
        acknowledged[lane] >= sent[lane] ? max(acknowledged[lane], position[lane]) : acknowledged[lane]
      }
    case .record:
      // In record order an acknowledgement of any lane covers the messages before it in all lanes.
      let acknowledged = acknowledged.greatest
      return Lanes(repeating: acknowledged < sent.greatest ? acknowledged : max(acknowledged, position.greatest))
    }
  }

  // MARK: sending

  /// The lane to send next, of those in which a message waits.
  func choose(_ waiting: LaneSet, passed: LaneSet) -> LaneShare.Choice? { share.next(waiting, passed: passed) }

  func didSend(_ frame: DeliveryDraft, _ waiting: LaneSet) {
    if let last = frame.deliveries.last { sent[frame.lane] = last.sequence }
    credit.spend(messages: frame.deliveries.count, bytes: frame.bytes)
    share.sent(frame.bytes, lane: frame.lane, waiting)
  }

  /// The lane in which the reader gets messages of a class, looked up once a rulebook; nil if it gets none.
  func lane(of found: ClassIndex, under rules: RulesVersion, _ find: () -> Precedence?) -> Precedence? {
    lanesOfClasses.lane(of: found, under: rules, find)
  }

  // MARK: rows read from the journal

  /// The place in ``backlog`` for a lane: in record order one queue, `deferred`, holds all lanes.
  func queue(of lane: Precedence) -> Precedence {
    switch filter.order {
    case .lane: lane
    case .record: .deferred
    }
  }

  /// The row with this number, if it was read; rows before it are dropped.
  func takeBacklog(upTo sequence: SequenceNumber, _ lane: Precedence) -> DeliverableRow? {
    let queue = queue(of: lane)
    while let first = backlog[queue].rows.first, first.sequence < sequence { _ = backlog[queue].rows.popFirst() }
    guard let first = backlog[queue].rows.first, first.sequence == sequence else { return nil }
    return first
  }

  var rowsHeld: Int { Precedence.lanes.reduce(0) { $0 + backlog[$1].rows.count } }

  func isReading(_ queue: Precedence) -> Bool { backlog[queue].reading != nil }
  func read(from sequence: SequenceNumber, _ queue: Precedence) { backlog[queue].reading = sequence }

  /// Whether it waits for a reading. An earlier subscription may have had the number, and its reading comes late.
  func awaits(_ request: ReadRequest, for queue: Precedence) -> Bool {
    backlog[queue].reading != nil && backlog[queue].reading == request.sequences.first
  }

  func received(_ rows: [DeliverableRow], for queue: Precedence) {
    backlog[queue].reading = nil
    backlog[queue].rows = Deque(rows)
  }
}

/// A row that may be delivered, with its message's `expiresAt`.
struct DeliverableRow {
  var row: RecordRow
  var expiresAt: Microseconds?

  var sequence: SequenceNumber { row.sequence }
}
