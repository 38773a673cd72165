extension ShapeTable {
  func plainString(_ node: Node, _ index: Int, at open: Int, in bytes: Bytes) throws(Fault) -> Int {
    var string = StringScan(isMultiline: node.isMultiline)
    let scan = try string.end(at: open, in: bytes)
    if scan.scalars < node.low { throw Fault(.tooShort, at: open, node: index, extra: scan.scalars) }
    if scan.scalars > node.high { throw Fault(.tooLong, at: open, node: index, extra: scan.scalars) }
    // Nearly every text begins with a letter of ASCII, or one that no blank begins like.
    if node.low > 0, Blank.mayBegin(with: bytes.byte(open &+ 1)),
      Blank.isAll(from: open &+ 1, to: scan.end &- 1, in: bytes)
    {
      throw Fault(.blank, at: open, node: index)
    }
    return scan.end
  }

  func patternedString(_ node: Node, _ index: Int, at open: Int, in bytes: Bytes) throws(Fault) -> Int {
    let start = open &+ 1
    let pattern = patterns[Int(node.index)].alternatives
    for alternative in Int(pattern.lowerBound)..<Int(pattern.upperBound) {
      let end = match(alternative, at: start, in: bytes)
      if end < 0 || bytes.byte(end) != 0x22 { continue }
      let length = Int64(end &- start)
      if length < node.low { throw Fault(.tooShort, at: open, node: index, extra: Int(length)) }
      if length > node.high { throw Fault(.tooLong, at: open, node: index, extra: Int(length)) }
      if let format = node.format, !RFC3339Time.exists(format, at: start, end: end, in: bytes) {
        throw Fault(.noSuchTime, at: open, node: index)
      }
      return end &+ 1
    }
    throw try wellFormed(index, at: open, .patternMismatch, in: bytes)
  }

  /// Where one alternative of a pattern ends, or -1.
  @inline(__always)
  private func match(_ alternative: Int, at start: Int, in bytes: Bytes) -> Int {
    let range = alternatives[alternative]
    var at = start
    for index in Int(range.lowerBound)..<Int(range.upperBound) {
      let run = runs[index]
      let first = at
      let limit = at &+ Int(run.greatest)
      while at < limit, run.contains(bytes.byte(at)) { at &+= 1 }
      if at &- first < Int(run.least) { return -1 }
    }
    return at
  }

  /// The fault of a string that is not one of those allowed: what makes it no string at all comes first, then an escape
  /// where none is allowed, then its length, then `reason`.
  @inline(never)
  func wellFormed(_ index: Int, at open: Int, _ reason: Fault.Reason, in bytes: Bytes) throws(Fault) -> Fault {
    var string = StringScan(isMultiline: true)
    let scan = try string.end(at: open, in: bytes)
    if scan.hasEscapes { return Fault(.escapeNotAllowed, at: open, node: index) }
    let node = nodes[index]
    if node.kind == .patterned, scan.scalars > node.high {
      return Fault(.tooLong, at: open, node: index, extra: scan.scalars)
    }
    if node.kind == .patterned, scan.scalars < node.low {
      return Fault(.tooShort, at: open, node: index, extra: scan.scalars)
    }
    return Fault(reason, at: open, node: index)
  }
}

/// A JSON string's grammar, UTF-8 and characters.
struct StringScan {
  let isMultiline: Bool
  private var isolates = Isolates()

  init(isMultiline: Bool) { self.isMultiline = isMultiline }

  struct Result {
    /// The position after the closing quote.
    var end: Int
    /// Unicode scalars of the value.
    var scalars: Int
    var hasEscapes: Bool
  }

  @inline(__always)
  mutating func end(at open: Int, in bytes: Span<UInt8>) throws(Fault) -> Result {
    var at = open &+ 1
    // Bytes of the text beyond one for each scalar.
    var excess = 0
    var hasEscapes = false
    while true {
      let stops = bytes.word(at).stops
      if stops == 0 {
        at &+= 8
        continue
      }
      at &+= stops.trailingZeroBitCount &>> 3
      let byte = bytes.byte(at)
      if byte == 0x22 { break }
      let start = at
      if byte >= 0x80 {
        excess &+= try beyondASCII(&at, in: bytes)
      } else if byte == 0x5C {
        hasEscapes = true
        at = try escape(at, in: bytes)
        // A pair of surrogate escapes is one scalar, as every other escape is.
        excess &+= at &- start &- 1
      } else if at >= bytes.count {
        throw Fault(.unexpectedEnd, at: at)
      } else if byte == 0x7F {
        throw Fault(.forbiddenCharacter, at: at, extra: 0x7F)
      } else {
        throw Fault(.rawControl, at: at, extra: Int(byte))
      }
    }
    if !isolates.areClosed { throw Fault(.openIsolate, at: at) }
    return Result(end: at &+ 1, scalars: at &- open &- 1 &- excess, hasEscapes: hasEscapes)
  }

  /// Passes a run of multi-byte sequences (RFC 3629 §4) and returns their continuation bytes.
  @inline(never)
  private mutating func beyondASCII(_ position: inout Int, in bytes: Span<UInt8>) throws(Fault) -> Int {
    var at = position
    var continuations = 0
    while true {
      let lead = bytes.byte(at)
      guard lead >= 0x80 else { break }
      let second = bytes.byte(at &+ 1)
      if lead < 0xE0 {
        guard lead >= 0xC2, second & 0xC0 == 0x80 else { throw Fault(.notUTF8, at: at) }
        if ForbiddenCharacters.mayBegin(with: lead) {
          try expectAllowed(UInt32(lead & 0x1F) << 6 | UInt32(second & 0x3F), at: at)
        }
        at &+= 2
        continuations &+= 1
        continue
      }
      let third = bytes.byte(at &+ 2)
      guard second & 0xC0 == 0x80, third & 0xC0 == 0x80 else { throw Fault(.notUTF8, at: at) }
      if lead < 0xF0 {
        // No overlong form, no surrogate.
        guard lead != 0xE0 || second >= 0xA0, lead != 0xED || second < 0xA0 else { throw Fault(.notUTF8, at: at) }
        if ForbiddenCharacters.mayBegin(with: lead) {
          try expectAllowed(
            UInt32(lead & 0x0F) << 12 | UInt32(second & 0x3F) << 6 | UInt32(third & 0x3F), at: at)
        }
        at &+= 3
        continuations &+= 2
        continue
      }
      guard lead <= 0xF4, bytes.byte(at &+ 3) & 0xC0 == 0x80, lead != 0xF0 || second >= 0x90,
        lead != 0xF4 || second < 0x90
      else { throw Fault(.notUTF8, at: at) }
      at &+= 4
      continuations &+= 3
    }
    position = at
    return continuations
  }

  @inline(never)
  private mutating func escape(_ start: Int, in bytes: Span<UInt8>) throws(Fault) -> Int {
    switch bytes.byte(start &+ 1) {
    case 0x22, 0x5C, 0x2F: return start &+ 2
    case 0x6E: try expectAllowed(0x0A, at: start)
    case 0x74: try expectAllowed(0x09, at: start)
    case 0x72: try expectAllowed(0x0D, at: start)
    case 0x62: try expectAllowed(0x08, at: start)
    case 0x66: try expectAllowed(0x0C, at: start)
    case 0x75: return try unicodeEscape(start, in: bytes)
    default: throw Fault(start &+ 1 >= bytes.count ? .unexpectedEnd : .badEscape, at: start)
    }
    return start &+ 2
  }

  private mutating func unicodeEscape(_ start: Int, in bytes: Span<UInt8>) throws(Fault) -> Int {
    let unit = try codeUnit(start, in: bytes)
    switch unit {
    case 0xD800..<0xDC00:
      guard bytes.byte(start &+ 6) == 0x5C, bytes.byte(start &+ 7) == 0x75 else {
        throw Fault(.loneSurrogate, at: start, extra: Int(unit))
      }
      guard (0xDC00..<0xE000).contains(try codeUnit(start &+ 6, in: bytes)) else {
        throw Fault(.loneSurrogate, at: start, extra: Int(unit))
      }
      // No forbidden character is beyond the basic plane.
      return start &+ 12
    case 0xDC00..<0xE000: throw Fault(.loneSurrogate, at: start, extra: Int(unit))
    default: try expectAllowed(unit, at: start)
    }
    return start &+ 6
  }

  @inline(__always)
  private mutating func expectAllowed(_ scalar: UInt32, at: Int) throws(Fault) {
    let forbidden: ForbiddenCharacters = isMultiline ? .inLines : .inLine
    if forbidden.contains(scalar) { throw Fault(.forbiddenCharacter, at: at, extra: Int(scalar)) }
    if !isolates.take(scalar) { throw Fault(.openIsolate, at: at) }
  }

  private func codeUnit(_ start: Int, in bytes: Span<UInt8>) throws(Fault) -> UInt32 {
    var unit: UInt32 = 0
    for at in start &+ 2..<start &+ 6 {
      let digit: UInt8
      switch bytes.byte(at) {
      case let byte where byte &- 0x30 < 10: digit = byte &- 0x30
      case let byte where (byte | 0x20) &- 0x61 < 6: digit = (byte | 0x20) &- 0x57
      default: throw Fault(at >= bytes.count ? .unexpectedEnd : .badEscape, at: start)
      }
      unit = unit << 4 | UInt32(digit)
    }
    return unit
  }
}
