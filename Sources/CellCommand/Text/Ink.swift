package import CellSchema

/// Colour for a terminal, or none.
package struct Ink: Sendable {
  /// SGR parameters (ECMA-48 §8.3.117).
  package enum Colour: String, Sendable {
    case bold = "1"
    case faint = "2"
    case reverse = "7"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case magenta = "35"
    case cyan = "36"
    case alarm = "1;37;41"
  }

  package let isColoured: Bool

  package init(isColoured: Bool) { self.isColoured = isColoured }

  package func callAsFunction(_ text: String, _ colour: Colour?) -> String {
    guard isColoured, let colour, !text.isEmpty else { return text }
    return "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m"
  }

  /// A precedence's letter; it says the same without the colour.
  package func letter(_ precedence: Precedence) -> String { self(String(precedence.letter), Self.colour(precedence)) }

  private static func colour(_ precedence: Precedence) -> Colour? {
    switch precedence {
    case .deferred: .faint
    case .routine: nil
    case .priority: .cyan
    case .immediate: .yellow
    case .flash: .red
    case .override: .alarm
    }
  }
}
