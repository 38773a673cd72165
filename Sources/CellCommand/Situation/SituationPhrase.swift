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
  package static func names(
    _ names: [some CustomStringConvertible], to columns: Int, separator: String = " "
  ) -> String {
    let names = names.map { DisplayText.line($0.description) }
    for shown in stride(from: names.count, to: 0, by: -1) {
      let left = names.count - shown
      let list = names[..<shown].joined(separator: separator) + (left > 0 ? "\(separator)+\(left)" : "")
      if DisplayText.width(list) <= columns { return list }
    }
    return names.isEmpty ? "" : DisplayText.cut("+\(names.count)", to: columns)
  }

  package static func joined(_ phrases: [Self], separator: String = " ") -> Self {
    phrases.dropFirst().reduce(phrases.first ?? "") { $0 + separator + $1 }
  }
}

/// Lines with columns that never move.
package struct SituationTable: Sendable {
  package struct Column: Sendable {
    var title: String
    var width: Int
    var isRight = false

    static func left(_ title: String, _ width: Int) -> Self { Self(title: title, width: width) }
    static func right(_ title: String, _ width: Int) -> Self { Self(title: title, width: width, isRight: true) }
  }

  /// The last one takes what is left of the line.
  let columns: [Column]
  /// Columns of the terminal; nil where lines are as long as they are.
  let width: Int?

  init(_ columns: [Column], width: Int?) {
    self.columns = columns
    self.width = width
  }

  var title: SituationPhrase { row(columns.map { SituationPhrase($0.title, .faint) }) }

  func row(_ cells: [SituationPhrase]) -> SituationPhrase {
    let count = (cells.lastIndex { !$0.isEmpty } ?? -1) + 1
    let placed = zip(columns, cells).prefix(count).enumerated().map { index, cell in
      if cell.0.isRight { return cell.1.right(cell.0.width) }
      if index == columns.count - 1 { return cell.1 }
      return index == count - 1 ? cell.1.cut(to: cell.0.width) : cell.1.column(cell.0.width)
    }
    let line = SituationPhrase.joined(placed, separator: "  ")
    return width.map { line.cut(to: $0) } ?? line
  }
}
