import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire

/// One history of a cell, made from a seed: nodes that publish well and badly, connections that break, commits that
/// wait or are never heard of, brokers that die, disks that are full, rosters that change. What the bus promises is
/// checked at every frame and once more at the end.
final class Simulation {
  private let world = SimulationWorld.shared
  private let seed: UInt64
  private var random: SplitMix
  private let bus: Bus
  private let nodes: [SimulatedNode]
  private let changesRules: Bool
  private var revision = 1
  private var variant = 0
  /// From which sequence number on which roster held.
  private var variants: [(from: UInt64, variant: Int)] = [(1, 0)]
  private var visited: Set<Int> = [0]
  private let problems: Problems

  /// What went wrong, in words.
  final class Problems {
    fileprivate(set) var all: [String] = []
  }

  init(seed: UInt64) {
    self.seed = seed
    var random = SplitMix(seed)
    let problems = Problems()
    let world = SimulationWorld.shared
    var limits = SessionLimits()
    if random.once(in: 4) { limits.windowMessages = 3 }
    bus = Bus(
      world.files[0][0], limits: limits, recentBytes: [1, 3_000, Limits.recentBytes][random.below(3)],
      known: world.files.flatMap { $0 }, report: { problems.all.append($0) })
    nodes = SimulationWorld.nodes.enumerated().map { index, name in
      SimulatedNode(name, index: index, order: random.once(in: 3) ? .record : .lane)
    }
    changesRules = random.once(in: 2)
    self.random = random
    self.problems = problems
  }

  /// Runs the history and returns what was wrong, empty for nothing.
  func run(steps: Int = 70) -> [String] {
    for _ in 0..<steps {
      step()
      if !problems.all.isEmpty { return problems.all }
    }
    finish()
    if problems.all.isEmpty { checkRecord() }
    if problems.all.isEmpty { checkReading() }
    return problems.all
  }

  private func expect(_ condition: Bool, _ problem: @autoclosure () -> String) {
    if !condition { problems.all.append(problem()) }
  }

  // MARK: what happens

  private func step() {
    let node = nodes[random.below(nodes.count)]
    switch random.below(26) {
    case 0...5: write(node)
    case 6...9: node.send(SimulationWorld.lanes.randomElement(using: &random)!, most: 1 + random.below(4))
    case 10, 11: for lane in Precedence.lanes.reversed() { node.send(lane, most: 3) }
    case 12: node.sent = node.sent.map { $0 - random.below($0 + 1) }
    case 13, 14: if node.station == nil || random.once(in: 4) { connect(node) }
    case 15: cut(node)
    case 16, 17: node.handle(random.below(node.waiting.count + 1), acknowledging: !random.once(in: 4))
    case 18: grant(node, messages: random.below(4), bytes: random.below(4_000))
    case 19: hold()
    case 20: bus.commit()
    case 21: bus.advance(milliseconds: Int64(random.below(1_500)))
    case 22: bus.handle(.tick)
    case 23: if random.once(in: 2) { bus.refuseCommit() } else { congest(node) }
    case 24: if random.once(in: 3) { restart() }
    default: if changesRules, random.once(in: 3) { changeRules() }
    }
    if random.once(in: 2) { bus.settle() } else if random.once(in: 2) { bus.turn() }
  }

  private func write(_ node: SimulatedNode) {
    for _ in 0...random.below(3) {
      let template = random.below(SimulationWorld.templates.count)
      let lane = SimulationWorld.lanes.randomElement(using: &random)!
      let id = MessageID.make(at: Timestamp(bus.now.wall), using: &random)
      let document = world.document(template, node.index, lane, id)
      node.outbox[lane].append(.init(document: document, template: template))
    }
  }

  private func connect(_ node: SimulatedNode) {
    let station = bus.connect(node.name)
    station.watcher = { [unowned self, unowned station] in self.watch($0, node, station) }
    node.begin(
      station, credit: (random.below(8), random.below(8_000)), reserve: (random.below(3), random.below(2_000)))
    station.hello(stream: node.stream)
    guard node.station === station, !station.isCut else { return }
    station.subscribe(
      types: ["cell.*"], order: node.order, durable: "watch", messages: WireNumber(node.credit.messages),
      bytes: WireNumber(node.credit.bytes), reservedMessages: WireNumber(node.reserve.messages),
      reservedBytes: WireNumber(node.reserve.bytes))
  }

  private func cut(_ node: SimulatedNode) {
    guard let station = node.station else { return }
    node.station = nil
    bus.gone(station)
  }

  private func grant(_ node: SimulatedNode, messages: Int, bytes: Int) {
    node.credit.messages += messages
    node.credit.bytes += bytes
    node.station?.send(
      Credit(subscription: 1, messages: WireNumber(node.credit.messages), bytes: WireNumber(node.credit.bytes)))
  }

  private func hold() {
    bus.holdsCommits = random.once(in: 2)
    bus.holdsReads = random.once(in: 3)
    bus.holdsLookups = random.once(in: 3)
  }

  private func congest(_ node: SimulatedNode) {
    guard let station = node.station else { return }
    bus.handle(random.once(in: 2) ? .congested(station.peer) : .relieved(station.peer))
  }

  private func restart() {
    if random.once(in: 2) { bus.commitUnheard() }
    for node in nodes { node.station = nil }
    bus.restart()
  }

  private func changeRules() {
    guard revision <= SimulationWorld.changes else { return }
    adopt(random.below(SimulationWorld.variants))
  }

  private func adopt(_ next: Int) {
    (bus.holdsCommits, bus.holdsReads, bus.holdsLookups) = (false, false, false)
    bus.settle()
    revision += 1
    variant = next
    visited.insert(next)
    variants.append((bus.journal.head + 1, next))
    do throws(Refusal) { try bus.change(world.files[next][revision - 1]) } catch {
      problems.all.append("the rules were refused: \(error)")
    }
  }

  /// Everything that was held comes, everybody is there and has room.
  private func finish() {
    (bus.holdsCommits, bus.holdsReads, bus.holdsLookups) = (false, false, false)
    bus.settle()
    if variant != 0 { adopt(0) }
    for _ in 0..<40 {
      for node in nodes {
        if node.station == nil { connect(node) }
        if let station = node.station { bus.handle(.relieved(station.peer)) }
        for lane in Precedence.lanes.reversed() { node.send(lane, most: 3) }
        grant(node, messages: 1_000, bytes: 10_000_000)
      }
      bus.settle()
      for node in nodes { node.handle(node.waiting.count, acknowledging: true) }
      bus.settle()
      if !nodes.contains(where: { $0.isUndecided || !$0.waiting.isEmpty }) { return }
    }
    for node in nodes where node.isUndecided || !node.waiting.isEmpty {
      let open = node.outbox.elements.map { lane in lane.count { $0.decided == nil } }
      problems.all.append("\(node.name) does not come to an end: undecided \(open), sent \(node.sent.elements)")
    }
  }

  // MARK: what must hold at every frame

  private func watch(_ frame: BrokerFrame, _ node: SimulatedNode, _ station: Station) {
    switch frame {
    case .receipt(let receipt):
      let lane = receipt.lane
      for (number, decided) in receipt.unfolded { note(decided, number, lane, node) }
      for number in 1..<max(1, receipt.next.value) {
        expect(isDurable(number, lane, node), "\(node.name) \(receipt.lane): next passes \(number), not durable")
      }
    case .deliver(let frame): note(frame, node, station)
    case .error(let error):
      let codes = [ErrorCode.numberGap, .windowExceeded, .storageFull].map { UInt64($0.number) }
      guard codes.contains(error.code.value), let lane = error.lane, let next = error.next else {
        return problems.all.append("\(node.name) got \(error.name): \(error.detail)")
      }
      if node.station === station {
        node.sent[lane] = min(node.sent[lane], Int(next.value) - 1)
      }
    case .bye:
      if node.station === station { node.station = nil }
    case .welcome, .subscribed, .answer, .ping, .pong: break
    }
  }

  private func isDurable(_ number: UInt64, _ lane: Precedence, _ node: SimulatedNode) -> Bool {
    bus.journal.decision(stream: node.stream, lane: lane, number: number) != nil
  }

  /// Promises 1 and 2: what is receipted is on the record, byte by byte, and never answered otherwise.
  private func note(_ decided: Decided, _ number: UInt64, _ lane: Precedence, _ node: SimulatedNode) {
    let place = "\(node.name) lane \(lane) number \(number)"
    guard number >= 1, number <= node.outbox[lane].count else {
      return problems.all.append("\(place) was never given")
    }
    let entry = node.outbox[lane][Int(number) - 1]
    expect(entry.decided == nil || entry.decided == decided, "\(place): first \(entry.decided!), then \(decided)")
    node.outbox[lane][Int(number) - 1].decided = decided
    switch decided {
    case .accepted(let sequence, let acceptedAt):
      guard sequence <= bus.journal.head else { return problems.all.append("\(place) is receipted and not durable") }
      let row = bus.journal.rows[Int(sequence) - 1]
      expect(
        row.node == node.name && row.number == StreamNumber(stream: node.stream, number: number) && row.lane == lane
          && row.acceptedAt.value == acceptedAt && Array(row.envelope.document) == entry.document,
        "\(place) is receipted as \(sequence), which is another message")
      if !changesRules {
        expect(world.outcome(entry.template, node.index, under: 0) == 0, "\(place) is accepted: \(entry.template)")
      }
    case .refused(let code, _):
      if case .refused = bus.journal.decision(stream: node.stream, lane: lane, number: number) {
      } else {
        problems.all.append("\(place) is refused before that is durable")
      }
      if !changesRules {
        let expected = world.outcome(entry.template, node.index, under: 0)
        expect(expected == code, "\(place) is refused with \(code), not \(expected)")
      }
    }
  }

  /// Promises 2, 3 and 4, and the credit.
  private func note(_ frame: DeliverFrame, _ node: SimulatedNode, _ station: Station) {
    expect(node.station === station, "\(node.name): a session that is over is delivered to")
    for delivery in frame.deliveries {
      let place = "\(node.name) gets \(delivery.sequence)"
      guard delivery.sequence.value <= bus.journal.head else { return problems.all.append("\(place), not durable") }
      let row = bus.journal.rows[delivery.sequence.index]
      expect(row.delivery == delivery && row.lane == frame.lane, "\(place), not as it was recorded")
      guard let template = template(of: row) else { return problems.all.append("\(place), which no node said") }
      expect(
        world.mayRead(node.index, template, acceptedUnder: variantAt(delivery.sequence.value), now: variant),
        "\(place) without permission (template \(template), variant \(variant))")
      let last = node.order == .record ? node.lastSequence.greatest : node.lastSequence[frame.lane]
      expect(delivery.sequence.value > last, "\(place) after \(last)")
      node.lastSequence[frame.lane] = delivery.sequence.value
      node.waiting.append((frame.lane, delivery.sequence.value))
      node.spent.messages += 1
      node.spent.bytes += delivery.encodedCount
      let kept = frame.lane.isReserved ? (messages: 0, bytes: 0) : node.reserve
      expect(
        node.spent.messages + kept.messages <= node.credit.messages
          && node.spent.bytes + kept.bytes <= node.credit.bytes, "\(place) beyond its credit")
    }
  }

  /// What kind of message a row is; nil for what the bus says itself.
  private func template(of row: RecordRow) -> Int? {
    row.number.flatMap { number in
      nodes.first { $0.stream == number.stream }.map { $0.outbox[row.lane][Int(number.number) - 1].template }
    }
  }

  private func variantAt(_ sequence: UInt64) -> Int { variants.last { $0.from <= sequence }!.variant }

  // MARK: what must hold at the end

  /// Promises 1, 2 and 6: each message has one decision, and the accepted ones of a lane stand in their order.
  private func checkRecord() {
    for node in nodes {
      for lane in Precedence.lanes {
        var sequences: [UInt64] = []
        for (index, entry) in node.outbox[lane].enumerated() {
          switch entry.decided {
          case .accepted(let sequence, _): sequences.append(sequence)
          case .refused: break
          case nil: problems.all.append("\(node.name) lane \(lane) number \(index + 1) has no decision")
          }
        }
        let rows = bus.journal.rows.filter { $0.number?.stream == node.stream && $0.lane == lane }.map(\.sequence.value)
        expect(rows == sequences, "\(node.name) lane \(lane): receipted \(sequences), on the record \(rows)")
      }
    }
  }

  /// Promises 2 and 4: each reader handled what it may read, each once; and a replayed broker delivers the same.
  private func checkReading() {
    let own = bus.journal.rows.compactMap { row in
      template(of: row).map { (sequence: row.sequence.value, template: $0) }
    }
    func mayRead(_ node: SimulatedNode, _ message: (sequence: UInt64, template: Int), now: Int) -> Bool {
      world.mayRead(node.index, message.template, acceptedUnder: variantAt(message.sequence), now: now)
    }
    for node in nodes {
      let got = Set(node.handled)
      expect(got.count == node.handled.count, "\(node.name) handled something twice")
      for message in own where visited.allSatisfy({ mayRead(node, message, now: $0) }) {
        expect(got.contains(message.sequence), "\(node.name) never got \(message.sequence)")
      }
      let due = own.filter { mayRead(node, $0, now: variant) }.map(\.sequence)
      expect(replayed(node) == due, "\(node.name) reads otherwise now")
    }
    let head = bus.journal.head
    for node in nodes { node.station = nil }
    bus.restart()
    expect(bus.journal.head == head, "a restart writes to the record")
    for node in nodes {
      let due = own.filter { mayRead(node, $0, now: variant) }.map(\.sequence)
      expect(replayed(node) == due, "\(node.name) reads otherwise after a restart")
    }
  }

  /// What a new reader gets from the beginning.
  private func replayed(_ node: SimulatedNode) -> [UInt64] {
    let station = bus.connect(node.name).hello()
    defer { bus.gone(station) }
    station.subscribe(types: ["cell.*"], order: .record)
    bus.settle()
    return station.delivered()
  }
}
