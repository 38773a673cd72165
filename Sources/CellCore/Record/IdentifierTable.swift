import CellSchema

/// The message identifiers on the record, with their sequence numbers: open addressing over flat arrays, 24 bytes an
/// entry, so that the identifiers of years fit in memory.
///
/// The table is many small ones, which grow one at a time: an identifier that makes one grow moves a 256th of what is
/// there. Identifiers are chosen by peers, so their hash has the process's own secret.
struct IdentifierTable: Sendable {
  private var parts: [Part]

  private static let partCount = 256

  init() { self.init(room: 0) }

  /// Makes a table that takes `room` identifiers without growing much.
  init(room: Int) { parts = Array(repeating: Part(room: room / Self.partCount), count: Self.partCount) }

  var count: Int { parts.reduce(0) { $0 + $1.count } }

  /// All entries, in no particular order.
  var entries: some Sequence<(UInt128, SequenceNumber)> { parts.lazy.flatMap(\.entries) }

  func sequence(of id: MessageID) -> SequenceNumber? { sequence(ofBits: id.bits) }

  func sequence(ofBits id: UInt128) -> SequenceNumber? {
    let hash = Self.hash(id)
    return parts[Self.part(of: hash)].sequence(of: id, hash)
  }

  /// The newest entries of a range that somebody wants, newest first. Looks at every entry: not for the loop.
  func newest(
    _ count: Int, in range: ClosedRange<UInt128>, where isWanted: (SequenceNumber) -> Bool
  ) -> [SequenceNumber] {
    var found: [SequenceNumber] = []
    for part in parts {
      part.visit(range) { sequence in
        if found.count == count, let last = found.last, sequence < last { return }
        guard isWanted(sequence) else { return }
        found.insert(sequence, at: found.firstIndex { $0 < sequence } ?? found.count)
        if found.count > count { found.removeLast() }
      }
    }
    return found
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

  /// The process's secret, from that of `Hasher`: two words that nobody outside can know.
  private static let secret = (upper: word(0), lower: word(1))

  private static func word(_ place: Int) -> UInt64 {
    var hasher = Hasher()
    hasher.combine("identifiers")
    hasher.combine(place)
    return UInt64(truncatingIfNeeded: hasher.finalize())
  }

  /// The halves, each under its secret word, multiplied and folded, twice: who does not know the words cannot choose
  /// identifiers that fall together, and it takes a fraction of what `Hasher` does.
  fileprivate static func hash(_ id: UInt128) -> Int {
    let secret = secret
    let first = (UInt64(truncatingIfNeeded: id >> 64) ^ secret.upper)
      .multipliedFullWidth(by: UInt64(truncatingIfNeeded: id) ^ secret.lower)
    let second = (first.high ^ secret.lower).multipliedFullWidth(by: first.low ^ 0x9E37_79B9_7F4A_7C15)
    return Int(truncatingIfNeeded: second.high ^ second.low)
  }

  /// By the upper bits; the part itself uses the lower ones.
  private static func part(of hash: Int) -> Int { Int(truncatingIfNeeded: UInt(bitPattern: hash) >> 56) }

  private struct Part: Sendable {
    /// Three words an entry, side by side in memory: the identifier's upper and lower half, and the sequence number. 0
    /// for the number marks a free place: sequence numbers begin at 1.
    private var words: [UInt64]
    private(set) var count = 0

    private static let width = 3

    /// A part of which nothing is expected takes no memory until something comes.
    init(room: Int) {
      var capacity = room > 0 ? 16 : 0
      while room * 10 > capacity * 6 { capacity *= 2 }
      self.init(capacity: capacity)
    }

    private init(capacity: Int) { words = Array(repeating: 0, count: capacity * Self.width) }

    private var capacity: Int { words.count / Self.width }

    var entries: some Sequence<(UInt128, SequenceNumber)> {
      let places = stride(from: 0, to: words.count, by: Self.width).lazy.filter { words[$0 + 2] != 0 }
      return places.map { (id(at: $0), SequenceNumber(words[$0 + 2])) }
    }

    private func id(at place: Int) -> UInt128 { UInt128(words[place]) << 64 | UInt128(words[place + 1]) }

    func visit(_ range: ClosedRange<UInt128>, _ body: (SequenceNumber) -> Void) {
      let (first, last) = (UInt64(range.lowerBound >> 64), UInt64(range.upperBound >> 64))
      var place = 0
      while place < words.count {
        if words[place] >= first, words[place] <= last, words[place + 2] != 0, range.contains(id(at: place)) {
          body(SequenceNumber(words[place + 2]))
        }
        place += Self.width
      }
    }

    func sequence(of id: UInt128, _ hash: Int) -> SequenceNumber? {
      guard !words.isEmpty else { return nil }
      let found = words[place(of: id, hash) + 2]
      return found == 0 ? nil : SequenceNumber(found)
    }

    mutating func insert(_ id: UInt128, _ hash: Int, _ sequence: SequenceNumber) -> Bool {
      if (count + 1) * 10 > capacity * 7 { grow() }
      let place = place(of: id, hash)
      guard words[place + 2] == 0 else { return false }
      words[place] = UInt64(truncatingIfNeeded: id >> 64)
      words[place + 1] = UInt64(truncatingIfNeeded: id)
      words[place + 2] = sequence.value
      count += 1
      return true
    }

    /// Where the entry's words begin, or would begin.
    private func place(of id: UInt128, _ hash: Int) -> Int {
      let (upper, lower) = (UInt64(truncatingIfNeeded: id >> 64), UInt64(truncatingIfNeeded: id))
      let mask = capacity - 1
      var index = hash & mask
      while true {
        let place = index * Self.width
        if words[place + 2] == 0 || (words[place + 1] == lower && words[place] == upper) { return place }
        index = (index + 1) & mask
      }
    }

    private mutating func grow() {
      var larger = Part(capacity: max(16, capacity * 2))
      for (id, sequence) in entries { _ = larger.insert(id, IdentifierTable.hash(id), sequence) }
      self = larger
    }

    func separateCopy() -> Part {
      var copy = Part(room: 0)
      copy.count = count
      copy.words = words.map { $0 }
      return copy
    }
  }
}
