/// Passing over JSON that was checked when it was accepted.
extension ShapeTable {
  /// Fills the slots of the object at `start` and returns its end. Unknown fields and other types than the node's are
  /// passed over.
  func lenientObject(
    _ index: Int, at start: Int, in bytes: Bytes, _ slots: inout DocumentSlots
  ) throws(Fault) -> Int {
    guard nodes[index].kind == .object, bytes.byte(start) == 0x7B else {
      return try Self.valueEnd(start, in: bytes)
    }
    let object = objects[Int(nodes[index].index)]
    var at = bytes.skipSpace(start &+ 1)
    if bytes.byte(at) == 0x7D { return at &+ 1 }
    while true {
      guard bytes.byte(at) == 0x22 else { throw Fault(.expectedName, at: at) }
      let word = Self.shortWord(at: at &+ 1, in: bytes)
      let nameEnd = try Self.stringEnd(at, in: bytes)
      let isPlain = nameEnd == at &+ 2 &+ word.length
      let ordinal = isPlain ? words.ordinal(of: word, in: object.names, at: at &+ 1, bytes) : -1
      at = bytes.skipSpace(nameEnd)
      guard bytes.byte(at) == 0x3A else { throw Fault(.expectedColon, at: at) }
      at = bytes.skipSpace(at &+ 1)
      let end: Int
      if ordinal < 0 {
        end = try Self.valueEnd(at, in: bytes)
      } else {
        let field = fields[Int(object.fields.lowerBound) &+ ordinal]
        end = try lenientObject(Int(field.node), at: at, in: bytes, &slots)
        if field.slot != FieldNode.noSlot {
          let quote = bytes.byte(at) == 0x22 ? 1 : 0
          slots.set(field.slot, at &+ quote, end &- quote)
        }
      }
      at = bytes.skipSpace(end)
      if bytes.byte(at) == 0x7D { return at &+ 1 }
      guard bytes.byte(at) == 0x2C else { throw Fault(.expectedCommaOrEnd, at: at) }
      at = bytes.skipSpace(at &+ 1)
    }
  }

  /// The end of the value at `start`, whatever it is; brackets are counted, not matched.
  static func valueEnd(_ start: Int, in bytes: Bytes) throws(Fault) -> Int {
    var at = start
    var depth = 0
    while at < bytes.count {
      switch bytes.byte(at) {
      case 0x22:
        at = try stringEnd(at, in: bytes)
        if depth == 0 { return at }
      case 0x7B, 0x5B:
        depth &+= 1
        at &+= 1
      case 0x7D, 0x5D:
        if depth == 0 { return at }
        depth &-= 1
        at &+= 1
        if depth == 0 { return at }
      case 0x2C:
        if depth == 0 { return at }
        at &+= 1
      case 0x20, 0x0A, 0x0D, 0x09:
        if depth == 0 { return at }
        at &+= 1
      default: at &+= 1
      }
    }
    throw Fault(.unexpectedEnd, at: at)
  }

  /// The position after the closing quote of the string at `open`.
  static func stringEnd(_ open: Int, in bytes: Bytes) throws(Fault) -> Int {
    var at = open &+ 1
    while at < bytes.count {
      let stops = bytes.word(at).stops
      if stops == 0 {
        at &+= 8
        continue
      }
      at &+= stops.trailingZeroBitCount &>> 3
      switch bytes.byte(at) {
      case 0x22: return at &+ 1
      case 0x5C: at &+= 2
      default: at &+= 1
      }
    }
    throw Fault(.unexpectedEnd, at: bytes.count)
  }
}
