package import CellSchema

/// A number that stands for an entry of one table by its place there. Indices of different tables are different types.
package protocol TableIndex: Hashable, Comparable, Sendable {
  var place: Int { get }
  init(place: Int)
}

extension TableIndex {
  package static func < (left: Self, right: Self) -> Bool { left.place < right.place }
}

/// A node, by its place in ``Names``.
package struct NodeIndex: TableIndex {
  package let place: Int
  package init(place: Int) { self.place = place }
}

/// A participant, by its place in ``Names``.
package struct ParticipantIndex: TableIndex {
  package let place: Int
  package init(place: Int) { self.place = place }
}

/// A group of participants, by its place in ``Names``.
package struct GroupIndex: TableIndex {
  package let place: Int
  package init(place: Int) { self.place = place }
}

/// A classification that some charter of the record had, by its place in ``Names``.
package struct ClassificationIndex: TableIndex {
  package let place: Int
  package init(place: Int) { self.place = place }
}

extension TypeIndex: TableIndex {}

/// An array with an index type of its own.
package struct Table<Index: TableIndex, Value> {
  package private(set) var values: [Value]

  package init(_ values: [Value] = []) { self.values = values }
  package init(repeating value: Value, count: Int) { values = Array(repeating: value, count: count) }

  package var count: Int { values.count }
  package var indices: [Index] { values.indices.map(Index.init(place:)) }
  package func contains(_ index: Index) -> Bool { values.indices.contains(index.place) }

  package subscript(index: Index) -> Value {
    get { values[index.place] }
    // Modified in place: the value is not copied.
    _modify { yield &values[index.place] }
  }

  /// - Returns: the index of the appended value.
  package mutating func append(_ value: Value) -> Index {
    values.append(value)
    return Index(place: values.count - 1)
  }
}

extension Table: Sendable where Value: Sendable {}

/// A set of one table's indices, as one 128-bit mask.
package struct IndexSet128<Index: TableIndex>: Hashable, Sendable {
  package static var capacity: Int { UInt128.bitWidth }

  private var bits: UInt128

  package init() { bits = 0 }
  package init(_ index: Index) { bits = Self.bit(index) }
  package init(_ indices: some Sequence<Index>) { bits = indices.reduce(0) { $0 | Self.bit($1) } }
  private init(bits: UInt128) { self.bits = bits }

  /// All indices, those not given out yet included.
  package static var everybody: Self { Self(bits: .max) }

  private static func bit(_ index: Index) -> UInt128 { 1 << UInt128(index.place) }

  package var isEmpty: Bool { bits == 0 }
  package var count: Int { bits.nonzeroBitCount }
  package func contains(_ index: Index) -> Bool { bits & Self.bit(index) != 0 }
  package func isSubset(of other: Self) -> Bool { bits & ~other.bits == 0 }
  package func isDisjoint(with other: Self) -> Bool { bits & other.bits == 0 }
  package func union(_ other: Self) -> Self { Self(bits: bits | other.bits) }
  package func intersection(_ other: Self) -> Self { Self(bits: bits & other.bits) }
  /// The indices in the set, ascending; of ``everybody``, all 128.
  package var elements: [Index] { (0..<Self.capacity).map(Index.init(place:)).filter(contains) }
  package mutating func insert(_ index: Index) { bits |= Self.bit(index) }
  package mutating func remove(_ index: Index) { bits &= ~Self.bit(index) }
  package mutating func formUnion(_ other: Self) { bits |= other.bits }
}

package typealias ParticipantSet = IndexSet128<ParticipantIndex>
package typealias GroupSet = IndexSet128<GroupIndex>

/// A set of natures.
package struct NatureSet: Hashable, Sendable {
  private var bits: UInt8

  package init(_ natures: some Sequence<Nature>) { bits = natures.reduce(0) { $0 | Self.bit($1) } }

  package static let all = Self(Nature.allCases)

  package func contains(_ nature: Nature) -> Bool { bits & Self.bit(nature) != 0 }

  private static func bit(_ nature: Nature) -> UInt8 {
    switch nature {
    case .operation: 1
    case .exercise: 2
    case .drill: 4
    case .project: 8
    }
  }
}
