/// GNU gettext's PO text (gettext manual, "The Format of PO Files"), as far as catalogues need it, and strictly so:
/// ```
/// msgid "{1} pledge"
/// msgid_plural "{1} pledges"
/// msgstr[0] "{1} promesse"
/// msgstr[1] "{1} promesses"
/// ```
/// Comments, texts over several lines, plurals; no context, no `fuzzy`, and no text without a translation.
package enum PortableObject {
  package struct Entry: Hashable, Sendable {
    package var id = ""
    package var plural: String?
    /// One, or as many as the language has plurals.
    package var texts: [String] = []
    /// Where it begins, counted from 1.
    package var line = 0
  }

  package struct Problem: Error, Hashable, Sendable {
    package var line: Int
    package var what: String
  }

  /// - Returns: the entries in their order, without the header.
  /// - Throws: what is not understood, or does not fit the language.
  package static func read(_ text: String, of language: Language) throws(Problem) -> [Entry] {
    var entries: [Entry] = []
    var entry: Entry?
    var keyword = ""
    for (place, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let number = place + 1
      if line.isEmpty || line.hasPrefix("#") { continue }
      guard let quote = line.firstIndex(of: "\"") else { throw Problem(line: number, what: "nothing is in quotes") }
      let word = line[..<quote].split(separator: " ").joined(separator: " ")
      let part = try unquoted(line[quote...], number)
      if !word.isEmpty { keyword = word }
      if word == "msgid" {
        if let entry { entries.append(try checked(entry, of: language)) }
        entry = Entry(line: number)
      }
      guard var open = entry else { throw Problem(line: number, what: "an entry begins with msgid") }
      switch keyword {
      case "msgid": open.id += part
      case "msgid_plural": open.plural = (word.isEmpty ? open.plural ?? "" : "") + part
      case "msgstr", "msgstr[0]", "msgstr[1]", "msgstr[2]", "msgstr[3]", "msgstr[4]", "msgstr[5]":
        let form = keyword.dropFirst(7).dropLast()
        guard (open.plural == nil) == form.isEmpty else { throw Problem(line: number, what: "\(keyword) does not fit") }
        if !word.isEmpty {
          guard open.texts.count == Int(form) ?? 0 else {
            throw Problem(line: number, what: "\(keyword) is out of order")
          }
          open.texts.append("")
        }
        open.texts[open.texts.count - 1] += part
      default: throw Problem(line: number, what: "\(keyword) is not known")
      }
      entry = open
    }
    if let entry { entries.append(try checked(entry, of: language)) }
    guard let header = entries.first, header.id.isEmpty else {
      throw Problem(line: 1, what: "it begins with a header, msgid \"\"")
    }
    guard header.texts[0].contains("Language: \(language.rawValue)\n"),
      header.texts[0].contains("Plural-Forms: \(language.pluralForms)\n")
    else { throw Problem(line: header.line, what: "the header is of another language, or of other plurals") }
    return Array(entries.dropFirst())
  }

  private static func checked(_ entry: Entry, of language: Language) throws(Problem) -> Entry {
    let count = entry.plural == nil ? 1 : language.pluralCount
    guard entry.texts.count == count, !entry.texts.contains("") else {
      throw Problem(line: entry.line, what: "\"\(entry.id)\" has not \(count) translations")
    }
    return entry
  }

  /// The text of a string in quotes, which takes the rest of a line.
  private static func unquoted(_ quoted: Substring, _ line: Int) throws(Problem) -> String {
    guard quoted.count > 1, quoted.hasSuffix("\"") else { throw Problem(line: line, what: "a quote is not closed") }
    var text = ""
    var rest = quoted.dropFirst().dropLast()
    while let letter = rest.popFirst() {
      switch letter {
      case "\"": throw Problem(line: line, what: "a quote within quotes has a backslash")
      case "\\":
        switch rest.popFirst() {
        case "n": text += "\n"
        case "\"": text += "\""
        case "\\": text += "\\"
        default: throw Problem(line: line, what: "behind a backslash stands n, a quote or a backslash")
        }
      default: text.append(letter)
      }
    }
    return text
  }

  /// The numbers of the places in a format, `{1}`, `{2}`, and names of fields, `{place}`.
  package static func places(in format: String) -> Set<String> {
    var places: Set<String> = []
    var rest = format[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      let name = rest[rest.index(after: open)..<close]
      if !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "." }) { places.insert(String(name)) }
      rest = rest[close...].dropFirst()
    }
    return places
  }
}
