import CellFuzzing
import CellSchema
import Foundation
import Testing

@Suite struct EnginePatternTests {
  @Test func `one pattern is a matcher and a regular expression`() {
    let pattern = BytePattern(anyOf: [
      [.init(ByteSet("A-Z"), 2...4)], [.init(ByteSet("@"), 1...1), .init(ByteSet("a-z0-9-"), 1...32)],
      [.init(ByteSet("."), 1...1), .init(ByteSet("x"), 0...1), .init(ByteSet("^\\]["), 3...3)],
    ])
    #expect(pattern.regularExpression == #"^(?:[A-Z]{2,4}|@[\-0-9a-z]{1,32}|\.x?[\[-\^]{3})$"#)
    for text in ["FR", "FRAN", "@a", "@verification-lead", ".x[]^", ".^^^"] { #expect(pattern.matches(text)) }
    for text in ["", "F", "FRANC", "FRa", "@", "@A", "FR ", " FR", ".x[]", "FR\n", "ФР", "\u{0}"] {
      #expect(!pattern.matches(text))
    }
  }

  @Test func `the regular expression of every leaf reads as its matcher does`() throws {
    let expressions = Catalogue.entries.reduce(into: Set(patterns(in: Catalogue.headerShape))) {
      $0.formUnion(patterns(in: $1.shape))
    }
    #expect(expressions.count > 10)
    var random = SplitMix64(seed: 11)
    for pattern in expressions {
      let expression = try NSRegularExpression(pattern: pattern.regularExpression.dropLast() + "\\z")
      for _ in 0..<200 {
        var text = EngineGenerator.text(of: pattern, &random)
        if Bool.random(using: &random) { EngineGenerator.disturb(&text, &random) }
        let range = NSRange(text.startIndex..., in: text)
        let isMatch = expression.firstMatch(in: text, range: range) != nil
        #expect(pattern.matches(text) == isMatch, "\(pattern.regularExpression) and \(text.debugDescription)")
      }
    }
  }

  private func patterns(in shape: Shape) -> [BytePattern] {
    switch shape {
    case .string(let string): string.pattern.map { [$0] } ?? []
    case .array(let element, _): patterns(in: element)
    case .orNotKnown(let inner): patterns(in: inner)
    case .object(let object): object.fields.flatMap { patterns(in: $0.shape) }
    default: []
    }
  }
}
