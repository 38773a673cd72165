package import CellSchema

/// Messages that a text names by their identifiers, as the bus does: a person reads, and types, their numbers.
package enum NamedMessages {
  /// Each identifier once, in the order of the text.
  package static func ids(in text: String) -> [MessageID] {
    var ids: [MessageID] = []
    for found in text.matches(of: pattern) {
      if let id = MessageID(String(found.output)), !ids.contains(id) { ids.append(id) }
    }
    return ids
  }

  /// Identifiers that a document names, each as a whole string of its JSON.
  package static func ids(in document: ArraySlice<UInt8>) -> Set<MessageID> {
    let (quote, count) = (UInt8(ascii: "\""), 36)
    var ids: Set<MessageID> = []
    for place in document.indices.dropLast(count + 1) where document[place] == quote {
      let end = place + count + 1
      guard document[end] == quote, document[place + 9] == UInt8(ascii: "-"),
        let id = MessageID(String(decoding: document[place + 1..<end], as: UTF8.self))
      else { continue }
      ids.insert(id)
    }
    return ids
  }

  /// The text with numbers in place of those identifiers whose messages have one.
  package static func numbered(_ text: String, _ numbers: [MessageID: UInt64]) -> String {
    guard !numbers.isEmpty else { return text }
    return text.replacing(pattern) { found in
      MessageID(String(found.output)).flatMap { numbers[$0] }.map { "\($0)" } ?? String(found.output)
    }
  }

  /// RFC 9562 §4, in small letters as identifiers are written here.
  private static var pattern: Regex<Substring> { /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/ }
}
