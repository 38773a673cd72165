import CellConfig
import CellCore
package import CellSchema
import Foundation
import StrictYAML

/// A message while it is composed: what is said of the header, and the body, right or not.
package struct ComposedMessage: Sendable {
  /// Its two halves, in the order in which they are asked for.
  enum Part: String, CaseIterable, Sendable {
    case body, header
  }

  private var halves: [Part: JSONTree]

  private init(body: JSONTree, header: JSONTree) {
    halves = [.body: body, .header: header]
  }

  /// - Parameter header: what is said of it already.
  package init(header: HeaderDraft? = nil, body: [UInt8]? = nil) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    let fields = header.flatMap { try? encoder.encode($0) }.map { JSONTree(written: Array($0)) }
    self.init(
      body: body.map { JSONTree(written: $0) } ?? JSONTree(object: []), header: fields ?? JSONTree(object: []))
  }

  subscript(part: Part) -> JSONTree {
    get { halves[part] ?? JSONTree(object: []) }
    set { halves[part] = newValue }
  }

  mutating func set(_ value: JSONTree?, _ part: Part, _ path: [String]) {
    self[part] = self[part].setting(value, at: path) ?? JSONTree(object: [])
  }

  /// Sets the value of a field that was looked up.
  package mutating func set(_ id: MessageID, in part: String, _ path: [String]) {
    if let part = Part(rawValue: part) { set(JSONTree(text: id.description), part, path) }
  }

  /// Takes back what an empty answer means, so that it is asked for.
  package mutating func forgetStandards() {
    for name in ["action", "precedence"] { self[.header] = self[.header].setting(nil, at: [name]) ?? self[.header] }
  }

  package static func words(faults count: Int) -> String {
    counted(count, "{1} thing is to be corrected:", "{1} things are to be corrected:")
  }

  /// The body, on one line.
  package var body: [UInt8] { CompactJSON.compact(self[.body].bytes) }

  /// - Throws: what makes it no header.
  package func header() throws(Refusal) -> HeaderDraft {
    do { return try JSONDecoder().decode(HeaderDraft.self, from: Data(self[.header].bytes)) } catch {
      throw Refusal(decoding: error, at: "/header")
    }
  }

  /// Everything that is wrong with it that can be seen without asking anybody.
  func faults(of entry: Catalogue.Entry) -> [(part: Part, refusal: Refusal)] {
    Part.allCases.flatMap { part in
      let shape = part == .body ? entry.shape : Self.headerShape
      return BodyCheck.faults(in: self[part].bytes, of: shape).map { (part, $0.refusal) }
    }
  }

  /// Whether nothing is wrong with it that can be seen without asking anybody. A type that this version does not know is
  /// left to the broker.
  package func isWhole(of type: MessageType) -> Bool {
    Catalogue.versions(of: type).last.map { faults(of: $0).isEmpty } ?? true
  }

  /// What there is of the header, without what is wrong with it.
  package var soundHeader: HeaderDraft {
    var sound = self
    for fault in BodyCheck.faults(in: self[.header].bytes, of: Self.headerShape) {
      if let name = [String](pointer: fault.refusal.pointer).first { sound.set(nil, .header, [name]) }
    }
    return (try? sound.header()) ?? HeaderDraft()
  }

  /// All that it says, in one line; empty where it says nothing.
  var plain: String { DisplayText.line(self[.body].plain) }

  static let headerShape: Shape = {
    do { return try ShapeRecorder.shape(of: HeaderDraft.self) } catch {
      preconditionFailure("a header draft has no shape: \(error)")
    }
  }()

  /// What the message says, a field a line.
  package func outline(width: Int, _ ink: Ink) -> [String] {
    Part.allCases.reversed().flatMap { part in self[part].outline(indent: 1, width: width, ink) }
  }
}

extension ComposedMessage.Part {
  /// Fields of a header that nobody is asked for: the node gives them, or the command's options.
  private static let given: Set<String> = [
    "id", "cell", "version", "from", "serial", "sentAt", "nature", "exerciseName", "infoPrecedence", "enteredBy",
  ]
  /// Fields of a header that everybody is asked for.
  private static let asked = ["action", "precedence"]

  /// The fields in the order in which they are asked for.
  func shape(of entry: Catalogue.Entry) -> ObjectShape {
    guard case .object(var object) = self == .body ? entry.shape : ComposedMessage.headerShape else {
      return ObjectShape(fields: [])
    }
    guard self == .header else { return object }
    object.fields = object.fields.filter { !Self.given.contains($0.name) }.map { field in
      ObjectShape.Field(name: field.name, shape: field.shape, isRequired: Self.asked.contains(field.name))
    }
    return object
  }

  /// By type, the lowest precedence that the charter that ships permits, and not below routine.
  private static let usualPrecedences: [MessageType: Precedence] = {
    let rules: [TypeRule]
    do { rules = try ShippedCharter.draft.read().value.types } catch {
      preconditionFailure("the charter that ships cannot be read: \(error)")
    }
    return Dictionary(rules.map { ($0.type, max($0.precedence.least, .routine)) }) { first, _ in first }
  }()

  /// What an empty answer means.
  func standard(of path: [String], of type: MessageType) -> String? {
    switch (self, path) {
    case (.header, ["action"]): "@all"
    case (.header, ["precedence"]): (Self.usualPrecedences[type] ?? .routine).rawValue
    case (.header, _), (.body, _): nil
    }
  }

  /// The field at a path; nil where there is none.
  func field(at path: [String], of entry: Catalogue.Entry) -> ComposeField? {
    var shape = Shape.object(shape(of: entry))
    var note = self == .body ? SchemaNote(of: entry.payload) : SchemaNote.header
    var isRequired = true
    for name in path {
      switch shape.known {
      case .object(let object):
        guard let field = object.fields.first(where: { $0.name == name }) else { return nil }
        (shape, isRequired, note) = (field.shape, field.isRequired, note.field(name))
      case .array(let element, _):
        guard Int(name) != nil else { return nil }
        (shape, isRequired, note) = (element, true, note.element)
      case .string, .enumeration, .integer, .number, .boolean, .orNotKnown: return nil
      }
    }
    return ComposeField(path: path, shape: shape, note: note, isRequired: isRequired)
  }
}

extension JSONTree {
  fileprivate func outline(indent: Int, width: Int, _ ink: Ink) -> [String] {
    guard case .object(let members) = content else { return [] }
    let margin = String(repeating: "  ", count: indent)
    return members.flatMap { member -> [String] in
      let name = MessageText.label(of: member.name)
      if case .object = member.value.content {
        return [margin + ink(name, .faint)] + member.value.outline(indent: indent + 1, width: width, ink)
      }
      let column = max(14, DisplayText.width(name))
      let room = max(16, width - margin.count - column - 2)
      return DisplayText.wrapped(DisplayText.line(member.value.plain), to: room).enumerated().map { place, line in
        margin + ink(DisplayText.column(place == 0 ? name : "", column), .faint) + "  " + line
      }
    }
  }
}
