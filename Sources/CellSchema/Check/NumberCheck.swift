extension ShapeTable {
  /// An integer as people write it: no fraction, no exponent, no `-0`.
  func integer(_ node: Node, _ index: Int, at start: Int, in bytes: Bytes) throws(Fault) -> Int {
    let isNegative = bytes.byte(start) == 0x2D
    let digits = isNegative ? start &+ 1 : start
    var at = digits
    var magnitude: UInt64 = 0
    while true {
      let digit = bytes.byte(at) &- 0x30
      guard digit < 10 else { break }
      // Nineteen digits fit; whatever is longer is out of any range and only its grammar counts.
      if at &- digits < 19 { magnitude = magnitude &* 10 &+ UInt64(digit) }
      at &+= 1
    }
    try grammar(digits, at, start, in: bytes)
    let byte = bytes.byte(at)
    if byte == 0x2E || byte | 0x20 == 0x65 {
      _ = try fraction(at, from: start, in: bytes)
      throw Fault(.fraction, at: start, node: index)
    }
    if isNegative, magnitude == 0 { throw Fault(.minusZero, at: start, node: index) }
    let limit = UInt64(Int64.max) &+ (isNegative ? 1 : 0)
    guard at &- digits <= 19, magnitude <= limit else { throw Fault(.outOfRange, at: start, node: index) }
    let value = Int64(truncatingIfNeeded: isNegative ? 0 &- magnitude : magnitude)
    guard value >= node.low, value <= node.high else { throw Fault(.outOfRange, at: start, node: index) }
    return at
  }

  func number(_ node: Node, _ index: Int, at start: Int, in bytes: Bytes) throws(Fault) -> Int {
    let digits = bytes.byte(start) == 0x2D ? start &+ 1 : start
    var at = digits
    while bytes.byte(at) &- 0x30 < 10 { at &+= 1 }
    try grammar(digits, at, start, in: bytes)
    at = try fraction(at, from: start, in: bytes)
    let value = Self.double(start, at, in: bytes)
    let low = Double(bitPattern: UInt64(bitPattern: node.low))
    let high = Double(bitPattern: UInt64(bitPattern: node.high))
    guard value >= low, value <= high, value != 0 || Self.isZero(start, at, in: bytes) else {
      throw Fault(.outOfRange, at: start, node: index)
    }
    return at
  }

  /// Whether a number whose value came out as zero was written as zero; if not, the number is too small for a double,
  /// and decoders refuse it.
  private static func isZero(_ start: Int, _ end: Int, in bytes: Bytes) -> Bool {
    for at in start..<end {
      switch bytes.byte(at) {
      case 0x31...0x39: return false
      case 0x45, 0x65: return true
      default: continue
      }
    }
    return true
  }

  /// At least one digit, and no zero before another one.
  @inline(__always)
  private func grammar(_ digits: Int, _ end: Int, _ start: Int, in bytes: Bytes) throws(Fault) {
    if end == digits { throw Fault(end >= bytes.count ? .unexpectedEnd : .badNumber, at: start) }
    if end &- digits > 1, bytes.byte(digits) == 0x30 { throw Fault(.badNumber, at: start) }
  }

  /// The end of a fraction and an exponent, where there are any.
  private func fraction(_ first: Int, from start: Int, in bytes: Bytes) throws(Fault) -> Int {
    var at = first
    if bytes.byte(at) == 0x2E {
      let digits = at &+ 1
      at = digits
      while bytes.byte(at) &- 0x30 < 10 { at &+= 1 }
      if at == digits { throw Fault(at >= bytes.count ? .unexpectedEnd : .badNumber, at: start) }
    }
    if bytes.byte(at) | 0x20 == 0x65 {
      at &+= 1
      if bytes.byte(at) == 0x2B || bytes.byte(at) == 0x2D { at &+= 1 }
      let digits = at
      while bytes.byte(at) &- 0x30 < 10 { at &+= 1 }
      if at == digits { throw Fault(at >= bytes.count ? .unexpectedEnd : .badNumber, at: start) }
    }
    return at
  }

  /// The value of a well-formed number. What has at most fifteen digits and no exponent is one exact division
  /// (W. D. Clinger, "How to Read Floating Point Numbers Accurately"); the rest goes the standard library's way.
  static func double(_ start: Int, _ end: Int, in bytes: Bytes) -> Double {
    if end &- start <= 17 {
      var mantissa: UInt64 = 0
      var divisor = 1.0
      var isFraction = false
      var isPlain = true
      for at in start..<end {
        let digit = bytes.byte(at) &- 0x30
        if digit < 10 {
          mantissa = mantissa &* 10 &+ UInt64(digit)
          if isFraction { divisor *= 10 }
        } else if digit == 0xFE {
          isFraction = true
        } else if at > start {
          isPlain = false
        }
      }
      if isPlain, mantissa < 1 << 53 {
        let value = Double(mantissa) / divisor
        return bytes.byte(start) == 0x2D ? -value : value
      }
    }
    let text = String(decoding: (start..<end).map { bytes.byte($0) }, as: UTF8.self)
    return Double(text) ?? .nan
  }
}
