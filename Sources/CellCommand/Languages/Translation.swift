/// The texts of a language: what GNU gettext's PO files say, by the English that they translate.
package struct Translation: Sendable {
  /// By the English text; of those with a count, all forms.
  package let entries: [String: [String]]
  /// English texts with a count, and what they are where the count is not 1.
  package let plurals: [String: String]

  /// - Parameter files: PO text, each a part of the same catalogue.
  /// - Throws: what is no PO text, or stands twice.
  package init(_ files: [String], of language: Language) throws(PortableObject.Problem) {
    var entries: [String: [String]] = [:]
    var plurals: [String: String] = [:]
    for file in files {
      for entry in try PortableObject.read(file, of: language) {
        guard entries.updateValue(entry.texts, forKey: entry.id) == nil else {
          throw PortableObject.Problem(line: entry.line, what: "\"\(entry.id)\" stands twice")
        }
        plurals[entry.id] = entry.plural
      }
    }
    self.entries = entries
    self.plurals = plurals
  }

  func text(_ english: String) -> String? { plurals[english] == nil ? entries[english]?.first : nil }

  /// Of a text with a count.
  func forms(_ english: String) -> [String]? { plurals[english] == nil ? nil : entries[english] }

  /// The catalogue of a language; nil for English, which is written where it is used. Each is read once, when it is first
  /// asked for.
  package static func of(_ language: Language) -> Translation? {
    switch language {
    case .english: nil
    case .french: french
    case .ukrainian: ukrainian
    case .arabic: arabic
    }
  }

  private static let french = shipped(French.files, .french)
  private static let ukrainian = shipped(Ukrainian.files, .ukrainian)
  private static let arabic = shipped(Arabic.files, .arabic)

  private static func shipped(_ files: [String], _ language: Language) -> Translation {
    do { return try Translation(files, of: language) } catch {
      preconditionFailure("the catalogue \(language.rawValue), line \(error.line): \(error.what)")
    }
  }
}
