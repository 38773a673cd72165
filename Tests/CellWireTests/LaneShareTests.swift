import CellSchema
import CellWire
import Testing

@Suite("Lanes share a link: the highest goes first, a lower one still moves")
struct LaneShareTests {
  private static let both = LaneSet([.routine, .flash])

  /// Sends so many messages of a size from lanes that always have something; bytes by lane.
  private func send(_ count: Int, of size: Int, from lanes: [Precedence], _ share: inout LaneShare) -> Lanes<Int> {
    let waiting = LaneSet(lanes)
    var bytes = Lanes(repeating: 0)
    for _ in 0..<count {
      guard let choice = share.next(waiting) else { break }
      share.sent(size, lane: choice.lane, waiting)
      bytes[choice.lane] += size
    }
    return bytes
  }

  @Test func `nothing waits, nothing goes`() {
    var share = LaneShare()
    let choice = share.next(LaneSet())
    #expect(choice == nil)
  }

  @Test(arguments: [64, 600, 4_096, 65_536]) func `a lower lane gets about a sixteenth`(size: Int) {
    var share = LaneShare()
    let bytes = send(100_000, of: size, from: [.routine, .flash], &share)
    let part = Double(bytes[.routine]) / Double(bytes[.routine] + bytes[.flash])
    #expect(abs(part - 1.0 / 16) < 0.002)
  }

  @Test func `four lanes that send on and on all move, the higher the more`() {
    var share = LaneShare()
    let lanes: [Precedence] = [.routine, .priority, .immediate, .flash]
    let sent = send(1_000_000, of: 600, from: lanes, &share)
    let bytes = lanes.map { sent[$0] }
    #expect(bytes.allSatisfy { $0 > 0 })
    #expect(zip(bytes, bytes.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func `the first flash stands behind nothing, however long routine sent before`() {
    var share = LaneShare()
    _ = send(100_000, of: 600, from: [.routine], &share)
    let choice = share.next(Self.both)
    #expect(choice?.lane == .flash)
    #expect(choice?.isShare == false)
  }

  @Test func `one that comes back stands behind nothing either, whatever its lane sent before`() {
    var share = LaneShare()
    _ = send(15 * 7, of: LaneShare.quantum / 7 - 1, from: [.routine, .flash], &share)
    let alone = share.next(LaneSet(.routine))
    #expect(alone?.lane == .routine)
    let next = share.next(Self.both)
    #expect(next?.lane == .flash)
  }

  @Test func `between two flashes stands one share at most`() {
    var share = LaneShare()
    var between = 0
    for _ in 0..<10_000 {
      guard let choice = share.next(Self.both) else { break }
      // As a sender does: a share is a quantum at most, what the highest sends is a frame.
      let size = choice.isShare ? LaneShare.quantum : 30_000
      share.sent(size, lane: choice.lane, Self.both)
      between = choice.isShare ? between + size : 0
      #expect(between <= LaneShare.quantum)
    }
  }

  @Test func `a lane alone goes without a share`() {
    var share = LaneShare()
    for lane in Precedence.lanes {
      for _ in 0..<1_000 {
        let choice = share.next(LaneSet(lane))
        #expect(choice?.lane == lane)
        #expect(choice?.isShare == false)
        share.sent(65_536, lane: lane, LaneSet(lane))
      }
    }
  }

  @Test func `a share that its lane cannot take now does not fall to a lower one`() {
    var share = LaneShare()
    let waiting = LaneSet([.deferred, .routine, .flash])
    share.sent(15 * LaneShare.quantum, lane: .flash, waiting)
    let due = share.next(waiting)
    #expect(due?.lane == .routine)
    #expect(due?.rank == .flash)
    let passed = share.next(waiting, passed: LaneSet(.routine))
    #expect(passed?.lane == .flash)
  }
}
