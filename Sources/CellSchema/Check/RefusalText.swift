extension ShapeTable {
  /// The refusal that a fault becomes: its code, its place, and what was found and is allowed in words.
  func refusal(of fault: Fault, in bytes: Span<UInt8>) -> Refusal {
    let place = JSONPlace(of: Int(fault.at), in: bytes)
    if fault.reason == .missingField {
      let name = words.name(Int(fault.extra), in: objects[Int(fault.node)].names)
      return Refusal(.missingField, at: place.pointer(to: name), "\(name) is mandatory here")
    }
    if fault.reason == .ruleBroken {
      let rule = rules[Int(fault.node)]
      let names = objects.first { $0.rules.contains(fault.node) }!.names
      let pointer = fault.extra < 0 ? place.pointer : place.pointer(to: words.name(Int(fault.extra), in: names))
      return Refusal(.ruleBroken, at: pointer, text(of: rule, names))
    }
    return Refusal(fault.reason.code, at: place.pointer, detail(of: fault, in: bytes))
  }

  private func detail(of fault: Fault, in bytes: Span<UInt8>) -> String {
    let at = Int(fault.at)
    switch fault.reason {
    case .unknownField:
      let names = fault.node < 0 ? [] : words.names(in: objects[Int(fault.node)].names)
      return "no field of that name, as written; allowed: \(Shape.list(names))"
    case .wrongType:
      let (type, value) = (Self.type(at: at, in: bytes), Excerpt.value(at: at, in: bytes))
      return "found \(type == value ? value : "\(type), \(value)"); allowed: \(allowed(fault))"
    case .fraction: return "found \(Excerpt.value(at: at, in: bytes)); an integer has no fraction and no exponent"
    case .minusZero: return "found -0; write 0"
    case .outOfRange, .unknownValue, .patternMismatch:
      return "found \(Excerpt.value(at: at, in: bytes)); allowed: \(allowed(fault))"
    case .escapeNotAllowed:
      return "found \(Excerpt.value(at: at, in: bytes)); it is written without escapes; allowed: \(allowed(fault))"
    case .noSuchTime: return "found \(Excerpt.value(at: at, in: bytes)); there is no such day or time"
    case .tooLong where nodes[Int(fault.node)].kind == .patterned,
      .tooShort where nodes[Int(fault.node)].kind == .patterned:
      return "found \(Excerpt.value(at: at, in: bytes)); allowed: \(allowed(fault))"
    case .tooLong, .tooShort: return "found \(fault.extra) characters; allowed: \(counts(fault))"
    case .tooMany: return "found more than \(nodes[Int(fault.node)].high) elements; allowed: \(counts(fault))"
    case .tooFew: return "found \(fault.extra) elements; allowed: \(counts(fault))"
    case .tooDeep: return "nested deeper than \(depthLimit)"
    case .unknownType: return "found \(Excerpt.value(at: at, in: bytes)), which is no type of the catalogue"
    case .notUTF8:
      let hex = String(bytes.byte(at), radix: 16, uppercase: true)
      return "found the byte 0x\(hex), which is no UTF-8; write it in UTF-8"
    case .blank: return "found blanks and nothing else; write something that can be read"
    case .empty, .byteOrderMark, .unexpectedEnd, .expectedValue, .expectedName, .expectedColon, .expectedCommaOrEnd,
      .badLiteral, .badNumber, .badEscape, .rawControl, .forbiddenCharacter, .openIsolate, .loneSurrogate,
      .documentTooLarge, .trailingData, .headerFirst, .duplicateField,
      .missingField, .ruleBroken, .unknownVersion:
      return fault.reason.text(found: at < bytes.count ? Excerpt.value(at: at, in: bytes) : "", fault.extra)
    }
  }

  private func counts(_ fault: Fault) -> String {
    let node = nodes[Int(fault.node)]
    return node.low == node.high ? "\(node.low)" : "\(node.low) to \(node.high)"
  }

  /// What a node allows, in words.
  private func allowed(_ fault: Fault) -> String {
    let node = nodes[Int(fault.node)]
    let what: String
    switch node.kind {
    case .plain: what = "a string of \(counts(fault)) characters"
    case .patterned: what = patternWords[Int(node.index)]
    case .enumeration: return Shape.list(words.names(in: enumerations[Int(node.index)]))
    case .integer: what = "an integer, \(node.low) to \(node.high)"
    case .number:
      let low = Double(bitPattern: UInt64(bitPattern: node.low))
      let high = Double(bitPattern: UInt64(bitPattern: node.high))
      what = "a number, \(low) to \(high)"
    case .boolean: what = "true or false"
    case .array: what = "an array of \(counts(fault)) elements"
    case .object: what = "an object"
    }
    return node.mayBeNotKnown ? "\(what), or \"\(Shape.notKnown)\"" : what
  }

  private static func type(at start: Int, in bytes: Span<UInt8>) -> String {
    switch bytes.byte(start) {
    case 0x22: "a string"
    case 0x5B: "an array"
    case 0x7B: "an object"
    case 0x74, 0x66: "a boolean"
    case 0x6E: "null"
    default: "a number"
    }
  }

  private func text(of rule: RuleNode, _ names: WordTable.Set) -> String {
    func fields(_ mask: UInt64) -> String {
      words.names(in: names).enumerated().filter { mask & 1 << UInt64($0.offset) != 0 }.map(\.element)
        .joined(separator: ", ")
    }
    func values() -> String {
      words.names(in: enumerations[Int(nodes[Int(rule.node)].index)]).enumerated()
        .filter { rule.values & 1 << UInt64($0.offset) != 0 }.map(\.element).joined(separator: ", ")
    }
    let condition = fields(rule.condition)
    let subject = fields(rule.subject)
    return switch rule.kind {
    case .atLeastOne: "at least one is needed of \(subject)"
    case .atMostOne: "not more than one may stand of \(subject)"
    case .requires: "where \(condition) stands, \(subject) is needed"
    case .whenRequires: "where \(condition) is one of \(values()), this is needed: \(subject)"
    case .whenForbids: "where \(condition) is one of \(values()), this may not stand: \(subject)"
    case .ascending: "\(words.name(ascendingFirst(rule), in: names)) is not after \(subject)"
    }
  }

  private func ascendingFirst(_ rule: RuleNode) -> Int {
    let first = rule.condition & ~rule.subject
    return first == 0 ? rule.subject.trailingZeroBitCount : first.trailingZeroBitCount
  }
}

extension Fault.Reason {
  var code: ErrorCode {
    switch self {
    case .empty, .byteOrderMark, .unexpectedEnd, .expectedValue, .expectedName, .expectedColon, .expectedCommaOrEnd,
      .badLiteral, .badNumber, .badEscape:
      .notJSON
    case .notUTF8: .notUTF8
    case .rawControl, .forbiddenCharacter, .openIsolate, .loneSurrogate: .forbiddenCharacter
    case .documentTooLarge: .documentTooLarge
    case .tooDeep: .tooDeep
    case .trailingData: .trailingData
    case .headerFirst: .headerFirst
    case .unknownField: .unknownField
    case .duplicateField: .duplicateField
    case .missingField: .missingField
    case .ruleBroken: .ruleBroken
    case .wrongType, .fraction: .wrongType
    case .outOfRange: .outOfRange
    case .unknownValue: .unknownValue
    case .minusZero, .patternMismatch, .escapeNotAllowed, .noSuchTime, .blank: .badFormat
    case .tooLong, .tooMany: .tooLong
    case .tooShort, .tooFew: .tooShort
    case .unknownType: .unknownType
    case .unknownVersion: .unknownVersion
    }
  }

  /// What needs no table to say. No count of bytes: the sender may have written the body alone, and another line.
  fileprivate func text(found: String, _ character: Int32) -> String {
    let hex = String(character, radix: 16, uppercase: true)
    let scalar = "U+" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex
    let place = found.isEmpty ? "at the end" : "where \(found) stands"
    return switch self {
    case .empty: "there is nothing; a document in JSON is expected"
    case .byteOrderMark: "it begins with a byte order mark (U+FEFF); write it without one"
    case .unexpectedEnd: "it ends in the middle"
    case .expectedValue: "a value is expected \(place)"
    case .expectedName: "a field's name in quotes is expected \(place)"
    case .expectedColon: "a colon is expected \(place)"
    case .expectedCommaOrEnd: "a comma or the closing bracket is expected \(place)"
    case .badLiteral: "found \(found); allowed: true or false"
    case .badNumber: "found \(found), which is no number in JSON; allowed: such as 0, -5 or 1.25"
    case .badEscape: "found \(found), whose escape is none of JSON's; a backslash itself is written \\\\"
    case .rawControl: "found \(scalar) as it is, which JSON does not allow in a string"
    case .forbiddenCharacter: "found \(scalar), a control character, a bidirectional one or a line separator"
    case .openIsolate:
      "a bidirectional isolate (U+2066 to U+2068) is not closed (U+2069) on its line, closes none, or is one of more "
        + "than \(Isolates.deepest) within each other"
    case .loneSurrogate: "found \(scalar), half of a surrogate pair"
    case .documentTooLarge: "longer than the limit"
    case .trailingData: "something follows the end: \(found)"
    case .headerFirst: "a document is an object of header and body, in this order, and of nothing else"
    case .duplicateField: "the field stands twice in its object"
    case .tooDeep, .unknownField, .missingField, .ruleBroken, .wrongType, .fraction, .minusZero, .outOfRange,
      .unknownValue, .patternMismatch, .escapeNotAllowed, .noSuchTime, .tooLong, .tooShort, .tooMany, .tooFew,
      .unknownType, .unknownVersion, .notUTF8, .blank:
      "not allowed"
    }
  }
}
