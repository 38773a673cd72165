/// Lines with columns that never move.
package struct SituationTable: Sendable {
  package struct Column: Sendable {
    var title: String
    var width: Int
    var isRight = false
    /// An amount or a reference: it is never cut.
    var isWhole = false

    static func left(_ title: String, _ width: Int) -> Self { Self(title: title, width: width) }
    static func right(_ title: String, _ width: Int) -> Self { Self(title: title, width: width, isRight: true) }
    static func whole(_ title: String, _ width: Int) -> Self { Self(title: title, width: width, isWhole: true) }
    static func amount(_ title: String, _ width: Int) -> Self {
      Self(title: title, width: width, isRight: true, isWhole: true)
    }
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

  // MARK: what is never cut

  /// The title and the rows. What may not be cut widens its column; where the line has no room for it, it stands below,
  /// with its name.
  func lines(_ rows: [[SituationPhrase]]) -> [SituationPhrase] {
    let wide = fitted(to: rows) { $0.width }
    guard let width, let last = columns.lastIndex(where: \.isWhole), wide.end(of: last) > width else {
      return [wide.title] + rows.map(wide.row)
    }
    let tight = fitted(to: rows) { DisplayText.width($0.title) }
    guard tight.end(of: last) > width else { return [tight.title] + rows.map(tight.row) }
    let count = max(1, columns.indices.prefix { tight.end(of: $0) <= width }.count)
    let head = Self(Array(tight.columns.prefix(count)), width: width)
    return [head.title]
      + rows.flatMap { row in
        [head.row(Array(row.prefix(count)))]
          + zip(columns, row).dropFirst(count).filter { !$0.1.isEmpty }.flatMap { below($0, $1, width) }
      }
  }

  private func below(_ column: Column, _ cell: SituationPhrase, _ width: Int) -> [SituationPhrase] {
    let line = SituationPhrase("    \(column.title)  ", .faint) + cell
    return column.isWhole ? line.wrapped(to: width) : [line.cut(to: width)]
  }

  /// The same table with room for the longest of each column that may not be cut.
  private func fitted(to rows: [[SituationPhrase]], least: (Column) -> Int) -> Self {
    let columns = columns.enumerated().map { place, column in
      guard column.isWhole else { return column }
      var column = column
      column.width = rows.reduce(least(column)) { max($0, place < $1.count ? $1[place].width : 0) }
      return column
    }
    return Self(columns, width: width)
  }

  /// The columns of a line up to the end of one of the table's columns.
  private func end(of place: Int) -> Int { columns[...place].reduce(0) { $0 + $1.width } + 2 * place }
}
