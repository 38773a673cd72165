package import CellConfig
import CellSchema

/// What differs between two charters, a line a difference.
package struct CharterDifferenceText: Sendable {
  private let differences: [CharterDifference]
  private let ink: Ink

  package init(_ differences: [CharterDifference], _ ink: Ink) {
    self.differences = differences
    self.ink = ink
  }

  /// `/types/guarantee.commitment/publishers: coalition, united-states → coalition  (charter.yaml:180)`
  package func text(from before: String, to after: String) -> String {
    let count =
      differences.isEmpty
      ? spoken("no difference") : counted(differences.count, "{1} difference", "{1} differences")
    let lines = differences.map { difference in
      let place = ink(difference.place, .bold)
      let change = "\(words(difference.before)) → \(words(difference.after))"
      let citation = (difference.after ?? difference.before)?.citation ?? ""
      return "\(place): \(change)  \(ink("(\(citation))", .faint))"
    }
    return (["\(before) → \(after): \(count)"] + lines).joined(separator: "\n")
  }

  /// An object a difference, `{"place","before","after"}`; what one of the two does not have is left out.
  package var json: [String] {
    differences.map { difference in
      var object = JSONObject()
      object.add("place", difference.place)
      if let before = difference.before { object.add("before", before.text) }
      if let after = difference.after { object.add("after", after.text) }
      return object.text
    }
  }

  private func words(_ saying: CharterDifference.Saying?) -> String {
    saying.map { DisplayText.line($0.text) } ?? spoken("(nothing)")
  }
}
