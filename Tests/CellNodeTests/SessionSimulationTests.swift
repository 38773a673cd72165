import CellNode
import CellSchema
import CellWire
import Testing

/// Node, network, broker and application as one machine that a seed drives: any step may be a cut, a restart of the
/// broker or a pause, and everything that was promised holds at the end.
private struct Simulation {
  private var random: SplitMix64
  private var session: NodeSession
  private var broker = ModelBroker()
  private var now: Milliseconds = 0
  private var isConnecting = false
  /// The connection's number at the broker; nil: none.
  private var peer: Int?
  private var lastPeer = 0
  private var toBroker: [[UInt8]] = []
  private var toNode: [[UInt8]] = []

  private let plan = CreditPlan(messages: 16, bytes: 1)
  /// The outbox is on disk, and the node's process may end at any step.
  private let hasStore: Bool
  private var disk: [(lane: Precedence, entry: OutboxEntry)] = []
  private var next = Lanes<UInt64>(repeating: 1)
  private var decidedPlaces: [OutboxPlace] = []
  private let settings = NodeSession.Settings(
    cell: "paris", nature: .operation, client: "simulation", endpoints: ["tcp://a:1", "tcp://b:1"])
  private let isDurable: Bool
  private let order: Subscribe.Order
  private var published: [(lane: Precedence, text: String)] = []
  private var identifiers: [MessageID] = []
  /// By publication, the earlier one that it refers to.
  private var references: [Int: Int] = [:]
  private(set) var outcomes: [UInt64: Decided.Outcome] = [:]
  private(set) var problems: [String] = []
  /// What the application took, and what waits for it.
  private(set) var taken: [(lane: Precedence, sequence: SequenceNumber)] = []
  private var queue: [(lane: Precedence, message: RecordedEnvelope)] = []

  init(seed: UInt64) {
    random = SplitMix64(state: seed)
    hasStore = seed % 3 == 0
    isDurable = Bool.random(using: &random)
    order = Bool.random(using: &random) ? .lane : .record
    session = NodeSession(
      settings: settings, outbox: MemoryOutbox(stream: StreamIdentifier(3), messages: 10_000, bytes: 10_000_000),
      seed: seed)
    handle(.open)
    subscribe()
  }

  private mutating func subscribe() {
    handle(
      .subscribe(
        1,
        SubscriptionRequest(
          types: [TypePattern("*")], order: order, after: 0, durable: isDurable ? DurableName("watch") : nil,
          credit: plan)))
  }

  private mutating func handle(_ event: SessionEvent) {
    var effects: [SessionEffect] = []
    session.handle(event, at: now, into: &effects)
    for effect in effects { perform(effect) }
  }

  private mutating func sendNext() {
    var effects: [SessionEffect] = []
    _ = session.sendNext(at: now, into: &effects)
    for effect in effects { perform(effect) }
  }

  private mutating func perform(_ effect: SessionEffect) {
    switch effect {
    case .connection(.connect): isConnecting = true
    case .connection(.disconnect): drop()
    case .connection(.send(let frame)):
      if peer == nil { problems.append("a frame was sent without a connection") }
      toBroker.append(frame)
    case .node(let effect): perform(effect)
    }
  }

  private mutating func perform(_ effect: NodeEffect) {
    switch effect {
    case .decided(let decided):
      for item in decided {
        // What the disk still had after a death is asked again, and answered alike.
        if let known = outcomes[item.ticket], !hasStore || known != item.outcome {
          problems.append("ticket \(item.ticket) was decided twice")
        }
        outcomes[item.ticket] = item.outcome
        decidedPlaces.append(item.place)
      }
    case .delivered(_, let lane, let messages):
      queue += messages.map { (lane, $0) }
      if queue.count > plan.messages { problems.append("\(queue.count) messages wait for \(plan.messages)") }
    case .ended(let reason): problems.append("ended: \(String(describing: reason))")
    case .publishFailed(let ticket, let reason), .queryFailed(let ticket, let reason),
      .removalFailed(let ticket, let reason):
      problems.append("ticket \(ticket) failed: \(reason)")
    case .subscriptionEnded(_, let reason): problems.append("unsubscribed: \(String(describing: reason))")
    case .disconnected(let reason):
      if reason.code == .protocolViolated { problems.append("\(reason)") }
    case .parked(_, let reason): problems.append("parked: \(reason)")
    case .welcomed, .subscribed, .answered, .removed, .reported, .checkpoint: break
    }
  }

  private mutating func drop() {
    if let peer { broker.close(peer) }
    peer = nil
    isConnecting = false
    toBroker = []
    toNode = []
  }

  // MARK: steps

  mutating func step() {
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<22: publish()
    case 22..<45: carryToBroker()
    case 45..<65: carryToNode()
    case 65..<75: commit()
    case 75..<84: take()
    case 84..<89: sendNext()
    case 89..<94: pass(Milliseconds.random(in: 1...200, using: &random))
    case 94..<96: broker.hold = broker.hold == nil ? .busy : nil
    case 96: pass(20_000)
    case 97 where hasStore: die()
    case 97..<99: cut()
    default: restart()
    }
    establish()
  }

  private mutating func publish() {
    guard published.count < 400 else { return }
    let lane = Precedence.lanes[Int.random(in: 0..<Precedence.laneCount, using: &random)]
    let number = published.count
    var text = Int.random(in: 0..<20, using: &random) == 0 ? "bad \(number)" : "m\(number)"
    if number > 0, Int.random(in: 0..<3, using: &random) == 0 {
      let other = Int.random(in: max(0, number - 20)..<number, using: &random)
      references[number] = other
      text += " \"\(identifiers[other])\""
    }
    published.append((lane, text))
    identifiers.append(.make(at: ModelBroker.acceptedAt, using: &random))
    var entry = OutboxEntry(
      envelope: Envelope(document: Array(text.utf8)), ticket: UInt64(number), id: identifiers[number])
    if hasStore {
      entry.number = next[lane]
      next[lane] += 1
      disk.append((lane, entry))
      if Int.random(in: 0..<30, using: &random) == 0 { return die() }
    }
    handle(.publish([entry], lane: lane))
    if Bool.random(using: &random) { sendNext() }
  }

  private mutating func carryToBroker() {
    guard let peer, !toBroker.isEmpty else { return }
    toNode += broker.handle(toBroker.removeFirst(), from: peer)
  }

  private mutating func carryToNode() {
    if !toNode.isEmpty { return handle(.received(toNode.removeFirst())) }
    if let peer, let frame = broker.deliver(to: peer) { toNode.append(frame) }
  }

  private mutating func commit() {
    for (to, frame) in broker.commit() where to == peer { toNode.append(frame) }
  }

  private mutating func take() {
    guard !queue.isEmpty else { return }
    let (lane, message) = queue.removeFirst()
    taken.append((lane, message.sequence))
    handle(.consumed(1, messages: 1, bytes: message.encodedCount))
    if isDurable, Int.random(in: 0..<3, using: &random) > 0 {
      var upTo = Lanes(repeating: SequenceNumber.none)
      upTo[lane] = message.sequence
      handle(.acknowledge(1, upTo))
    }
  }

  private mutating func pass(_ time: Milliseconds) {
    now += time
    if let due = session.nextDeadline, due <= now { handle(.tick) }
  }

  private mutating func cut() {
    guard peer != nil || isConnecting else { return }
    drop()
    handle(.connectionLost(Refusal(.unreachable, "cut")))
  }

  /// The process ends, with what it decided and had not taken off the disk; a new one takes over.
  private mutating func die() {
    drop()
    let gone = Set(decidedPlaces.prefix(Int.random(in: 0...decidedPlaces.count, using: &random)))
    disk.removeAll { gone.contains(OutboxPlace(lane: $0.lane, number: $0.entry.number ?? 0)) }
    decidedPlaces = []
    queue = []
    session = NodeSession(
      settings: settings,
      outbox: MemoryOutbox(stream: StreamIdentifier(3), next: next, left: disk.map { ($0.lane, $0.entry) }),
      seed: random.next())
    handle(.open)
    subscribe()
  }

  private mutating func restart() {
    broker.restart()
    cut()
  }

  private mutating func establish() {
    guard isConnecting, Int.random(in: 0..<4, using: &random) == 0 else { return }
    connect()
  }

  private mutating func connect() {
    isConnecting = false
    lastPeer += 1
    peer = lastPeer
    handle(.connected)
  }

  /// No more mishaps: everything comes to rest.
  mutating func settle() {
    broker.hold = nil
    for _ in 0..<20_000 {
      if isConnecting { connect() }
      sendNext()
      carryToBroker()
      carryToNode()
      commit()
      take()
      pass(5)
      let isRead = hasStore || taken.count == broker.record.count
      if outcomes.count == published.count, isRead, toNode.isEmpty, toBroker.isEmpty {
        return
      }
    }
    problems.append(
      "not at rest: \(outcomes.count) of \(published.count) decided, \(taken.count) of \(broker.record.count) taken")
  }

  // MARK: what must hold

  mutating func check() {
    problems += broker.violations
    for lane in Precedence.lanes {
      let sent = published.filter { $0.lane == lane && !$0.text.hasPrefix("bad") }.map(\.text)
      let recorded = broker.record.filter { $0.lane == lane }.map { String(decoding: $0.document, as: UTF8.self) }
      if sent != recorded { problems.append("lane \(lane) on the record: \(recorded), published: \(sent)") }
      // A process that begins anew reads anew.
      if hasStore { continue }
      let read = taken.filter { $0.lane == lane }.map(\.sequence)
      let there = broker.record.indices.filter { broker.record[$0].lane == lane }.map { SequenceNumber(index: $0) }
      if read != there { problems.append("lane \(lane) was read as \(read), it is \(there)") }
    }
    let sequences = taken.map(\.sequence)
    if !hasStore, order == .record, sequences != sequences.sorted() { problems.append("record order: \(sequences)") }
    checkReferences()
    for (ticket, outcome) in outcomes {
      let text = published[Int(ticket)].text
      switch outcome {
      case .accepted(let sequence, _):
        let row = broker.record[sequence.index]
        if String(decoding: row.document, as: UTF8.self) != text {
          problems.append("the receipt of \(text) names #\(sequence)")
        }
      case .refused:
        if !text.hasPrefix("bad") { problems.append("\(text) was refused") }
      }
    }
  }
}

extension Simulation {
  /// Whatever was referred to was decided before.
  private mutating func checkReferences() {
    func sequence(_ publication: Int) -> SequenceNumber? {
      if case .accepted(let sequence, _) = outcomes[UInt64(publication)] { sequence } else { nil }
    }
    for (message, other) in references {
      guard let own = sequence(message), let referred = sequence(other), referred > own else { continue }
      problems.append("#\(own) refers to #\(referred), which came later")
    }
  }
}

@Suite("A session holds its promises whatever the network does")
struct SessionSimulationTests {
  @Test(arguments: [UInt64](1...120))
  func `without loss or repeat, either way`(seed: UInt64) {
    var simulation = Simulation(seed: seed)
    for _ in 0..<1_500 { simulation.step() }
    simulation.settle()
    simulation.check()
    #expect(simulation.problems == [])
    #expect(!simulation.taken.isEmpty)
  }
}
