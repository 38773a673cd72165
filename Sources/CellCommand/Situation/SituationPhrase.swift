/// Words with colours that know how many columns they take. What others wrote becomes one harmless line on its way in.
package struct SituationPhrase: Sendable, ExpressibleByStringLiteral {
  private struct Part: Sendable {
    var text: String
    var colour: Ink.Colour?
  }

  private var parts: [Part]
  /// The column at which further lines of it begin, where it takes several.
  var hang = 0

  package init(_ text: String, _ colour: Ink.Colour? = nil) {
    parts = [Part(text: DisplayText.line(text), colour: colour)]
  }

  package init(stringLiteral text: String) { self.init(text) }

  package static func + (left: Self, right: Self) -> Self {
    var sum = left
    sum.parts += right.parts
    return sum
  }

  package static func + (left: Self, right: String) -> Self { left + Self(right) }

  package var width: Int { parts.reduce(0) { $0 + DisplayText.width($1.text) } }
  package var isEmpty: Bool { width == 0 }

  /// The same, with further lines that begin at a column.
  func hanging(at column: Int) -> Self {
    var phrase = self
    phrase.hang = column
    return phrase
  }

  package func text(_ ink: Ink) -> String { together.map { ink($0.text, $0.colour) }.joined() }

  /// The parts with neighbours that run from right to left in one isolate, so that they do so together: `a, b` and not
  /// `a` before `b`. Columns are no neighbours.
  private var together: [Part] {
    var letters = parts.enumerated().flatMap { part in part.element.text.unicodeScalars.map { (part.offset, $0) } }
    guard letters.contains(where: { $0.1 == "\u{2067}" }) else { return parts }
    var open: [Unicode.Scalar] = []
    var closed: Int?
    var left: Set<Int> = []
    for (place, letter) in letters.enumerated() {
      switch letter.1.value {
      case 0x2066...0x2068:
        if letter.1 == "\u{2067}", open.isEmpty, let end = closed { left.formUnion([end, place]) }
        closed = nil
        open.append(letter.1)
      case 0x2069:
        let start = open.popLast()
        closed = open.isEmpty && start == "\u{2067}" ? place : nil
      case _ where open.isEmpty:
        let isColumn = letter.1 == " " && place > 0 && letters[place - 1].1 == " "
        if letter.1.properties.isAlphabetic || isColumn { closed = nil }
      default: break
      }
    }
    letters = letters.enumerated().filter { !left.contains($0.offset) }.map(\.element)
    return parts.enumerated().map { place, part in
      var text = String.UnicodeScalarView()
      text.append(contentsOf: letters.lazy.filter { $0.0 == place }.map(\.1))
      return Part(text: String(text), colour: part.colour)
    }
  }

  /// At most so many columns; what is left out is an ellipsis.
  package func cut(to columns: Int) -> Self {
    guard width > columns else { return self }
    var cut = Self("")
    var room = columns
    for part in parts where room > 0 {
      // An ellipsis takes the place of the part that goes over, and of all that follow it.
      let isLast = DisplayText.width(part.text) >= room
      let text = isLast ? DisplayText.cut(part.text + "…", to: room) : part.text
      cut.parts.append(Part(text: text, colour: part.colour))
      room -= isLast ? room : DisplayText.width(text)
    }
    return cut
  }

  /// All of it, in as many lines as it takes, broken between words where it can be. Further lines begin at ``hang``.
  package func wrapped(to columns: Int) -> [Self] {
    guard width > columns, columns > 0 else { return [self] }
    let indent = hang < columns ? hang : 0
    var lines: [[(letter: Character, colour: Ink.Colour?)]] = []
    var line: [(letter: Character, colour: Ink.Colour?)] = []
    func taken() -> Int {
      line.reduce(0) { $0 + DisplayText.width(String($1.letter)) }
    }
    func room() -> Int { lines.isEmpty ? columns : columns - indent }
    for part in parts {
      for letter in part.text {
        line.append((letter, part.colour))
        guard taken() > room() else { continue }
        // What would be left of a line that is broken in its margin is no line.
        let start = line.firstIndex { $0.letter != " " } ?? line.count
        let space = line.lastIndex { $0.letter == " " }.flatMap { $0 > start ? $0 : nil }
        let end = space ?? max(1, line.count - 1)
        lines.append(Array(line[..<end]))
        line = Array(line[end...].drop { $0.letter == " " })
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines.enumerated().map { place, letters in
      var phrase = Self(place == 0 ? "" : String(repeating: " ", count: indent))
      for letter in letters { phrase.append(letter.letter, letter.colour) }
      phrase.parts = phrase.parts.map { Part(text: DisplayText.closed($0.text), colour: $0.colour) }
      return phrase
    }
  }

  private mutating func append(_ letter: Character, _ colour: Ink.Colour?) {
    if let last = parts.indices.last, parts[last].colour == colour {
      parts[last].text.append(letter)
    } else {
      parts.append(Part(text: String(letter), colour: colour))
    }
  }

  /// Exactly so many columns.
  package func column(_ columns: Int) -> Self {
    let cut = cut(to: columns)
    return cut + String(repeating: " ", count: max(0, columns - cut.width))
  }

  /// Exactly so many columns, the text at their end.
  package func right(_ columns: Int) -> Self {
    let cut = cut(to: columns)
    return Self(String(repeating: " ", count: max(0, columns - cut.width))) + cut
  }

  /// As many of the names as fit, and how many more there are: `POL DEU +24`.
  ///
  /// - Parameter more: how many there are beside these names.
  package static func names(
    _ names: [some CustomStringConvertible], to columns: Int, separator: String = " ", more: Int = 0
  ) -> String {
    let names = names.map { DisplayText.line($0.description) }
    for shown in stride(from: names.count, to: 0, by: -1) {
      let left = names.count - shown + more
      let list = names[..<shown].joined(separator: separator) + (left > 0 ? "\(separator)+\(left)" : "")
      if DisplayText.width(list) <= columns { return list }
    }
    return names.count + more == 0 ? "" : DisplayText.cut("+\(names.count + more)", to: columns)
  }

  package static func joined(_ phrases: [Self], separator: String = " ") -> Self {
    phrases.dropFirst().reduce(phrases.first ?? "") { $0 + separator + $1 }
  }
}
