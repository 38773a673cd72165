import CellJournal
import CellSchema
import CellTestSupport
import CellWire

/// How much of lower lanes goes before something of a higher one that waits, as somebody sees it who only counts bytes.
struct PrecedenceWatch {
  /// By lane: what it sent since it waits without a break, and what lower ones sent meanwhile.
  private var own = Lanes(repeating: 0)
  private var lower = Lanes(repeating: 0)

  /// A frame goes out; what is wrong with that.
  ///
  /// - Parameters:
  ///   - waiting: the higher lanes that had something to send.
  ///   - perhaps: those that may have had.
  mutating func sent(
    _ bytes: Int, messages: Int, lane: Precedence, waiting: [Precedence], perhaps: [Precedence] = []
  ) -> String? {
    var problem: String?
    own[lane] += bytes
    for higher in Precedence.lanes where higher > lane {
      guard waiting.contains(higher) || perhaps.contains(higher) else {
        own[higher] = 0
        lower[higher] = 0
        continue
      }
      // A sixteenth is a lower lane's, once the other fifteen are sent: of each lane that it goes before.
      guard waiting.contains(higher) else { continue }
      if lower[higher] > own[higher] / 15 - LaneShare.quantum {
        problem = "\(lane.rawValue) goes before \(higher.rawValue), which has sent \(own[higher])"
      }
      if messages > 1, bytes > LaneShare.quantum + 64 {
        problem = "a share of \(bytes) bytes of \(lane.rawValue) goes before \(higher.rawValue)"
      }
      lower[higher] += max(0, bytes - 64)
    }
    return problem
  }
}

/// What a process sent in one session.
struct PublishWatch {
  var wasSetBack = false
  var precedence = PrecedenceWatch()
  var sent: Set<MessageID> = []
  var link = LinkWatch()
}

/// What is under way on a link, as somebody sees it who only counts bytes.
struct LinkWatch {
  /// Bytes of messages, and those known to have arrived; in all, and of lanes that need not wait for routine.
  private var sent = (all: 0, reserved: 0)
  private var arrived = (all: 0, reserved: 0)
  private var marks: [(all: Int, reserved: Int)] = []

  /// What need not wait for routine has nothing of its own to wait for.
  var isFreeForReserved: Bool { sent.reserved == arrived.reserved }

  var underWay: Int { sent.all - arrived.all }
  var sentReserved: Int { sent.reserved }

  mutating func ping() { marks.append(sent) }
  mutating func pong() { if !marks.isEmpty { arrived = marks.removeFirst() } }

  /// A frame goes out; what is wrong with that.
  ///
  /// - Parameter rank: the highest lane that waits, or this one.
  mutating func sent(_ size: Int, lane: Precedence, rank: Precedence, window: Int) -> String? {
    let isReserved = rank.isReserved
    let isFirst = underWay == 0 || isReserved && sent.reserved == arrived.reserved
    let isWithin = isFirst || underWay + size <= (isReserved ? 2 : 1) * window + 64
    defer {
      sent.all += size
      if lane.isReserved { sent.reserved += size }
    }
    return isWithin ? nil : "\(underWay) bytes and \(size) are under way, the window is \(window)"
  }
}

/// What the broker sent on one connection.
struct WireWatch {
  var precedence = PrecedenceWatch()
  /// By lane: up to here it was sent, or was done before.
  var position: Lanes<UInt64>?
  var link = LinkWatch()
  /// Urgent messages that were accepted and have not arrived, and how much of lower lanes came before them.
  var probes: [Probe] = []
  /// What the reader allows since SUBSCRIBE, as the broker has heard, and what was sent of it.
  var credit: (messages: UInt64, bytes: UInt64) = (0, 0)
  var used: (messages: UInt64, bytes: UInt64) = (0, 0)

  struct Probe {
    var sequence: UInt64
    var lane: Precedence
    var bound: Int
    var bytes = 0
  }
}

/// A message of a node on the record.
struct RecordedRow {
  let sequence: UInt64
  let message: SimulatedMessage
  /// The roster under which it was accepted.
  let variant: Int
  /// The nodes that could read it under every roster since, bit by bit.
  var readers = UInt8.max

  func isDue(to node: Int) -> Bool { readers & 1 << node != 0 }
}

/// Where a message stands among a publisher's numbers.
struct PublishPlace: Hashable {
  var stream: UInt128
  var lane: Precedence
  var number: UInt64
}
