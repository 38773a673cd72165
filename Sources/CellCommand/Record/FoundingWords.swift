import CellSchema

/// How a cell came about, in words: by the sides, or by one hand.
package struct FoundingWords: Sendable {
  /// The participants whose roots have signed; nil of a development cell.
  private let founders: [String]?
  /// Whether their signatures were verified by root keys from elsewhere.
  private let isJudged: Bool
  /// The log that the cell's takes the place of.
  private let predecessor: String?

  package static let development = Self(founders: nil, isJudged: false, predecessor: nil)

  package static func founded(by founders: [String], isJudged: Bool, after predecessor: String?) -> Self {
    Self(founders: founders, isJudged: isJudged, predecessor: predecessor)
  }

  package var lines: [String] {
    guard let founders else {
      return [spoken("A development cell: one hand made it and changes its roster and charter.")]
    }
    let names = founders.joined(separator: ", ")
    return [
      isJudged
        ? spoken("Founded by \(names): their roots, as you have them, have signed it.")
        : spoken("Founded by \(names), as its first row says; by whose roots, --roots FILE shows.")
    ] + (predecessor.map { [spoken("It takes the place of the log \($0).")] } ?? [])
  }

  package func add(to object: inout JSONObject) {
    object.add("founded", founders != nil)
    guard let founders else { return }
    object.add("founders", founders)
    object.add("foundersVerified", isJudged)
    if let predecessor { object.add("predecessor", predecessor) }
  }
}
