import CellSchema

/// Reads header fields out of a checked document, at the ranges that the checker found.
struct CheckedHeader {
  let document: ArraySlice<UInt8>
  let slots: DocumentSlots

  func bytes(_ slot: HeaderSlot) -> ArraySlice<UInt8> {
    let range = slots[slot]
    let start = document.startIndex
    return document[start + range.lowerBound..<start + range.upperBound]
  }

  func isAbsent(_ slot: HeaderSlot) -> Bool { slots[slot].isEmpty }
  func equals(_ slot: HeaderSlot, _ other: [UInt8]) -> Bool {
    slots[slot].count == other.count && bytes(slot).elementsEqual(other)
  }
  func text(_ slot: HeaderSlot) -> String { String(decoding: bytes(slot), as: UTF8.self) }

  /// The value of a field of one word, whose format the checker has checked; nil where the field is absent.
  func value<Value: LosslessStringConvertible>(_ slot: HeaderSlot, as _: Value.Type) -> Value? { Value(text(slot)) }

  /// The elements of an array of identifiers, which are written without escapes.
  func strings(_ slot: HeaderSlot) -> [String] {
    var strings: [String] = []
    var start: Int?
    let bytes = bytes(slot)
    for index in bytes.indices where bytes[index] == UInt8(ascii: "\"") {
      if let opened = start {
        strings.append(String(decoding: bytes[opened..<index], as: UTF8.self))
        start = nil
      } else {
        start = index + 1
      }
    }
    return strings
  }

  /// The characters of a string that may have escapes (RFC 8259 §7); the checker has checked that they are well formed.
  private func unescaped(_ slot: HeaderSlot) -> String {
    let bytes = bytes(slot)
    guard bytes.contains(UInt8(ascii: "\\")) else { return String(decoding: bytes, as: UTF8.self) }
    var units: [UInt16] = []
    var rest = String(decoding: bytes, as: UTF8.self).utf16[...]
    while let unit = rest.popFirst() {
      guard unit == 0x5C, let escaped = rest.popFirst() else {
        units.append(unit)
        continue
      }
      guard escaped == UInt16(UInt8(ascii: "u")) else {
        // A line has no control characters: the only other escapes are `\"`, `\\` and `\/`, each of the character
        // itself.
        units.append(escaped)
        continue
      }
      units.append(UInt16(String(decoding: rest.prefix(4), as: UTF16.self), radix: 16) ?? 0xFFFD)
      rest = rest.dropFirst(4)
    }
    return String(decoding: units, as: UTF16.self)
  }

  /// A UUID's 128 bits.
  func identifier(_ slot: HeaderSlot) -> UInt128 {
    var value: UInt128 = 0
    for byte in bytes(slot) {
      switch byte {
      case 0x30...0x39: value = value << 4 | UInt128(byte - 0x30)
      case 0x61...0x66: value = value << 4 | UInt128(byte - 0x61 + 10)
      case 0x41...0x46: value = value << 4 | UInt128(byte - 0x41 + 10)
      default: continue
      }
    }
    return value
  }

  func time(_ slot: HeaderSlot) -> Microseconds? {
    isAbsent(slot) ? nil : Timestamp(shaped: bytes(slot).span)?.moment
  }

  /// The case of an enumeration that a field names; nil where it is absent or another word. Looked for by bytes: a string
  /// would be made for each message.
  private func word<Value>(_ slot: HeaderSlot, of words: [Word<Value>?]) -> Value? {
    guard let letter = bytes(slot).first, Self.letters.contains(letter),
      let word = words[Int(letter - Self.letters.lowerBound)],
      equals(slot, word.bytes)
    else { return nil }
    return word.value
  }

  private struct Word<Value: Sendable>: Sendable {
    let bytes: [UInt8]
    let value: Value
  }

  private static let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
  private static let precedences = words(Precedence.self)
  private static let natures = words(Nature.self)

  /// The words of an enumeration by their first letters, of which no two have the same.
  private static func words<Value: CaseIterable & RawRepresentable & Sendable>(_: Value.Type) -> [Word<Value>?]
  where Value.RawValue == String {
    var words = [Word<Value>?](repeating: nil, count: letters.count)
    for value in Value.allCases {
      let bytes = Array(value.rawValue.utf8)
      let place = Int(bytes[0] - letters.lowerBound)
      precondition(words[place] == nil, "no two words begin with the same letter")
      words[place] = Word(bytes: bytes, value: value)
    }
    return words
  }

  var precedence: Precedence { word(.precedence, of: Self.precedences) ?? .deferred }
  var infoPrecedence: Precedence? { word(.infoPrecedence, of: Self.precedences) }
  var nature: Nature { word(.nature, of: Self.natures) ?? .operation }

  var world: World {
    World(nature: nature, exercise: isAbsent(.exerciseName) ? nil : Line(unescaped(.exerciseName)))
  }

  /// The type's place in the catalogue; nil for a type or a version that this catalogue does not have.
  var type: TypeIndex? { Catalogue.index(type: text(.type), version: text(.version)) }

  /// The station's count that a serial such as `UKR.GS-1/0412/26` belongs to, and the serial's number in that count.
  func serial(of node: NodeIndex, in world: World) -> (key: SerialKey, number: Int)? {
    // The checker has checked the form: a name, a number and a year of digits, with slashes between.
    let slash = UInt8(ascii: "/")
    let bytes = bytes(.serial)
    guard let last = bytes.lastIndex(of: slash), let first = bytes[..<last].lastIndex(of: slash) else { return nil }
    let (number, year) = (Self.number(bytes[(first + 1)..<last]), Self.number(bytes[(last + 1)...]))
    return (SerialKey(node: node, world: world, year: year), number)
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int { digits.reduce(0) { $0 * 10 + Int($1 & 0xF) } }
}

extension CheckedHeader {
  /// The serial of a message that was refused, where it has one of its sender's that can be read at all.
  static func serial(
    of envelope: Envelope, from node: NodeIndex, named name: NodeName
  ) -> (key: SerialKey, number: Int)? {
    var slots = DocumentSlots()
    guard envelope.document.count <= Limits.document,
      (try? Catalogue.checker.slots(of: envelope.document.span, into: &slots)) != nil
    else { return nil }
    let header = CheckedHeader(document: envelope.document, slots: slots)
    guard let serial = Serial(header.text(.serial)), serial.node == name else { return nil }
    return (SerialKey(node: node, world: header.world, year: serial.year), serial.number)
  }
}
