import CellSchema
import Testing

@Suite("Lanes share a link: the highest goes first, a lower one still moves")
struct LaneShareTests {
  private static let flash = 4
  private static let routine = 1

  /// Sends so many messages of a size from lanes that always have something; bytes by lane.
  private func send(_ count: Int, of size: Int, from lanes: [Int], _ share: inout LaneShare) -> [Int] {
    let waiting = lanes.reduce(0 as UInt8) { $0 | 1 << $1 }
    var bytes = [Int](repeating: 0, count: Lane.count)
    for _ in 0..<count {
      guard let turn = share.next(waiting) else { break }
      share.sent(size, lane: turn.lane, waiting)
      bytes[turn.lane] += size
    }
    return bytes
  }

  @Test func `nothing waits, nothing goes`() {
    var share = LaneShare()
    let turn = share.next(0)
    #expect(turn == nil)
  }

  @Test(arguments: [64, 600, 4_096, 65_536]) func `a lower lane gets about a sixteenth`(size: Int) {
    var share = LaneShare()
    let bytes = send(100_000, of: size, from: [Self.routine, Self.flash], &share)
    let part = Double(bytes[Self.routine]) / Double(bytes[Self.routine] + bytes[Self.flash])
    #expect(abs(part - 1.0 / 16) < 0.002)
  }

  @Test func `four lanes that send on and on all move, the higher the more`() {
    var share = LaneShare()
    let bytes = send(1_000_000, of: 600, from: Array(1...4), &share)[1...4]
    #expect(bytes.allSatisfy { $0 > 0 })
    #expect(zip(bytes, bytes.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func `the first flash stands behind nothing, however long routine sent before`() {
    var share = LaneShare()
    _ = send(100_000, of: 600, from: [Self.routine], &share)
    let turn = share.next(1 << Self.routine | 1 << Self.flash)
    #expect(turn?.lane == Self.flash)
    #expect(turn?.isShare == false)
  }

  @Test func `one that comes back stands behind nothing either, whatever its lane sent before`() {
    var share = LaneShare()
    let both: UInt8 = 1 << Self.routine | 1 << Self.flash
    _ = send(15 * 7, of: LaneShare.quantum / 7 - 1, from: [Self.routine, Self.flash], &share)
    let alone = share.next(1 << Self.routine)
    #expect(alone?.lane == Self.routine)
    let next = share.next(both)
    #expect(next?.lane == Self.flash)
  }

  @Test func `between two flashes stands one share at most`() {
    var share = LaneShare()
    let waiting: UInt8 = 1 << Self.routine | 1 << Self.flash
    var between = 0
    for _ in 0..<10_000 {
      guard let turn = share.next(waiting) else { break }
      // As a sender does: a share is a quantum at most, a turn of the highest a frame.
      let size = turn.isShare ? LaneShare.quantum : 30_000
      share.sent(size, lane: turn.lane, waiting)
      between = turn.isShare ? between + size : 0
      #expect(between <= LaneShare.quantum)
    }
  }

  @Test func `a lane alone goes without a share`() {
    var share = LaneShare()
    for lane in 0..<Lane.count {
      for _ in 0..<1_000 {
        let turn = share.next(1 << lane)
        #expect(turn?.lane == lane)
        #expect(turn?.isShare == false)
        share.sent(65_536, lane: lane, 1 << lane)
      }
    }
  }
}
