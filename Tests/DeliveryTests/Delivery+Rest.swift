import CellCore
import CellJournal
import CellNode
import CellSchema
import CellTestSupport
import CellWire

extension Delivery {
  func heal() {
    log { "all is well again" }
    isHealed = true
    broker.isFull = false
    // A clock that comes back from far behind looks like one that runs away: it takes an operator.
    broker.clockError = 0
    if broker.isClockDoubted { kill() }
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
    let lastExpiry = messages.compactMap(\.expires).filter { $0 < broker.now.wall.value + 30_000_000 }.max() ?? 0
    for _ in 0..<3_000 {
      for node in nodes {
        if node.main?.isOver != false { startMain(node) }
        while let main = node.main, main.hasWaiting { main.take(8, acknowledges: true) }
        node.main?.acknowledgeAll()
      }
      pass(100)
      if !problems.isEmpty { return }
      if broker.now.wall.value > lastExpiry + 1_500_000, isAtRest { return }
    }
    for node in nodes { if let first = missing(node).first { report("\(node.name) never gets \(first)") } }
    let open = messages.filter { $0.state == .writing || $0.state == .inOutbox }
    report("it does not come to rest: \(open.prefix(3).map { "\(nodes[$0.node].name) \($0.id) \($0.state)" })")
  }

  var isAtRest: Bool {
    guard !broker.isCommitting, !messages.contains(where: { $0.state == .writing || $0.state == .inOutbox }) else {
      return false
    }
    return nodes.allSatisfy { missing($0).isEmpty && $0.main?.hasWaiting == false && isPlaceKept($0) }
  }

  /// What a reader said that it is done with is on the disk under its durable name.
  func isPlaceKept(_ node: SimulatedNode) -> Bool {
    guard node.place != .own, let taken = node.main?.taken else { return true }
    guard let kept = broker.journal.subscription(node.name, "watch")?.done else { return false }
    return Precedence.lanes.allSatisfy { taken[$0] <= kept[$0] }
  }

  /// What a node could read all the time and has not handled, unless it has expired.
  func missing(_ node: SimulatedNode) -> [UInt64] {
    recorded.filter { row in
      row.isDue(to: node.index) && !node.handled.contains(row.sequence)
        && row.message.expires ?? .max > broker.latestEver
    }.map(\.sequence)
  }

  static func describe(_ bytes: [UInt8]) -> String {
    guard let first = bytes.first, let command = Command(rawValue: first) else { return "?" }
    switch command {
    case .deliver:
      guard let frame = try? DeliverFrame(bytes) else { return "DELIVER ?" }
      return "DELIVER \(frame.lane.rawValue) \(frame.deliveries.map(\.sequence)) \(bytes.count) bytes"
    case .publish:
      guard let frame = try? PublishFrame(bytes) else { return "PUBLISH ?" }
      return "PUBLISH \(frame.lane.rawValue) \(frame.firstNumber)+\(frame.envelopes.count) \(bytes.count) bytes"
    default: return "\(command) \(String(decoding: bytes.dropFirst().prefix(220), as: UTF8.self))"
    }
  }
}
