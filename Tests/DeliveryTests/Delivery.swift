import CellCore
import CellNode
import CellSchema

/// One history of broker, nodes, network, clocks and disks, made from a seed: the real machines on both sides, and
/// everything between them may break at any step. At the end the network heals, and what was promised has to be there.
final class Delivery {
  let world = DeliveryWorld.shared
  private let seed: UInt64
  private var random: SplitMix
  private let traces: Bool
  private(set) var now: Int64 = 0
  private(set) var problems: [String] = []
  private(set) var history: [String] = []

  private(set) var broker: SimulatedBroker!
  private(set) var nodes: [SimulatedNode] = []
  private var wires: [SimulatedWire] = []
  private var lastPeer: UInt64 = 0
  private var isHealed = false
  private let changesRules: Bool
  private let hasGuests: Bool
  private var isSlow = [Bool](repeating: false, count: DeliveryWorld.nodes.count)

  // What is known of the record.
  private(set) var messages: [SimulatedMessage] = []
  private var byNumber: [MemoryJournal.Place: SimulatedMessage] = [:]
  /// Messages of nodes on the record, in order, with the roster under which each was accepted, and how many rosters
  /// had been in force when it was recorded.
  private(set) var recorded: [(sequence: UInt64, message: SimulatedMessage, variant: Int, rosters: Int)] = []
  private var bySequence: [UInt64: Int] = [:]
  private var recordVariant = 0
  private var told: [MessageID: Set<String>] = [:]
  private var sentEver: Set<UInt64> = []

  private var revision = 1
  private(set) var variant = 0
  private var adopted = [0]

  /// What a node may be told and go on.
  static let passing: Set<ErrorCode> = [.storageFull, .clockJump, .busy, .throttled]
  /// What it may end with.
  static let final: Set<ErrorCode> = [.superseded, .revoked]

  init(seed: UInt64, traces: Bool = false) {
    self.seed = seed
    self.traces = traces
    var random = SplitMix(seed &* 0x9E37_79B9 &+ 17)
    changesRules = random.once(in: 3)
    hasGuests = random.once(in: 3)
    var limits = SessionLimits()
    if random.once(in: 3) { limits.windowMessages = 3 }
    if random.once(in: 2) { (limits.heartbeatInterval, limits.heartbeatTimeout) = (1_000, 6_000) }
    if random.once(in: 3) { limits.parkAfter = 2_000 }
    let recent = [1, 3_000, Limits.recentBytes][random.below(3)]
    let rows = 1 + random.below(8)
    for index in DeliveryWorld.nodes.indices {
      nodes.append(
        SimulatedNode(
          index, place: SimulatedNode.Place.allCases[random.below(3)], order: random.once(in: 4) ? .record : .lane,
          isStored: !random.once(in: 4)))
    }
    self.random = random
    broker = SimulatedBroker(self, limits: limits, recentBytes: recent, rowsInReading: rows)
  }

  /// Runs the history; what was wrong, empty for nothing.
  func run(steps: Int) -> [String] {
    broker.start()
    for node in nodes { startMain(node) }
    for _ in 0..<steps {
      step()
      if !problems.isEmpty { return problems }
    }
    heal()
    if problems.isEmpty { checkEnd() }
    return problems
  }

  func report(_ problem: String) {
    problems.append("at \(now) ms: \(problem)")
    log { "!! \(problem)" }
  }
  func expect(_ condition: Bool, _ problem: @autoclosure () -> String) { if !condition { report(problem()) } }
  func log(_ line: () -> String) { if traces { history.append("\(now) \(line())") } }
  func upTo(_ most: Int64) -> Int64 { Int64(random.below(Int(most) + 1)) }
  func once(in count: Int) -> Bool { random.once(in: count) }

  // MARK: time

  /// Everything that is due until then happens, in order.
  private func pass(_ time: Int64) {
    let end = now + time
    var events = 0
    while problems.isEmpty {
      var next = broker.nextEvent
      var wire: SimulatedWire?
      var process: SimulatedProcess?
      for candidate in wires where candidate.nextEvent < next {
        next = candidate.nextEvent
        wire = candidate
      }
      for node in nodes {
        for candidate in [node.main, node.guest] {
          guard let candidate, candidate.nextEvent < next else { continue }
          next = candidate.nextEvent
          process = candidate
          wire = nil
        }
      }
      guard next <= end else { break }
      now = max(now, next)
      if let process { process.run() } else if let wire { run(wire) } else { broker.run() }
      events += 1
      if events > 50_000 { return report("there is no end to what happens") }
    }
    now = end
  }

  private func run(_ wire: SimulatedWire) {
    if let at = wire.toBroker.arrival, at <= now {
      let bytes = wire.toBroker.pop()
      if wire.isClosedByBroker { return }
      if bytes.first == Command.pong.rawValue { wire.watch.answered() }
      return broker.handle(.frame(wire.peer, node: wire.process.node.name, bytes: bytes))
      // A node that was held up by a full connection has room again.
    }
    if let at = wire.toNode.arrival, at <= now {
      let bytes = wire.toNode.pop()
      guard wire.process.wire === wire else { return }
      log { "\(wire.process.node.name) gets \(Self.describe(bytes))" }
      arrives(bytes, wire)
      return wire.process.receive(bytes)
    }
    if let at = wire.lossAtNode, at <= now {
      wire.lossAtNode = nil
      if wire.process.wire === wire {
        wire.process.wire = nil
        wire.process.handle(.connectionLost(Refusal(.unreachable, "the connection broke")))
        lost(wire)
      }
      return
    }
    wire.lossAtBroker = nil
    if !wire.isClosedByBroker {
      wire.isClosedByBroker = true
      broker.handle(.gone(wire.peer))
    }
    forget(wire)
  }

  // MARK: the network

  func connect(_ process: SimulatedProcess) -> SimulatedWire? {
    guard broker.core != nil, isHealed || !once(in: 12) else { return nil }
    lastPeer += 1
    let wire = SimulatedWire(PeerID(lastPeer), process)
    if !isHealed {
      let rate = [2_000, 8_000, 50_000, 1_000_000][random.below(4)]
      (wire.toBroker.bytesPerSecond, wire.toNode.bytesPerSecond) = (rate, rate)
      let delay = [0, 5, 200, 600][random.below(4)]
      (wire.toBroker.delay, wire.toNode.delay) = (Int64(delay), Int64(delay))
    }
    wires.append(wire)
    return wire
  }

  /// The node's side lets go.
  func leave(_ wire: SimulatedWire) {
    if wire.process.wire === wire { wire.process.wire = nil }
    lost(wire)
  }

  /// The node's side is gone: the broker hears of it, or finds out by itself.
  private func lost(_ wire: SimulatedWire) {
    wire.toNode.cut(keeping: 0)
    if wire.isClosedByBroker { return forget(wire) }
    guard wire.lossAtBroker == nil, !wire.toBroker.swallows || once(in: 2) else { return }
    wire.lossAtBroker = now + 2_000 + upTo(50)
    if wire.toBroker.count == 0 || once(in: 2) {
      wire.toBroker.cut(keeping: Int(upTo(Int64(wire.toBroker.count))))
      wire.lossAtBroker = max(now, wire.toBroker.arrival ?? 0) + upTo(50)
    }
  }

  private func forget(_ wire: SimulatedWire) {
    if wire.process.wire !== wire { wires.removeAll { $0 === wire } }
  }

  func disconnect(_ peer: PeerID) {
    guard let wire = wires.first(where: { $0.peer == peer }) else { return }
    wire.isClosedByBroker = true
    wire.toBroker.cut(keeping: 0)
    wire.lossAtNode = now + 5_000
    if wire.process.wire !== wire { forget(wire) }
  }

  func send(_ bytes: [UInt8], to peer: PeerID) {
    guard let wire = wires.first(where: { $0.peer == peer }), !wire.isClosedByBroker else { return }
    log { "broker to \(wire.process.node.name): \(Self.describe(bytes))" }
    watch(bytes, wire)
    wire.toNode.push(bytes, at: now)
  }

  private func cut(_ wire: SimulatedWire) {
    log { "the connection of \(wire.process.node.name) is cut" }
    wire.toBroker.cut(keeping: Int(upTo(Int64(wire.toBroker.count))))
    wire.toNode.cut(keeping: Int(upTo(Int64(wire.toNode.count))))
    if !once(in: 3) { wire.lossAtNode = now + upTo(300) }
    if !once(in: 3), !wire.isClosedByBroker { wire.lossAtBroker = now + upTo(300) }
  }

  // MARK: what happens

  private func step() {
    let node = nodes[random.below(nodes.count)]
    switch random.below(60) {
    case 0..<20: write(node, count: 1 + random.below(3))
    case 20: write(node, count: 15 + random.below(25), template: once(in: 2) ? DeliveryWorld.long : nil)
    case 21..<26: take(node)
    case 26..<31: if let wire = wires.randomElement(using: &random) { cut(wire) }
    case 31: if let wire = wires.randomElement(using: &random) { halve(wire) }
    case 32, 33: if let wire = wires.randomElement(using: &random) { worsen(wire) }
    case 34, 35: kill()
    case 36..<39: die(node)
    case 39..<43: if node.main?.isOver != false { startMain(node) }
    case 43: if hasGuests, node.place != .own { takeOver(node) }
    case 44, 45: if changesRules { adopt(random.below(DeliveryWorld.variants)) }
    case 46: broker.isFull.toggle()
    case 47:
      broker.clockError = upTo(8_000) - 4_000
      log { "the clock is off by \(broker.clockError) ms" }
    case 48: congest()
    case 49: broker.slowness = [0, 5, 80, 700][random.below(4)]
    case 50..<53: isSlow[node.index].toggle()
    default: break
    }
    for node in nodes where !isSlow[node.index] { if once(in: 2) { take(node) } }
    pass(upTo([0, 3, 50, 400, 1_500, 8_000][random.below(6)]))
  }

  private func write(_ node: SimulatedNode, count: Int, template fixed: Int? = nil) {
    guard let process = node.main, !process.isOver else { return }
    let lane = random.below(DeliveryWorld.lanes)
    for _ in 0..<count {
      let template = fixed ?? random.below(DeliveryWorld.templates.count)
      let kind = DeliveryWorld.templates[template]
      let lane = fixed == nil ? random.below(DeliveryWorld.lanes) : lane
      let own = messages.suffix(12).filter { $0.node == node.index && $0.stream == process.stream }
      let reference = kind.refers ? own.randomElement(using: &random) : nil
      if kind.refers, reference == nil { continue }
      let expires = kind.expires ? DeliveryWorld.expiry(broker.now.wall + 1_000_000 + upTo(15_000_000)) : nil
      let id = MessageID.make(at: Timestamp(microseconds: Fixture.start + now * 1_000), using: &random)
      let message = SimulatedMessage(
        order: messages.count, node: node.index, template: template, lane: lane, id: id,
        document: world.document(
          template, node.index, lane: lane, id: id, expires: expires, reference: reference?.id),
        expires: expires, reference: reference, stream: process.stream)
      messages.append(message)
      log { "\(node.name) is given \(id) \(Lane.names[lane]) template \(template)" }
      process.publish(message)
    }
  }

  private func take(_ node: SimulatedNode) {
    for process in [node.main, node.guest] { process?.take(random.below(8), acknowledges: !once(in: 4)) }
  }

  /// One direction swallows, and nobody is told.
  private func halve(_ wire: SimulatedWire) {
    log { "half of the connection of \(wire.process.node.name) is gone" }
    if once(in: 2) { wire.toNode.cut(keeping: 0) } else { wire.toBroker.cut(keeping: 0) }
  }

  private func worsen(_ wire: SimulatedWire) {
    wire.toNode.bytesPerSecond = [500, 4_000, 100_000][random.below(3)]
    wire.toBroker.bytesPerSecond = [500, 4_000, 100_000][random.below(3)]
    wire.toNode.delay = upTo(900)
  }

  private func kill() {
    log { "the broker dies" }
    broker.die(isWritten: once(in: 2), backIn: upTo(3_000))
    for wire in wires {
      wire.isClosedByBroker = true
      wire.lossAtBroker = nil
      wire.toBroker.cut(keeping: 0)
      wire.toNode.cut(keeping: Int(upTo(Int64(wire.toNode.count))))
      if wire.process.wire !== wire { forget(wire) } else if !once(in: 3) { wire.lossAtNode = now + upTo(300) }
    }
  }

  private func die(_ node: SimulatedNode) {
    guard let process = once(in: 3) ? node.guest : node.main else { return }
    log { "a process of \(node.name) dies" }
    process.die()
    if process === node.main { node.main = nil } else { node.guest = nil }
  }

  private func startMain(_ node: SimulatedNode) {
    node.main?.die()
    let process = SimulatedProcess(self, node, isGuest: false, seed: random.next())
    node.main = process
    process.open()
  }

  private func takeOver(_ node: SimulatedNode) {
    node.guest?.die()
    let process = SimulatedProcess(self, node, isGuest: true, seed: random.next())
    node.guest = process
    process.open()
  }

  private func congest() {
    guard let wire = wires.randomElement(using: &random), !wire.isClosedByBroker else { return }
    wire.isCongested.toggle()
    broker.handle(wire.isCongested ? .congested(wire.peer) : .relieved(wire.peer))
  }

  private func adopt(_ next: Int) {
    guard revision <= DeliveryWorld.changes || isHealed, next != variant else { return }
    log { "roster \(next)" }
    revision += 1
    variant = next
    adopted.append(next)
    broker.change(world.files[next][revision - 1])
  }

  /// No more mishaps: everything comes to rest.
  private func heal() {
    log { "all is well again" }
    isHealed = true
    broker.isFull = false
    broker.clockError = 0
    broker.start()
    broker.slowness = 2
    adopt(0)
    for wire in wires {
      (wire.toBroker.bytesPerSecond, wire.toNode.bytesPerSecond) = (1_000_000, 1_000_000)
      (wire.toBroker.delay, wire.toNode.delay) = (1, 1)
      if wire.isCongested { broker.handle(.relieved(wire.peer)) }
    }
    for node in nodes {
      node.guest?.die()
      node.guest = nil
    }
    // What was to expire by a clock that was far ahead lasts for ever.
    let lastExpiry = messages.compactMap(\.expires).filter { $0 < broker.now.wall + 30_000_000 }.max() ?? 0
    for _ in 0..<3_000 {
      for node in nodes {
        if node.main?.isOver != false { startMain(node) }
        while let main = node.main, main.hasWaiting { main.take(8, acknowledges: true) }
      }
      pass(100)
      if !problems.isEmpty || broker.now.wall > lastExpiry + 1_500_000 && isAtRest { return }
    }
    for node in nodes { if let first = missing(node).first { report("\(node.name) never gets \(first)") } }
    let open = messages.filter { $0.state == .writing || $0.state == .inOutbox }
    report("it does not come to rest: \(open.map { "\(nodes[$0.node].name) \($0.id) \($0.state)" })")
  }

  private var isAtRest: Bool {
    messages.allSatisfy { $0.state != .writing && $0.state != .inOutbox } && nodes.allSatisfy { missing($0).isEmpty }
      && nodes.allSatisfy { $0.main?.hasWaiting == false }
  }

  /// What a node could read all the time and has not handled, unless it has expired.
  private func missing(_ node: SimulatedNode) -> [UInt64] {
    recorded.filter { row in
      !node.handled.contains(row.sequence) && isDue(row, to: node) && row.message.expires ?? .max > broker.latest
    }.map(\.sequence)
  }

  fileprivate func isDue(
    _ row: (sequence: UInt64, message: SimulatedMessage, variant: Int, rosters: Int), to node: SimulatedNode
  ) -> Bool {
    ([row.variant] + adopted[(row.rosters - 1)...]).allSatisfy {
      world.mayRead(node.index, row.message.template, acceptedUnder: row.variant, now: $0)
    }
  }

  static func describe(_ bytes: [UInt8]) -> String {
    guard let first = bytes.first, let command = Command(rawValue: first) else { return "?" }
    switch command {
    case .deliver:
      guard let frame = try? DeliverFrame(bytes) else { return "DELIVER ?" }
      return "DELIVER \(Lane.names[frame.lane]) \(frame.deliveries.map(\.sequence)) \(bytes.count) bytes"
    case .publish:
      guard let frame = try? PublishFrame(bytes) else { return "PUBLISH ?" }
      return "PUBLISH \(Lane.names[frame.lane]) \(frame.firstNumber)+\(frame.envelopes.count) \(bytes.count) bytes"
    default: return "\(command) \(String(decoding: bytes.dropFirst().prefix(220), as: UTF8.self))"
    }
  }
}

// MARK: what must hold at every step

extension Delivery {
  func numbered(_ message: SimulatedMessage) {
    guard let number = message.number else { return }
    byNumber[.init(stream: message.stream.value, lane: message.lane, number: number)] = message
  }

  /// Rows became durable.
  func recorded(from head: UInt64) {
    for row in broker.journal.rows[Int(head)...] {
      guard row.stream != 0 else {
        note(row)
        continue
      }
      guard let message = byNumber[.init(stream: row.stream, lane: row.lane, number: row.number)],
        message.document[...] == row.delivery.envelope.document, nodes[message.node].name == row.node
      else {
        report("row \(row.delivery.sequence) is what nobody sent")
        continue
      }
      expect(!recorded.contains { $0.message === message }, "\(message.id) is on the record twice")
      bySequence[row.delivery.sequence] = recorded.count
      recorded.append((row.delivery.sequence, message, recordVariant, adopted.count))
      probe(row.delivery.sequence, message)
    }
  }

  private func note(_ row: Commit.Row) {
    guard let raw = try? RawMessage(document: Array(row.delivery.envelope.document)) else { return }
    if raw.isOf(RosterChanged.self), let change = try? raw.body(as: RosterChanged.self) {
      recordVariant =
        world.files.firstIndex { $0.contains { $0.roster.sha256 == change.to.sha256 } } ?? recordVariant
    } else if raw.isOf(DeliveryExpired.self), let expired = try? raw.body(as: DeliveryExpired.self) {
      log { "\(row.delivery.sequence) says of \(expired.message): not to \(expired.undelivered)" }
      for node in expired.undelivered { told[expired.message, default: []].insert("\(node)") }
    }
  }

  /// An urgent message was accepted: so much of lower lanes may reach a reader before it, and no more.
  private func probe(_ sequence: UInt64, _ message: SimulatedMessage) {
    for wire in wires where !wire.isClosedByBroker && wire.process.node.order == .lane {
      let node = wire.process.node.index
      let lane = world.lane(node, message.template, sentIn: message.lane)
      guard lane >= Lane.firstReserved, wire.watch.position != nil, wire.process.wire === wire,
        let window = broker.core?.link(to: wire.peer),
        world.mayRead(node, message.template, acceptedUnder: recordVariant, now: variant)
      else { continue }
      let flying = wire.watch.sent.all - wire.watch.arrived.all
      wire.watch.probes.append(.init(sequence: sequence, lane: lane, bound: max(window.window, flying)))
    }
  }

  func isOnRecord(_ message: SimulatedMessage, _ sequence: UInt64, _ acceptedAt: Int64) -> Bool {
    guard sequence >= 1, sequence <= broker.journal.head else { return false }
    let row = broker.journal.rows[Int(sequence) - 1].delivery
    return row.acceptedAt == acceptedAt && row.envelope.document == message.document[...]
  }

  /// A refusal that follows from the message and the rosters, and not from the way that it took.
  func mayBeRefused(_ message: SimulatedMessage, _ code: ErrorCode) -> Bool {
    if DeliveryWorld.templates[message.template].isBroken { return code == .notJSON }
    switch code {
    case .alreadyExpired: return message.expires != nil
    case .unknownReference:
      guard let reference = message.reference, case .accepted = reference.state else { return true }
      return false
    case .classificationExceeded, .addresseeNotReleasable, .recipientNotPermitted, .noRecipient, .unknownAddressee:
      return true
    default: return false
    }
  }

  func watch(_ bytes: [UInt8], _ wire: SimulatedWire) {
    guard let first = bytes.first, let command = Command(rawValue: first) else { return }
    do throws(Refusal) {
      switch command {
      case .deliver: watch(try DeliverFrame(bytes), bytes.count, wire)
      case .receipt: watch(try ControlCodec.decode(Receipt.self, from: bytes), wire)
      case .ping: wire.watch.marks.append(wire.watch.sent)
      case .subscribed:
        let answer = try ControlCodec.decode(Subscribed.self, from: bytes)
        wire.watch.position = answer.cursors.map { cursors in (0..<Lane.count).map { cursors[$0] ?? 0 } }
        wire.watch.precedence = PrecedenceWatch()
      default: break
      }
    } catch {
      report("the broker sends what cannot be read: \(error)")
    }
  }

  /// Promises 1 and 2: what is receipted is on the record, and is never answered otherwise.
  private func watch(_ receipt: Receipt, _ wire: SimulatedWire) {
    let lane = Int(receipt.lane.lane)
    for decision in receipt.decisions {
      for offset in 0..<(decision.count?.value ?? 1) {
        let number = decision.number.value + offset
        let place = MemoryJournal.Place(stream: wire.process.stream.value, lane: lane, number: number)
        guard let message = byNumber[place] else {
          report("a receipt for \(place), which was never sent")
          continue
        }
        let answer: SimulatedMessage.State
        if let sequence = decision.sequence?.value, let time = decision.acceptedAt {
          expect(
            isOnRecord(message, sequence + offset, time.microseconds) && broker.journal.accepted[place] != nil,
            "\(message.id) is receipted and not durable")
          answer = .accepted(sequence + offset)
        } else {
          expect(broker.journal.refused[place] != nil, "\(message.id) is refused before that is durable")
          answer = .refused(ErrorCode(number: UInt16(clamping: decision.code?.value ?? 0)))
        }
        expect(message.answer == nil || message.answer == answer, "\(message.id) is answered twice, not alike")
        message.answer = answer
      }
    }
    for number in 1..<max(1, receipt.next.value) {
      let place = MemoryJournal.Place(stream: wire.process.stream.value, lane: lane, number: number)
      expect(
        broker.journal.accepted[place] != nil || broker.journal.refused[place] != nil,
        "a receipt passes number \(number), which is not durable")
    }
  }

  /// Promises 2, 3 and 4, and that nothing is delivered late.
  private func watch(_ frame: DeliverFrame, _ size: Int, _ wire: SimulatedWire) {
    let node = wire.process.node
    guard let before = wire.watch.position else { return report("\(node.name) is delivered to before SUBSCRIBED") }
    let (waiting, perhaps) = node.order == .record ? ([], []) : higherLanes(than: frame.lane, wire)
    watchLink(frame, size, wire, waiting + perhaps)
    if let problem = wire.watch.precedence.sent(
      size, messages: frame.deliveries.count, lane: frame.lane, waiting: waiting, perhaps: perhaps)
    {
      report("to \(node.name): \(problem)")
    }
    for delivery in frame.deliveries {
      let place = "\(node.name) is sent \(delivery.sequence)"
      guard delivery.sequence <= broker.journal.head else { return report("\(place), not durable") }
      expect(broker.journal.rows[Int(delivery.sequence) - 1].delivery == delivery, "\(place), not as recorded")
      guard let index = bySequence[delivery.sequence] else { return report("\(place), which no node said") }
      let row = recorded[index]
      expect(
        world.mayRead(node.index, row.message.template, acceptedUnder: row.variant, now: variant),
        "\(place) without permission: template \(row.message.template), roster \(row.variant), now \(variant)")
      expect(
        world.lane(node.index, row.message.template, sentIn: row.message.lane) == frame.lane, "\(place) in a wrong lane"
      )
      if let expires = row.message.expires { expect(expires > broker.expiryMoment, "\(place) late") }
      let last = node.order == .record ? wire.watch.position!.max()! : wire.watch.position![frame.lane]
      expect(delivery.sequence > last, "\(place) after \(last)")
      wire.watch.position![frame.lane] = delivery.sequence
      sentEver.insert(delivery.sequence << 4 | UInt64(node.index))
    }
    _ = before
  }

  /// Lanes above, in which something waits that the reader may have: for certain, or perhaps. What it could not read all
  /// the time may have been passed over.
  private func higherLanes(than lane: Int, _ wire: SimulatedWire) -> (certain: [Int], perhaps: [Int]) {
    guard let position = wire.watch.position else { return ([], []) }
    let node = wire.process.node
    var certain: Set<Int> = []
    var perhaps: Set<Int> = []
    for row in recorded {
      let its = world.lane(node.index, row.message.template, sentIn: row.message.lane)
      guard its > lane, row.sequence > position[its] else { continue }
      if row.message.expires ?? .max > broker.latest, isDue(row, to: node) { certain.insert(its) }
      perhaps.insert(its)
    }
    return (certain.sorted(), perhaps.sorted())
  }

  /// What is under way stays within the window, but for what need not wait.
  private func watchLink(_ frame: DeliverFrame, _ size: Int, _ wire: SimulatedWire, _ waiting: [Int]) {
    let isReserved = max(frame.lane, waiting.max() ?? 0) >= Lane.firstReserved
    let flying = wire.watch.sent.all - wire.watch.arrived.all
    let isFirst = flying == 0 || isReserved && wire.watch.sent.reserved == wire.watch.arrived.reserved
    if let window = broker.core?.link(to: wire.peer)?.window {
      expect(
        isFirst || flying + size <= (isReserved ? 2 : 1) * window + 64,
        "to \(wire.process.node.name): \(flying) bytes and \(size) are under way, the window is \(window)")
    }
    wire.watch.sent.all += size
    if frame.lane >= Lane.firstReserved { wire.watch.sent.reserved += size }
  }

  /// Promise 3, as the reader sees it.
  func arrives(_ bytes: [UInt8], _ wire: SimulatedWire) {
    guard bytes.first == Command.deliver.rawValue, let frame = try? DeliverFrame(bytes) else { return }
    for index in wire.watch.probes.indices where wire.watch.probes[index].lane > frame.lane {
      wire.watch.probes[index].bytes += bytes.count
    }
    for delivery in frame.deliveries {
      guard let index = wire.watch.probes.firstIndex(where: { $0.sequence == delivery.sequence }) else { continue }
      let probe = wire.watch.probes.remove(at: index)
      // Its own lane may have sent for long, and earned a lower one its share.
      let share = LaneShare.quantum + 4_000 + wire.watch.sent.reserved / 15
      expect(
        probe.bytes <= probe.bound + share,
        "\(probe.bytes) bytes of lower lanes reach \(wire.process.node.name) before \(probe.sequence), not \(probe.bound)"
      )
    }
  }

  func apply(_ sequence: UInt64, lane: Int, to node: SimulatedNode) {
    guard sequence > node.cursor[lane] else {
      // What it could not read at first may come again, and what expired was passed over for another of its processes.
      let isOwed =
        bySequence[sequence].map { isDue(recorded[$0], to: node) && recorded[$0].message.expires == nil } ?? true
      return expect(!isOwed || node.handled.contains(sequence), "\(node.name) gets \(sequence) after it is past it")
    }
    expect(node.handled.insert(sequence).inserted, "\(node.name) handles \(sequence) twice")
    node.effects.append(sequence)
    if node.order == .record { node.cursor = node.cursor.map { _ in sequence } } else { node.cursor[lane] = sequence }
  }

  func noted(_ note: Note) {
    if case .fault(let node, let code, let detail) = note {
      expect(code == .numberGap || code == .malformedFrame, "the broker complains of \(node): \(code) \(detail)")
    }
  }

  func watchMemory(_ core: Core) {
    let subscriptions = wires.count * Lane.count
    expect(core.rowsHeld <= subscriptions * broker.journal.rowsInReading, "\(core.rowsHeld) rows are held")
  }

  // MARK: what must hold at the end

  private func checkEnd() {
    var last: [MemoryJournal.Place: UInt64] = [:]
    for row in recorded {
      let lane = MemoryJournal.Place(stream: row.message.stream.value, lane: row.message.lane, number: 0)
      expect(last[lane] ?? 0 < row.message.number ?? 0, "lane \(row.message.lane): \(row.message.id) is out of order")
      last[lane] = row.message.number
    }
    let accepted = Set(recorded.map { ObjectIdentifier($0.message) })
    for message in messages {
      switch message.state {
      case .accepted:
        expect(accepted.contains(ObjectIdentifier(message)), "\(message.id) was receipted and is not there")
      case .refused: expect(!accepted.contains(ObjectIdentifier(message)), "\(message.id) was refused and is there")
      case .failed, .lost: break
      case .writing, .inOutbox: report("\(message.id) has no decision")
      }
    }
    for node in nodes {
      for row in recorded
      where row.message.expires ?? .max <= broker.latest && !node.handled.contains(row.sequence) && isDue(row, to: node)
      {
        expect(
          told[row.message.id]?.contains(node.name) == true
            || sentEver.contains(row.sequence << 4 | UInt64(node.index)),
          "\(node.name) did not get \(row.sequence), \(row.message.id), before it expired, and nobody was told")
      }
    }
  }
}
