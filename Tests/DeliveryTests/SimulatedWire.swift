import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire

/// One direction of a connection: frames arrive in order, after they were carried off at the link's rate.
struct Pipe {
  var bytesPerSecond = 1_000_000
  var delay: Int64 = 1
  /// What goes in comes out nowhere: half of a connection is gone, and nobody was told.
  var swallows = false
  private var freeAt: Int64 = 0
  private var frames: [(at: Int64, bytes: [UInt8])] = []
  private var head = 0
  private(set) var bytesUnderWay = 0

  var arrival: Int64? { head < frames.count ? frames[head].at : nil }

  mutating func push(_ bytes: [UInt8], at now: Int64) {
    if swallows { return }
    freeAt = max(now, freeAt) + Int64(bytes.count * 1_000 / bytesPerSecond)
    frames.append((max(frames.last?.at ?? 0, freeAt + delay), bytes))
    bytesUnderWay += bytes.count
  }

  mutating func pop() -> [UInt8] {
    let bytes = frames[head].bytes
    head += 1
    bytesUnderWay -= bytes.count
    return bytes
  }

  /// Everything but the first frames is lost, and what comes after it.
  mutating func cut(keeping count: Int) {
    frames = Array(frames[head...].prefix(count))
    head = 0
    bytesUnderWay = frames.reduce(0) { $0 + $1.bytes.count }
    swallows = true
  }

  var count: Int { frames.count - head }
}

/// A connection between a node's process and the broker.
final class SimulatedWire {
  let peer: PeerID
  let process: SimulatedProcess
  var toBroker = Pipe()
  var toNode = Pipe()
  /// The broker does not listen any more.
  var isClosedByBroker = false
  /// When a side hears that the connection is gone.
  var lossAtBroker: Int64?
  var lossAtNode: Int64?
  var isCongested = false
  var watch = WireWatch()

  init(_ peer: PeerID, _ process: SimulatedProcess) {
    self.peer = peer
    self.process = process
  }

  var nextEvent: Int64 {
    min(
      toBroker.arrival ?? .max, toNode.arrival ?? .max, lossAtBroker ?? .max, lossAtNode ?? .max)
  }
}
