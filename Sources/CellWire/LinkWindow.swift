package import CellSchema

/// How many bytes may be under way on a link: about as many as the link carries in half a second.
///
/// Buffers of kernel and library take in far more than a slow link carries, and a later frame stands behind all of it.
/// So a sender puts a mark (PING) behind its frames; the answer (PONG) shows that everything before arrived, and how
/// long that took. The window doubles while answers come at once, and shrinks as they come late. Lanes from immediate
/// on may exceed the window by as much again, and always by one message: they do not wait for routine to arrive.
package struct LinkWindow: Sendable {
  /// The smallest, first and largest window, in bytes.
  package static let least = 4_096
  package static let first = 16_384
  package static let greatest = 4_194_304
  /// Milliseconds that a byte may take on the link beyond the round trip.
  package static let target: Int64 = 500
  /// Milliseconds after which the shortest round trip is measured anew, while little is under way: links change.
  private static let memory: Int64 = 60_000

  /// How many bytes may be under way.
  package private(set) var window = Self.first
  /// Bytes sent, bytes known to have arrived, and bytes sent before the last mark.
  private var sent = ByteCount()
  private var arrived = ByteCount()
  private var marked = ByteCount()
  private var marks: [Mark] = []
  /// The shortest round trip in milliseconds, and when its measurement began (monotonic milliseconds).
  private var shortest = Int64.max
  private var shortestSince: Int64 = 0
  /// Whether the window kept a frame back since it last changed.
  private var wasFull = false
  /// Marks of bytes sent up to this count measure the window before its last change.
  private var settledAt = 0

  private struct ByteCount: Sendable {
    var all = 0
    /// Bytes of lanes from immediate on.
    var reserved = 0
  }

  private struct Mark: Sendable {
    var at: Int64
    var sent: ByteCount
    var underWay: Int
  }

  package init() {}

  /// How many bytes are not known to have arrived.
  package var underWay: Int { sent.all - arrived.all }

  /// How many bytes were sent so far; ``arrivedBytes``: how many of them are known to have arrived.
  package var sentBytes: Int { sent.all }
  package var arrivedBytes: Int { arrived.all }

  /// The most bytes of a frame: a part of the window, so that nothing stands behind a long frame.
  package var frame: Int { min(Limits.batch, max(Self.least, window / 4)) }

  /// Whether a frame may be sent now. One that may not is asked for again after the next answer.
  package mutating func allows(_ bytes: Int, lane: Precedence) -> Bool {
    let isReserved = lane.isReserved
    if underWay == 0 || underWay + bytes <= (isReserved ? 2 * window : window) { return true }
    if isReserved, sent.reserved == arrived.reserved { return true }
    wasFull = true
    return false
  }

  package mutating func sent(_ bytes: Int, lane: Precedence) {
    sent.all += bytes
    if lane.isReserved { sent.reserved += bytes }
  }

  /// Whether a mark is due: a good part of the window was sent since the last mark; or a frame was kept back and no
  /// answer is awaited that would release it; or no round trip was measured yet.
  package var needsMark: Bool {
    if sent.all - marked.all >= max(Self.least / 2, window / 4) { return true }
    return marks.isEmpty && (wasFull && underWay > 0 || shortest == .max)
  }

  /// A PING goes out now.
  package mutating func mark(at now: Int64) {
    marks.append(Mark(at: now, sent: sent, underWay: underWay))
    marked = sent
  }

  /// Whether every PING was answered.
  package var isSettled: Bool { marks.isEmpty }

  /// A PONG came, which answers the oldest PING.
  package mutating func answered(at now: Int64) {
    guard !marks.isEmpty else { return }
    let mark = marks.removeFirst()
    arrived = mark.sent
    let trip = max(0, now - mark.at)
    // With a queue before it, a mark does not measure the link's own round trip.
    if now - shortestSince >= Self.memory, mark.underWay <= Self.least {
      shortest = trip
      shortestSince = now
    }
    shortest = min(shortest, trip)
    guard mark.sent.all > settledAt else { return }
    settle(delay: trip - shortest)
  }

  private mutating func settle(delay: Int64) {
    if delay > Self.target {
      window = max(Self.least, max(window / 4, window * Int(Self.target) / Int(delay)))
    } else if delay <= Self.target / 2, wasFull {
      window = min(Self.greatest, 2 * window)
    } else {
      return
    }
    wasFull = false
    settledAt = sent.all
  }
}
