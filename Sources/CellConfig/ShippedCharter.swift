package import CellCore
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
}
