package import CellSchema

/// What JSON Schema cannot see, since it sees values and not how they are written: the whole list of reasons for which a
/// document that a schema accepts is refused, each with the code of the refusal.
package enum Spelling {
  package struct Rule: Sendable {
    package var code: ErrorCode
    package var reason: String
    var applies: @Sendable (Facts) -> Bool
  }

  package static let rules: [Rule] = [
    Rule(code: .unknownField, reason: "a field's name is written with an escape") { $0.escapedName },
    Rule(code: .badFormat, reason: "a string with a pattern or an enumeration is written with an escape") {
      $0.escapedString
    },
    Rule(code: .unknownValue, reason: "N/K is written with an escape") { $0.escapedString },
    Rule(code: .wrongType, reason: "an integer has a fraction or an exponent") { $0.fraction },
    Rule(code: .badFormat, reason: "an integer is -0") { $0.minusZero },
    Rule(code: .outOfRange, reason: "a number is too small for a double, and not 0") { $0.underflow },
    Rule(code: .headerFirst, reason: "the header is not first") { $0.headerLater },
    Rule(code: .headerFirst, reason: "the name header or body is written with an escape") { $0.escapedName },
    Rule(code: .documentTooLarge, reason: "the document is above the limit") { $0.size > Limits.document },
    // Of the names that stand twice, the strict check may find fault with the value that does not count.
    Rule(code: .duplicateField, reason: "a name stands twice in one object") { $0.repeatedName },
  ]

  /// How a document is written.
  package struct Facts {
    package var repeatedName = false
    var escapedName = false
    var escapedString = false
    var fraction = false
    var minusZero = false
    var underflow = false
    var headerLater = false
    var size = 0

    package init(_ tape: JSONTape, _ bytes: [UInt8]) {
      size = bytes.count
      for (index, node) in tape.nodes.enumerated() {
        if node.nameHasEscapes { escapedName = true }
        switch node.kind {
        case .string: if node.hasEscapes { escapedString = true }
        case .number: note(number: bytes[node.range])
        case .object: if repeats(tape, index, bytes) { repeatedName = true }
        case .array, .boolean, .null: break
        }
      }
      let first = tape.children(of: 0).first.map { tape.name(of: tape.nodes[$0], in: bytes) }
      headerLater = first?.elementsEqual("header".utf8) == false
    }

    private mutating func note(number: ArraySlice<UInt8>) {
      let hasFraction = number.contains { $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") }
      if hasFraction { fraction = true }
      guard JSONNumber(number).value == 0 else { return }
      if number.first == UInt8(ascii: "-") { minusZero = true }
      let digits = number.prefix { $0 | 0x20 != UInt8(ascii: "e") }
      if digits.contains(where: { (0x31...0x39).contains($0) }) { underflow = true }
    }

    private func repeats(_ tape: JSONTape, _ index: Int, _ bytes: [UInt8]) -> Bool {
      let children = tape.children(of: index)
      var names = Set<ArraySlice<UInt8>>(minimumCapacity: children.count)
      return children.contains { !names.insert(tape.name(of: tape.nodes[$0], in: bytes)).inserted }
    }
  }

  /// Whether a refusal of a document that its schema accepts is for one of the reasons.
  package static func explains(_ code: ErrorCode, _ facts: Facts) -> Bool {
    facts.repeatedName || rules.contains { $0.code == code && $0.applies(facts) }
  }
}
