package import CellSchema

/// One system in full, a line an item.
package struct SituationText: Sendable {
  let situation: Situation
  let asked: SituationAsked
  /// Columns of the terminal; nil where lines are as long as they are.
  let width: Int?

  package init(_ situation: Situation, _ asked: SituationAsked, width: Int?) {
    self.situation = situation
    self.asked = asked
    self.width = width
  }

  package func text(of system: SituationSystem, _ ink: Ink) -> String {
    var lines = body(of: system)
    if situation.omitted > 0 {
      lines += ["", SituationPhrase(counted(situation.omitted, "{1} item more.", "{1} items more."), .yellow)]
    }
    return text(lines, ink)
  }

  /// The heading and lines below it; nothing is cut where the screen ends.
  func text(_ lines: [SituationPhrase], _ ink: Ink) -> String {
    let lines = SituationHeading.lines(situation, asked, in: width) + [""] + lines
    return lines.flatMap { line in width.map(line.wrapped(to:)) ?? [line] }.map { $0.text(ink) }
      .joined(separator: "\n")
  }

  private func body(of system: SituationSystem) -> [SituationPhrase] {
    switch system {
    case .attention: attention
    case .phase: ceasefires
    case .declaration: unconfirmed + texts
    case .guarantees: guarantees
    case .cases: asked.caseNumber == nil ? cases : situation.cases.flatMap { wholeCase($0) }
    case .force: force
    case .support: support
    case .clock: clocks
    case .assistance: assistance
    case .decisions: decisions
    case .roles: roles
    }
  }

  // MARK: what the systems have in common

  func table(_ columns: SituationTable.Column...) -> SituationTable { SituationTable(columns, width: width) }

  /// A title, the columns' names, and the rows; nothing where there is no row.
  func rows(
    _ title: String, _ table: SituationTable, _ rows: [[SituationPhrase]]
  ) -> [SituationPhrase] {
    guard !rows.isEmpty else { return [] }
    return [SituationPhrase(title, .bold)] + table.lines(rows) + [""]
  }

  /// Says how many elements of an item's own lists are missing.
  func missing(_ omitted: Count?) -> [SituationPhrase] {
    omitted.map { [SituationPhrase(spoken("  \(grouped($0.value)) more of it did not fit the answer."), .yellow)] }
      ?? []
  }

  func sequence(_ sequence: RecordSequence?) -> SituationPhrase { SituationPhrase(sequence.map { "\($0)" } ?? "") }

  func time(_ time: Timestamp?) -> SituationPhrase { SituationPhrase(time?.dtg ?? "-") }

  /// When something is due: red once it is past.
  func due(_ time: Timestamp?) -> SituationPhrase {
    SituationPhrase(time?.dtg ?? "-", time.map { $0 < situation.asOf } ?? false ? .red : nil)
  }

  func words(_ text: some CustomStringConvertible) -> SituationPhrase { SituationPhrase(text.description) }

  func list(_ elements: [some CustomStringConvertible]) -> SituationPhrase {
    SituationPhrase(elements.isEmpty ? "-" : Self.names(elements))
  }

  static func names(_ elements: [some CustomStringConvertible]) -> String {
    elements.map(\.description).joined(separator: ", ")
  }

  /// Lines without the empty one at their end.
  func trimmed(_ lines: [SituationPhrase]) -> [SituationPhrase] {
    lines.last?.isEmpty == true ? Array(lines.dropLast()) : lines
  }

  // MARK: attention

  private var attention: [SituationPhrase] {
    guard !situation.attention.isEmpty else { return [asked.nothing("Nothing needs anybody now.")] }
    let table = table(
      .left("", 1), .left("WHAT", 11), .right("NUMBER", 9), .left("DUE", 12), .left("WAITS FOR", 22),
      .left("IN WORDS", 0))
    return table.lines(
      situation.attention.worstFirst.map { matter in
        let more = matter.omitted.map { " +\($0.value)" } ?? ""
        return [
          matter.kind.mark, matter.kind.shown, sequence(matter.sequence), due(matter.due),
          SituationPhrase(matter.waitingFor.map { "\($0)" }.joined(separator: " ") + more),
          SituationPhrase(matter.words),
        ]
      })
  }
}
