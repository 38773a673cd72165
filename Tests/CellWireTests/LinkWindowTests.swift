import CellSchema
import CellWire
import Testing

/// A link of a given speed and round trip behind a buffer without end, and a sender that always has something.
private struct Link {
  var window = LinkWindow()
  /// Bytes a millisecond.
  var speed: Double
  let roundTrip: Int64
  private(set) var now: Int64 = 0
  /// When the last byte that was sent leaves the buffer.
  private var free = 0.0
  private var answers: [Int64] = []

  init(bytesPerSecond: Int, roundTrip: Int64) {
    speed = Double(bytesPerSecond) / 1_000
    self.roundTrip = roundTrip
  }

  /// Milliseconds that a byte sent now waits in the buffer.
  var delay: Double { max(0, free - Double(now)) }

  mutating func run(milliseconds: Int64, lane: Precedence = .routine) {
    let end = now + milliseconds
    while now < end {
      while let first = answers.first, first <= now {
        answers.removeFirst()
        window.answered(at: now)
      }
      send(lane)
      now += 1
    }
  }

  private mutating func send(_ lane: Precedence) {
    if window.needsMark { mark() }
    // Frames in one millisecond are bounded: a fast link is not to turn this into an endless loop.
    for _ in 0..<64 where window.allows(window.frame, lane: lane) {
      free = max(free, Double(now)) + Double(window.frame) / speed
      window.sent(window.frame, lane: lane)
      if window.needsMark { mark() }
    }
    if window.needsMark { mark() }
  }

  private mutating func mark() {
    window.mark(at: now)
    answers.append(max(now, Int64(free)) + roundTrip)
  }
}

@Suite("What is under way on a link is about half a second of it")
struct LinkWindowTests {
  @Test(arguments: [(8_192, 0), (8_192, 400), (65_536, 50)])
  func `a slow link settles at about half a second of delay`(bytesPerSecond: Int, roundTrip: Int) {
    var link = Link(bytesPerSecond: bytesPerSecond, roundTrip: Int64(roundTrip))
    link.run(milliseconds: 30_000)
    var greatest = 0.0
    var least = Double.infinity
    for _ in 0..<300 {
      link.run(milliseconds: 100)
      greatest = max(greatest, link.delay)
      least = min(least, Double(link.window.underWay))
    }
    // A frame and half a window more or less: marks come in steps.
    #expect(greatest < 1_500)
    #expect(least > 0, "the link was never idle")
  }

  @Test func `a fast link reaches the greatest window`() {
    var link = Link(bytesPerSecond: 100_000_000, roundTrip: 60)
    link.run(milliseconds: 10_000)
    #expect(link.window.window == LinkWindow.greatest)
    #expect(link.window.frame == Limits.batch)
  }

  @Test func `a link that becomes slow is not buried for long`() {
    var link = Link(bytesPerSecond: 1_000_000, roundTrip: 20)
    link.run(milliseconds: 10_000)
    link.speed = 65.536
    link.run(milliseconds: 60_000)
    #expect(link.delay < 1_500)
    #expect(link.window.window < 131_072)
  }

  @Test func `a frame goes out on an idle link, however large`() {
    var window = LinkWindow()
    let whenIdle = window.allows(1_000_000, lane: .routine)
    window.sent(1_000_000, lane: .routine)
    let behindIt = window.allows(1, lane: .routine)
    #expect(whenIdle)
    #expect(!behindIt)
  }

  @Test func `immediate does not wait for routine to arrive`() {
    var window = LinkWindow()
    window.sent(LinkWindow.first, lane: .routine)
    let priority = window.allows(100, lane: .priority)
    let immediate = window.allows(LinkWindow.first, lane: .immediate)
    window.sent(1_000_000, lane: .routine)
    let one = window.allows(65_536, lane: .flash)
    window.sent(65_536, lane: .flash)
    let another = window.allows(1, lane: .flash)
    #expect(!priority)
    #expect(immediate)
    #expect(one, "one message always")
    #expect(!another)
  }

  @Test func `an answer shows that all before its mark arrived, and nothing after it`() {
    var window = LinkWindow()
    window.sent(1_000, lane: .routine)
    window.mark(at: 0)
    window.sent(500, lane: .routine)
    window.mark(at: 1)
    #expect(!window.isSettled)
    window.answered(at: 10)
    #expect(window.underWay == 500)
    window.answered(at: 11)
    #expect(window.underWay == 0)
    #expect(window.isSettled)
    window.answered(at: 12)
    #expect(window.underWay == 0)
  }

  @Test func `a mark is due first of all, then with a part of the window, and not while one is awaited`() {
    var window = LinkWindow()
    #expect(window.needsMark)
    window.mark(at: 0)
    #expect(!window.needsMark)
    window.sent(LinkWindow.first / 4 - 1, lane: .routine)
    #expect(!window.needsMark)
    window.sent(1, lane: .routine)
    #expect(window.needsMark)
  }
}
