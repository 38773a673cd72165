/// Lines with columns that never move.
package struct SituationTable: Sendable {
  package struct Column: Sendable {
    var title: String
    var width: Int
    var isRight = false
    /// An amount or a reference: it is never cut.
    var isWhole = false

    static func left(_ title: Wording, _ width: Int) -> Self { Self(title: inColumn(title), width: width) }
    static func right(_ title: Wording, _ width: Int) -> Self {
      Self(title: inColumn(title), width: width, isRight: true)
    }
    static func whole(_ title: Wording, _ width: Int) -> Self {
      Self(title: inColumn(title), width: width, isWhole: true)
    }
    static func amount(_ title: Wording, _ width: Int) -> Self {
      Self(title: inColumn(title), width: width, isRight: true, isWhole: true)
    }
  }

  /// The last one takes what is left of the line, and as many more lines as it needs.
  let columns: [Column]
  /// Columns of the terminal; nil where lines are as long as they are.
  let width: Int?

  /// Where the last column has less room than this, its further lines begin at the margin.
  private static let leastRoom = 24
  private static let margin = 4

  init(_ columns: [Column], width: Int?) {
    self.columns = columns
    self.width = width
  }

  var title: SituationPhrase { row(columns.map { SituationPhrase($0.title, .faint) }) }

  /// A line; what it has more than there are columns on the screen is for ``SituationPhrase/wrapped(to:)``.
  ///
  /// - Parameter cutsAll: what the last column has stands below it, as what the others have.
  func row(_ cells: [SituationPhrase], cutsAll: Bool = false) -> SituationPhrase {
    let count = (cells.lastIndex { !$0.isEmpty } ?? -1) + 1
    let placed = zip(columns, cells).prefix(count).enumerated().map { index, cell in
      if cell.0.isRight { return cell.1.right(cell.0.width) }
      if index == columns.count - 1, !cutsAll { return cell.1 }
      return index == count - 1 ? cell.1.cut(to: cell.0.width) : cell.1.column(cell.0.width)
    }
    return SituationPhrase.joined(placed, separator: "  ").hanging(at: hang)
  }

  private var hang: Int {
    let start = columns.count < 2 ? 0 : end(of: columns.count - 2) + 2
    return width.map { $0 - start >= Self.leastRoom } ?? true ? start : Self.margin
  }

  // MARK: what is never cut

  /// The title and the rows, each with its notes below. A column widens to what is in it as far as there is room. What
  /// has none stands below its row, with its column's name, and so does all of what is cut.
  func lines(_ rows: [[SituationPhrase]], notes: [[SituationPhrase]] = []) -> [SituationPhrase] {
    func notesBelow(_ place: Int) -> [SituationPhrase] { place < notes.count ? notes[place] : [] }
    let wide = fitted(to: rows) { $0.width }
    guard !wide.isRoomy(for: rows) else { return wide.widened(to: rows).lines(as: rows, notesBelow) }
    let tight = fitted(to: rows) { DisplayText.width($0.title) }
    guard !tight.isRoomy(for: rows) else { return tight.lines(as: rows, notesBelow) }
    let count = max(1, columns.indices.dropLast().prefix { tight.end(of: $0) <= width ?? .max }.count)
    let head = Self(Array(tight.columns.prefix(count)), width: width)
    return [head.title]
      + rows.enumerated().flatMap { place, row in
        let cut = zip(head.columns, row).filter { !$0.isRight && $1.width > $0.width }
        return [head.row(Array(row.prefix(count)), cutsAll: true)] + below(cut + zip(columns, row).dropFirst(count))
          + notesBelow(place)
      }
  }

  /// Whether every column has a place on the screen, and what is in the last one is not broken into short pieces.
  private func isRoomy(for rows: [[SituationPhrase]]) -> Bool {
    guard let width, let last = columns.indices.last, last > 0 else { return true }
    let start = end(of: last - 1) + 2
    let least = longest(last, of: rows, and: DisplayText.width(columns[last].title))
    return start + min(least, columns[last].isWhole ? least : Self.leastRoom) <= width
  }

  private func longest(_ place: Int, of rows: [[SituationPhrase]], and least: Int = 0) -> Int {
    rows.reduce(least) { max($0, place < $1.count ? $1[place].width : 0) }
  }

  private func lines(
    as rows: [[SituationPhrase]], _ notes: (Int) -> [SituationPhrase]
  ) -> [SituationPhrase] {
    [title]
      + rows.enumerated().flatMap { place, row in
        let cut = zip(columns, row).dropLast(row.count == columns.count ? 1 : 0).filter { $1.width > $0.width }
        return [self.row(row)] + below(cut) + notes(place)
      }
  }

  /// Cells with their columns' names, as many in a line as there is room for.
  private func below(_ cells: [(Column, SituationPhrase)]) -> [SituationPhrase] {
    var lines: [SituationPhrase] = []
    for (column, cell) in cells where !cell.isEmpty {
      let name = column.title.isEmpty ? "" : "\(column.title)  "
      let phrase = SituationPhrase(name, .faint) + cell
      if let last = lines.last, last.width + 3 + phrase.width <= width ?? 0 {
        lines[lines.count - 1] = last + "   " + phrase
        continue
      }
      let line = SituationPhrase(String(repeating: " ", count: Self.margin)) + phrase
      // What is broken and not cut is copied as one word.
      lines.append(column.isWhole ? line : line.hanging(at: Self.margin + DisplayText.width(name)))
    }
    return lines
  }

  /// The same table with room for the longest of each column that may not be cut.
  private func fitted(to rows: [[SituationPhrase]], least: (Column) -> Int) -> Self {
    let columns = columns.enumerated().map { place, column in
      guard column.isWhole else { return column }
      var column = column
      column.width = longest(place, of: rows, and: least(column))
      return column
    }
    return Self(columns, width: width)
  }

  /// The same table with what the last column does not need shared among those that are cut, the first one first.
  private func widened(to rows: [[SituationPhrase]]) -> Self {
    guard let last = columns.indices.last, last > 0 else { return self }
    var room = width.map { $0 - end(of: last - 1) - 2 - max(Self.leastRoom, longest(last, of: rows)) } ?? Int.max
    var columns = columns
    for place in columns.indices.dropLast() {
      let more = min(max(0, longest(place, of: rows) - columns[place].width), max(0, room))
      columns[place].width += more
      room -= more
    }
    return Self(columns, width: width)
  }

  /// The columns of a line up to the end of one of the table's columns.
  private func end(of place: Int) -> Int { columns[...place].reduce(0) { $0 + $1.width } + 2 * place }
}
