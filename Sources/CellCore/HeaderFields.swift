import CellSchema

/// Reads header fields out of a checked document, at the ranges that the checker found.
struct HeaderFields {
  let document: ArraySlice<UInt8>
  let slots: DocumentSlots

  func bytes(_ slot: HeaderSlot) -> ArraySlice<UInt8> {
    let range = slots[slot]
    let start = document.startIndex
    return document[start + range.lowerBound..<start + range.upperBound]
  }

  func isAbsent(_ slot: HeaderSlot) -> Bool { slots[slot].isEmpty }
  func equals(_ slot: HeaderSlot, _ other: [UInt8]) -> Bool { bytes(slot).elementsEqual(other) }
  func text(_ slot: HeaderSlot) -> String { String(decoding: bytes(slot), as: UTF8.self) }

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

  /// The characters of a text that may have escapes (RFC 8259 §7); the checker has seen that they are well formed.
  func unescaped(_ slot: HeaderSlot) -> String {
    let bytes = Array(bytes(slot))
    guard bytes.contains(UInt8(ascii: "\\")) else { return String(decoding: bytes, as: UTF8.self) }
    var units: [UInt16] = []
    var rest = String(decoding: bytes, as: UTF8.self).utf16[...]
    while let unit = rest.popFirst() {
      guard unit == 0x5C, let escaped = rest.popFirst() else {
        units.append(unit)
        continue
      }
      guard escaped == UInt16(UInt8(ascii: "u")) else {
        // A line has no control characters, so that `\"`, `\\` and `\/` are left, which stand for themselves.
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

  /// Microseconds since 1970.
  func time(_ slot: HeaderSlot) -> Int64? {
    isAbsent(slot) ? nil : Timestamp(text(slot))?.microseconds
  }

  var lane: Int { Int(Precedence(rawValue: text(.precedence))?.lane ?? 0) }
  var infoLane: Int? {
    isAbsent(.infoPrecedence) ? nil : Precedence(rawValue: text(.infoPrecedence)).map { Int($0.lane) }
  }
  var nature: UInt8 { Nature(rawValue: text(.nature)).map(Nature.bit) ?? 0 }

  /// The count and the world that a serial such as `UKR.GS-1/0412/26` belongs to.
  func serial(node: Int) -> (key: SerialKey, number: Int)? {
    let parts = text(.serial).split(separator: "/")
    guard parts.count == 3, let number = Int(parts[1]), let year = Int(parts[2]) else { return nil }
    return (SerialKey(node: node, nature: nature, exercise: unescaped(.exerciseName), year: year), number)
  }
}
