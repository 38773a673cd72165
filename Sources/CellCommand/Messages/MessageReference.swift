package import CellSchema

/// How a person names a message: by its number on the record, `354`, or by its identifier.
package enum MessageReference: Hashable, Sendable {
  case number(UInt64)
  case id(MessageID)

  /// Nil for what is neither. `#354` will do too: a shell takes it for a comment unless it is in quotes.
  package init?(_ text: String) {
    let digits = text.hasPrefix("#") ? String(text.dropFirst()) : text
    if let number = UInt64(digits), number > 0, number <= UInt64(RecordSequence.range.upperBound) {
      self = .number(number)
    } else if let id = MessageID(text) ?? MessageID(text.lowercased()) {
      self = .id(id)
    } else {
      return nil
    }
  }

  package static let allowed = "a message's number on the record, such as 354, or its id"
}

extension MessageReference: CustomStringConvertible {
  package var description: String {
    switch self {
    case .number(let number): "\(number)"
    case .id(let id): "\(id)"
    }
  }
}
