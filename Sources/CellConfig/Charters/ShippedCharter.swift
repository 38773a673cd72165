package import CellCore
import CellSchema
package import StrictYAML

/// The charters that come with the program. Each follows one version of the Paris declaration.
package enum ShippedCharter: String, CaseIterable, Sendable {
  /// The text as it stood before it was adopted on 6 January 2026; the default.
  case draft = "paris-2026-draft"
  /// The text as published.
  case final = "paris-2026-final"

  /// The file, comments and all.
  package var bytes: [UInt8] {
    switch self {
    case .draft: PackageResources.paris_2026_draft_yaml
    case .final: PackageResources.paris_2026_final_yaml
    }
  }

  package func read() throws(FileProblem) -> Located<Charter> {
    try StrictYAML.read(Charter.self, from: bytes, file: "\(rawValue).yaml")
  }

  /// A charter as a command names it: one that comes with the program by its name, any other by its file.
  package static func read(named name: String) throws(FileProblem) -> Located<Charter> {
    if let shipped = Self(rawValue: name) { return try shipped.read() }
    do {
      return try StrictYAML.read(Charter.self, file: name)
    } catch {
      guard error.code == .inputUnreadable, !name.contains("/") else { throw error }
      let known = allCases.map(\.rawValue).joined(separator: ", ")
      throw FileProblem(
        error.code, file: name, position: nil, "\(error.detail), and none that comes with the program: \(known)")
    }
  }
}
