package import CellNode
package import CellSchema
package import StrictYAML

/// Why a command came to nothing, as its user sees it: what, where, which rule, what next.
package struct Complaint: Error, Hashable, Sendable {
  package enum Verb: String, Sendable {
    /// A rule of the bus or of the agreement says no.
    case refused
    /// It could not be done.
    case failed
  }

  package var verb: Verb
  package var code: ErrorCode
  /// A JSON Pointer into the document, or FILE:LINE:COLUMN; empty where it concerns the whole.
  package var place: String
  /// What was found, and what the rule is.
  package var detail: String
  /// What it means for the record or the files: `Nothing was recorded.`
  package var consequence: String?
  /// Of a file of many messages.
  package var line: Int?
  package var file: FileProblem?

  package init(
    _ verb: Verb, _ code: ErrorCode, at place: String = "", _ detail: String, consequence: String? = nil,
    line: Int? = nil
  ) {
    self.verb = verb
    self.code = code
    self.place = place
    self.detail = detail
    self.consequence = consequence
    self.line = line
  }

  package init(_ error: NodeError, consequence: String? = nil, line: Int? = nil) {
    self.init(
      Self.isRefusal(error.code) ? .refused : .failed, error.code, at: error.pointer, error.detail,
      consequence: consequence, line: line)
  }

  package init(_ refusal: Refusal, consequence: String? = nil, line: Int? = nil) {
    self.init(
      .refused, refusal.code, at: refusal.pointer, refusal.detail, consequence: consequence, line: line)
  }

  package init(_ problem: FileProblem, consequence: String? = nil) {
    let place = problem.position.map { "\(problem.file):\($0.line):\($0.column)" } ?? problem.file
    let detail = problem.pointer.isEmpty ? problem.detail : "\(problem.pointer): \(problem.detail)"
    self.init(.failed, problem.code, at: place, detail, consequence: consequence)
    file = problem
  }

  /// How a command ends for it. What is wrong with a file that a person edits is not wrong with data.
  package var status: ExitStatus { file != nil && code != .outputUnwritable ? .configuration : ExitStatus(code) }

  package static func usage(_ detail: String) -> Complaint { Complaint(.failed, .usage, detail) }

  /// 2 and 3 are the document's form and what was agreed; what binds a session or a service is no judgement.
  private static func isRefusal(_ code: ErrorCode) -> Bool {
    (2_000..<4_000).contains(code.number) || (1_200..<1_300).contains(code.number) || code == .throttled
  }
}

extension Complaint {
  /// ```
  /// refused 3107 not-releasable  /header/label/releasableTo/1
  ///   "POL" is outside what UKR.GS-1 may release to (charter.yaml:88).
  ///   Nothing was recorded. Next: cellbus explain 3107
  /// ```
  package func text(_ ink: Ink) -> String {
    let at = place.isEmpty ? "" : "  \(DisplayText.line(place))"
    let verb =
      switch verb {
      case .refused: inColumn("refused")
      case .failed: inColumn("failed")
      }
    let first = "\(line.map { inColumn("line \($0): ") } ?? "")\(ink(verb, .red)) \(ink("\(code)", .bold))\(at)"
    let next = [consequence, spoken("Next: cellbus explain \(code.number)")].compactMap { $0 }.joined(separator: " ")
    return ([first] + meaning + ["  \(Voice.current.foreign(Self.sentence(detail)))", "  \(next)"])
      .joined(separator: "\n")
  }

  /// What the code means, above the words of the broker, which are in English; nothing where all is in English, or
  /// nothing is: what is wrong with a command line is said here.
  private var meaning: [String] {
    Voice.current.language == .english || code == .usage ? [] : ["  \(spoken(listed: code.meaning))."]
  }

  /// `{"code","name","pointer","detail"}`, with the line of many, or the place in a file.
  package var json: String {
    var object = JSONObject()
    if let line { object.add("line", line) }
    object.add("code", Int(code.number))
    object.add("name", code.name)
    if let file {
      object.add("file", file.file)
      if let position = file.position {
        object.add("fileLine", position.line)
        object.add("fileColumn", position.column)
      }
      object.add("pointer", file.pointer)
      object.add("detail", file.detail)
    } else {
      object.add("pointer", place)
      object.add("detail", detail)
    }
    return object.text
  }

  /// A detail begins with a field's name, a quotation or a small letter, and stays so: names are spelled as they are.
  static func sentence(_ detail: String) -> String {
    let line = DisplayText.pasteable(DisplayText.line(detail))
    guard let last = line.last else { return line }
    return ".!?".contains(last) ? line : line + "."
  }
}
