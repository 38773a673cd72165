package import CellSchema

/// How a person names a message: by its number on the record, `354`, by its identifier or the beginning of that, or by
/// its serial.
package enum MessageReference: Hashable, Sendable {
  case number(UInt64)
  case id(MessageID)
  case prefix(MessageIDPrefix)
  case serial(Serial)

  /// Nil for what is none of them. `#354` will do too: a shell takes it for a comment unless it is in quotes.
  package init?(_ text: String) {
    let digits = text.hasPrefix("#") ? String(text.dropFirst()) : text
    let small = text.lowercased()
    // A number begins with no 0, and an identifier of these centuries does.
    if !digits.hasPrefix("0"), let number = UInt64(digits), number <= UInt64(RecordSequence.range.upperBound) {
      self = .number(number)
    } else if let id = MessageID(small) {
      self = .id(id)
    } else if let prefix = MessageIDPrefix(small.hasSuffix("-") ? String(small.dropLast()) : small) {
      self = .prefix(prefix)
    } else if let serial = Serial(text) ?? Serial(text.uppercased()) {
      self = .serial(serial)
    } else {
      return nil
    }
  }

  package static var allowed: String {
    spoken(
      """
      a message's number on the record, such as 354, its id, eight or more characters that its id begins with, or its \
      serial, such as UKR.CELL-1/0012/26
      """)
  }
}

extension MessageReference: CustomStringConvertible {
  package var description: String {
    switch self {
    case .number(let number): "\(number)"
    case .id(let id): "\(id)"
    case .prefix(let prefix): "\(prefix)"
    case .serial(let serial): "\(serial)"
    }
  }
}
