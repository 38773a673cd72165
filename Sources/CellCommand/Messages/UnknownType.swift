package import CellSchema

/// A type that the catalogue does not have, where a person names one.
package enum UnknownType {
  /// The newest version of a type.
  ///
  /// - Parameter place: where it is named, for the complaint.
  /// - Throws: `unknown-type`, with the type that was probably meant.
  package static func entry(of type: MessageType, at place: String) throws(Complaint) -> Catalogue.Entry {
    guard let entry = Catalogue.versions(of: type).last else { throw complaint(of: "\(type)", at: place) }
    return entry
  }

  package static func complaint(of name: String, at place: String) -> Complaint {
    let meant = near(name).map { spoken("; did you mean \($0)?") } ?? spoken("; cellbus schema list has them")
    return Complaint(.failed, .unknownType, at: place, spoken("there is no type \(DisplayText.line(name))") + meant)
  }

  /// The type, or the system's pattern, that was probably meant, also where the system was left out.
  package static func near(_ name: String) -> String? {
    let alone = types.filter { $0.hasSuffix(".\(name.lowercased())") }
    return alone.count == 1 ? alone[0] : NearWord.near(name, in: name.hasSuffix("*") ? systems : types)
  }

  /// Whether some message that this version knows has a pattern.
  package static func isKnown(_ pattern: String) -> Bool {
    pattern == "*" || systems.contains(pattern) || types.contains(pattern)
  }

  private static let types = Catalogue.entries.map { "\($0.type)" }
  private static let systems = Set(Catalogue.entries.map { "\($0.system).*" }).sorted()
}
