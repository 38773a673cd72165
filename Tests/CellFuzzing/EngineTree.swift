/// JSON as it is written, to be changed piece by piece: scalars raw, members in order, names twice if need be.
package indirect enum EngineTree: Sendable {
  package struct Member: Sendable {
    package var name: String
    package var value: EngineTree
    /// The name as it stands, where it is written with an escape.
    package var spelling: String?

    package init(name: String, value: EngineTree, spelling: String? = nil) {
      self.name = name
      self.value = value
      self.spelling = spelling
    }
  }

  case raw(String)
  case array([EngineTree])
  case object([Member])

  package var text: String {
    switch self {
    case .raw(let text): text
    case .array(let elements): "[\(elements.map(\.text).joined(separator: ","))]"
    case .object(let members):
      "{\(members.map { "\($0.spelling ?? Self.quoted($0.name)):\($0.value.text)" }.joined(separator: ","))}"
    }
  }

  package static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// How many values there are, this one among them.
  package var count: Int {
    switch self {
    case .raw: 1
    case .array(let elements): elements.reduce(1) { $0 + $1.count }
    case .object(let members): members.reduce(1) { $0 + $1.value.count }
    }
  }

  /// Changes the value of a number, counted from the root.
  mutating func change(_ number: Int, _ body: (inout EngineTree) -> Void) {
    guard number > 0 else { return body(&self) }
    var rest = number - 1
    switch self {
    case .raw: return
    case .array(var elements):
      for index in elements.indices {
        let count = elements[index].count
        if rest < count {
          elements[index].change(rest, body)
          self = .array(elements)
          return
        }
        rest -= count
      }
    case .object(var members):
      for index in members.indices {
        let count = members[index].value.count
        if rest < count {
          members[index].value.change(rest, body)
          self = .object(members)
          return
        }
        rest -= count
      }
    }
  }

  /// Changes one thing somewhere.
  package mutating func mutate(_ random: inout SplitMix64) {
    let number = Int.random(in: 0..<count, using: &random)
    change(number) { $0.mutateHere(&random) }
  }

  private mutating func mutateHere(_ random: inout SplitMix64) {
    if random.chance(25) {
      self = Self.strangers.randomElement(using: &random)!
      return
    }
    switch self {
    case .raw(var text):
      Self.mutate(scalar: &text, &random)
      self = .raw(text)
    case .array(var elements):
      guard let one = elements.randomElement(using: &random) else {
        self = .array([.raw("1")])
        return
      }
      switch Int.random(in: 0..<4, using: &random) {
      case 0: elements.removeLast()
      case 1: elements.append(one)
      case 2: elements = Array(repeating: one, count: Int.random(in: 255...258, using: &random))
      default: elements = []
      }
      self = .array(elements)
    case .object(var members):
      Self.mutate(&members, &random)
      self = .object(members)
    }
  }

  private static func mutate(_ members: inout [Member], _ random: inout SplitMix64) {
    guard let index = members.indices.randomElement(using: &random) else {
      members.append(Member(name: "kind", value: .raw("1")))
      return
    }
    switch Int.random(in: 0..<8, using: &random) {
    case 0, 1: members.remove(at: index)
    case 2: members.insert(members[index], at: members.indices.randomElement(using: &random)!)
    case 3: members[index].name += ["s", "", " ", "~", "/"].randomElement(using: &random)!
    case 4: members[index].name = members.randomElement(using: &random)!.name
    case 5: members[index].value = members.randomElement(using: &random)!.value
    case 6:
      let name = members[index].name
      guard let first = name.utf8.first else { return }
      members[index].spelling = "\"\\u00\(String(first, radix: 16))\(name.dropFirst())\""
    default: members.shuffle(using: &random)
    }
  }

  private static func mutate(scalar text: inout String, _ random: inout SplitMix64) {
    guard text.hasPrefix("\"") else {
      switch Int.random(in: 0..<6, using: &random) {
      case 0: text += ".0"
      case 1: text += "e0"
      case 2: text = "-" + text
      case 3: text += "0"
      case 4: text = "0" + text
      default: text = "\"\(text)\""
      }
      return
    }
    var inner = String(text.dropFirst().dropLast())
    let pieces = [
      "\\n", "\\u0000", "\u{202E}", "\\u2066", "\\u200f", "\u{7F}", "\u{85}", "\\ud83d", "\\ud83d\\ude00", "\\/",
      "\\u0041", "\u{1}", "\u{FEFF}", "ж", "\\t", "\\", "\\u00", "N/K", "\u{2028}",
    ]
    switch Int.random(in: 0..<5, using: &random) {
    case 0: inner += pieces.randomElement(using: &random)!
    case 1: inner = pieces.randomElement(using: &random)! + inner
    case 2:
      let length = [199, 200, 201, 8_192, 8_193].randomElement(using: &random)!
      inner = String(repeating: ["a", "ж", "😀"].randomElement(using: &random)!, count: length)
    case 3 where !inner.contains("\\"): EngineGenerator.disturb(&inner, &random)
    default: inner = ""
    }
    // What `disturb` put in raw may be a line feed; JSON has it escaped.
    text = "\"\(inner.replacing("\n", with: "\\n"))\""
  }

  private static let strangers: [EngineTree] = [
    .raw("null"), .raw("true"), .raw("0"), .raw("-0"), .raw("1.0"), .raw("1e2"), .raw("-1"), .raw("1e999"),
    .raw("9223372036854775807"), .raw("9223372036854775808"), .raw("-0.0"), .raw("5e-324"), .raw("1e-400"),
    .raw("0.1234567890123456789"), .raw("\"\""), .raw("\"N/K\""), .raw("\"N\\/K\""), .raw("\"x\""),
    .raw("\"2026-02-30T00:00:00Z\""), .raw("\"2026-01-06T12:00:00+02:00\""), .array([]), .object([]),
    .array([.array([.array([])])]), .raw("NaN"), .raw("nul"), .raw("True"), .raw("'x'"), .raw(""),
  ]
}
