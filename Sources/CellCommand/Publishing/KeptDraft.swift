package import CellSchema
import Foundation

/// A message that somebody wrote and that did not get onto the record, as it is kept in a file of its own.
package struct KeptDraft: Hashable, Sendable {
  package let node: NodeName
  package let cell: CellName
  package let keptAt: Timestamp
  /// Why it did not go: `declined`, or what was said of it.
  package let reason: String
  package let type: MessageType
  /// With the message's identifier, so that a message that is on the record after all cannot be said twice.
  package let header: HeaderDraft
  /// In JSON.
  package let body: [UInt8]
  /// The message that it answers, where nobody could be asked which it is: its addressee and its world are then that
  /// message's.
  package let answers: MessageReference?
  /// The form in which it was written, as far as that came.
  package let form: String?

  package init(
    node: NodeName, cell: CellName, keptAt: Timestamp = .now, reason: String, type: MessageType, header: HeaderDraft,
    body: [UInt8], answers: MessageReference? = nil, form: String? = nil
  ) {
    self.node = node
    self.cell = cell
    self.keptAt = keptAt
    self.reason = reason
    self.type = type
    self.header = header
    self.body = body
    self.answers = answers
    self.form = form
  }

  /// The same, in the world of its sender's profile where its header says none.
  package func inWorld(_ nature: Nature, _ exercise: Line?) -> KeptDraft {
    guard answers == nil, header.nature == nil else { return self }
    var header = header
    (header.nature, header.exerciseName) = (nature, header.exerciseName ?? exercise)
    return KeptDraft(
      node: node, cell: cell, keptAt: keptAt, reason: reason, type: type, header: header, body: body, answers: answers,
      form: form)
  }

  /// The same with another reason.
  package func saying(_ reason: String) -> KeptDraft {
    KeptDraft(
      node: node, cell: cell, keptAt: keptAt, reason: reason, type: type, header: header, body: body, answers: answers,
      form: form)
  }

  /// Whether nothing is missing that can be seen without asking anybody.
  package var isWhole: Bool {
    answers != nil || (form == nil && ComposedMessage(header: header, body: body).isWhole(of: type))
  }

  package var json: [UInt8] {
    var object = JSONObject()
    object.add("node", node)
    object.add("cell", cell)
    object.add("keptAt", keptAt)
    object.add("reason", reason)
    object.add("type", type)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let header = try? encoder.encode(header) else { preconditionFailure("a header draft always encodes") }
    object.add("header", raw: Array(header)[...])
    object.add("body", raw: body[...])
    if let answers { object.add("answers", "\(answers)") }
    if let form { object.add("form", form) }
    return object.bytes
  }

  /// - Throws: what makes it no draft.
  package init(_ json: [UInt8]) throws(Refusal) {
    let tree = try JSONTree(json[...])
    func text<Leaf: StringLeaf>(_ name: String, _: Leaf.Type) throws(Refusal) -> Leaf {
      guard let value = tree[name]?.text.flatMap({ Leaf($0) }) else {
        throw Refusal(.undecodable, at: "/\(name)", "a draft has it: \(Leaf.shape.words)")
      }
      return value
    }
    node = try text("node", NodeName.self)
    cell = try text("cell", CellName.self)
    keptAt = try text("keptAt", Timestamp.self)
    type = try text("type", MessageType.self)
    reason = tree["reason"]?.text ?? ""
    guard let header = tree["header"], let body = tree["body"] else {
      throw Refusal(.undecodable, "a draft has a header and a body")
    }
    do {
      self.header = try JSONDecoder().decode(HeaderDraft.self, from: Data(header.bytes))
    } catch {
      throw Refusal(decoding: error, at: "/header")
    }
    self.body = body.bytes
    answers = tree["answers"]?.text.flatMap { MessageReference($0) }
    if answers == nil, tree["answers"] != nil {
      throw Refusal(.undecodable, at: "/answers", "it names a message: \(MessageReference.allowed)")
    }
    form = tree["form"]?.text
  }
}

extension KeptDraft {
  /// Why it was kept: its author did not send it.
  package static let declined = "declined"
  /// Why it was kept: its author left while it was written.
  package static let unfinished = "not finished"
}

/// A draft with its number, for its sender.
package struct KeptDraftText: Sendable {
  private let number: Int
  private let draft: KeptDraft

  package init(_ number: Int, _ draft: KeptDraft) {
    self.number = number
    self.draft = draft
  }

  package static var title: String { row("", inColumn("KEPT"), "P", "W", inColumn("FROM"), inColumn("TYPE")) }

  /// What it is, what was written, and why it did not go.
  ///
  /// ```
  ///   3  071021ZMAR26 Z OP UKR.GS-1     verification.incident-report
  ///        explosion heard, 48
  ///        declined
  /// ```
  package func lines(_ ink: Ink, width: Int?) -> [String] {
    // What answers a message that could not be looked up has that one's world and precedence.
    let isOpen = draft.answers != nil
    let what = Self.row(
      "\(number)", draft.keptAt.dtg, isOpen ? "?" : String(draft.header.precedence.letter),
      isOpen ? "?" : draft.header.nature?.mark ?? "?",
      "\(draft.node)", "\(draft.type)")
    return [
      what, "     \(beginning.isEmpty ? spoken("nothing yet") : beginning)",
      "     \(ink(DisplayText.pasteable(DisplayText.line(shownReason)), .faint))",
    ].map { line in width.map { DisplayText.cut(line, to: $0) } ?? line }
  }

  private var shownReason: String {
    switch draft.reason {
    case KeptDraft.declined: spoken("declined")
    case KeptDraft.unfinished: spoken("not finished")
    case let reason: reason
    }
  }

  /// Whether it can be sent as it is.
  package var isWhole: Bool { draft.isWhole }

  /// What is whole says what its kind says on every screen; anything else as far as it came.
  private var beginning: String {
    if let answers = draft.answers { return spoken("answers \(answers): ") + message.plain }
    if isWhole { return DisplayText.line(Gist.of(draft.type, body: draft.body[...])) }
    if !message.plain.isEmpty { return message.plain }
    let written = (draft.form ?? "").split(separator: "\n").filter { line in
      let text = line.drop { $0 == " " }
      return !text.isEmpty && !text.hasPrefix("#") && !text.hasSuffix(":")
    }
    return DisplayText.line(written.map { $0.drop { $0 == " " } }.joined(separator: ", "))
  }

  private var message: ComposedMessage { ComposedMessage(header: draft.header, body: draft.body) }

  private static func row(
    _ number: String, _ kept: String, _ precedence: String, _ world: String, _ from: String, _ type: String
  ) -> String {
    "\(DisplayText.right(number, 3))  \(DisplayText.column(kept, 12)) \(precedence) \(DisplayText.column(world, 2))"
      + " \(DisplayText.column(from, 12)) \(type)"
  }

  package var json: String {
    var object = JSONObject()
    object.add("draft", number)
    object.addFields(encoded: draft.json)
    return object.text
  }
}
