/// Reading a span by bytes and by eight bytes at once; past the end there are zeros, which no JSON text has.
///
/// The two loads here are the only unsafe expressions of the schema, each behind its own bounds check.
extension Span where Element == UInt8 {
  @inline(__always)
  func byte(_ at: Int) -> UInt8 {
    UInt(bitPattern: at) < UInt(bitPattern: count) ? unsafe self[unchecked: at] : 0
  }

  /// Eight bytes, the first one lowest.
  @inline(__always)
  func word(_ at: Int) -> UInt64 {
    if at &+ 8 <= count, at >= 0 {
      return UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: at, as: UInt64.self))
    }
    return lastWord(at)
  }

  @inline(never)
  private func lastWord(_ at: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in 0..<8 { word |= UInt64(byte(at &+ index)) &<< UInt64(index &* 8) }
    return word
  }

  /// The first byte at or after `at` that is not JSON white space.
  @inline(__always)
  func skipSpace(_ at: Int) -> Int { byte(at) > 0x20 ? at : skipSpaces(at) }

  @inline(never)
  private func skipSpaces(_ start: Int) -> Int {
    var at = start
    while true {
      switch byte(at) {
      case 0x20, 0x0A, 0x0D, 0x09: at &+= 1
      default: return at
      }
    }
  }
}

extension UInt64 {
  private static var ones: UInt64 { 0x0101_0101_0101_0101 }
  private static var tops: UInt64 { 0x8080_8080_8080_8080 }

  /// The top bit of each byte at which plain text of a JSON string stops: control characters, quote, backslash, DEL and
  /// everything beyond ASCII. A borrow or carry only reaches bytes after one that stops, so the lowest bit is exact.
  @inline(__always)
  var stops: UInt64 {
    let quotes = (self ^ (Self.ones &* 0x22)) &- Self.ones
    let backslashes = (self ^ (Self.ones &* 0x5C)) &- Self.ones
    let controls = self &- (Self.ones &* 0x20)
    let beyond = self | (self &+ Self.ones)
    return (quotes | backslashes | controls | beyond) & Self.tops
  }

  /// The lowest `count` bytes.
  @inline(__always)
  func prefix(_ count: Int) -> UInt64 { self & ((1 &<< UInt64(truncatingIfNeeded: count &* 8)) &- 1) }
}
