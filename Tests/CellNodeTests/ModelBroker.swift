import CellSchema
import CellWire

/// A broker as small as the wire allows: one record in memory, its rules kept strictly, its peers' faults noted.
struct ModelBroker {
  struct Row: Equatable {
    var lane: Precedence
    var stream: StreamIdentifier
    var number: UInt64
    var document: [UInt8]
  }

  enum Decision: Equatable {
    case accepted(sequence: UInt64)
    case refused(Refusal)
  }

  struct Subscription {
    var command: Subscribe
    var position: Lanes<UInt64>
    var sent = Lanes<UInt64>(repeating: 0)
    var sentMessages = 0
    var sentBytes = 0
    var creditMessages: Int
    var creditBytes: Int

    func hasCredit(for delivery: RecordedEnvelope, lane: Precedence) -> Bool {
      let keptMessages = lane.isReserved ? 0 : Int(command.reservedMessages?.value ?? 0)
      let keptBytes = lane.isReserved ? 0 : Int(command.reservedBytes?.value ?? 0)
      return sentMessages + 1 + keptMessages <= creditMessages
        && sentBytes + delivery.encodedCount + keptBytes <= creditBytes
    }

    mutating func note(_ delivery: RecordedEnvelope, lane: Precedence) {
      sentMessages += 1
      sentBytes += delivery.encodedCount
      sent[lane] = delivery.sequence.value
    }
  }

  struct Session {
    var stream: StreamIdentifier?
    var subscriptions: [UInt32: Subscription] = [:]
    var undecidedMessages = 0
    var undecidedBytes = 0
    /// By lane: the number that it was sent back to.
    var awaited: [Precedence: UInt64] = [:]
  }

  struct Pending {
    var row: Row
    var peer: Int
    var refusal: Refusal?
  }

  static let acceptedAt = Timestamp(microseconds: 1_772_878_860_000_000)

  var cell: CellName = "paris"
  var node: NodeName = "UKR.GS-1"
  var limits = Welcome.Limits(
    document: 65_536, frame: 131_072, windowMessages: 64, windowBytes: 400_000, subscriptions: 64)
  var heartbeat: (interval: UInt64, timeout: UInt64) = (5_000, 30_000)
  var serial: UInt64 = 0
  /// What WELCOME says of other worlds; nil as from an older broker.
  var serials: [Welcome.Count]?
  /// Its clock: of the year in which the test runs, as a node's serials are.
  var time = Timestamp.now
  /// PUBLISH is answered with this until it is nil.
  var hold: ErrorCode?
  /// Whatever is published is bad.
  var refusesAll = false
  var record: [Row] = []
  var decisions: [StreamIdentifier: Lanes<[UInt64: Decision]>] = [:]
  var pending: [Pending] = []
  var sessions: [Int: Session] = [:]
  var durable: [String: Lanes<UInt64>] = [:]
  var hellos: [Hello] = []
  /// What a node did that it must not do.
  var violations: [String] = []
  var wasPinged = 0
  var byes = 0
  /// What readers set aside, by sequence number.
  var asides: [UInt64: String] = [:]

  var next: [StreamIdentifier: Lanes<UInt64>] = [:]

  // MARK: frames in

  mutating func handle(_ frame: [UInt8], from peer: Int) -> [[UInt8]] {
    guard let first = frame.first, let command = Command(rawValue: first) else {
      violations.append("a frame begins with \(frame.prefix(1))")
      return []
    }
    do throws(Refusal) {
      switch command {
      case .hello: return try hello(frame, peer)
      case .ping:
        wasPinged += 1
        return [ControlCodec.encode(Pong())]
      case .bye:
        byes += 1
        close(peer)
        return []
      case .pong: return []
      case .publish, .subscribe, .unsubscribe, .ack, .credit, .query:
        guard sessions[peer] != nil else {
          return [ControlCodec.encode(ErrorReport(.helloRequired, "no HELLO came"))]
        }
        return try handle(command, frame, peer)
      default:
        violations.append("\(command) is the broker's to send")
        return []
      }
    } catch {
      violations.append("\(command): \(error)")
      return []
    }
  }

  mutating func handle(_ command: Command, _ frame: [UInt8], _ peer: Int) throws(Refusal) -> [[UInt8]] {
    switch command {
    case .publish: return publish(try PublishFrame(frame), frame.count, peer)
    case .subscribe: return subscribe(try StrictControl<Subscribe>().decode(frame), peer)
    case .unsubscribe: return unsubscribe(try StrictControl<Unsubscribe>().decode(frame), peer)
    case .ack:
      acknowledge(try StrictControl<Acknowledge>().decode(frame), peer)
      return []
    case .credit:
      credit(try StrictControl<Credit>().decode(frame), peer)
      return []
    default: return [try answer(try StrictControl<Query>().decode(frame))]
    }
  }

  mutating func hello(_ frame: [UInt8], _ peer: Int) throws(Refusal) -> [[UInt8]] {
    let hello = try StrictControl<Hello>().decode(frame)
    hellos.append(hello)
    if sessions[peer] != nil { violations.append("HELLO came twice") }
    guard hello.cell == cell else { return [ControlCodec.encode(Bye(.cellMismatch, "this is \(cell)"))] }
    sessions[peer] = Session(stream: hello.stream)
    let stream = hello.stream.map { next[$0] ?? Lanes<UInt64>(repeating: 1) }
    return [
      ControlCodec.encode(
        Welcome(
          cell: cell, node: node, session: WireNumber(peer), time: time,
          head: WireNumber(record.count), charter: "model", next: stream.map { PerLane($0) },
          serial: WireNumber(serial), serials: serials, limits: limits,
          heartbeatInterval: WireNumber(heartbeat.interval), heartbeatTimeout: WireNumber(heartbeat.timeout)))
    ]
  }

  // MARK: publishing

  mutating func publish(_ frame: PublishFrame, _ size: Int, _ peer: Int) -> [[UInt8]] {
    guard sessions[peer]?.stream == frame.stream else {
      violations.append("PUBLISH names a stream that HELLO did not")
      return []
    }
    let lane = frame.lane
    var expected = next[frame.stream] ?? Lanes<UInt64>(repeating: 1)
    if let awaited = sessions[peer]?.awaited[frame.lane] {
      if frame.firstNumber > awaited { return [] }
      sessions[peer]?.awaited[frame.lane] = nil
    }
    func refuse(_ code: ErrorCode) -> [[UInt8]] {
      let next = expected[frame.lane]
      let resume = code == .numberGap ? next : min(next, frame.firstNumber)
      sessions[peer]?.awaited[frame.lane] = resume
      return [ControlCodec.encode(ErrorReport(code, "held", lane: lane, next: resume))]
    }
    if let hold { return refuse(hold) }
    if sessions[peer]!.undecidedMessages + frame.envelopes.count > Int(limits.windowMessages.value)
      || sessions[peer]!.undecidedBytes + size > Int(limits.windowBytes.value) && frame.envelopes.count > 1
    {
      violations.append("the window was exceeded")
      return refuse(.windowExceeded)
    }
    if size > Int(limits.frame.value) { violations.append("a frame has \(size) bytes") }
    var frames: [[UInt8]] = []
    for (offset, envelope) in frame.envelopes.enumerated() {
      let number = frame.firstNumber + UInt64(offset)
      let document = Array(envelope.document)
      if number > expected[frame.lane] {
        violations.append("a number was skipped")
        frames += refuse(.numberGap)
        break
      }
      if number < expected[frame.lane] {
        if let frame = answerRepeat(frame.stream, lane, number, expected[frame.lane]) { frames.append(frame) }
        continue
      }
      expected[frame.lane] += 1
      next[frame.stream] = expected
      sessions[peer]!.undecidedMessages += 1
      sessions[peer]!.undecidedBytes += envelope.encodedCount
      let refusal =
        refusesAll || document.starts(with: Array("bad".utf8)) ? Refusal(.notJSON, at: "/x", "it is bad") : nil
      pending.append(
        Pending(
          row: Row(lane: frame.lane, stream: frame.stream, number: number, document: document), peer: peer,
          refusal: refusal))
    }
    return frames
  }

  func answerRepeat(
    _ stream: StreamIdentifier, _ lane: Precedence, _ number: UInt64, _ next: UInt64
  ) -> [UInt8]? {
    switch decisions[stream]?[lane][number] {
    case .accepted(let sequence):
      ControlCodec.encode(
        Receipt(
          lane: lane, next: next,
          decisions: [.accepted(number, count: 1, sequence: sequence, at: Self.acceptedAt)]))
    case .refused(let refusal):
      ControlCodec.encode(Receipt(lane: lane, next: next, decisions: [.refused(number, refusal)]))
    // Decided and not durable yet: the receipt of the commit went to a session that is gone, so it is asked again.
    case nil: nil
    }
  }

  /// Makes durable what was decided; the receipts, by peer.
  mutating func commit() -> [(peer: Int, frame: [UInt8])] {
    var frames: [(Int, [UInt8])] = []
    for item in pending {
      let lane = item.row.lane
      var table = decisions[item.row.stream] ?? Lanes<[UInt64: Decision]>(repeating: [:])
      let decision: Receipt.Decision
      if let refusal = item.refusal {
        table[item.row.lane][item.row.number] = .refused(refusal)
        decision = .refused(item.row.number, refusal)
      } else {
        record.append(item.row)
        let sequence = UInt64(record.count)
        table[item.row.lane][item.row.number] = .accepted(sequence: sequence)
        decision = .accepted(item.row.number, count: 1, sequence: sequence, at: Self.acceptedAt)
      }
      decisions[item.row.stream] = table
      // The receipt goes to whoever publishes in the stream now: it may have come again since.
      for (peer, session) in sessions where session.stream == item.row.stream {
        frames.append(
          (
            peer,
            ControlCodec.encode(
              Receipt(lane: lane, next: next[item.row.stream]![item.row.lane], decisions: [decision]))
          ))
      }
      if sessions[item.peer] != nil {
        sessions[item.peer]!.undecidedMessages -= 1
        sessions[item.peer]!.undecidedBytes -=
          Envelope(document: item.row.document).encodedCount
      }
    }
    pending = []
    return frames
  }

  // MARK: the rest

  func answer(_ query: Query) throws(Refusal) -> [UInt8] {
    switch query.ask {
    case .status:
      ControlCodec.encode(
        QueryAnswer(
          query: query.query,
          status: StatusAnswer(
            cell: cell, charter: "model", charterRevision: 1, rosterRevision: 1, time: Self.acceptedAt,
            startedAt: Self.acceptedAt, head: WireNumber(record.count), sessions: WireNumber(sessions.count),
            accepted: WireNumber(record.count), refused: 0, delivered: 0, intake: true, reason: nil, nodes: [])))
    case .trace, .message, .checkpoint, .consistency, .inclusion:
      ControlCodec.encode(QueryAnswer(query: query.query, error: ErrorReport(.notOnRecord, "no such message")))
    case .situation:
      ControlCodec.encode(
        QueryAnswer(
          query: query.query,
          situation: Self.situation(system: query.system, skip: Int(query.skip?.value ?? 0), at: query.atTime)))
    case .elsewhere:
      ControlCodec.encode(QueryAnswer(query: query.query, elsewhere: ElsewhereAnswer(worlds: [], omitted: 0)))
    case .check:
      ControlCodec.encode(
        QueryAnswer(
          query: query.query,
          check: query.document?.bytes.contains(UInt8(ascii: "!")) == true
            ? .refused(Refusal(.typeNotPermitted, at: "/header/type", "not yours to say"))
            : .accepted(binds: true, readers: [.init(node: "FRA.CELL-1", addressed: "action")], omitted: 3)))
    case .subscriptions:
      ControlCodec.encode(
        QueryAnswer(
          query: query.query,
          subscriptions: durable.sorted { $0.key < $1.key }.map { name, place in
            SubscriptionAnswer(
              durable: DurableName(name)!, types: [TypePattern("*")], senders: nil, cursors: PerLane(place),
              behind: 0, active: true)
          }))
    }
  }

  /// Requests of a force, more than the model puts in one answer. `asOf` is the moment asked for.
  static let requests = 7

  static func situation(system: SituationSystem?, skip: Int, at moment: Timestamp?) -> Situation {
    let all = (1...requests).map { number in
      ForceRequestStanding(
        id: .sample, sequence: RecordSequence(number)!, what: "A ship", by: acceptedAt, isAnswered: false)
    }
    let page = Array(all.dropFirst(system == .force ? skip : 0).prefix(3))
    return Situation(
      cell: "paris", nature: .operation, charter: "model", asOf: moment ?? acceptedAt, throughSequence: 7,
      isPartial: false, omitted: system == .force ? max(0, requests - skip - page.count) : requests - page.count,
      phase: .preparation, incidentsWithoutCase: 0, force: ForceStanding(requests: page, incidents: 0),
      assistance: AssistanceStanding(), sinceHandover: SinceHandover())
  }

  /// The connection is gone.
  mutating func close(_ peer: Int) { sessions[peer] = nil }

  /// What was decided and not durable is forgotten, and so are all sessions.
  mutating func restart() {
    pending = []
    sessions = [:]
    for (stream, _) in next {
      next[stream] = Lanes { (decisions[stream]?[$0].keys.max() ?? 0) + 1 }
    }
  }

  /// Refused durable places and streams go with the record of an earlier day.
  mutating func restoreOldRecord(rows: Int) {
    record = Array(record.prefix(rows))
    for (stream, lanes) in decisions {
      decisions[stream] = lanes.map { lane in
        lane.filter { entry in
          if case .accepted(let sequence) = entry.value { return sequence <= UInt64(rows) }
          return false
        }
      }
    }
    restart()
  }
}
