package import CellSchema

extension Precedence {
  /// As a person says it: the word, its first letters where no other begins so, or the letter of the screens, `Z`.
  package init?(word: String) {
    let word = word.trimmingPrefix { $0 == " " }.lowercased()
    guard !word.isEmpty else { return nil }
    if let letter = Self.allCases.first(where: { String($0.letter).lowercased() == word }) {
      self = letter
      return
    }
    let fitting = Self.allCases.filter { word.count > 1 && $0.rawValue.hasPrefix(word) }
    guard fitting.count == 1 else { return nil }
    self = fitting[0]
  }

  /// `flash (Z)`, for whoever has to choose.
  package var choice: String { "\(rawValue) (\(letter))" }
}
