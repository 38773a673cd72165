import CellSchema

/// How much of lower lanes goes before something of a higher one that waits, as somebody sees it who only counts bytes.
struct PrecedenceWatch {
  /// By lane: what it sent since it waits without a break, and what lower ones sent meanwhile.
  private var own = [Int](repeating: 0, count: Lane.count)
  private var lower = [Int](repeating: 0, count: Lane.count)

  /// A frame goes out; what is wrong with that.
  ///
  /// - Parameters:
  ///   - waiting: the higher lanes that had something to send.
  ///   - perhaps: those that may have had.
  mutating func sent(
    _ bytes: Int, messages: Int, lane: Int, waiting: [Int], perhaps: [Int] = []
  ) -> String? {
    var problem: String?
    let highest = max(waiting.max() ?? 0, perhaps.max() ?? 0)
    own[lane] += bytes
    for higher in lane + 1..<max(lane + 1, Lane.count) {
      guard waiting.contains(higher) || perhaps.contains(higher) else {
        own[higher] = 0
        lower[higher] = 0
        continue
      }
      // A sixteenth is a lower lane's, once the other fifteen are sent. Which one's is not looked at here: those whose
      // rows are being read are left out.
      if waiting.contains(higher), higher == highest, lower[higher] > own[higher] / 15 - LaneShare.quantum {
        problem = "\(Lane.names[lane]) goes before \(Lane.names[higher]), which has sent \(own[higher])"
      }
      if waiting.contains(higher), higher == highest, messages > 1, bytes > LaneShare.quantum + 64 {
        problem = "a share of \(bytes) bytes of \(Lane.names[lane]) goes before \(Lane.names[higher])"
      }
      if waiting.contains(higher), higher == highest { lower[higher] += max(0, bytes - 64) }
    }
    return problem
  }
}

/// What a process sent in one session.
struct PublishWatch {
  var wasSetBack = false
  var precedence = PrecedenceWatch()
  var sent: Set<MessageID> = []
}

/// What the broker sent on one connection.
struct WireWatch {
  var precedence = PrecedenceWatch()
  /// By lane: up to here it was sent, or was done before.
  var position: [UInt64]?
  /// Bytes of DELIVER, and those known to have arrived; in all, and of lanes that need not wait for routine.
  var sent = (all: 0, reserved: 0)
  var arrived = (all: 0, reserved: 0)
  var marks: [(all: Int, reserved: Int)] = []
  /// Urgent messages that were accepted and have not arrived, and how much of lower lanes came before them.
  var probes: [Probe] = []

  struct Probe {
    var sequence: UInt64
    var lane: Int
    var bound: Int
    var bytes = 0
  }

  mutating func answered() {
    if !marks.isEmpty { arrived = marks.removeFirst() }
  }
}
