/// How many bytes may be under way on a link, so that about half a second of it is full and not more.
///
/// Buffers of kernel and library take in far more than a slow link carries off, and what comes later stands behind all
/// of it. So a sender puts a mark (PING) behind what it sends; its answer (PONG) shows that everything before arrived,
/// and how long that took. The window doubles while answers come at once, and shrinks as they come late. Lanes from
/// immediate on may go beyond it by as much again, and by one message always: they do not wait for routine to arrive.
package struct LinkWindow: Sendable {
  /// Bytes.
  package static let least = 4_096
  package static let first = 16_384
  package static let greatest = 4_194_304
  /// Milliseconds that a byte may wait on the link beyond its round trip.
  package static let target: Int64 = 500
  /// Milliseconds after which the shortest round trip is measured anew, with little under way: links change.
  private static let memory: Int64 = 60_000

  /// Bytes that may be under way.
  package private(set) var window = Self.first
  /// Bytes that were sent, and those known to have arrived.
  private var sent = Tally()
  private var arrived = Tally()
  private var marked = Tally()
  private var marks: [Mark] = []
  /// The shortest round trip, and when it was measured anew.
  private var shortest = Int64.max
  private var shortestSince: Int64 = 0
  /// The window kept something back since it was set last.
  private var wasFull = false
  /// Marks up to here tell of the window before.
  private var settledAt = 0

  private struct Tally: Sendable {
    var all = 0
    /// Of lanes that need not wait for routine.
    var reserved = 0
  }

  private struct Mark: Sendable {
    var at: Int64
    var sent: Tally
    var underWay: Int
  }

  package init() {}

  /// Bytes that are not known to have arrived.
  package var underWay: Int { sent.all - arrived.all }

  /// Bytes that were sent so far, and that are known to have arrived.
  package var sentBytes: Int { sent.all }
  package var arrivedBytes: Int { arrived.all }

  /// Bytes of a frame: a part of the window, so that nothing stands behind a long one.
  package var frame: Int { min(Limits.batch, max(Self.least, window / 4)) }

  /// Whether a frame may go out now. One that may not is asked for again when an answer came.
  package mutating func allows(_ bytes: Int, lane: Int) -> Bool {
    let isReserved = lane >= Lane.firstReserved
    if underWay == 0 || underWay + bytes <= (isReserved ? 2 * window : window) { return true }
    if isReserved, sent.reserved == arrived.reserved { return true }
    wasFull = true
    return false
  }

  package mutating func sent(_ bytes: Int, lane: Int) {
    sent.all += bytes
    if lane >= Lane.firstReserved { sent.reserved += bytes }
  }

  /// A mark is due: a good part of the window follows the last one, or something was kept back, and no answer is
  /// awaited that would release it; or no round trip was measured yet.
  package var needsMark: Bool {
    if sent.all - marked.all >= max(Self.least / 2, window / 4) { return true }
    return marks.isEmpty && (wasFull && underWay > 0 || shortest == .max)
  }

  /// A PING goes out now.
  package mutating func mark(at now: Int64) {
    marks.append(Mark(at: now, sent: sent, underWay: underWay))
    marked = sent
  }

  /// Every PING was answered.
  package var isSettled: Bool { marks.isEmpty }

  /// A PONG came: it answers the oldest PING.
  package mutating func answered(at now: Int64) {
    guard !marks.isEmpty else { return }
    let mark = marks.removeFirst()
    arrived = mark.sent
    let trip = max(0, now - mark.at)
    // What stands behind a queue does not tell how long the way is.
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
