/// A whole number from 0 to 2⁵³ − 1, which every JSON reader holds exactly: sequence numbers, counts, bytes.
package struct WireNumber: SchemaLeaf, ExpressibleByIntegerLiteral, CustomStringConvertible {
  package static let largest: UInt64 = 9_007_199_254_740_991
  package static var shape: Shape { .integer(0...Int64(largest)) }
  package static var sample: Self { 1 }

  package var value: UInt64

  package init(_ value: UInt64) { self.value = min(value, Self.largest) }
  package init(_ value: Int) { self.init(UInt64(max(0, value))) }
  package init(integerLiteral value: UInt64) { self.init(value) }

  package init(from decoder: any Decoder) throws { value = try decoder.singleValueContainer().decode(UInt64.self) }
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }

  package var description: String { String(value) }
}

/// The 128-bit identifier of a publisher's stream, 32 hexadecimal digits in JSON, 16 bytes in `PUBLISH`.
package struct StreamIdentifier: SchemaLeaf, CustomStringConvertible {
  package static var shape: Shape {
    .string(StringRule(length: 32...32, pattern: BytePattern(.init(ByteSet("0-9a-f"), 32...32))))
  }
  package static var sample: Self { Self(0x0190_5b7a_c0de_4d00_8000_0000_0000_0001) }

  package var value: UInt128

  package init(_ value: UInt128) { self.value = value }

  /// A new stream: random, never 0.
  package static func random() -> Self {
    var generator = SystemRandomNumberGenerator()
    return Self(UInt128(generator.next()) << 64 | UInt128(generator.next()) | 1)
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let value = UInt128(try container.decode(String.self), radix: 16) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not 32 hexadecimal digits")
    }
    self.value = value
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  package var description: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 32 - digits.count) + digits
  }
}

/// A durable subscription's name, `watch`: it is kept for the node, not for the session.
package struct DurableName: SchemaLeaf, CustomStringConvertible {
  package static var shape: Shape {
    .string(StringRule(length: 1...64, pattern: BytePattern(.init(ByteSet("A-Za-z0-9._-"), 1...64))))
  }
  package static var sample: Self { Self(unchecked: "watch") }

  package var text: String
  package var description: String { text }

  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    let allowed = ByteSet("A-Za-z0-9._-")
    guard (1...64).contains(bytes.count), bytes.allSatisfy(allowed.contains) else { return nil }
    self.text = text
  }

  private init(unchecked text: String) { self.text = text }

  package init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

/// A pattern over types, `verification.finding`, `verification.*` or `*`.
package struct TypePattern: SchemaLeaf, CustomStringConvertible {
  private static let rule = {
    let word = BytePattern.Run(ByteSet("a-z"), 1...24)
    let name = BytePattern.Run(ByteSet("a-z-"), 1...40)
    let dot = BytePattern.Run(ByteSet("."), 1...1)
    let star = BytePattern.Run(ByteSet("*"), 1...1)
    return StringRule(length: 1...64, pattern: BytePattern(anyOf: [[star], [word, dot, star], [word, dot, name]]))
  }()
  package static var shape: Shape { .string(rule) }
  package static var sample: Self { Self("verification.*") }

  package var text: String
  package var description: String { text }

  package init(_ text: String) { self.text = text }

  package init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }

  package var isWellFormed: Bool { Self.rule.allows(text) }

  /// Whether a message of that type is meant.
  package func matches(_ type: String) -> Bool {
    if text == "*" { return true }
    if text.hasSuffix(".*") { return type.hasPrefix(text.dropLast()) }
    return text == type
  }
}

/// Free text in a control command: a reason, a program's name.
package struct WireText: SchemaLeaf, ExpressibleByStringLiteral, CustomStringConvertible {
  package static let longest = 1024
  package static var shape: Shape { .string(StringRule(length: 0...longest)) }
  package static var sample: Self { "text" }

  package var text: String
  package var description: String { text }

  /// Cut at the limit; characters that the checker forbids become `?`, since a reason often quotes a peer's input.
  package init(_ text: String) {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(Self.longest) {
      scalars.append(Self.isForbidden(scalar) ? "?" : scalar)
    }
    self.text = String(scalars)
  }

  package init(stringLiteral value: String) { self.init(value) }

  package init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }

  /// Control and bidirectional control characters.
  package static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}

/// A value for each lane that has one.
package struct PerLane: Codable, Hashable, Sendable {
  package var deferred: WireNumber?
  package var routine: WireNumber?
  package var priority: WireNumber?
  package var immediate: WireNumber?
  package var flash: WireNumber?
  package var override: WireNumber?

  package init() {}

  package init(_ values: [UInt64]) {
    for lane in 0..<Lane.count { self[lane] = values[lane] }
  }

  package subscript(lane: Int) -> UInt64? {
    get {
      switch lane {
      case 0: deferred?.value
      case 1: routine?.value
      case 2: priority?.value
      case 3: immediate?.value
      case 4: flash?.value
      case 5: override?.value
      default: nil
      }
    }
    set {
      let number = newValue.map { WireNumber($0) }
      switch lane {
      case 0: deferred = number
      case 1: routine = number
      case 2: priority = number
      case 3: immediate = number
      case 4: flash = number
      case 5: override = number
      default: preconditionFailure("there are six lanes")
      }
    }
  }
}

/// A lane is a precedence as a number: 0 deferred, 1 routine, 2 priority, 3 immediate, 4 flash, 5 override.
package enum Lane {
  package static let count = 6
  /// Immediate and above may use the credit that is kept for them.
  package static let firstReserved = 3
  package static let names = ["deferred", "routine", "priority", "immediate", "flash", "override"]
}
