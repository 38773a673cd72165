package import CellSchema

/// That nothing was found, in words, and what was looked through: an empty screen leaves its reader in doubt.
package struct NothingThere: Sendable {
  private let reader: NodeName

  package init(reader: NodeName) { self.reader = reader }

  /// - Parameter numbers: of the record that were looked through.
  package func found(
    in numbers: ClosedRange<UInt64>, types: [String], senders: [Addressee], since: Timestamp?
  ) -> String {
    let all = spoken(
      "Nothing found in the numbers \(numbers.lowerBound) to \(numbers.upperBound), as far as \(reader) may read them.")
    let only = types + senders.map(\.description) + (since.map { [spoken("since \($0.dtg)")] } ?? [])
    return only.isEmpty ? all : all + " " + spoken("Only these were looked at: \(only.joined(separator: ", "))")
  }

  package func logged(since: Timestamp?, _ nature: Nature, _ exercise: Line?) -> String {
    let world = nature.rawValue.uppercased() + (exercise.map { " \(DisplayText.line("\($0)"))" } ?? "")
    guard let since else { return spoken("No entry of \(reader.participant) in \(world).") }
    return spoken("No entry of \(reader.participant) since \(since.dtg) in \(world).") + " "
      + spoken("Further back: cellbus log --since 7d")
  }
}
