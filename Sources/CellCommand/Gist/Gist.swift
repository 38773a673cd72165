package import CellSchema
import Foundation

/// What a message says, in one line: the fields that a watch officer looks for first.
package enum Gist {
  /// - Parameter body: JSON. What a later version added, or a type that this version does not know, is no obstacle.
  package static func of(_ type: MessageType, body: ArraySlice<UInt8>) -> String {
    guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(body)) else {
      return spoken("(not readable)")
    }
    guard let template = templates[type] else { return value.plain }
    guard hasWords(template) else { return fill(template, from: value, Voice(.english)) }
    let voice = Voice.current
    guard let translation = Translation.of(voice.language)?.text(template) else {
      return fill(template, from: value, Voice(.english))
    }
    return voice.whole(fill(translation, from: value, voice))
  }

  /// Whether a template says something beside its fields, which a translation says in another language.
  package static func hasWords(_ template: String) -> Bool {
    var isField = false
    var letters = 0
    for letter in template {
      if letter == "{" { isField = true }
      if letter == "}" { isField = false }
      letters = !isField && letter.isLetter ? letters + 1 : 0
      if letters == 2 { return true }
    }
    return false
  }

  private static func fill(_ template: String, from value: JSONValue, _ voice: Voice) -> String {
    var text = ""
    var rest = template[...]
    while let open = rest.firstIndex(where: { $0 == "[" }) {
      text += fields(rest[..<open], value, voice) ?? ""
      let close = rest[open...].firstIndex(of: "]") ?? rest.endIndex
      text += fields(rest[rest.index(after: open)..<close], value, voice) ?? ""
      rest = rest[close...].dropFirst()
    }
    return text + (fields(rest, value, voice) ?? "")
  }

  /// Nil where a field is absent.
  private static func fields(_ part: Substring, _ value: JSONValue, _ voice: Voice) -> String? {
    var text = ""
    var rest = part
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      let path = rest[rest.index(after: open)..<close].split(separator: ".")
      let found = path.reduce(value as JSONValue?) { $0?[String($1)] }
      guard let found else { return nil }
      text += voice.native(rest[..<open]) + voice.foreign(found.plain)
      rest = rest[close...].dropFirst()
    }
    return text + voice.native(rest)
  }
}
