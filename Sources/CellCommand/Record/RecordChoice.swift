package import CellSchema

/// Which rows of a record are meant: a message, as a person names it, or all of a case or type.
package enum RecordChoice: Hashable, Sendable {
  case message(MessageReference)
  case ofCase(CaseNumber)
  /// `declaration.signature`, or all of a system: `declaration.*`.
  case ofType(String)

  /// Nil for what is none of them.
  package init?(_ text: String) {
    if let number = CaseNumber(text.uppercased()) {
      self = .ofCase(number)
    } else if let reference = MessageReference(text) {
      self = .message(reference)
    } else if MessageType(text.hasSuffix(".*") ? text.dropLast() + "any" : text) != nil {
      self = .ofType(text)
    } else {
      return nil
    }
  }

  package static var allowed: String {
    MessageReference.allowed + spoken(", a case, such as V-2026-0042, or a type, such as declaration.*")
  }

  /// The row, where the choice names it by its number.
  package var row: UInt64? {
    if case .message(.number(let number)) = self { number } else { nil }
  }

  /// Whether a row is meant.
  package func takes(_ row: UInt64, _ header: Header) -> Bool {
    switch self {
    case .message(.number(let number)): row == number
    case .message(.id(let id)): header.id == id
    case .message(.prefix(let prefix)): "\(header.id)".hasPrefix("\(prefix)")
    case .message(.serial(let serial)): header.serial == serial
    case .ofCase(let number): header.caseNumber == number
    case .ofType(let type):
      type.hasSuffix(".*") ? "\(header.type)".hasPrefix(type.dropLast()) : header.type.description == type
    }
  }
}

extension RecordChoice: CustomStringConvertible {
  package var description: String {
    switch self {
    case .message(let reference): "\(reference)"
    case .ofCase(let number): "\(number)"
    case .ofType(let type): type
    }
  }
}
