extension Shape {
  /// What a value of this shape is, in words and with an example: how every refusal says what is allowed.
  package var words: String {
    switch self {
    case .string(let string): string.words
    case .enumeration(let values): Self.list(values)
    case .integer(let range): "an integer, \(range.lowerBound) to \(range.upperBound)"
    case .number(let range): "a number, \(range.lowerBound) to \(range.upperBound)"
    case .boolean: "true or false"
    case .array(_, let count): "an array of \(Self.words(count)) elements"
    case .object: "an object"
    case .orNotKnown(let known): "\(known.words), or \"\(Self.notKnown)\""
    }
  }

  /// Names in a row, the first of many.
  static func list(_ names: [String]) -> String {
    // The longest that is no table of some standard's codes: nobody reads through that.
    let limit = names.count > 100 ? 5 : 40
    let shown = names.prefix(limit).joined(separator: ", ")
    return names.count > limit ? "\(shown) and \(names.count - limit) more" : shown
  }

  static func words(_ count: ClosedRange<Int>) -> String {
    count.lowerBound == count.upperBound ? "\(count.lowerBound)" : "\(count.lowerBound) to \(count.upperBound)"
  }
}

extension StringShape {
  /// What a string of this shape is. A pattern is shown by an example: nobody reads a regular expression.
  var words: String {
    switch format {
    case .date: "a date such as 2026-03-07"
    case .timestamp: "a moment such as 2026-03-07T10:21:00Z"
    case nil:
      if let example {
        "a string such as \(example)"
      } else {
        "a string of \(Shape.words(length)) characters" + (pattern == nil ? "" : " in its field's form")
      }
    }
  }
}
