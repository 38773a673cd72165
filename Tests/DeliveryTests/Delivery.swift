import CellCore
import CellJournal
import CellNode
import CellSchema
import CellTestSupport
import CellWire

/// One history of broker, nodes, network, clocks and disks, made from a seed: the real machines on both sides, and
/// everything between them may break at any step. At the end the network heals, and what was promised has to be there.
final class Delivery {
  let world = DeliveryWorld.shared
  let seed: UInt64
  var random: SplitMix
  let traces: Bool
  private(set) var now: Int64 = 0
  private(set) var problems: [String] = []
  private(set) var history: [String] = []

  private(set) var broker: SimulatedBroker!
  private(set) var nodes: [SimulatedNode] = []
  private(set) var wires: [SimulatedWire] = []
  var lastPeer: UInt64 = 0
  var isHealed = false
  let changesRules: Bool
  let hasGuests: Bool
  var isSlow = [Bool](repeating: false, count: DeliveryWorld.nodes.count)

  // What is known of the record.
  private(set) var messages: [SimulatedMessage] = []
  var byNumber: [PublishPlace: SimulatedMessage] = [:]
  /// Messages of nodes on the record, in order.
  var recorded: [RecordedRow] = []
  var bySequence: [UInt64: Int] = [:]
  var isRecorded: Set<ObjectIdentifier> = []
  /// The roster that the record names last.
  var recordVariant = 0
  var told: [MessageID: Set<String>] = [:]
  /// Messages that were expired in an earlier run of the broker, and are not in this one.
  var revived: Set<UInt64> = []
  /// By sequence number and node: it came to one of the node's processes.
  var reached: Set<UInt64> = []

  var revision = 1
  private(set) var variant = 0

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
    let scanned = [50, 80, Limits.scannedRows][random.below(3)]
    for index in DeliveryWorld.nodes.indices {
      nodes.append(
        SimulatedNode(
          index, place: SimulatedNode.Place.allCases[random.below(3)], order: random.once(in: 4) ? .record : .lane,
          isStored: !random.once(in: 4)))
    }
    self.random = random
    broker = SimulatedBroker(self, limits: limits, recentBytes: recent, rowsInReading: rows, scannedRows: scanned)
  }

  /// Runs the history; what was wrong, empty for nothing.
  func run(steps: Int) -> [String] {
    // Wires and processes hold each other.
    defer { for wire in wires { wire.process.wire = nil } }
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
  func pass(_ time: Int64) {
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

  func run(_ wire: SimulatedWire) {
    if let at = wire.toBroker.arrival, at <= now {
      let bytes = wire.toBroker.pop()
      if wire.isClosedByBroker { return }
      if bytes.first == Command.pong.rawValue { wire.watch.link.pong() }
      heard(bytes, wire)
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
  func lost(_ wire: SimulatedWire) {
    wire.toNode.cut(keeping: 0)
    if wire.isClosedByBroker { return forget(wire) }
    guard wire.lossAtBroker == nil, !wire.toBroker.swallows || once(in: 2) else { return }
    wire.lossAtBroker = now + 2_000 + upTo(50)
    if wire.toBroker.count == 0 || once(in: 2) {
      wire.toBroker.cut(keeping: Int(upTo(Int64(wire.toBroker.count))))
      wire.lossAtBroker = max(now, wire.toBroker.arrival ?? 0) + upTo(50)
    }
  }

  func forget(_ wire: SimulatedWire) {
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

  func cut(_ wire: SimulatedWire) {
    log { "the connection of \(wire.process.node.name) is cut" }
    wire.toBroker.cut(keeping: Int(upTo(Int64(wire.toBroker.count))))
    wire.toNode.cut(keeping: Int(upTo(Int64(wire.toNode.count))))
    if !once(in: 3) { wire.lossAtNode = now + upTo(300) }
    if !once(in: 3), !wire.isClosedByBroker { wire.lossAtBroker = now + upTo(300) }
  }

  // MARK: what happens

  func step() {
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
      broker.clockError = once(in: 4) ? upTo(10_000_000) - 5_000_000 : upTo(8_000) - 4_000
      log { "the clock is off by \(broker.clockError) ms" }
    case 48: congest()
    case 49: broker.slowness = [0, 5, 80, 700][random.below(4)]
    case 50..<53: isSlow[node.index].toggle()
    default: break
    }
    for node in nodes where !isSlow[node.index] { if once(in: 2) { take(node) } }
    pass(upTo([0, 3, 50, 400, 1_500, 8_000][random.below(6)]))
  }

  func write(_ node: SimulatedNode, count: Int, template fixed: Int? = nil) {
    guard let process = node.main, !process.isOver else { return }
    let lane = Precedence.lanes[random.below(DeliveryWorld.lanes)]
    for _ in 0..<count {
      let template = fixed ?? random.below(DeliveryWorld.templates.count)
      let kind = DeliveryWorld.templates[template]
      let lane = fixed == nil ? Precedence.lanes[random.below(DeliveryWorld.lanes)] : lane
      let own = messages.suffix(12).filter { $0.node == node.index && $0.stream == process.stream }
      let reference = kind.refers ? own.randomElement(using: &random) : nil
      if kind.refers, reference == nil { continue }
      let expires =
        kind.expires
        ? DeliveryWorld.expiry(max(broker.now.wall.value, Fixture.start) + 1_000_000 + upTo(15_000_000)) : nil
      let id = MessageID.make(at: Timestamp(microseconds: Fixture.start + now * 1_000), using: &random)
      let message = SimulatedMessage(
        order: messages.count, node: node.index, template: template, lane: lane, id: id,
        document: world.document(
          template, node.index, lane: lane, id: id, expires: expires, reference: reference?.id),
        expires: expires, reference: reference, stream: process.stream)
      messages.append(message)
      log { "\(node.name) is given \(id) \(lane.rawValue) template \(template)" }
      process.publish(message)
    }
  }

  func take(_ node: SimulatedNode) {
    for process in [node.main, node.guest] { process?.take(random.below(8), acknowledges: !once(in: 4)) }
  }

  /// One direction swallows, and nobody is told.
  func halve(_ wire: SimulatedWire) {
    log { "half of the connection of \(wire.process.node.name) is gone" }
    if once(in: 2) { wire.toNode.cut(keeping: 0) } else { wire.toBroker.cut(keeping: 0) }
  }

  func worsen(_ wire: SimulatedWire) {
    wire.toNode.bytesPerSecond = [500, 4_000, 100_000][random.below(3)]
    wire.toBroker.bytesPerSecond = [500, 4_000, 100_000][random.below(3)]
    wire.toNode.delay = upTo(900)
  }

  func kill() {
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

  func die(_ node: SimulatedNode) {
    guard let process = once(in: 3) ? node.guest : node.main else { return }
    log { "a process of \(node.name) dies" }
    process.die()
    if process === node.main { node.main = nil } else { node.guest = nil }
  }

  func startMain(_ node: SimulatedNode) {
    node.main?.die()
    let process = SimulatedProcess(self, node, isGuest: false, seed: random.next())
    node.main = process
    process.open()
  }

  func takeOver(_ node: SimulatedNode) {
    node.guest?.die()
    let process = SimulatedProcess(self, node, isGuest: true, seed: random.next())
    node.guest = process
    process.open()
  }

  func congest() {
    guard let wire = wires.randomElement(using: &random), !wire.isClosedByBroker else { return }
    wire.isCongested.toggle()
    broker.handle(wire.isCongested ? .congested(wire.peer) : .relieved(wire.peer))
  }

  func adopt(_ next: Int) {
    guard revision <= DeliveryWorld.changes || isHealed, next != variant else { return }
    log { "roster \(next)" }
    revision += 1
    variant = next
    isInForce(next)
    broker.change(world.files[next][revision - 1])
  }

  /// No more mishaps: everything comes to rest.
}
