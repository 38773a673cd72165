import CellSchema

/// Reads what a person writes as the value that a shape wants: choices by their words or numbers, moments as
/// date-time groups, codes in small letters.
struct FieldInput {
  let moments: MomentInput
  /// A text with the mark of the schema's examples is none.
  var refusesExamples = false

  /// What was written, as a value; or a message that has to be looked up first.
  enum Value {
    case value(JSONTree)
    case message(MessageReference)
  }

  /// - Throws: what is wrong with it, in words for whoever wrote it.
  func read(_ text: String, as shape: Shape, _ sense: MomentInput.Sense = .either) throws(Refusal) -> Value {
    let text = Self.trimmed(text)
    if case .orNotKnown(let known) = shape {
      if Self.isNotKnown(text) { return .value(JSONTree(text: Shape.notKnown)) }
      return try read(text, as: known, sense)
    }
    if shape == MessageID.shape {
      guard let reference = MessageReference(text) else {
        throw Refusal(.badFormat, spoken("found \"\(text)\"; allowed: \(MessageReference.allowed)"))
      }
      guard case .id(let id) = reference else { return .message(reference) }
      return .value(JSONTree(text: id.description))
    }
    if refusesExamples, text.contains(ExampleMark.text) { throw ExampleMark.refusal }
    let value = JSONTree(leaf: try written(text, as: shape, sense))
    try ValueChecker(shape).check(value.bytes.span)
    return .value(value)
  }

  /// The JSON that is meant, of the shape or not.
  private func written(_ text: String, as shape: Shape, _ sense: MomentInput.Sense) throws(Refusal) -> [UInt8] {
    switch shape {
    case .string(let string): return JSONTree(text: try characters(of: text, string, sense)).bytes
    case .enumeration(let values):
      guard let value = Self.choice(text, among: values) else {
        let near = NearWord.near(text, in: values).map { spoken("; did you mean \($0)?") } ?? ""
        throw Refusal(.unknownValue, spoken("found \"\(text)\"; allowed: \(shape.inWords)\(near)"))
      }
      return JSONTree(text: value).bytes
    case .boolean:
      guard let isTrue = Self.truth(text) else {
        throw Refusal(.wrongType, spoken("found \"\(text)\"; allowed: yes or no"))
      }
      return Array(isTrue ? "true".utf8 : "false".utf8)
    case .integer, .number:
      let digits = text.replacing("\u{2212}", with: "-")
      guard Double(digits) != nil else {
        throw Refusal(.wrongType, spoken("found \"\(text)\"; allowed: \(shape.inWords)"))
      }
      return Array(digits.utf8)
    case .array, .object, .orNotKnown: preconditionFailure("a value of one line is asked for")
    }
  }

  private func characters(
    of text: String, _ string: StringShape, _ sense: MomentInput.Sense
  ) throws(Refusal) -> String {
    switch string.format {
    case .timestamp:
      guard let moment = moments.moment(text, sense) else {
        throw Refusal(.badFormat, moments.refusal(of: text))
      }
      return moment.description
    case .date:
      guard let day = moments.day(text) else {
        throw Refusal(.badFormat, spoken("found \"\(text)\"; allowed: \(MomentInput.allowedDay)"))
      }
      return day.description
    case nil:
      guard let pattern = string.pattern, !pattern.matches(text) else { return text }
      // Codes and names are in capitals or in small letters, and nobody has to know which.
      let cased = [text.uppercased(), text.lowercased()].first { pattern.matches($0) }
      guard cased == nil, string.example != nil else { return cased ?? text }
      throw Refusal(.badFormat, spoken("found \"\(text)\"; allowed: \(Self.allowed(string))"))
    }
  }

  /// What a string of a pattern is, for somebody who writes one.
  static func allowed(_ string: StringShape) -> String {
    guard let example = string.example else {
      return spoken("a text of at most \(string.length.upperBound) characters")
    }
    let named: [(Shape, String)] = [
      (ParticipantCode.shape, spoken("a participant's code, such as \(example)")),
      (NodeName.shape, spoken("a node's name, such as \(example)")),
      (Addressee.shape, spoken("a participant, a node, a role or everybody: UKR, UKR.GS-1, @verification-lead, @all")),
      (Releasable.shape, spoken("a participant, a group or everybody: UKR, european, ALL")),
      (CaseNumber.shape, spoken("a case's number, such as \(example)")),
    ]
    return named.first { $0.0 == .string(string) }?.1 ?? spoken("such as \(example)")
  }

  /// A value by its number in the list, its word, or the beginning of a word that no other has.
  static func choice(_ text: String, among values: [String]) -> String? {
    let word = text.lowercased().replacing(" ", with: "-")
    if let exact = values.first(where: { $0.lowercased() == word }) { return exact }
    if values.contains("flash"), let precedence = Precedence(word: text) { return precedence.rawValue }
    if isNotKnown(text), values.contains(Shape.notKnown) { return Shape.notKnown }
    if let number = Int(text), values.indices.contains(number - 1) { return values[number - 1] }
    let fitting = values.filter { !word.isEmpty && $0.lowercased().hasPrefix(word) }
    return fitting.count == 1 ? fitting[0] : nil
  }

  static func truth(_ text: String) -> Bool? {
    let word = text.lowercased()
    let (yes, no) = Voice.$current.withValue(Voice(Voice.current.language)) { (spoken("yes"), spoken("no")) }
    if ["y", "yes", "true", yes].contains(word) { return true }
    return ["n", "no", "false", no].contains(word) ? false : nil
  }

  static func isNotKnown(_ text: String) -> Bool {
    ["?", "n/k", "nk", "unknown", "not known"].contains(text.lowercased())
  }

  static func trimmed(_ text: String) -> String {
    var text = text[...]
    while let first = text.first, first.isWhitespace { text = text.dropFirst() }
    while let last = text.last, last.isWhitespace { text = text.dropLast() }
    return String(text)
  }
}

extension Shape {
  /// What a value of one line is, for somebody who writes one.
  package var inWords: String {
    switch known {
    case .string(let string):
      switch string.format {
      case .date: spoken("a date such as 2026-03-07")
      case .timestamp: spoken("a moment such as 2026-03-07T10:21:00Z")
      case nil: FieldInput.allowed(string)
      }
    case .integer(let range): spoken("a whole number, \(range.lowerBound) to \(range.upperBound)")
    case .number(let range): spoken("a number, \(range.lowerBound) to \(range.upperBound)")
    case .enumeration(let values): Self.inWords(values)
    case .boolean: spoken("yes or no")
    case .array, .object, .orNotKnown: words
    }
  }

  /// The first of many names.
  private static func inWords(_ names: [String]) -> String {
    // Nobody reads through the codes of a standard.
    let shown = names.prefix(names.count > 100 ? 5 : 40)
    let all = shown.joined(separator: ", ")
    return shown.count == names.count ? all : spoken("\(all) and \(names.count - shown.count) more")
  }

  /// Whether one line holds the value.
  var isSimple: Bool {
    switch known {
    case .array, .object: false
    case .string, .enumeration, .integer, .number, .boolean, .orNotKnown: true
    }
  }
}
