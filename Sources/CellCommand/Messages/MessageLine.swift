package import CellSchema

/// A message as a person reads it, one line that never wraps, with columns that never move:
/// ```
/// OP      12 071021ZMAR26 O UKR.GS-1       explosion heard, 48, …
/// ```
/// The world stands first, so that a line that is copied never becomes another one's. What there is no room for is left
/// out: first the addressees, then the serial, then the type, then of the time month and year, and the sender's column
/// narrows. Where lines are as long as they are, all stand there.
package struct MessageLine: Sendable {
  private enum Column: CaseIterable {
    case world, number, accepted, precedence, from, serial, type, addressees

    /// - Parameter isNarrow: of a terminal that has too few columns for a gist beside what is always shown.
    func width(_ isNarrow: Bool) -> Int {
      switch self {
      case .world: 2
      case .number: 7
      case .accepted: isNarrow ? 7 : 12
      case .precedence: 1
      case .from: isNarrow ? 10 : 14
      case .serial: 9
      case .type: MessageLine.typeWidth
      case .addressees: 20
      }
    }

    func title(_ isNarrow: Bool) -> String {
      switch self {
      case .world: "W"
      case .number: inColumn("NUMBER")
      case .accepted: isNarrow ? inColumn("AT") : inColumn("ACCEPTED")
      case .precedence: "P"
      case .from: inColumn("FROM")
      case .serial: inColumn("SERIAL")
      case .type: inColumn("TYPE")
      case .addressees: inColumn("TO")
      }
    }

    var isRight: Bool { self == .number || self == .serial }
  }

  private static let typeWidth = Catalogue.entries.map { $0.type.description.count }.max() ?? 0
  /// What the gist has at least before another column comes.
  private static let gistWidth = 40
  /// What the gist has at least before the columns that are always there narrow.
  private static let leastGist = 30
  /// Columns that give way, the first one first.
  private static let optional: [Column] = [.addressees, .serial, .type]

  private let ink: Ink
  private let width: Int?
  private let columns: [Column]
  private let isNarrow: Bool

  /// - Parameter width: columns of the terminal; nil where lines are as long as they are.
  package init(ink: Ink, width: Int?) {
    self.ink = ink
    self.width = width
    var columns = Column.allCases
    if let width {
      for column in Self.optional where Self.start(after: columns) + Self.gistWidth > width {
        columns.removeAll { $0 == column }
      }
    }
    self.columns = columns
    isNarrow = width.map { Self.start(after: columns) + Self.leastGist > $0 } ?? false
  }

  private static func start(after columns: [Column], isNarrow: Bool = false) -> Int {
    columns.reduce(0) { $0 + $1.width(isNarrow) + 1 }
  }

  /// Columns in front of the gist.
  package var gistStart: Int { Self.start(after: columns, isNarrow: isNarrow) }

  /// The columns' names.
  package var title: String {
    let names = columns.map {
      let width = $0.width(isNarrow)
      let title = $0.title(isNarrow)
      return $0.isRight ? DisplayText.right(title, width) : DisplayText.column(title, width)
    }
    let line = (names + [inColumn("GIST")]).joined(separator: " ")
    return ink(width.map { DisplayText.cut(line, to: $0) } ?? line, .faint)
  }

  /// - Parameter isWhole: what does not fit goes on in further lines, and nothing is left out.
  package func text(
    sequence: UInt64, acceptedAt: Timestamp, header: Header, gist: String, isWhole: Bool = false
  ) -> String {
    let fields = columns.map { shown($0, sequence, acceptedAt, header) }
    // What takes another message back says what that one did, and is not the same.
    let amends = header.amends.map { "\($0.kind.rawValue): " } ?? ""
    let line = DisplayText.line(amends + gist)
    let room = width.map { max(0, $0 - gistStart) }
    if isWhole, let room, room > 0 {
      let lines = DisplayText.wrapped(line, to: room)
      let margin = String(repeating: " ", count: gistStart)
      return ([(fields + [lines[0]]).joined(separator: " ")] + lines.dropFirst().map { margin + $0 })
        .joined(separator: "\n")
    }
    return (fields + [room.map { DisplayText.cut(line, to: $0) } ?? line]).joined(separator: " ")
  }

  private func shown(_ column: Column, _ sequence: UInt64, _ acceptedAt: Timestamp, _ header: Header) -> String {
    let width = column.width(isNarrow)
    func left(_ text: String) -> String { DisplayText.column(DisplayText.line(text), width) }
    func right(_ text: String) -> String { DisplayText.right(DisplayText.line(text), width) }
    switch column {
    case .world: return ink(header.nature.mark, header.nature == .operation ? .bold : .magenta)
    // A number is never cut: a longer one moves its line.
    case .number: return String(repeating: " ", count: max(0, width - "\(sequence)".count)) + "\(sequence)"
    case .accepted: return left(isNarrow ? String(acceptedAt.dtg.prefix(7)) : acceptedAt.dtg)
    case .precedence: return ink.letter(header.precedence)
    case .from: return left("\(header.from)")
    case .serial:
      return right(String(header.serial.description.dropFirst(header.serial.node.description.count + 1)))
    case .type: return left("\(header.type)")
    case .addressees: return left(SituationPhrase.names(header.action.elements, to: width))
    }
  }
}

extension Nature {
  /// Two letters that stand first in whatever is of this nature.
  package var mark: String {
    switch self {
    case .operation: "OP"
    case .exercise: "EX"
    case .drill: "DR"
    case .project: "PR"
    }
  }
}
