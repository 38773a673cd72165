import CellSchema
import Testing

@Suite("What is kept by lane")
struct LanesTests {
  @Test func `a lane's number is its place, and there are as many lanes as precedences`() {
    #expect(Precedence.lanes.count == Precedence.laneCount)
    #expect(Precedence.lanes.map(\.lane) == Array(0..<UInt8(Precedence.laneCount)))
    for lane in Precedence.lanes { #expect(Precedence(lane: lane.lane) == lane) }
    #expect(Precedence(lane: UInt8(Precedence.laneCount)) == nil)
    #expect(Precedence.lanes.filter(\.isReserved) == [.immediate, .flash, .override])
  }

  @Test func `each lane has a value of its own`() {
    var counts = Lanes(repeating: 0)
    for lane in Precedence.lanes { counts[lane] = Int(lane.lane) * 10 }
    #expect(counts.elements == [0, 10, 20, 30, 40, 50])
    #expect(counts == Lanes { Int($0.lane) * 10 })
    #expect(counts.map { "\($0)" }[.flash] == "40")
    #expect(counts.greatest == 50)
    counts[.deferred] = 60
    #expect(counts.greatest == 60)
  }

  @Test func `values for fewer or more lanes than there are make nothing`() {
    #expect(Lanes(inOrder: [1, 2, 3, 4, 5, 6])?.elements == [1, 2, 3, 4, 5, 6])
    #expect(Lanes(inOrder: [1, 2, 3, 4, 5]) == nil)
    #expect(Lanes(inOrder: [1, 2, 3, 4, 5, 6, 7]) == nil)
    #expect(Lanes(inOrder: [Int]()) == nil)
  }

  @Test func `one lane that differs makes a difference`() {
    let zero = Lanes(repeating: 0)
    for lane in Precedence.lanes {
      var other = zero
      other[lane] = 1
      #expect(other != zero)
      #expect(Set([zero, other, zero]).count == 2)
    }
  }
}

@Suite("A set of lanes")
struct LaneSetTests {
  /// Every set that there is.
  private static let all = (0..<1 << Precedence.laneCount).map { bits in
    Precedence.lanes.filter { bits & 1 << Int($0.lane) != 0 }
  }

  @Test(arguments: all) func `has what was put in, and knows the highest of it`(lanes: [Precedence]) {
    let set = LaneSet(lanes)
    #expect(Precedence.lanes.filter(set.contains) == lanes)
    #expect(set.isEmpty == lanes.isEmpty)
    #expect(set.highest == lanes.max())
    for lane in Precedence.lanes {
      #expect(Precedence.lanes.filter(set.below(lane).contains) == lanes.filter { $0 < lane })
    }
  }

  @Test func `is equal however it was made`() {
    var set = LaneSet(.flash)
    set.insert(.deferred)
    set.insert(.flash)
    #expect(set == LaneSet([.deferred, .flash]))
    #expect(set.bits == 0b1_0001)
    #expect(LaneSet().isEmpty)
    #expect(LaneSet().highest == nil)
  }
}
