// A lane is the queue of a precedence: whatever is kept by lane is kept by precedence.
extension Precedence {
  /// So many lanes.
  package static let laneCount = 6
  /// Lowest first.
  @usableFromInline
  package static let lanes: [Precedence] = allCases

  /// Immediate and above may use the credit, and the part of a link's window, that is kept for them.
  package var isReserved: Bool { self >= .immediate }
}

/// A value for each lane.
///
/// Inlinable, so that it costs no more in another target than a field of its own: it stands in the innermost loops.
package struct Lanes<Value> {
  @usableFromInline
  package private(set) var values: InlineArray<6, Value>

  @inlinable
  package init(repeating value: Value) { values = InlineArray(repeating: value) }

  @inlinable
  package init(_ make: (Precedence) -> Value) { values = InlineArray { make(Precedence.lanes[$0]) } }

  /// - Returns: nil unless there is one for each lane, deferred first.
  package init?(inOrder values: some Collection<Value>) {
    guard values.count == Precedence.laneCount else { return nil }
    let values = Array(values)
    self.values = InlineArray { values[$0] }
  }

  @inlinable
  package subscript(lane: Precedence) -> Value {
    get { values[Int(lane.lane)] }
    // In place: a list of a lane is not copied when something is put into it.
    _modify { yield &values[Int(lane.lane)] }
  }

  @inlinable
  package func map<Other>(_ change: (Value) -> Other) -> Lanes<Other> {
    Lanes<Other> { change(self[$0]) }
  }

  /// Deferred first.
  package var elements: [Value] { Precedence.lanes.map { self[$0] } }
}

extension Lanes: Sendable where Value: Sendable {}

extension Lanes: Equatable where Value: Equatable {
  package static func == (left: Self, right: Self) -> Bool {
    Precedence.lanes.allSatisfy { left[$0] == right[$0] }
  }
}

extension Lanes: Hashable where Value: Hashable {
  package func hash(into hasher: inout Hasher) {
    for lane in Precedence.lanes { hasher.combine(self[lane]) }
  }
}

extension Lanes where Value: Comparable {
  package var greatest: Value { Precedence.lanes.reduce(self[.deferred]) { max($0, self[$1]) } }
}

/// A set of lanes, a bit each.
package struct LaneSet: Hashable, Sendable {
  package private(set) var bits: UInt8 = 0

  package init() {}
  package init(_ lane: Precedence) { insert(lane) }
  package init(_ lanes: some Sequence<Precedence>) { for lane in lanes { insert(lane) } }
  private init(bits: UInt8) { self.bits = bits }

  package var isEmpty: Bool { bits == 0 }
  package func contains(_ lane: Precedence) -> Bool { bits & 1 << lane.lane != 0 }
  package mutating func insert(_ lane: Precedence) { bits |= 1 << lane.lane }
  package mutating func remove(_ lane: Precedence) { bits &= ~(1 << lane.lane) }
  package var highest: Precedence? { Precedence(lane: UInt8(truncatingIfNeeded: 7 - bits.leadingZeroBitCount)) }
  package func below(_ lane: Precedence) -> Self { Self(bits: bits & (1 << lane.lane - 1)) }
}
