package import CellSchema

/// Where a dialogue takes place.
package protocol ComposeScreen {
  /// Columns.
  var width: Int { get }
  func say(_ line: String)
  /// What is answered, without its line feed; nil where there is nobody any more.
  func ask(_ prompt: String) -> String?
  /// What there is of the message by now.
  func note(_ message: ComposedMessage)
  /// The identifier of the message that is named.
  ///
  /// - Throws: what is said of one that there is not, or that cannot be looked up.
  func find(_ reference: MessageReference) async throws -> MessageID
  /// What is said of addressees of whom one is not in the cell; nil where all are, or nobody can say.
  func unknown(in header: HeaderDraft) async -> Refusal?
}

/// Nobody answers any more.
package struct ComposeEnded: Error {
  package init() {}
}

/// Asks for a message field by field, as the catalogue's shapes and descriptions have it: what is mandatory first, then
/// what else may be said, by name.
package struct ComposeDialogue {
  let entry: Catalogue.Entry
  let screen: any ComposeScreen
  let input: FieldInput
  let example: JSONTree
  let ink: Ink
  let appointment: Line?

  /// What is offered for an empty answer.
  enum Offer {
    /// What such messages have as a rule, where there is such a thing.
    case standard
    /// What is said already.
    case current
    /// Nothing: what was offered is refused.
    case nothing
  }

  /// - Parameters:
  ///   - appointment: by which its author acts: it is offered where a message says that.
  ///   - refusesExamples: a text with the mark of the schema's examples is asked for again.
  package init(
    _ entry: Catalogue.Entry, on screen: any ComposeScreen, moments: MomentInput, appointment: Line? = nil,
    refusesExamples: Bool = false, ink: Ink
  ) {
    self.appointment = appointment
    self.entry = entry
    self.screen = screen
    self.ink = ink
    input = FieldInput(moments: moments, refusesExamples: refusesExamples)
    example = JSONTree(written: entry.exampleBody)
  }

  // MARK: all of it

  /// Asks for everything that is not known already.
  ///
  /// - Throws: ``ComposeEnded``.
  package func compose(_ draft: inout ComposedMessage) async throws {
    for line in DisplayText.wrapped("\(entry.type): \(spoken(listed: entry.summary))", to: screen.width) {
      screen.say(ink(line, .bold))
    }
    tell(
      [
        spoken(
          "Empty answers leave out what need not be said; ?? says again what is allowed. Ctrl-D ends, and keeps what was written."
        )
      ], indent: "",
      faint: true)
    for part in ComposedMessage.Part.allCases {
      let object = part.shape(of: entry)
      for field in object.fields where field.isRequired && draft[part][field.name] == nil {
        try await ask(part, [field.name], &draft)
      }
      try await askRest(part, at: [], object, &draft)
    }
  }

  /// Asks again for what is wrong, until nothing is that can be seen here.
  package func correct(_ draft: inout ComposedMessage) async throws {
    while true {
      let faults = draft.faults(of: entry)
      guard !faults.isEmpty else { return }
      screen.say("")
      screen.say(ink(ComposedMessage.words(faults: faults.count), .red))
      for (part, refusal) in faults { say(fault: refusal, in: part) }
      var asked: Set<[String]> = []
      for (part, refusal) in faults {
        let path = askable([String](pointer: refusal.pointer), in: part)
        guard !path.isEmpty, asked.insert([part.rawValue] + path).inserted else { continue }
        try await ask(part, path, &draft)
      }
      // What names no field can be mended by its user alone.
      if asked.isEmpty { try await correctNamed(&draft) }
    }
  }

  /// Asks again for the field that a refusal of the broker names.
  ///
  /// - Returns: whether there is such a field: else it cannot be corrected here.
  package func correct(_ draft: inout ComposedMessage, refused refusal: Refusal) async throws -> Bool {
    let names = [String](pointer: refusal.pointer)
    guard let part = names.first.flatMap(ComposedMessage.Part.init(rawValue:)) else { return false }
    let path = askable(Array(names.dropFirst()), in: part)
    guard !path.isEmpty else { return false }
    let isStandard = draft[part][path].map { words(of: $0) } == part.standard(of: path, of: entry.type)
    try await ask(part, path, offer: isStandard ? .nothing : .standard, &draft)
    try await correct(&draft)
    return true
  }

  /// Asks which field, and for its value.
  package func correctNamed(_ draft: inout ComposedMessage) async throws {
    let names = ComposedMessage.Part.allCases.flatMap { part in
      part.shape(of: entry).fields.map { (part, $0.name) }
    }
    screen.say(list(names.map { MessageText.label(of: $0.1) }))
    let answer = try line(spoken("Which field? "))
    guard !answer.isEmpty else { return }
    guard let place = choose(answer, among: names.map(\.1)) else {
      return screen.say(spoken("  There is no field \(DisplayText.line(answer))."))
    }
    try await ask(names[place].0, [names[place].1], offer: .current, &draft)
  }

  private func say(fault refusal: Refusal, in part: ComposedMessage.Part) {
    let names = [String](pointer: refusal.pointer).map { MessageText.label(of: $0) }
    let place = names.isEmpty ? spoken(part == .body ? "the body" : "the header") : names.joined(separator: ", ")
    tell(refusal, at: "\(ink(DisplayText.line(place), .bold)): ")
  }

  // MARK: one object

  /// Offers what need not be said, by name.
  func askRest(
    _ part: ComposedMessage.Part, at path: [String], _ object: ObjectShape, _ draft: inout ComposedMessage
  ) async throws {
    while true {
      let known = draft[part][path]
      let left = object.fields.filter { !$0.isRequired && known?[$0.name] == nil }.map(\.name)
      guard !left.isEmpty else { return }
      screen.say("")
      let name = path.isEmpty ? nil : MessageText.label(of: path.last { Int($0) == nil } ?? "")
      let question = name.map { spoken("What else may be said of \($0):") } ?? spoken("What else may be said:")
      screen.say(ink(question, .bold))
      screen.say(list(left.map { MessageText.label(of: $0) }))
      let answer = try line(spoken("Which? (empty: nothing more) "))
      guard !answer.isEmpty else { return }
      guard let place = choose(answer, among: left) else {
        screen.say(spoken("  There is none that is called \(DisplayText.line(answer))."))
        continue
      }
      try await ask(part, path + [left[place]], &draft)
    }
  }

  /// `1 weapons   2 casualties`
  private func list(_ names: [String]) -> String {
    var lines = [""]
    for (place, name) in names.enumerated() {
      let item = "\(place + 1) \(name)"
      if !lines[lines.count - 1].isEmpty, DisplayText.width(lines[lines.count - 1] + item) + 5 > screen.width {
        lines.append("")
      }
      lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "  " : "   ") + item
    }
    return lines.joined(separator: "\n")
  }

  private func choose(_ answer: String, among names: [String]) -> Int? {
    let word = answer.lowercased().filter { $0 != " " && $0 != "-" }
    if let number = Int(answer) { return names.indices.contains(number - 1) ? number - 1 : nil }
    // As it is shown, and as the schema has it.
    let called = names.map { name in
      [name, MessageText.label(of: name)].map { $0.lowercased().filter { $0 != " " && $0 != "-" } }
    }
    if let place = called.firstIndex(where: { $0.contains(word) }) { return place }
    let fitting = names.indices.filter { called[$0].contains { $0.hasPrefix(word) } }
    return fitting.count == 1 ? fitting[0] : nil
  }
}
