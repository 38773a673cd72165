package import CellCore
import CellSchema
package import StrictYAML

/// One thing in which two charters differ.
package struct CharterDifference: Hashable, Sendable {
  /// What one of the two says, and the line where it says so: `charter.yaml:88`.
  package struct Saying: Hashable, Sendable {
    package let text: String
    package let citation: String
  }

  /// A JSON Pointer with names for numbers, so that it means the same in both files:
  /// `/types/guarantee.commitment/publishers`.
  package let place: String
  /// Nil where the charter says nothing at this place: it does not have the role, the group or the type.
  package let before: Saying?
  package let after: Saying?

  /// What differs, in the order of the first charter, then what only the second has.
  ///
  /// Comments and the order of lists and entries are no difference.
  package static func all(from before: Located<Charter>, to after: Located<Charter>) -> [Self] {
    let first = CharterEntries(before.value)
    let second = CharterEntries(after.value)
    let changed = first.entries.compactMap { old -> Self? in
      let new = second.entry(at: old.place)
      guard old.meaning != new?.meaning else { return nil }
      return Self(
        place: old.place, before: Saying(old, in: before), after: new.map { Saying($0, in: after) })
    }
    let added = second.entries.filter { first.entry(at: $0.place) == nil }.map { new in
      Self(place: new.place, before: nil, after: Saying(new, in: after))
    }
    return changed + added
  }
}

extension CharterDifference.Saying {
  init(_ entry: CharterEntries.Entry, in file: Located<Charter>) {
    text = entry.text
    citation = file.citation(of: entry.pointer)
  }
}
