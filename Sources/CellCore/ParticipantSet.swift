/// A set of participants, by their index in ``Names``, as one 128-bit mask.
package struct ParticipantSet: Hashable, Sendable {
  package static let capacity = UInt128.bitWidth

  private var bits: UInt128

  package init() { bits = 0 }
  package init(_ participant: Int) { bits = 1 << UInt128(participant) }
  private init(bits: UInt128) { self.bits = bits }

  /// Everybody, also who joins later.
  package static var everybody: Self { Self(bits: .max) }

  package var isEmpty: Bool { bits == 0 }
  package func contains(_ participant: Int) -> Bool { bits & (1 << UInt128(participant)) != 0 }
  package func isSubset(of other: Self) -> Bool { bits & ~other.bits == 0 }
  package func isDisjoint(with other: Self) -> Bool { bits & other.bits == 0 }
  package func union(_ other: Self) -> Self { Self(bits: bits | other.bits) }
  package func intersection(_ other: Self) -> Self { Self(bits: bits & other.bits) }
  package var count: Int { bits.nonzeroBitCount }
  /// Indices, ascending.
  package var elements: [Int] { (0..<Self.capacity).filter(contains) }
  package mutating func remove(_ participant: Int) { bits &= ~(1 << UInt128(participant)) }
  package mutating func insert(_ participant: Int) { bits |= 1 << UInt128(participant) }
  package mutating func formUnion(_ other: Self) { bits |= other.bits }
}

/// A set of groups, by their index in ``Names``: the same mask.
package typealias GroupSet = ParticipantSet

/// Who is addressed: whole participants, and single nodes of others.
package struct Audience: Hashable, Sendable {
  package var participants = ParticipantSet()
  /// Node indices, ascending.
  package var nodes: [Int] = []

  package init() {}

  package var isEmpty: Bool { participants.isEmpty && nodes.isEmpty }

  package mutating func formUnion(_ other: Audience) {
    participants.formUnion(other.participants)
    guard !other.nodes.isEmpty else { return }
    nodes = Set(nodes).union(other.nodes).sorted()
  }

  package func contains(node: Int, of participant: Int) -> Bool {
    participants.contains(participant) || (!nodes.isEmpty && nodes.contains(node))
  }
}
