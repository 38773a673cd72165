import Testing

/// The daemon's log and its vocabulary. An event that is not in it does not compile; here it is held that each is said
/// somewhere, and with the fields that the vocabulary lists.
@Suite("The log's vocabulary")
struct LogVocabularyTests {
  /// An event's fields, by its name in Swift.
  private static func vocabulary() throws -> [String: [String]] {
    let file = try #require(try House.files(of: "CellConfig").first { $0.name.hasSuffix("Daemon/BrokerEvent.swift") })
    let entries = file.text.matches(of: /case \.(\w+):\s*Entry\(\s*\.(\w+),\s*"([^"]*)"/)
    return Dictionary(
      uniqueKeysWithValues: entries.map { match in
        (String(match.1), match.3.split(separator: " ").map(String.init))
      })
  }

  private struct Call {
    var file: String
    var event: String
    /// Nil where the fields are not written there.
    var fields: [String]?
  }

  /// Where something is said: `write(.event, ["field": …])`, `.note(.event, …)` of a checkpoint, `line(.event, …)`.
  private static func calls() throws -> [Call] {
    try (House.files(of: "CellBroker") + House.files(of: "cellbusd")).flatMap { file in
      file.text.matches(of: /(?:write|note|line)\(\s*(?:\.\w+,\s*\w+\.line\()?\.(\w+)[,)]/).map { match -> Call in
        let rest = file.text[match.range.upperBound...].drop { $0 == " " || $0 == "\n" }
        guard rest.first == "[", let list = balanced(rest) else {
          return Call(file: file.name, event: String(match.1), fields: nil)
        }
        let names = list.matches(of: /(?:^\[|[,(\[])\s*"([a-z0-9_]+)"\s*[:,]/).map { String($0.1) }
        return Call(file: file.name, event: String(match.1), fields: names)
      }
    }
  }

  private static func balanced(_ text: Substring) -> Substring? {
    var depth = 0
    for place in text.indices {
      if "[(".contains(text[place]) { depth += 1 }
      if "])".contains(text[place]) { depth -= 1 }
      if depth == 0 { return text[...place] }
    }
    return nil
  }

  @Test("every event is said somewhere, in its fields and no other") func calls() throws {
    let (vocabulary, calls) = (try Self.vocabulary(), try Self.calls().filter { _ in true })
    #expect(vocabulary.count > 50 && calls.count > 50)
    var said: Set<String> = []
    for call in calls {
      guard let listed = vocabulary[call.event] else { continue }
      said.insert(call.event)
      for field in call.fields ?? [] {
        #expect(listed.contains(field), "\(call.file): \(call.event) has no field \(field)")
      }
    }
    #expect(Set(vocabulary.keys).subtracting(said).sorted() == [], "in the vocabulary, and never said")
  }

  @Test("nothing is written past the log") func strayLines() throws {
    for target in ["CellBroker", "CellCore", "CellConfig", "CellRecord", "CellReplay", "ZeroMQ"] {
      for file in try House.files(of: target) {
        let words = House.words(House.code(file.text))
        for word in ["print", "debugPrint", "NSLog", "standardError", "standardOutput"] {
          #expect(!words.contains(Substring(word)), "\(file.name) has \(word)")
        }
      }
    }
  }
}
