/// The word that somebody probably meant.
package enum NearWord {
  /// The nearest of some words: one that begins so, or that is one slip away, two in a long word. Nil where none is
  /// near.
  package static func near(_ word: String, in words: some Sequence<String>) -> String? {
    let (small, words) = (word.lowercased(), Array(words))
    guard small.count > 1 else { return nil }
    let known = words.map { (word: $0, slips: slips(small, $0.lowercased())) }
    if let nearest = known.min(by: { $0.slips < $1.slips }), nearest.slips <= (small.count < 6 ? 1 : 2) {
      return nearest.word
    }
    let longer = words.filter { $0.lowercased().hasPrefix(small) }
    return longer.count == 1 ? longer[0] : nil
  }

  /// How many characters are wrong, missing, too many, or exchanged with their neighbour (optimal string alignment).
  static func slips(_ left: String, _ right: String) -> Int {
    let (left, right) = (Array(left), Array(right))
    var rows = [Array(0...right.count)]
    for (i, a) in left.enumerated() {
      var row = [i + 1]
      for (j, b) in right.enumerated() {
        var least = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a == b ? 0 : 1))
        if i > 0, j > 0, a == right[j - 1], b == left[i - 1] { least = min(least, rows[i - 1][j - 1] + 1) }
        row.append(least)
      }
      rows.append(row)
    }
    return rows[left.count][right.count]
  }
}
