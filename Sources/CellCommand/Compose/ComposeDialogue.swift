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
  /// The identifier of the message with a number on the record.
  ///
  /// - Throws: what is said of a number that there is not, or that cannot be looked up.
  func find(_ number: UInt64) async throws -> MessageID
}

/// Nobody answers any more.
package struct ComposeEnded: Error {
  package init() {}
}

/// Asks for a message field by field, as the catalogue's shapes and descriptions have it: what is mandatory first, then
/// what else may be said, by name.
package struct ComposeDialogue {
  private let entry: Catalogue.Entry
  private let screen: any ComposeScreen
  private let input: FieldInput
  private let example: JSONTree
  private let ink: Ink

  package init(_ entry: Catalogue.Entry, on screen: any ComposeScreen, moments: MomentInput, ink: Ink) {
    self.entry = entry
    self.screen = screen
    self.ink = ink
    input = FieldInput(moments: moments)
    example = JSONTree(written: entry.exampleBody)
  }

  // MARK: all of it

  /// Asks for everything that is not known already.
  ///
  /// - Throws: ``ComposeEnded``.
  package func compose(_ draft: inout ComposedMessage) async throws {
    for line in DisplayText.wrapped("\(entry.type): \(entry.summary)", to: screen.width) {
      screen.say(ink(line, .bold))
    }
    screen.say(
      ink(spoken("Empty answers leave out what need not be said. Ctrl-D ends, and keeps what was written."), .faint))
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
    try await ask(part, path, &draft)
    try await correct(&draft)
    return true
  }

  /// Asks which field, and for its value.
  package func correctNamed(_ draft: inout ComposedMessage) async throws {
    let names = ComposedMessage.Part.allCases.flatMap { part in
      part.shape(of: entry).fields.map { (part, $0.name) }
    }
    screen.say(list(names.map { MessageText.words(of: $0.1) }))
    let answer = try line(spoken("Which field? "))
    guard !answer.isEmpty else { return }
    guard let place = choose(answer, among: names.map(\.1)) else {
      return screen.say(spoken("  There is no field \(DisplayText.line(answer))."))
    }
    try await ask(names[place].0, [names[place].1], &draft)
  }

  private func say(fault refusal: Refusal, in part: ComposedMessage.Part) {
    let names = [String](pointer: refusal.pointer).map { MessageText.words(of: $0) }
    let place = names.isEmpty ? "the \(part.rawValue)" : names.joined(separator: ", ")
    tell(["\(ink(DisplayText.line(place), .bold)): \(Complaint.sentence(refusal.detail))"])
  }

  // MARK: one object

  /// Offers what need not be said, by name.
  private func askRest(
    _ part: ComposedMessage.Part, at path: [String], _ object: ObjectShape, _ draft: inout ComposedMessage
  ) async throws {
    while true {
      let known = draft[part][path]
      let left = object.fields.filter { !$0.isRequired && known?[$0.name] == nil }.map(\.name)
      guard !left.isEmpty else { return }
      screen.say("")
      let name = path.isEmpty ? nil : MessageText.words(of: path.last { Int($0) == nil } ?? "")
      let question = name.map { spoken("What else may be said of \($0):") } ?? spoken("What else may be said:")
      screen.say(ink(question, .bold))
      screen.say(list(left.map { MessageText.words(of: $0) }))
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
    if let place = names.firstIndex(where: { $0.lowercased() == word }) { return place }
    if let number = Int(answer) { return names.indices.contains(number - 1) ? number - 1 : nil }
    let fitting = names.indices.filter { names[$0].lowercased().hasPrefix(word) }
    return fitting.count == 1 ? fitting[0] : nil
  }

  // MARK: one field

  /// Asks for the value of a field, and sets it, or takes it out where nothing is answered.
  private func ask(_ part: ComposedMessage.Part, _ path: [String], _ draft: inout ComposedMessage) async throws {
    guard let field = part.field(at: path, of: entry) else { return }
    switch field.shape.known {
    case .object(let object): try await ask(part, field, object, &draft)
    case .array(let element, let count): try await ask(part, field, element, count, &draft)
    case .string, .enumeration, .integer, .number, .boolean, .orNotKnown:
      explain(field, in: part)
      set(try await value(field, standard: part.standard(of: path, of: entry.type)), part, path, &draft)
    }
  }

  private func ask(
    _ part: ComposedMessage.Part, _ field: ComposeField, _ object: ObjectShape, _ draft: inout ComposedMessage
  ) async throws {
    heading(field)
    draft.set(JSONTree(object: []), part, field.path)
    for member in object.fields where member.isRequired { try await ask(part, field.path + [member.name], &draft) }
    try await askRest(part, at: field.path, object, &draft)
    if case .object(let members)? = draft[part][field.path]?.content, members.isEmpty, !field.isRequired {
      draft.set(nil, part, field.path)
    }
  }

  private func ask(
    _ part: ComposedMessage.Part, _ field: ComposeField, _ element: Shape, _ count: ClosedRange<Int>,
    _ draft: inout ComposedMessage
  ) async throws {
    explain(field, in: part)
    guard element.isSimple else {
      draft.set(JSONTree(list: []), part, field.path)
      for place in 0..<count.upperBound {
        try await ask(part, field.path + ["\(place)"], &draft)
        guard FieldInput.truth(try line(spoken("Another of \(field.label)? [y/N] "))) == true else { return }
      }
      return
    }
    var elements: [JSONTree] = []
    let of = ComposeField(path: field.path, shape: element, note: field.note.element, isRequired: true)
    if element.isTyped {
      elements = try await values(
        of, count, standard: part.standard(of: field.path, of: entry.type), isRequired: field.isRequired)
    } else {
      while elements.count < count.upperBound {
        let next = ComposeField(
          path: field.path + ["\(elements.count)"], shape: element, note: of.note,
          isRequired: field.isRequired && elements.count < max(1, count.lowerBound))
        guard let value = try await value(next, standard: nil) else { break }
        elements.append(value)
      }
    }
    set(elements.isEmpty ? nil : JSONTree(list: elements), part, field.path, &draft)
  }

  private func set(_ value: JSONTree?, _ part: ComposedMessage.Part, _ path: [String], _ draft: inout ComposedMessage) {
    draft.set(value, part, path)
    screen.note(draft)
  }

  /// Several values in one line.
  private func values(
    _ field: ComposeField, _ count: ClosedRange<Int>, standard: String?, isRequired: Bool
  ) async throws -> [JSONTree] {
    while true {
      var answer = try line(prompt(field, standard))
      if answer.isEmpty { answer = standard ?? "" }
      if answer.isEmpty, !isRequired { return [] }
      var values: [JSONTree] = []
      var isSound = true
      for part in answer.split(whereSeparator: { $0 == "," || $0 == ";" }) {
        guard let value = try await read(String(part), field) else {
          isSound = false
          break
        }
        values.append(value)
      }
      guard isSound else { continue }
      if count.contains(values.count) { return values }
      screen.say(spoken("  \(values.count) are given; allowed: \(count.lowerBound) to \(count.upperBound)."))
    }
  }

  /// One value; nil where it need not be said and is not.
  private func value(_ field: ComposeField, standard: String?) async throws -> JSONTree? {
    while true {
      var answer = try line(prompt(field, standard))
      if answer.isEmpty { answer = standard ?? "" }
      if answer.isEmpty {
        guard field.isRequired else { return nil }
        screen.say(spoken("  It is mandatory."))
        continue
      }
      if let value = try await read(answer, field) { return value }
    }
  }

  /// Nil for what it may not be, which is said.
  private func read(_ answer: String, _ field: ComposeField) async throws -> JSONTree? {
    do throws(Refusal) {
      switch try input.read(answer, as: field.shape) {
      case .value(let value):
        // What was understood of it, where that is not what was written.
        if value.text.flatMap({ Timestamp($0) }) != nil { screen.say("  = \(moment(value))") }
        return value
      case .message(let number): return await look(number)
      }
    } catch {
      tell([Complaint.sentence(error.detail)])
      return nil
    }
  }

  private func look(_ number: UInt64) async -> JSONTree? {
    do { return JSONTree(text: try await screen.find(number).description) } catch {
      tell(["\(number): \(DisplayText.line("\((error as? Complaint)?.detail ?? "\(error)")"))."])
      return nil
    }
  }

  private func moment(_ value: JSONTree) -> String { value.text.flatMap({ Timestamp($0) })?.dtgWithLocalTimes ?? "" }

  // MARK: words

  private func prompt(_ field: ComposeField, _ standard: String?) -> String {
    let standard = standard.map { " [\($0)]" } ?? (field.isRequired ? "" : spoken(" (empty: none)"))
    return "\(ink(field.label, .bold))\(standard): "
  }

  private func heading(_ field: ComposeField) {
    screen.say("")
    tell([ink(field.label, .bold) + (field.note.words.map { "  \($0)" } ?? "")], indent: "")
  }

  private func explain(_ field: ComposeField, in part: ComposedMessage.Part) {
    screen.say("")
    let example = part == .body ? example[field.path] : nil
    tell(field.explanation(example: example, moments: input.moments), faint: true)
  }

  private func tell(_ lines: [String], indent: String = "  ", faint: Bool = false) {
    for line in lines {
      for part in DisplayText.wrapped(line, to: screen.width - indent.count) {
        screen.say(indent + (faint ? ink(part, .faint) : part))
      }
    }
  }

  /// - Throws: ``ComposeEnded`` at the end of the input.
  private func line(_ prompt: String) throws(ComposeEnded) -> String {
    guard let answer = screen.ask(prompt) else { throw ComposeEnded() }
    return FieldInput.trimmed(answer)
  }

  /// The field that is asked for where something on the way to it is wrong: of a list of words, all of it.
  private func askable(_ names: [String], in part: ComposedMessage.Part) -> [String] {
    var path: [String] = []
    for name in names {
      guard part.field(at: path + [name], of: entry) != nil else { break }
      path.append(name)
      if case .array(let element, _)? = part.field(at: path, of: entry)?.shape.known, element.isSimple { break }
    }
    return path
  }
}
