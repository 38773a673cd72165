import CellJournal
import CellNode
import CellSchema
import CellTestSupport
import CellWire

/// A node's process: the client's machine, its connection, its queue, and an application that takes from it.
final class SimulatedProcess {
  private unowned let simulation: Delivery
  let node: SimulatedNode
  let isGuest: Bool
  private var session: NodeSession
  let stream: StreamIdentifier
  var wire: SimulatedWire?
  private(set) var isOver = false
  private var connectAt: Int64?
  private(set) var settings: NodeSession.Settings
  private var tickets: [UInt64: SimulatedMessage] = [:]
  private var lastTicket: UInt64 = 0
  /// Messages on their way to the disk, in order.
  private var writes: [(due: Int64, message: SimulatedMessage)] = []
  /// By lane: what waits for the application.
  private var waiting = Lanes<[RecordedEnvelope]>(repeating: [])
  private var arrived: [(lane: Precedence, message: RecordedEnvelope)] = []
  private var share = LaneShare()
  private var seen: Set<SequenceNumber> = []
  private var done = Lanes(repeating: SequenceNumber.none)
  /// Up to here everything was taken.
  private(set) var taken = Lanes(repeating: SequenceNumber.none)
  /// What its application cannot handle, and the broker is not told yet.
  private var asides: [AsideMark] = []
  private var outgoing = PublishWatch()

  init(_ simulation: Delivery, _ node: SimulatedNode, isGuest: Bool, seed: UInt64) {
    self.simulation = simulation
    self.node = node
    self.isGuest = isGuest
    node.processes += 1
    settings = NodeSession.Settings(
      cell: Fixture.cell, nature: .operation, client: "simulation", endpoints: ["tcp://a:1", "tcp://b:1"])
    let outbox: MemoryOutbox
    if !isGuest, let store = node.store {
      var entries: [(lane: Precedence, OutboxEntry)] = []
      for message in (store.entries + store.removed).sorted(by: { $0.order < $1.order }) {
        lastTicket += 1
        tickets[lastTicket] = message
        entries.append((message.lane, Self.entry(message, ticket: lastTicket, number: message.number)))
      }
      node.store?.entries = store.entries + store.removed
      node.store?.removed = []
      stream = store.stream
      outbox = MemoryOutbox(stream: stream, next: store.next, left: entries)
    } else {
      stream = StreamIdentifier(UInt128(seed) << 64 | 0xBEEF)
      outbox = MemoryOutbox(stream: stream, messages: 20, bytes: 40_000)
    }
    session = NodeSession(settings: settings, outbox: outbox, seed: seed)
  }

  private static func entry(_ message: SimulatedMessage, ticket: UInt64, number: UInt64?) -> OutboxEntry {
    OutboxEntry(
      envelope: Envelope(document: message.document), ticket: ticket, id: message.id, number: number)
  }

  func open() {
    handle(.open)
    handle(.subscribe(1, node.request))
  }

  // MARK: time

  var nextEvent: Int64 {
    if isOver { return .max }
    return min(connectAt ?? .max, writes.first?.due ?? .max, session.nextDeadline ?? .max)
  }

  func run() {
    let now = simulation.now
    if let at = connectAt, at <= now {
      connectAt = nil
      guard let new = simulation.connect(self) else {
        return handle(.connectionLost(Refusal(.unreachable, "nobody there")))
      }
      wire = new
      outgoing = PublishWatch()
      return handle(.connected)
    }
    if let write = writes.first, write.due <= now {
      writes.removeFirst()
      return stored(write.message)
    }
    if let due = session.nextDeadline, due <= now { handle(.tick) }
  }

  func handle(_ event: SessionEvent) {
    if isOver { return }
    var effects: [SessionEffect] = []
    session.handle(event, at: simulation.now, into: &effects)
    for effect in effects { perform(effect) }
    while !isOver, let wire, wire.toBroker.bytesUnderWay < 60_000 {
      var effects: [SessionEffect] = []
      let hasSent = session.sendNext(at: simulation.now, into: &effects)
      for effect in effects { perform(effect) }
      if !hasSent { break }
    }
  }

  private func perform(_ effect: SessionEffect) {
    switch effect {
    case .connection(let effect): perform(effect)
    case .node(let effect): perform(effect)
    }
  }

  private func perform(_ effect: CellNode.ConnectionEffect) {
    switch effect {
    case .connect: connectAt = simulation.now + simulation.upTo(60)
    case .disconnect:
      connectAt = nil
      if let wire { simulation.leave(wire) }
      wire = nil
    case .send(let bytes): send(bytes)
    }
  }

  private func perform(_ effect: NodeEffect) {
    switch effect {
    case .decided(let all): for one in all { decided(one) }
    case .delivered(_, let lane, let messages): deliver(lane, messages)
    case .publishFailed(let ticket, let reason): failed(ticket, reason)
    case .ended(let reason): ended(reason)
    case .disconnected(let reason):
      simulation.expect(reason.code != .protocolViolated, "\(node.name): \(reason)")
      simulation.log { "\(self.node.name) is disconnected: \(reason)" }
    case .reported(let reason):
      simulation.expect(Delivery.passing.contains(reason.code), "\(node.name) is told: \(reason)")
    case .subscriptionEnded(_, let reason):
      if let reason {
        simulation.expect(Delivery.final.contains(reason.code), "\(node.name): its subscription ended: \(reason)")
      }
    case .subscribed, .welcomed, .answered, .queryFailed, .removed, .removalFailed, .parked, .checkpoint: break
    }
  }

  private func ended(_ reason: Refusal?) {
    isOver = true
    if let reason {
      simulation.expect(Delivery.final.contains(reason.code), "\(node.name) ends: \(reason)")
    }
    simulation.log { "\(self.node.name) ends: \(String(describing: reason))" }
    for write in writes { write.message.state = .failed }
    writes = []
  }

  // MARK: publishing

  func publish(_ message: SimulatedMessage) {
    guard let store = node.store, !isGuest else {
      message.stream = stream
      return give(message, number: nil)
    }
    guard store.entries.count + writes.count < SimulatedNode.Store.greatest else {
      message.state = .failed
      return
    }
    writes.append((max(writes.last?.due ?? 0, simulation.now + simulation.upTo(20)), message))
  }

  private func stored(_ message: SimulatedMessage) {
    append(message)
    give(message, number: message.number)
  }

  private func append(_ message: SimulatedMessage) {
    message.number = node.store?.next[message.lane]
    node.store?.next[message.lane] += 1
    node.store?.entries.append(message)
    message.state = .inOutbox
    simulation.numbered(message)
  }

  private func give(_ message: SimulatedMessage, number: UInt64?) {
    lastTicket += 1
    tickets[lastTicket] = message
    message.state = .inOutbox
    handle(.publish([Self.entry(message, ticket: lastTicket, number: number)], lane: message.lane))
  }

  private func send(_ bytes: [UInt8]) {
    guard let wire else { return simulation.report("\(node.name) sends without a connection") }
    simulation.log { "\(self.node.name) sends \(Delivery.describe(bytes))" }
    if bytes.first == Command.publish.rawValue, let frame = try? PublishFrame(bytes) { watch(frame) }
    if bytes.first == Command.ping.rawValue { outgoing.link.ping() }
    wire.toBroker.push(bytes, at: simulation.now)
  }

  private func decided(_ decided: Decided) {
    guard let message = tickets.removeValue(forKey: decided.ticket) else {
      return simulation.report("\(node.name): ticket \(decided.ticket) is decided twice, or was never given")
    }
    switch decided.outcome {
    case .accepted(let sequence, let acceptedAt):
      simulation.expect(
        simulation.isOnRecord(message, sequence.value, acceptedAt.microseconds),
        "\(node.name): \(message.id) is receipted as \(sequence), which it is not")
      message.state = .accepted(sequence.value)
    case .refused(let reason):
      simulation.expect(simulation.mayBeRefused(message, reason.code), "\(node.name): \(message.id) refused: \(reason)")
      message.state = .refused(reason.code)
    }
    guard !isGuest, let index = node.store?.entries.firstIndex(where: { $0 === message }) else { return }
    node.store?.entries.remove(at: index)
    node.store?.removed.append(message)
    if simulation.once(in: 2) { node.store?.removed.removeAll() }
  }

  private func failed(_ ticket: UInt64, _ reason: Refusal) {
    guard let message = tickets.removeValue(forKey: ticket) else {
      return simulation.report("\(node.name): ticket \(ticket) fails after its decision")
    }
    // What is in the store stays there: the next process sends it.
    if isGuest || node.store == nil { message.state = .failed }
  }

  /// Promises 2 and 3 on the way out.
  private func watch(_ frame: PublishFrame) {
    let own = tickets.values.filter { $0.lane == frame.lane }
    for (offset, envelope) in frame.envelopes.enumerated() {
      let number = frame.firstNumber + UInt64(offset)
      guard let message = own.first(where: { $0.document[...] == envelope.document }) else {
        simulation.report("\(node.name) sends what is decided, or was never given")
        continue
      }
      simulation.expect(
        message.number == nil || message.number == number,
        "\(node.name): \(message.id) goes out under number \(number), first it was \(message.number ?? 0)")
      message.number = number
      if let reference = message.reference, reference.lane != message.lane, reference.stream == message.stream {
        simulation.expect(
          !tickets.values.contains { $0 === reference },
          "\(node.name): \(message.id) goes out before \(reference.id), to which it refers, is decided")
      }
      outgoing.sent.insert(message.id)
      simulation.numbered(message)
    }
    let higher = Precedence.lanes.filter { $0 > frame.lane && isReady($0) }
    let size = PublishFrame.headerCount + frame.envelopes.reduce(0) { $0 + $1.encodedCount }
    let problem = outgoing.precedence.sent(size, messages: frame.envelopes.count, lane: frame.lane, waiting: higher)
    if let problem, !outgoing.wasSetBack { simulation.report("\(node.name) publishes: \(problem)") }
    let rank = max(frame.lane, higher.last ?? .deferred, outgoing.wasSetBack ? .override : .deferred)
    if let problem = outgoing.link.sent(size, lane: frame.lane, rank: rank, window: session.linkWindow.window) {
      simulation.report("\(node.name) publishes: \(problem)")
    }
  }

  /// The next one of a lane was not sent in this session, and waits for nothing.
  private func isReady(_ lane: Precedence) -> Bool {
    let unsent = tickets.values.filter { $0.lane == lane && !outgoing.sent.contains($0.id) }
    guard let first = unsent.min(by: { $0.order < $1.order }) else { return false }
    guard let reference = first.reference, reference.lane != lane else { return true }
    return !tickets.values.contains { $0 === reference }
  }

  // MARK: reading

  func receive(_ bytes: [UInt8]) {
    if bytes.first == Command.error.rawValue { outgoing.wasSetBack = true }
    if bytes.first == Command.pong.rawValue { outgoing.link.pong() }
    handle(.received(bytes))
  }

  private func deliver(_ lane: Precedence, _ messages: [RecordedEnvelope]) {
    for message in messages {
      simulation.expect(
        seen.insert(message.sequence).inserted, "\(node.name) is given \(message.sequence) twice by one process")
      if node.order == .record { arrived.append((lane, message)) } else { waiting[lane].append(message) }
    }
    simulation.expect(
      arrived.count + waiting.elements.reduce(0) { $0 + $1.count } <= 16,
      "\(node.name): more waits than it has room for")
  }

  /// The application handles what waits: effect and place at once, then the acknowledgement.
  func take(_ count: Int, acknowledges: Bool) {
    for _ in 0..<count {
      guard !isOver, let (lane, message) = pop() else { return }
      simulation.apply(message.sequence.value, lane: lane, to: node)
      taken[lane] = message.sequence
      if SimulatedNode.setsAside(message.sequence.value) {
        asides.append(
          AsideMark(lane: lane, aside: .init(sequence: message.sequence.value, reason: "it makes no sense")))
      }
      if acknowledges || done[lane] > .none { done[lane] = message.sequence }
      if acknowledges { acknowledge() }
      handle(.consumed(1, messages: 1, bytes: message.encodedCount))
    }
  }

  private func acknowledge() {
    if node.place == .own || isOver { return }
    let greatest = done.greatest
    let due = asides.filter { $0.aside.sequence.value <= (node.order == .record ? greatest : done[$0.lane]).value }
    asides.removeAll { due.contains($0) }
    handle(.acknowledge(1, done, due))
  }

  /// Everything that was taken is done.
  func acknowledgeAll() {
    done = taken
    acknowledge()
  }

  private func pop() -> (Precedence, RecordedEnvelope)? {
    if node.order == .record { return arrived.isEmpty ? nil : arrived.removeFirst() }
    let lanes = LaneSet(Precedence.lanes.filter { !waiting[$0].isEmpty })
    guard let lane = share.next(lanes)?.lane else { return nil }
    let message = waiting[lane].removeFirst()
    share.sent(message.encodedCount, lane: lane, lanes)
    return (lane, message)
  }

  var hasWaiting: Bool { !isOver && (!arrived.isEmpty || waiting.elements.contains { !$0.isEmpty }) }

  // MARK: death

  /// The process is gone. Of what was being written, a first part is on the disk.
  func die() {
    isOver = true
    if let wire { simulation.leave(wire) }
    wire = nil
    let kept = Int(simulation.upTo(Int64(writes.count)))
    for (index, write) in writes.enumerated() {
      if index < kept { append(write.message) } else { write.message.state = .lost }
    }
    writes = []
    if isGuest || node.store == nil {
      for message in tickets.values { message.state = .lost }
    }
  }
}
