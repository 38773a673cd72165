import CellCore
package import CellSchema
import StrictYAML

/// Whom to call, of each participant: a file of the cell's own, which no hash covers and no record keeps. Numbers and
/// people change, and are nobody's evidence.
package struct Contacts: Codable, Hashable, Sendable {
  package var participants: NonEmpty<Entry>

  /// A participant's watch.
  package struct Entry: Codable, Hashable, Sendable {
    package var code: ParticipantCode
    /// When the watch is manned, in words: `24 hours`, `Mon-Fri 0600-1800 UTC`.
    package var hours: Line
    /// Posts and numbers, in the order to call them.
    package var call: NonEmpty<Line>
  }

  /// Nil of a participant of whom the file says nothing.
  package subscript(code: ParticipantCode) -> Entry? { participants.first { $0.code == code } }

  static func problems(in file: Located<Contacts>, _ roster: Roster?) -> [FileProblem] {
    var problems: [FileProblem] = []
    var codes = Duplicates()
    let known = roster.map { Set($0.participants.map(\.code)) }
    for (index, entry) in file.value.participants.enumerated() {
      let pointer = "/participants/\(index)/code"
      codes.note("\(entry.code)", "participant", at: pointer, in: file, into: &problems)
      if known?.contains(entry.code) == false {
        problems.append(file.problem(.unknownName, at: pointer, "there is no participant \(entry.code)"))
      }
    }
    return problems
  }
}
