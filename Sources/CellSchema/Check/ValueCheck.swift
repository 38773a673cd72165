/// One value against its node: recursive descent over the bytes, one pass, nothing allocated.
///
/// Every function takes the position where its value starts and returns the position after it.
extension ShapeTable {
  typealias Bytes = Span<UInt8>

  func value(
    _ index: Int, at start: Int, depth: Int, in bytes: Bytes, _ slots: inout DocumentSlots
  ) throws(Fault) -> Int {
    let node = nodes[index]
    let byte = bytes.byte(start)
    if node.mayBeNotKnown, bytes.word(start).prefix(5) == Self.notKnownWord { return start &+ 5 }
    switch node.kind {
    case .plain:
      guard byte == 0x22 else { break }
      return try plainString(node, index, at: start, in: bytes)
    case .patterned:
      guard byte == 0x22 else { break }
      return try patternedString(node, index, at: start, in: bytes)
    case .enumeration:
      guard byte == 0x22 else { break }
      return try enumerated(node, index, at: start, in: bytes)
    case .integer:
      guard byte == 0x2D || byte &- 0x30 < 10 else { break }
      return try integer(node, index, at: start, in: bytes)
    case .number:
      guard byte == 0x2D || byte &- 0x30 < 10 else { break }
      return try number(node, index, at: start, in: bytes)
    case .boolean:
      guard byte == 0x74 || byte == 0x66 else { break }
      return try boolean(at: start, in: bytes)
    case .array:
      guard byte == 0x5B else { break }
      return try array(node, index, at: start, depth: depth &+ 1, in: bytes, &slots)
    case .object:
      guard byte == 0x7B else { break }
      return try object(node, at: start, depth: depth &+ 1, in: bytes, &slots)
    }
    throw mismatch(index, at: start, in: bytes)
  }

  /// `"N/K"` with its quotes, as ``UInt64``.
  private static var notKnownWord: UInt64 { 0x22_4B_2F_4E_22 }

  /// Another JSON type than the node's, or no JSON at all.
  @inline(never)
  private func mismatch(_ index: Int, at start: Int, in bytes: Bytes) -> Fault {
    let node = nodes[index]
    switch bytes.byte(start) {
    case 0x22: return Fault(node.mayBeNotKnown ? .unknownValue : .wrongType, at: start, node: index)
    default: break
    }
    if Self.startsValue(at: start, in: bytes) { return Fault(.wrongType, at: start, node: index) }
    return Fault(start >= bytes.count ? .unexpectedEnd : .expectedValue, at: start)
  }

  /// Whether some JSON value seems to start here.
  static func startsValue(at start: Int, in bytes: Bytes) -> Bool {
    switch bytes.byte(start) {
    case 0x22, 0x5B, 0x7B, 0x2D, 0x30...0x39: true
    default: literalEnd(at: start, in: bytes) != nil
    }
  }

  /// The end of `true`, `false` or `null`.
  private static func literalEnd(at start: Int, in bytes: Bytes) -> Int? {
    let word = bytes.word(start)
    switch word.prefix(4) {
    case 0x65_75_72_74, 0x6C_6C_75_6E: return start &+ 4
    default: return word.prefix(5) == 0x65_73_6C_61_66 ? start &+ 5 : nil
    }
  }

  private func boolean(at start: Int, in bytes: Bytes) throws(Fault) -> Int {
    if let end = Self.literalEnd(at: start, in: bytes) { return end }
    throw Fault(bytes.count &- start < 5 ? .unexpectedEnd : .badLiteral, at: start)
  }

  private func enumerated(_ node: Node, _ index: Int, at open: Int, in bytes: Bytes) throws(Fault) -> Int {
    let start = open &+ 1
    let word = Self.shortWord(at: start, in: bytes)
    let end = start &+ word.length
    if bytes.byte(end) == 0x22,
      words.ordinal(of: word, in: enumerations[Int(node.index)], at: start, bytes) >= 0
    {
      return end &+ 1
    }
    throw try wellFormed(index, at: open, .unknownValue, in: bytes)
  }

  /// The text from `start` to the first byte that is not plain.
  @inline(__always)
  static func shortWord(at start: Int, in bytes: Bytes) -> ShortWord {
    let first = bytes.word(start)
    var stops = first.stops
    if stops != 0 {
      let length = stops.trailingZeroBitCount &>> 3
      return ShortWord(first: first.prefix(length), last: 0, length: length)
    }
    var length = 8
    while true {
      stops = bytes.word(start &+ length).stops
      if stops != 0 { break }
      length &+= 8
    }
    length &+= stops.trailingZeroBitCount &>> 3
    return ShortWord(first: first, last: bytes.word(start &+ length &- 8), length: length)
  }

  private func array(
    _ node: Node, _ index: Int, at start: Int, depth: Int, in bytes: Bytes, _ slots: inout DocumentSlots
  ) throws(Fault) -> Int {
    guard depth <= depthLimit else { throw Fault(.tooDeep, at: start) }
    let element = Int(node.index)
    var at = bytes.skipSpace(start &+ 1)
    var count: Int64 = 0
    if bytes.byte(at) != 0x5D {
      while true {
        count &+= 1
        if count > node.high { throw Fault(.tooMany, at: start, node: index) }
        at = bytes.skipSpace(try value(element, at: at, depth: depth, in: bytes, &slots))
        let byte = bytes.byte(at)
        if byte == 0x2C {
          at = bytes.skipSpace(at &+ 1)
          continue
        }
        if byte == 0x5D { break }
        throw Fault(at >= bytes.count ? .unexpectedEnd : .expectedCommaOrEnd, at: at)
      }
    }
    if count < node.low { throw Fault(.tooFew, at: start, node: index, extra: Int(count)) }
    return at &+ 1
  }

  func object(
    _ node: Node, at start: Int, depth: Int, in bytes: Bytes, _ slots: inout DocumentSlots
  ) throws(Fault) -> Int {
    guard depth <= depthLimit else { throw Fault(.tooDeep, at: start) }
    let object = objects[Int(node.index)]
    var at = bytes.skipSpace(start &+ 1)
    var present: UInt64 = 0
    var looks = Looks(repeating: 0)
    if bytes.byte(at) != 0x7D {
      while true {
        let ordinal = try fieldName(object, Int(node.index), at: at, in: bytes)
        let bit = 1 &<< UInt64(truncatingIfNeeded: ordinal.field)
        if present & bit != 0 { throw Fault(.duplicateField, at: at) }
        present |= bit
        at = ordinal.value
        let field = fields[Int(object.fields.lowerBound) &+ ordinal.field]
        let end = try value(Int(field.node), at: at, depth: depth, in: bytes, &slots)
        if field.slot != FieldNode.noSlot {
          let quote = bytes.byte(at) == 0x22 ? 1 : 0
          slots.set(field.slot, at &+ quote, end &- quote)
        }
        if field.look != FieldNode.noLook { looks[Int(field.look)] = at }
        at = bytes.skipSpace(end)
        let byte = bytes.byte(at)
        if byte == 0x2C {
          at = bytes.skipSpace(at &+ 1)
          continue
        }
        if byte == 0x7D { break }
        throw Fault(at >= bytes.count ? .unexpectedEnd : .expectedCommaOrEnd, at: at)
      }
    }
    let missing = object.required & ~present
    if missing != 0 {
      throw Fault(.missingField, at: at, node: Int(node.index), extra: missing.trailingZeroBitCount)
    }
    if !object.rules.isEmpty { try checkRules(object, present, looks, at: at, in: bytes) }
    return at &+ 1
  }

  /// The field whose name stands at `at`, and where its value starts.
  @inline(__always)
  private func fieldName(
    _ object: ObjectNode, _ index: Int, at: Int, in bytes: Bytes
  ) throws(Fault) -> (field: Int, value: Int) {
    guard bytes.byte(at) == 0x22 else {
      throw Fault(at >= bytes.count ? .unexpectedEnd : .expectedName, at: at)
    }
    let start = at &+ 1
    let word = Self.shortWord(at: start, in: bytes)
    var next = start &+ word.length
    guard bytes.byte(next) == 0x22 else { throw try unknownName(index, at: at, in: bytes) }
    let ordinal = words.ordinal(of: word, in: object.names, at: start, bytes)
    if ordinal < 0 { throw Fault(.unknownField, at: at, node: index) }
    next = bytes.skipSpace(next &+ 1)
    guard bytes.byte(next) == 0x3A else {
      throw Fault(next >= bytes.count ? .unexpectedEnd : .expectedColon, at: next)
    }
    return (ordinal, bytes.skipSpace(next &+ 1))
  }

  /// A name with an escape or something beyond ASCII in it is no field's, if it is well-formed at all.
  @inline(never)
  private func unknownName(_ index: Int, at: Int, in bytes: Bytes) throws(Fault) -> Fault {
    var string = StringScan(isMultiline: true)
    _ = try string.end(at: at, in: bytes)
    return Fault(.unknownField, at: at, node: index)
  }

  /// The positions of the values that an object's rules look at.
  typealias Looks = InlineArray<8, Int>
}
