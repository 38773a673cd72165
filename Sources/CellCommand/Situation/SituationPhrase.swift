/// Words with colours that know how many columns they take. What others wrote becomes one harmless line on its way in.
package struct SituationPhrase: Sendable, ExpressibleByStringLiteral {
  private struct Part: Sendable {
    var text: String
    var colour: Ink.Colour?
  }

  private var parts: [Part]

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

  package func text(_ ink: Ink) -> String { parts.map { ink($0.text, $0.colour) }.joined() }

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

  /// All of it, in as many lines as it takes.
  package func wrapped(to columns: Int) -> [Self] {
    var lines: [Self] = []
    var line = Self("")
    for part in parts {
      for letter in part.text {
        if line.width + DisplayText.width(String(letter)) > columns, !line.isEmpty {
          lines.append(line)
          line = ""
        }
        line.parts.append(Part(text: String(letter), colour: part.colour))
      }
    }
    return line.isEmpty ? lines : lines + [line]
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
