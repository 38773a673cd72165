import CellCommand
import CellDemo
import CellNode
import CellSchema

/// A message of the demo in a line: number, time, precedence, who to whom, what.
struct DemoRow {
  static let indent = String(repeating: " ", count: number + 2)
  static let heading =
    DisplayText.right("NUMBER", number) + "  " + DisplayText.column("DTG", 12) + " P "
    + DisplayText.column("SERIAL", serial) + "   " + DisplayText.column("TO", addressee) + " "
    + DisplayText.column("TYPE", type) + " GIST"

  private static let number = 7
  private static let serial = 20
  private static let addressee = 21
  private static let type =
    Catalogue.entries.filter { $0.system != "system" }.map { $0.type.description.count }.max() ?? 0
  /// A narrow screen wraps a line rather than lose it.
  private static let leastGist = 24

  private let message: Played

  init(_ message: Played) { self.message = message }

  func text(_ ink: Ink, width: Int) -> String {
    let number = message.sequence.map { "\($0)" } ?? "refused"
    let start = DisplayText.right(number, Self.number) + "  " + message.sentAt.dtg + " "
    let route =
      DisplayText.column("\(message.serial)", Self.serial) + " → " + DisplayText.column(addressees, Self.addressee)
    let middle = " \(route) \(DisplayText.column("\(message.step.type)", Self.type)) "
    let left = max(Self.leastGist, width - DisplayText.width(start) - 1 - DisplayText.width(middle))
    let gist = DisplayText.cut(DisplayText.line(gist), to: left)
    return start + ink.letter(message.step.precedence) + middle + (message.sequence == nil ? ink(gist, .red) : gist)
      + (message.isAsExpected ? "" : ink("  NOT as foreseen", .alarm))
  }

  private var gist: String {
    switch message.result {
    case .success:
      let body = (try? JSONMembers(of: message.document[...]))?["body"] ?? 0..<0
      return Gist.of(message.step.type, body: message.document[body])
    case .failure(let error):
      let place = error.pointer.isEmpty ? "" : " \(error.pointer)"
      return "\(error.code)\(place): \(message.step.fault ?? error.detail)"
    }
  }

  /// The first one to act, and how many more there are.
  private var addressees: String {
    let others = message.step.action.count + message.step.info.count - 1
    return "\(message.step.action[0])" + (others > 0 ? " +\(others)" : "")
  }
}
