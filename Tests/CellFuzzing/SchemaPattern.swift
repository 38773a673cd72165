/// A regular expression of an exported schema, read from its text: groups, alternation, classes and counts, with the
/// anchors at the ends. Any other construct is an error, and none of the product's patterns is asked.
struct SchemaPattern {
  struct Unknown: Error, CustomStringConvertible {
    var description: String
  }

  private struct Step {
    var ranges: [ClosedRange<UInt32>] = []
    var isNegated = false
    /// Steps that are repeated as a whole, in the place of a character.
    var group: [Step] = []
    var count = 1...1

    func takes(_ scalar: UInt32) -> Bool { ranges.contains { $0.contains(scalar) } != isNegated }
  }

  private var branches: [[Step]] = []
  private var isAnchored = false

  init(_ text: String) throws(Unknown) {
    var reader = Reader(scalars: text.unicodeScalars.map(\.value))
    isAnchored = reader.take("^")
    // A group at the start holds alternatives of the whole; any other one is repeated, and has none.
    let isGroup = isAnchored && reader.take("(?:")
    repeat { branches.append(try Self.branch(&reader)) } while reader.take("|")
    if isGroup, !reader.take(")") { throw reader.unknown }
    if isAnchored, !reader.take("$") { throw reader.unknown }
    guard reader.isAtEnd else { throw reader.unknown }
  }

  /// Whether a text has the pattern, as `search` of a regular expression finds it.
  func isFound(in text: [UInt32]) -> Bool {
    for start in 0...text.count {
      let isFound = branches.contains { branch in
        matches(branch[...], text, start) { !isAnchored || $0 == text.count }
      }
      if isFound { return true }
      if isAnchored { return false }
    }
    return false
  }

  /// - Parameter rest: whether what follows has the rest of the pattern.
  private func matches(
    _ steps: ArraySlice<Step>, _ text: [UInt32], _ start: Int, _ rest: (Int) -> Bool
  ) -> Bool {
    guard var step = steps.first else { return rest(start) }
    if !step.group.isEmpty {
      let (least, most) = (step.count.lowerBound, step.count.upperBound)
      step.count = max(0, least - 1)...(most == .max ? .max : most - 1)
      let isRepeated =
        most > 0
        && matches(step.group[...], text, start) { at in
          // A group that takes nothing is not repeated for ever.
          at > start && matches([step] + steps.dropFirst(), text, at, rest)
        }
      return isRepeated || (least == 0 && matches(steps.dropFirst(), text, start, rest))
    }
    var at = start
    var count = 0
    while count < step.count.upperBound, at < text.count, step.takes(text[at]) {
      at += 1
      count += 1
    }
    while count >= step.count.lowerBound {
      if matches(steps.dropFirst(), text, at, rest) { return true }
      at -= 1
      count -= 1
    }
    return false
  }

  // MARK: the text

  private struct Reader {
    var scalars: [UInt32]
    var at = 0

    var isAtEnd: Bool { at == scalars.count }
    var unknown: Unknown {
      Unknown(
        description: "a regular expression has something else at \(at): \(scalars.compactMap(UnicodeScalar.init))")
    }

    mutating func take(_ word: StaticString) -> Bool {
      let letters = "\(word)".unicodeScalars.map(\.value)
      guard scalars[at...].starts(with: letters) else { return false }
      at += letters.count
      return true
    }

    mutating func next() throws(Unknown) -> UInt32 {
      guard !isAtEnd else { throw unknown }
      defer { at += 1 }
      return scalars[at]
    }

    mutating func number() throws(Unknown) -> Int {
      var value: Int?
      while !isAtEnd, (0x30...0x39).contains(scalars[at]) {
        value = (value ?? 0) * 10 + Int(scalars[at] - 0x30)
        at += 1
      }
      guard let value else { throw unknown }
      return value
    }

    /// A character that may be written with a backslash.
    mutating func character() throws(Unknown) -> UInt32 {
      let scalar = try next()
      guard scalar == 0x5C else { return scalar }
      let escaped = try next()
      if escaped == 0x75 {
        var value: UInt32 = 0
        for _ in 0..<4 {
          guard let digit = UnicodeScalar(try next()).flatMap({ Character($0).hexDigitValue }) else { throw unknown }
          value = value << 4 | UInt32(digit)
        }
        return value
      }
      if escaped == 0x6E { return 0x0A }
      // A letter or a digit would be a class or a reference.
      guard let character = UnicodeScalar(escaped), !Character(character).isLetter, !Character(character).isNumber
      else { throw unknown }
      return escaped
    }
  }

  private static func branch(_ reader: inout Reader) throws(Unknown) -> [Step] {
    var steps: [Step] = []
    while !reader.isAtEnd, ![0x7C, 0x29, 0x24].contains(reader.scalars[reader.at]) {
      var step = try atom(&reader)
      step.count = try count(&reader)
      steps.append(step)
    }
    return steps
  }

  private static func atom(_ reader: inout Reader) throws(Unknown) -> Step {
    if reader.take("(?:") {
      let steps = try branch(&reader)
      guard !steps.isEmpty, reader.take(")") else { throw reader.unknown }
      return Step(group: steps)
    }
    guard reader.take("[") else {
      // `.`, `(`, `)`, `*`, `+`, `?`, `^`, `{`, `}` and `]` are no characters here.
      if !reader.isAtEnd, "()*+.?^{}]".unicodeScalars.map(\.value).contains(reader.scalars[reader.at]) {
        throw reader.unknown
      }
      let scalar = try reader.character()
      return Step(ranges: [scalar...scalar])
    }
    let isNegated = reader.take("^")
    var ranges: [ClosedRange<UInt32>] = []
    while !reader.take("]") {
      let first = try reader.character()
      // A hyphen at the end stands for itself.
      if !reader.isAtEnd, reader.scalars[reader.at] == 0x2D, reader.scalars[(reader.at + 1)...].first != 0x5D {
        reader.at += 1
        let last = try reader.character()
        guard first <= last else { throw reader.unknown }
        ranges.append(first...last)
      } else {
        ranges.append(first...first)
      }
    }
    return Step(ranges: ranges, isNegated: isNegated)
  }

  private static func count(_ reader: inout Reader) throws(Unknown) -> ClosedRange<Int> {
    if reader.take("?") { return 0...1 }
    if reader.take("*") { return 0...Int.max }
    if reader.take("+") { return 1...Int.max }
    guard reader.take("{") else { return 1...1 }
    let least = try reader.number()
    if reader.take("}") { return least...least }
    guard reader.take(",") else { throw reader.unknown }
    if reader.take("}") { return least...Int.max }
    let greatest = try reader.number()
    guard reader.take("}"), least <= greatest else { throw reader.unknown }
    return least...greatest
  }
}
