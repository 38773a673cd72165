/// A number as a validator has it: an integer that was written as one, or a double.
package enum JSONNumber {
  case integer(Int64)
  case double(Double)

  package init(_ text: ArraySlice<UInt8>) {
    let text = String(decoding: text, as: UTF8.self)
    if let integer = Int64(text) { self = .integer(integer) } else { self = .double(Double(text) ?? .nan) }
  }

  package var isIntegral: Bool {
    switch self {
    case .integer: true
    case .double(let value): value.isFinite && value == value.rounded(.towardZero)
    }
  }

  package var value: Double {
    switch self {
    case .integer(let value): Double(value)
    case .double(let value): value
    }
  }

  /// Exact also between an integer and a double.
  package static func <= (left: Self, right: Self) -> Bool {
    switch (left, right) {
    case (.integer(let one), .integer(let other)): return one <= other
    case (.double(let one), .double(let other)): return one <= other
    case (.integer(let one), .double(let other)):
      if other >= 0x1p63 { return true }
      return other >= -0x1p63 && one <= Int64(other.rounded(.down))
    case (.double(let one), .integer(let other)):
      if one < -0x1p63 { return true }
      return one < 0x1p63 && Int64(one.rounded(.up)) <= other
    }
  }
}
