import CellSchema

/// The message identifiers on the record, with their sequence numbers: open addressing over two flat arrays, 24 bytes
/// an entry, so that the identifiers of years fit in memory.
struct IdentifierTable: Sendable {
  private var keys: [UInt128]
  /// 0 marks a free place: sequence numbers begin at 1.
  private var sequences: [UInt64]
  private(set) var count = 0

  init() { self.init(capacity: 1 << 12) }

  private init(capacity: Int) {
    keys = Array(repeating: 0, count: capacity)
    sequences = Array(repeating: 0, count: capacity)
  }

  /// Makes a table that takes `room` identifiers without growing.
  init(room: Int) {
    var capacity = 1 << 12
    while room * 10 > capacity * 7 { capacity *= 2 }
    self.init(capacity: capacity)
  }

  /// All entries, in no particular order.
  var entries: some Sequence<(UInt128, SequenceNumber)> {
    keys.indices.lazy.filter { sequences[$0] != 0 }.map { (keys[$0], SequenceNumber(sequences[$0])) }
  }

  func sequence(of id: MessageID) -> SequenceNumber? {
    let found = sequences[place(of: id.bits)]
    return found == 0 ? nil : SequenceNumber(found)
  }

  /// Enters an identifier.
  ///
  /// - Returns: false if the identifier was there already.
  mutating func insert(_ id: UInt128, sequence: SequenceNumber) -> Bool {
    if (count + 1) * 10 > keys.count * 7 { grow() }
    let place = place(of: id)
    guard sequences[place] == 0 else { return false }
    keys[place] = id
    sequences[place] = sequence.value
    count += 1
    return true
  }

  private func place(of id: UInt128) -> Int {
    let mask = keys.count - 1
    var index = Int(truncatingIfNeeded: Self.mix(id)) & mask
    while sequences[index] != 0, keys[index] != id { index = (index + 1) & mask }
    return index
  }

  private mutating func grow() {
    var larger = IdentifierTable(capacity: keys.count * 2)
    for index in keys.indices where sequences[index] != 0 {
      _ = larger.insert(keys[index], sequence: SequenceNumber(sequences[index]))
    }
    self = larger
  }

  /// A copy that shares no memory with the original.
  func separateCopy() -> IdentifierTable {
    var copy = IdentifierTable(capacity: keys.count)
    copy.count = count
    for index in keys.indices {
      copy.keys[index] = keys[index]
      copy.sequences[index] = sequences[index]
    }
    return copy
  }

  /// Hashes an identifier. A UUIDv7 begins with a clock and its maker chooses the rest: both halves go through a mixer
  /// (splitmix64), so that identifiers close in time do not crowd one place.
  private static func mix(_ id: UInt128) -> UInt64 {
    var value = UInt64(truncatingIfNeeded: id >> 64) &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: id)
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }
}
