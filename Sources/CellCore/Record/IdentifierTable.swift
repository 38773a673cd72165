import CellSchema

/// The message identifiers on the record, with their sequence numbers: open addressing over flat arrays, 24 bytes an
/// entry, so that the identifiers of years fit in memory.
///
/// The table is many small ones, which grow one at a time: an identifier that makes one grow moves a 256th of what is
/// there. Identifiers are chosen by peers, so their hash has the process's own secret (`Hasher`).
struct IdentifierTable: Sendable {
  private var parts: [Part]

  private static let partCount = 256

  init() { self.init(room: 0) }

  /// Makes a table that takes `room` identifiers without growing much.
  init(room: Int) { parts = Array(repeating: Part(room: room / Self.partCount), count: Self.partCount) }

  var count: Int { parts.reduce(0) { $0 + $1.count } }

  /// All entries, in no particular order.
  var entries: some Sequence<(UInt128, SequenceNumber)> { parts.lazy.flatMap(\.entries) }

  func sequence(of id: MessageID) -> SequenceNumber? {
    let hash = Self.hash(id.bits)
    return parts[Self.part(of: hash)].sequence(of: id.bits, hash)
  }

  /// Enters an identifier.
  ///
  /// - Returns: false if the identifier was there already.
  mutating func insert(_ id: UInt128, sequence: SequenceNumber) -> Bool {
    let hash = Self.hash(id)
    return parts[Self.part(of: hash)].insert(id, hash, sequence)
  }

  /// A copy that shares no memory with the original.
  func separateCopy() -> IdentifierTable {
    var copy = self
    copy.parts = parts.map { $0.separateCopy() }
    return copy
  }

  fileprivate static func hash(_ id: UInt128) -> Int {
    var hasher = Hasher()
    hasher.combine(id)
    return hasher.finalize()
  }

  /// By the upper bits; the part itself uses the lower ones.
  private static func part(of hash: Int) -> Int { Int(truncatingIfNeeded: UInt(bitPattern: hash) >> 56) }

  private struct Part: Sendable {
    private var keys: [UInt128]
    /// 0 marks a free place: sequence numbers begin at 1.
    private var sequences: [UInt64]
    private(set) var count = 0

    /// A part of which nothing is expected takes no memory until something comes.
    init(room: Int) {
      var capacity = room > 0 ? 16 : 0
      while room * 10 > capacity * 6 { capacity *= 2 }
      self.init(capacity: capacity)
    }

    private init(capacity: Int) {
      keys = Array(repeating: 0, count: capacity)
      sequences = Array(repeating: 0, count: capacity)
    }

    var entries: some Sequence<(UInt128, SequenceNumber)> {
      keys.indices.lazy.filter { sequences[$0] != 0 }.map { (keys[$0], SequenceNumber(sequences[$0])) }
    }

    func sequence(of id: UInt128, _ hash: Int) -> SequenceNumber? {
      guard !keys.isEmpty else { return nil }
      let found = sequences[place(of: id, hash)]
      return found == 0 ? nil : SequenceNumber(found)
    }

    mutating func insert(_ id: UInt128, _ hash: Int, _ sequence: SequenceNumber) -> Bool {
      if (count + 1) * 10 > keys.count * 7 { grow() }
      let place = place(of: id, hash)
      guard sequences[place] == 0 else { return false }
      keys[place] = id
      sequences[place] = sequence.value
      count += 1
      return true
    }

    private func place(of id: UInt128, _ hash: Int) -> Int {
      let mask = keys.count - 1
      var index = hash & mask
      while sequences[index] != 0, keys[index] != id { index = (index + 1) & mask }
      return index
    }

    private mutating func grow() {
      var larger = Part(capacity: max(16, keys.count * 2))
      for index in keys.indices where sequences[index] != 0 {
        let id = keys[index]
        _ = larger.insert(id, IdentifierTable.hash(id), SequenceNumber(sequences[index]))
      }
      self = larger
    }

    func separateCopy() -> Part {
      if keys.isEmpty { return self }
      var copy = Part(capacity: keys.count)
      copy.count = count
      for index in keys.indices {
        copy.keys[index] = keys[index]
        copy.sequences[index] = sequences[index]
      }
      return copy
    }
  }
}
