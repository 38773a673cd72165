/// Sets of short ASCII words (the names of an object's fields, the values of an enumeration), looked up by a word's
/// length and its first and last eight bytes, in place.
struct WordTable: Sendable {
  struct Set: Sendable {
    var slots: Int32
    var words: Int32
    var count: Int32
    /// 64 less the power of two that is the number of slots.
    var shift: UInt8
  }

  struct Word: Sendable {
    /// The first eight bytes, the first one lowest, zeros after the word's end.
    var first: UInt64
    /// The last eight bytes of a word of at least eight, else zero.
    var last: UInt64
    var length: Int32
    var text: Int32
  }

  /// One more than the ordinal, zero for none; open addressing.
  private var slots: [UInt16] = []
  private var words: [Word] = []
  private var text: [UInt8] = []

  mutating func add(_ names: [String]) -> Set {
    let bits = max(1, Int.bitWidth - (names.count * 2 - 1).leadingZeroBitCount)
    let set = Set(
      slots: Int32(slots.count), words: Int32(words.count), count: Int32(names.count), shift: UInt8(64 - bits))
    slots.append(contentsOf: repeatElement(0, count: 1 << bits))
    for (ordinal, name) in names.enumerated() {
      let bytes = Array(name.utf8)
      let word = Word(
        first: Self.word(bytes.prefix(8)), last: bytes.count < 8 ? 0 : Self.word(bytes.suffix(8)),
        length: Int32(bytes.count), text: Int32(text.count))
      words.append(word)
      text.append(contentsOf: bytes)
      var slot = Self.slot(word.first, word.last, bytes.count, set.shift)
      while slots[Int(set.slots) + slot] != 0 { slot = (slot + 1) & (1 << bits - 1) }
      slots[Int(set.slots) + slot] = UInt16(ordinal + 1)
    }
    return set
  }

  /// The ordinal of the word that stands at `start`, or -1.
  @inline(__always)
  func ordinal(of key: ShortWord, in set: Set, at start: Int, _ bytes: Span<UInt8>) -> Int {
    let mask = (1 &<< (64 &- Int(set.shift))) &- 1
    var slot = Self.slot(key.first, key.last, key.length, set.shift)
    while true {
      let found = Int(slots[Int(set.slots) &+ slot])
      if found == 0 { return -1 }
      let word = words[Int(set.words) &+ found &- 1]
      if word.first == key.first, word.last == key.last, Int(word.length) == key.length,
        key.length <= 16 || middleMatches(word, at: start, bytes)
      {
        return found &- 1
      }
      slot = (slot &+ 1) & mask
    }
  }

  func name(_ ordinal: Int, in set: Set) -> String {
    let word = words[Int(set.words) + ordinal]
    return String(decoding: text[Int(word.text)..<Int(word.text) + Int(word.length)], as: UTF8.self)
  }

  func names(in set: Set) -> [String] { (0..<Int(set.count)).map { name($0, in: set) } }

  private func middleMatches(_ word: Word, at start: Int, _ bytes: Span<UInt8>) -> Bool {
    for offset in 8..<Int(word.length) - 8 where bytes[start + offset] != text[Int(word.text) + offset] {
      return false
    }
    return true
  }

  @inline(__always)
  private static func slot(_ first: UInt64, _ last: UInt64, _ length: Int, _ shift: UInt8) -> Int {
    let mixed = (first ^ (last &* 0xD6E8_FEB8_6659_FD93)) &+ UInt64(truncatingIfNeeded: length)
    return Int(truncatingIfNeeded: ((mixed ^ (mixed &>> 32)) &* 0x9E37_79B9_7F4A_7C15) &>> UInt64(shift))
  }

  private static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}

/// What ``WordTable`` compares first.
struct ShortWord {
  var first: UInt64
  var last: UInt64
  var length: Int
}
