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
        meaning    \(code.meaning)
        next       \(code.remedy)
        retry      \(code.isRetryable ? "the same thing may succeed later without a change" : "not without a change")
        exit code  \(status.rawValue), \(status.meaning)
        where      \(origin(code))
      """
  }

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
    case 1: "the session between node and broker"
    case 2: "the form of a document"
    case 3: "what the participants agreed"
    case 5: "the service"
    case 6: "the node's own side"
    case 7: "a file that a person edits"
    case 8: "the record"
    default: "a later version of the bus"
    }
  }
}
