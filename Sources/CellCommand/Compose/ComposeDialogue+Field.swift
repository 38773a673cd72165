import CellSchema

/// One field is asked for.
extension ComposeDialogue {
  /// Asks for the value of a field, and sets it, or takes it out where nothing is answered.
  func ask(
    _ part: ComposedMessage.Part, _ path: [String], offer: Offer = .standard, _ draft: inout ComposedMessage
  ) async throws {
    guard let field = part.field(at: path, of: entry) else { return }
    switch field.shape.known {
    case .object(let object): try await ask(part, field, object, offer, &draft)
    case .array(let element, let count): try await ask(part, field, element, count, offer, &draft)
    case .string, .enumeration, .integer, .number, .boolean, .orNotKnown:
      explain(field, in: part)
      set(try await value(field, in: part, offered(part, path, offer, draft)), part, path, &draft)
    }
  }

  private func ask(
    _ part: ComposedMessage.Part, _ field: ComposeField, _ object: ObjectShape, _ offer: Offer,
    _ draft: inout ComposedMessage
  ) async throws {
    heading(field)
    let known = offer == .current ? draft[part][field.path] : nil
    if known == nil { draft.set(JSONTree(object: []), part, field.path) }
    for member in object.fields where member.isRequired || known?[member.name] != nil {
      try await ask(part, field.path + [member.name], offer: offer, &draft)
    }
    try await askRest(part, at: field.path, object, &draft)
    if case .object(let members)? = draft[part][field.path]?.content, members.isEmpty, !field.isRequired {
      draft.set(nil, part, field.path)
    }
  }

  private func ask(
    _ part: ComposedMessage.Part, _ field: ComposeField, _ element: Shape, _ count: ClosedRange<Int>, _ offer: Offer,
    _ draft: inout ComposedMessage
  ) async throws {
    explain(field, in: part)
    let known = offer == .current ? draft[part][field.path]?.elements ?? [] : []
    if element.isSimple, element.isTyped {
      let of = ComposeField(path: field.path, shape: element, note: field.note.element, isRequired: field.isRequired)
      let values = try await values(of, count, in: part, offered(part, field.path, offer, draft))
      return set(values.isEmpty ? nil : JSONTree(list: values), part, field.path, &draft)
    }
    guard element.isSimple else {
      if known.isEmpty { draft.set(JSONTree(list: []), part, field.path) }
      for place in 0..<count.upperBound {
        try await ask(part, field.path + ["\(place)"], offer: place < known.count ? offer : .standard, &draft)
        guard place + 1 >= known.count else { continue }
        guard FieldInput.truth(try line(spoken("Another of \(field.label)? [y/N] "))) == true else { return }
      }
      return
    }
    var elements: [JSONTree] = []
    var left = known[...]
    while elements.count < count.upperBound {
      let next = ComposeField(
        path: field.path + ["\(elements.count)"], shape: element, note: field.note.element,
        isRequired: field.isRequired && elements.count < max(1, count.lowerBound) && left.count < 2)
      let isKnown = !left.isEmpty
      let value = try await value(next, in: part, left.popFirst().map { Offered(text: words(of: $0), value: [$0]) })
      guard value != nil || isKnown else { return }
      if let value { elements.append(value) }
      // Each is kept as it is said, together with those that are still to be looked at.
      let all = elements + left
      set(all.isEmpty ? nil : JSONTree(list: all), part, field.path, &draft)
    }
  }

  private func set(_ value: JSONTree?, _ part: ComposedMessage.Part, _ path: [String], _ draft: inout ComposedMessage) {
    draft.set(value, part, path)
    screen.note(draft)
  }

  // MARK: what is offered

  /// What an empty answer stands for.
  private struct Offered {
    let text: String
    /// What is said already; nil for what is only usual.
    var value: [JSONTree]?
  }

  private func offered(
    _ part: ComposedMessage.Part, _ path: [String], _ offer: Offer, _ draft: ComposedMessage
  ) -> Offered? {
    switch offer {
    case .nothing: return nil
    case .standard:
      if let appointment, part == .body, path == ["by"] || path == ["offgoing"],
        part.field(at: path, of: entry)?.shape == Line.shape
      {
        return Offered(text: "\(appointment)")
      }
      return part.standard(of: path, of: entry.type).map { Offered(text: $0) }
    case .current:
      guard let known = draft[part][path] else { return offered(part, path, .standard, draft) }
      return Offered(text: words(of: known), value: known.elements ?? [known])
    }
  }

  /// A value as it could be answered.
  func words(of value: JSONTree) -> String { DisplayText.line(value.plain) }

  // MARK: an answer

  /// Several values in one line.
  private func values(
    _ field: ComposeField, _ count: ClosedRange<Int>, in part: ComposedMessage.Part, _ offered: Offered?
  ) async throws -> [JSONTree] {
    while true {
      var answer = try line(prompt(field, offered))
      if asksForHelp(answer, field, in: part) { continue }
      if answer.isEmpty, let value = offered?.value { return value }
      if answer.isEmpty { answer = offered?.text ?? "" }
      if answer.isEmpty || isNone(answer, field, offered), !field.isRequired { return [] }
      if answer.isEmpty {
        sayMandatory(field, in: part)
        continue
      }
      var values: [JSONTree] = []
      var isSound = true
      for word in answer.split(whereSeparator: { $0 == "," || $0 == ";" }) {
        guard let value = try await read(String(word), field) else {
          isSound = false
          break
        }
        values.append(value)
      }
      guard isSound else { continue }
      guard count.contains(values.count) else {
        screen.say(spoken("  \(values.count) are given; allowed: \(count.lowerBound) to \(count.upperBound)."))
        continue
      }
      guard let refusal = await unknown(values, at: field.path, in: part) else { return values }
      tell(refusal)
    }
  }

  /// What is said of addressees that are not in the cell.
  private func unknown(_ values: [JSONTree], at path: [String], in part: ComposedMessage.Part) async -> Refusal? {
    guard part == .header, [["action"], ["info"], ["label", "releasableTo"]].contains(path) else { return nil }
    var alone = ComposedMessage()
    alone.set(JSONTree(list: values), part, path)
    guard let header = try? alone.header() else { return nil }
    return await screen.unknown(in: header)
  }

  /// One value; nil where it need not be said and is not.
  private func value(
    _ field: ComposeField, in part: ComposedMessage.Part, _ offered: Offered?
  ) async throws -> JSONTree? {
    while true {
      var answer = try line(prompt(field, offered))
      if asksForHelp(answer, field, in: part) { continue }
      if answer.isEmpty, let value = offered?.value?.first { return value }
      if answer.isEmpty { answer = offered?.text ?? "" }
      if isNone(answer, field, offered) { return nil }
      if answer.isEmpty {
        guard field.isRequired else { return nil }
        sayMandatory(field, in: part)
        continue
      }
      if let value = try await read(answer, field) { return value }
    }
  }

  /// Whether what is said already is to be taken out.
  private func isNone(_ answer: String, _ field: ComposeField, _ offered: Offered?) -> Bool {
    answer == "-" && !field.isRequired && offered?.value != nil
  }

  /// Nil for what it may not be, which is said.
  private func read(_ answer: String, _ field: ComposeField) async throws -> JSONTree? {
    do throws(Refusal) {
      switch try input.read(answer, as: field.shape, field.sense) {
      case .value(let value):
        // What was understood of it, where that is not what was written.
        if let moment = value.text.flatMap({ Timestamp($0) }) { screen.say("  = \(moment.dtgWithLocalTimes)") }
        return value
      case .message(let reference): return await look(reference)
      }
    } catch {
      tell(error)
      return nil
    }
  }

  private func look(_ reference: MessageReference) async -> JSONTree? {
    do { return JSONTree(text: try await screen.find(reference).description) } catch {
      let words = (error as? Complaint)?.detail ?? (error as? Refusal)?.detail ?? "\(error)"
      tell([Complaint.sentence(words)])
      return nil
    }
  }

  // MARK: words

  private func prompt(_ field: ComposeField, _ offered: Offered?) -> String {
    var hint = field.isRequired ? "" : spoken(" (empty: none)")
    if let offered {
      hint = " [\(offered.text)]" + (offered.value != nil && !field.isRequired ? spoken(" (-: none)") : "")
    }
    return "\(ink(field.label, .bold))\(hint): "
  }

  private func heading(_ field: ComposeField) {
    screen.say("")
    tell([ink(field.label, .bold) + (field.words.map { "  \($0)" } ?? "")], indent: "")
  }

  /// Says again what may be answered, where that is what is asked: `??`, and `?` where nothing may be not known.
  private func asksForHelp(_ answer: String, _ field: ComposeField, in part: ComposedMessage.Part) -> Bool {
    guard answer == "??" || answer == "?" && !field.mayBeNotKnown else { return false }
    tell(explanation(of: field, in: part), faint: true)
    return true
  }

  private func sayMandatory(_ field: ComposeField, in part: ComposedMessage.Part) {
    screen.say(spoken("  It is mandatory."))
    tell(explanation(of: field, in: part), faint: true)
  }

  private func explanation(of field: ComposeField, in part: ComposedMessage.Part) -> [String] {
    let example = part == .body ? example[field.path] : nil
    return field.explanation(example: example, moments: input.moments)
  }

  private func explain(_ field: ComposeField, in part: ComposedMessage.Part) {
    screen.say("")
    tell(explanation(of: field, in: part), faint: true)
  }

  /// What is wrong with an answer; in another language, what its code means stands before what is said in English.
  func tell(_ refusal: Refusal, at place: String = "") {
    let meaning = Voice.current.language == .english ? [] : ["\(spoken(listed: refusal.code.meaning))."]
    tell(meaning + ["\(place)\(Voice.current.foreign(Complaint.sentence(refusal.detail)))"])
  }

  func tell(_ lines: [String], indent: String = "  ", faint: Bool = false) {
    for line in lines {
      for part in DisplayText.wrapped(line, to: screen.width - indent.count) {
        screen.say(indent + (faint ? ink(part, .faint) : part))
      }
    }
  }

  /// - Throws: ``ComposeEnded`` at the end of the input.
  func line(_ prompt: String) throws(ComposeEnded) -> String {
    guard let answer = screen.ask(prompt) else { throw ComposeEnded() }
    return FieldInput.trimmed(answer)
  }

  /// The field that is asked for where something on the way to it is wrong: of a list of words, all of it.
  func askable(_ names: [String], in part: ComposedMessage.Part) -> [String] {
    var path: [String] = []
    for name in names {
      guard part.field(at: path + [name], of: entry) != nil else { break }
      path.append(name)
      if case .array(let element, _)? = part.field(at: path, of: entry)?.shape.known, element.isSimple { break }
    }
    return path
  }
}
