/// The header's fields that the broker reads without decoding.
package enum HeaderSlot: UInt8, CaseIterable, Sendable {
  case id, cell, type, version, from, serial, action, info, precedence, infoPrecedence, nature, exerciseName
  case sentAt, expiresAt, replyBy, language, releasedBy, inReplyTo, references
  /// `header.case`, which is a keyword in Swift.
  case caseNumber
  case amends, acknowledge, authority, enteredBy, label
  /// The last four stand inside `label`.
  case policy, classification, releasableTo, control

  /// The field's path from the header.
  package var path: [String] {
    switch self {
    case .caseNumber: ["case"]
    case .policy, .classification, .releasableTo, .control: ["label", "\(self)"]
    case .id, .cell, .type, .version, .from, .serial, .action, .info, .precedence, .infoPrecedence, .nature,
      .exerciseName, .sentAt, .expiresAt, .replyBy, .language, .releasedBy, .inReplyTo, .references, .amends,
      .acknowledge, .authority, .enteredBy, .label:
      ["\(self)"]
    }
  }

  static let byPath = Dictionary(uniqueKeysWithValues: allCases.map { ($0.path, $0.rawValue) })
}

/// Where the values of a document's header stand in its bytes: a string without its quotes, anything else raw.
///
/// An absent field has an empty range at 0; an empty string has an empty range elsewhere.
package struct DocumentSlots: Sendable {
  private var places = InlineArray<30, UInt64>(repeating: 0)
  /// The raw header and body, with their braces.
  package var header: Range<Int> = 0..<0
  package var body: Range<Int> = 0..<0

  package init() {}

  @inline(__always)
  package subscript(slot: HeaderSlot) -> Range<Int> {
    get {
      let place = places[Int(slot.rawValue)]
      return Int(place & 0xFFFF_FFFF)..<Int(place &>> 32)
    }
    set { set(slot.rawValue, newValue.lowerBound, newValue.upperBound) }
  }

  package func has(_ slot: HeaderSlot) -> Bool { places[Int(slot.rawValue)] != 0 }

  @inline(__always)
  mutating func set(_ slot: UInt8, _ start: Int, _ end: Int) {
    places[Int(slot)] = UInt64(truncatingIfNeeded: start) | UInt64(truncatingIfNeeded: end) &<< 32
  }
}
