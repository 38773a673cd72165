package import CellSchema

/// A message as a person reads it, one line that never wraps, with columns that never move:
/// ```
/// OP      12 071021ZMAR26 O UKR.GS-1       explosion heard, 48, …
/// ```
/// The world stands first, so that a line that is copied never becomes another one's. What there is no room for is left
/// out: first the addressees, then the serial, then the type. Where lines are as long as they are, all stand there.
package struct MessageLine: Sendable {
  private enum Column: CaseIterable {
    case world, number, accepted, precedence, from, serial, type, addressees

    var width: Int {
      switch self {
      case .world: 2
      case .number: 7
      case .accepted: 12
      case .precedence: 1
      case .from: 14
      case .serial: 9
      case .type: MessageLine.typeWidth
      case .addressees: 20
      }
    }

    var title: String {
      switch self {
      case .world: "W"
      case .number: inColumn("NUMBER")
      case .accepted: inColumn("ACCEPTED")
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
  /// Columns that give way, the first one first.
  private static let optional: [Column] = [.addressees, .serial, .type]

  private let ink: Ink
  private let width: Int?
  private let columns: [Column]

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
  }

  private static func start(after columns: [Column]) -> Int { columns.reduce(0) { $0 + $1.width + 1 } }

  /// Columns in front of the gist.
  package var gistStart: Int { Self.start(after: columns) }

  /// The columns' names.
  package var title: String {
    let names = columns.map {
      $0.isRight ? DisplayText.right($0.title, $0.width) : DisplayText.column($0.title, $0.width)
    }
    let line = (names + [inColumn("GIST")]).joined(separator: " ")
    return ink(width.map { DisplayText.cut(line, to: $0) } ?? line, .faint)
  }

  package func text(sequence: UInt64, acceptedAt: Timestamp, header: Header, gist: String) -> String {
    let fields = columns.map { shown($0, sequence, acceptedAt, header) }
    let line = DisplayText.line(gist)
    let room = width.map { max(0, $0 - gistStart) }
    return (fields + [room.map { DisplayText.cut(line, to: $0) } ?? line]).joined(separator: " ")
  }

  private func shown(_ column: Column, _ sequence: UInt64, _ acceptedAt: Timestamp, _ header: Header) -> String {
    func left(_ text: String) -> String { DisplayText.column(DisplayText.line(text), column.width) }
    func right(_ text: String) -> String { DisplayText.right(DisplayText.line(text), column.width) }
    switch column {
    case .world: return ink(header.nature.mark, header.nature == .operation ? .bold : .magenta)
    // A number is never cut: a longer one moves its line.
    case .number: return String(repeating: " ", count: max(0, column.width - "\(sequence)".count)) + "\(sequence)"
    case .accepted: return left(acceptedAt.dtg)
    case .precedence: return ink.letter(header.precedence)
    case .from: return left("\(header.from)")
    case .serial:
      return right(String(header.serial.description.dropFirst(header.serial.node.description.count + 1)))
    case .type: return left("\(header.type)")
    case .addressees: return left(SituationPhrase.names(header.action.elements, to: column.width))
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
