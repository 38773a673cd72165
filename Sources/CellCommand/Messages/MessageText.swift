package import CellNode
package import CellSchema
import Foundation

/// One message in full, for people: the header in words, the body as an outline. ``Screen`` puts the banner of the
/// message's world around it.
package struct MessageText {
  private let message: RecordedMessage
  private let trace: MessageTrace?
  private let numbers: [MessageID: UInt64]
  private let acknowledged: [UInt64: Acknowledgement]
  private let reader: NodeName?
  private let width: Int

  private static let nameWidth = 12
  /// A longer name has its value further right than the others have theirs.
  private static let longestName = 24

  /// - Parameters:
  ///   - trace: what became of it, where the node may know.
  ///   - numbers: of the messages that it refers to, those that the node may read.
  ///   - acknowledged: the acknowledgements that the trace names, by their numbers.
  ///   - reader: whose screen it is: it says what that node may do next.
  ///   - width: columns; nil where lines are as long as people read.
  package init(
    _ message: RecordedMessage, trace: MessageTrace?, numbers: [MessageID: UInt64],
    acknowledged: [UInt64: Acknowledgement] = [:], reader: NodeName? = nil, width: Int?
  ) {
    self.message = message
    self.trace = trace
    self.numbers = numbers
    self.acknowledged = acknowledged
    self.reader = reader
    self.width = max(40, width ?? 100)
  }

  /// The messages that it refers to, in its header or in its body.
  package static func references(of header: Header, _ document: [UInt8]) -> [MessageID] {
    let body = (try? JSONMembers(of: document[...])["body"]).flatMap { $0.map { document[$0] } } ?? []
    return [header.inReplyTo, header.amends?.id].compactMap(\.self) + (header.references?.elements ?? [])
      + NamedMessages.ids(in: String(decoding: body, as: UTF8.self))
  }

  package func text(_ ink: Ink) -> String {
    lines(ink).joined(separator: "\n")
  }

  package func lines(_ ink: Ink) -> [String] {
    // Who reads no further than the first page has read what was said.
    [first(ink)] + headerLines(origin, ink) + acknowledgements(ink) + [""] + bodyLines(ink) + [""]
      + headerLines(rest, ink)
  }

  /// The words that stand above and below whatever is not of an operation, and above and below what is of one where
  /// somebody in another world looks at it.
  ///
  /// - Parameter desk: the world of whoever looks.
  package static func banner(of nature: Nature, _ exercise: Line?, on desk: Nature = .operation) -> String? {
    guard nature != .operation else { return desk == .operation ? nil : "REAL REAL REAL OPERATION" }
    let name = exercise.map { " \(DisplayText.line("\($0)"))" } ?? ""
    return nature.isExercise ? "EXERCISE EXERCISE EXERCISE\(name)" : "\(nature.rawValue.uppercased())\(name)"
  }

  private func first(_ ink: Ink) -> String {
    let header = message.header
    let precedence = header.precedence.rawValue.uppercased()
    let shown = header.precedence >= .immediate ? ink(precedence, .red) : precedence
    return "\(ink("\(message.sequence)", .bold))  \(shown)  \(ink("\(header.type)", .bold))"
  }

  // MARK: the header

  private var origin: [(String, String?)] {
    [
      (inColumn("from"), "\(message.header.from)"),
      (inColumn("accepted"), message.acceptedAt.dtgWithLocalTimes),
      (inColumn("AMENDED"), message.amendedBy.isEmpty ? nil : spoken("by ") + list(message.amendedBy)),
    ]
  }

  private var rest: [(String, String?)] {
    let header = message.header
    let label = header.label
    var rows: [(String, String?)] = [
      (inColumn("sent"), spoken("\(header.sentAt.dtg), serial \(header.serial)")),
      (inColumn("to"), list(header.action.elements)),
      (
        inColumn("info"),
        header.info.map { list($0.elements) + (header.infoPrecedence.map { ", \($0.rawValue)" } ?? "") }
      ),
      (
        inColumn("label"),
        spoken("\(label.policy) \(label.classification), releasable to \(list(label.releasableTo.elements))")
      ),
      (
        inColumn("control"), label.control.map { spoken("\($0.rawValue): nobody releases it further without its word") }
      ),
      (inColumn("world"), header.nature.rawValue + (header.exerciseName.map { " \($0)" } ?? "")),
      (inColumn("case"), header.caseNumber.map { "\($0)" }),
      (inColumn("answers"), header.inReplyTo.map(named)),
      (inColumn("refers to"), header.references.map { $0.elements.map(named).joined(separator: ", ") }),
      (inColumn("amends"), header.amends.map { "\(named($0.id)): \($0.kind.rawValue), \($0.reason)" }),
      (inColumn("answer by"), header.replyBy.map(\.dtgWithLocalTimes)),
      (inColumn("expires"), header.expiresAt.map(\.dtgWithLocalTimes)),
      (inColumn("asks for"), header.acknowledge == true ? spoken("an acknowledgement") : nil),
      (inColumn("authority"), header.authority.map(words)),
      (inColumn("entered"), header.enteredBy.map(words)),
      (inColumn("released by"), header.releasedBy.map { "\($0)" }),
      (inColumn("language"), header.language.map { "\($0)" }),
      (inColumn("id"), "\(header.id)"),
    ]
    if !message.signature.isEmpty {
      let signers = SignerWords.list(message.signers)
      rows.append((inColumn("signed by"), signers.isEmpty ? spoken("\(message.signature.count) bytes") : signers))
    }
    return rows
  }

  private func headerLines(_ rows: [(String, String?)], _ ink: Ink) -> [String] {
    rows.flatMap { name, value in
      value.map { lines(name, $0, indent: 0, name == inColumn("AMENDED") ? .red : .faint, ink) } ?? []
    }
  }

  private func named(_ id: MessageID) -> String { numbers[id].map { "\($0)" } ?? spoken("\(id) (not yours to read)") }

  private func words(_ authority: Authority) -> String {
    var words = spoken("\(authority.office), for \(authority.signatory)")
    if let powers = authority.fullPowers { words += spoken("; full powers: \(powers.rawValue)") }
    if let reference = authority.reference { words += ", \(reference)" }
    return words
  }

  private func words(_ entered: EnteredBy) -> String {
    spoken("later, came by \(entered.means.rawValue)")
      + (entered.originalSentAt.map { spoken(", sent \($0.dtg)") } ?? "")
  }

  private func list(_ elements: [some CustomStringConvertible]) -> String {
    elements.map(\.description).joined(separator: ", ")
  }

  // MARK: the body

  private func bodyLines(_ ink: Ink) -> [String] {
    let body = (try? JSONMembers(of: message.document[...])["body"]).flatMap { $0.map { message.document[$0] } }
    guard let body, let value = try? JSONDecoder().decode(JSONValue.self, from: Data(body)),
      case .object(let fields) = value
    else { return [spoken("(the body is not readable)")] }
    return outline(fields, order: Self.fields(of: message.header.type), indent: 0, ink)
  }

  /// The fields of a type in the order in which its schema has them.
  private static func fields(of type: MessageType) -> [String] {
    guard let shape = Catalogue.versions(of: type).last?.shape, case .object(let object) = shape else { return [] }
    return object.fields.map(\.name)
  }

  private func outline(_ fields: [String: JSONValue], order: [String], indent: Int, _ ink: Ink) -> [String] {
    let known = order.filter { fields[$0] != nil }
    let names = known + fields.keys.filter { !known.contains($0) }.sorted()
    let widths = names.map { DisplayText.width(Self.label(of: $0)) }.filter { $0 <= Self.longestName }
    let column = widths.reduce(Self.nameWidth, max)
    return names.flatMap { name in
      fields[name].map { shown(Self.label(of: name), $0, indent: indent, column, ink) } ?? []
    }
  }

  private func shown(_ name: String, _ value: JSONValue, indent: Int, _ column: Int, _ ink: Ink) -> [String] {
    switch value {
    case .object(let fields):
      let title = String(repeating: " ", count: indent) + ink(name, .faint)
      return [title] + outline(fields, order: [], indent: indent + 2, ink)
    case .list(let elements) where elements.contains { $0.isObject }:
      return elements.enumerated().flatMap { place, element in
        shown(elements.count == 1 ? name : "\(name) \(place + 1)", element, indent: indent, column, ink)
      }
    case .text, .integer, .number, .truth, .list, .null:
      let text = NamedMessages.numbered(value.plain, numbers)
      return lines(name, text, indent: indent, column: column, .faint, ink)
    }
  }

  /// A field's name as it stands before its value, in the language in force.
  static func label(of name: String) -> String { inColumn(listed: words(of: name)) }

  /// `beganWithin`: `began within`.
  package static func words(of name: String) -> String {
    name.reduce(into: "") { words, letter in
      if letter.isUppercase, words.last?.isLowercase == true { words += " " }
      words += letter.lowercased()
    }
  }

  // MARK: what became of it

  private func acknowledgements(_ ink: Ink) -> [String] {
    let recipients = trace?.recipients ?? []
    let done = acknowledgements(of: recipients)
    let owed = recipients.compactMap { recipient -> String? in
      guard recipient.acknowledged == nil, recipient.isReleasable, let due = recipient.dueAt else { return nil }
      return recipient.isOverdue
        ? spoken("\(recipient.node) since \(due.dtg)") : spoken("\(recipient.node) by \(due.dtg)")
    }
    let late = recipients.contains { $0.isOverdue }
    var rows = lines(inColumn("ack owed"), owed.joined(separator: ", "), indent: 0, late ? .red : .yellow, ink)
    if recipients.contains(where: { $0.node == reader && $0.acknowledged == nil && $0.dueAt != nil }) {
      let number = message.sequence
      let reply = message.header.from.isBus ? "" : "   cellbus reply \(number) TEXT"
      rows += lines(inColumn("next"), "cellbus ack \(number)" + reply, indent: 0, .bold, ink)
    }
    return rows + lines(inColumn("read by"), done.joined(separator: "; "), indent: 0, .green, ink)
  }

  /// Who acknowledged it: the appointment, where the reader may read that, and each acknowledgement once.
  private func acknowledgements(of recipients: [MessageTrace.Recipient]) -> [String] {
    var seen: Set<UInt64> = []
    return recipients.compactMap { recipient in
      guard let moment = recipient.acknowledged else { return nil }
      guard let number = recipient.acknowledgement, let said = acknowledged[number] else {
        return "\(recipient.node) \(moment.dtg)"
      }
      guard seen.insert(number).inserted else { return nil }
      let note = said.note.map { ": \($0)" } ?? ""
      return "\(said.by) (\(recipient.node.participant)), \(number), \(moment.dtg)\(note)"
    }
  }

  /// A name, and a text beside it that is wrapped where the screen ends.
  private func lines(
    _ name: String, _ text: String, indent: Int, column: Int = Self.nameWidth, _ colour: Ink.Colour, _ ink: Ink
  ) -> [String] {
    guard !text.isEmpty else { return [] }
    let margin = String(repeating: " ", count: indent)
    let column = max(column, DisplayText.width(name))
    let room = max(16, width - indent - column - 2)
    let paragraphs = text.split(separator: "\n", omittingEmptySubsequences: false)
      .flatMap { DisplayText.wrapped(DisplayText.line(String($0)), to: room) }
    let blank = String(repeating: " ", count: column)
    return paragraphs.enumerated().map { place, line in
      let first = ink(DisplayText.whole(DisplayText.line(name), column), colour)
      return margin + (place == 0 ? first : blank) + "  " + line
    }
  }
}
