package import CellSchema

/// What an error code means and what to do.
package enum ExplainText {
  /// By number, `3107`, or name, `not-releasable`; nil where there is none.
  package static func find(_ text: String) -> ErrorCode? {
    ErrorCode.all.first { "\($0.number)" == text || $0.name == text.lowercased() }
  }

  /// Codes whose name has the beginning of a word that was asked for.
  package static func near(_ text: String) -> [ErrorCode] {
    let words = text.lowercased().split(separator: "-").filter { $0.count > 2 }
    return ErrorCode.all.filter { code in words.contains { code.name.contains($0.prefix(5)) } }
  }

  package static func text(_ code: ErrorCode, _ ink: Ink) -> String {
    let status = ExitStatus(code)
    return """
      \(ink("\(code)", .bold))
        \(name("meaning"))\(spoken(listed: code.meaning))
        \(name("next"))\(spoken(listed: code.remedy))
        \(name("retry"))\(code.isRetryable
        ? spoken("the same thing may succeed later without a change") : spoken("not without a change"))
        \(name("exit code"))\(status.rawValue), \(status.meaning)
        \(name("where"))\(origin(code))
      """
  }

  private static func name(_ word: Wording) -> String { DisplayText.whole(inColumn(word), 9) + "  " }

  package static func json(_ code: ErrorCode) -> String {
    var object = JSONObject()
    object.add("code", code.number)
    object.add("name", code.name)
    object.add("meaning", code.meaning)
    object.add("remedy", code.remedy)
    object.add("retryable", code.isRetryable)
    object.add("exit", ExitStatus(code).rawValue)
    return object.text
  }

  private static func origin(_ code: ErrorCode) -> String {
    switch code.number / 1_000 {
    case 1: spoken("the session between node and broker")
    case 2: spoken("the form of a document")
    case 3: spoken("what the participants agreed")
    case 5: spoken("the service")
    case 6: spoken("the node's own side")
    case 7: spoken("a file that a person edits")
    case 8: spoken("the record")
    default: spoken("a later version of the bus")
    }
  }
}
