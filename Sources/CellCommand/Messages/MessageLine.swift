package import CellSchema

/// A message as a person reads it, one line with columns that never move:
/// ```
///       12  071021ZMAR26  O  UKR.GS-1        0412/26  verification.incident-report  explosion heard, 48, …
/// ```
package struct MessageLine: Sendable {
  private static let fromWidth = 14
  private static let serialWidth = 9
  private static let typeWidth = Catalogue.entries.map { $0.type.description.count }.max() ?? 0
  /// Columns in front of the gist.
  package static let gistStart = 8 + 2 + 12 + 2 + 1 + 2 + fromWidth + 2 + serialWidth + 2 + typeWidth + 2

  private let ink: Ink
  private let width: Int?

  /// - Parameter width: columns of the terminal; nil where lines are as long as they are.
  package init(ink: Ink, width: Int?) {
    self.ink = ink
    self.width = width
  }

  /// The columns' names.
  package var title: String {
    let columns = [
      DisplayText.right("SEQ", 8), DisplayText.column("ACCEPTED", 12), "P", DisplayText.column("FROM", Self.fromWidth),
      DisplayText.right("SERIAL", Self.serialWidth), DisplayText.column("TYPE", Self.typeWidth), "GIST",
    ]
    return ink(columns.joined(separator: "  "), .faint)
  }

  package func text(sequence: UInt64, acceptedAt: Timestamp, header: Header, gist: String) -> String {
    let serial = header.serial
    let count = serial.description.dropFirst(serial.node.description.count + 1)
    let columns = [
      DisplayText.right("\(sequence)", 8), acceptedAt.dtg, ink.letter(header.precedence),
      DisplayText.column(DisplayText.line("\(header.from)"), Self.fromWidth),
      DisplayText.right(String(count), Self.serialWidth),
      DisplayText.column(DisplayText.line("\(header.type)"), Self.typeWidth),
    ]
    return columns.joined(separator: "  ") + "  " + rest(header, gist)
  }

  private func rest(_ header: Header, _ gist: String) -> String {
    var room = width.map { max(20, $0 - Self.gistStart) }
    var marks = ""
    if header.nature != .operation {
      let name = header.exerciseName.map { " \(DisplayText.line("\($0)"))" } ?? ""
      let mark = header.nature.isExercise ? "EXERCISE EXERCISE EXERCISE\(name):" : "\(header.nature.rawValue):"
      let shown = room.map { DisplayText.cut(mark, to: $0) } ?? mark
      marks = ink(shown, .magenta) + " "
      room = room.map { max(0, $0 - DisplayText.width(shown) - 1) }
    }
    let line = DisplayText.line(gist)
    return marks + (room.map { DisplayText.cut(line, to: $0) } ?? line)
  }
}
