/// One schema within a schema: what each of its keywords asks.
final class SchemaNode {
  private enum Constant {
    case text([UInt8])
    case number(JSONNumber)
  }

  private var type: String?
  private var allowed: Set<ArraySlice<UInt8>>?
  private var constant: Constant?
  private var least: JSONNumber?
  private var greatest: JSONNumber?
  private var length = 0...Int.max
  private var pattern: SchemaPattern?
  private var format: String?
  private var items: SchemaNode?
  private var count = 0...Int.max
  private var properties: [(name: ArraySlice<UInt8>, schema: SchemaNode)] = []
  private var isClosed = false
  private var required: [ArraySlice<UInt8>] = []
  private var dependent: [(name: ArraySlice<UInt8>, needs: [ArraySlice<UInt8>])] = []
  private var ascending: [(ArraySlice<UInt8>, ArraySlice<UInt8>)] = []
  private var all: [SchemaNode] = []
  private var any: [SchemaNode]?
  private var not: SchemaNode?
  private var condition: SchemaNode?
  private var consequence: SchemaNode?

  init(_ tape: JSONTape, _ index: Int, _ bytes: [UInt8]) throws {
    guard tape.nodes[index].kind == .object else { throw Self.unknown("a schema is an object") }
    for child in tape.children(of: index) {
      let keyword = String(decoding: tape.name(of: tape.nodes[child], in: bytes), as: UTF8.self)
      try read(keyword, tape, child, bytes)
    }
    guard (condition == nil) == (consequence == nil) else { throw Self.unknown("if and then stand together") }
  }

  private static func unknown(_ text: String) -> SchemaValidator.Unknown {
    SchemaValidator.Unknown(description: text)
  }

  private func read(_ keyword: String, _ tape: JSONTape, _ index: Int, _ bytes: [UInt8]) throws {
    let node = tape.nodes[index]
    func string(_ index: Int) throws -> ArraySlice<UInt8> {
      guard tape.nodes[index].kind == .string else { throw Self.unknown("\(keyword) has something else than a string") }
      return tape.text(of: tape.nodes[index], in: bytes)
    }
    func text() throws -> String { String(decoding: try string(index), as: UTF8.self) }
    func number() throws -> JSONNumber {
      guard node.kind == .number else { throw Self.unknown("\(keyword) is a number") }
      return JSONNumber(bytes[node.range])
    }
    func size() throws -> Int {
      guard case .integer(let value) = try number(), value >= 0 else { throw Self.unknown("\(keyword) is a size") }
      return Int(value)
    }
    func strings(_ index: Int) throws -> [ArraySlice<UInt8>] { try tape.children(of: index).map(string) }
    func schema(_ index: Int) throws -> SchemaNode { try SchemaNode(tape, index, bytes) }
    func schemas() throws -> [SchemaNode] { try tape.children(of: index).map(schema) }
    switch keyword {
    case "$schema", "$id", "title", "description", "$comment": break
    case "type":
      type = try text()
      guard ["object", "array", "string", "integer", "number", "boolean"].contains(type) else {
        throw Self.unknown("type \(type ?? "")")
      }
    case "enum": allowed = Set(try strings(index))
    case "const":
      switch node.kind {
      case .string: constant = .text(Array(try string(index)))
      case .number: constant = .number(try number())
      case .object, .array, .boolean, .null: throw Self.unknown("const of another kind")
      }
    case "minimum": least = try number()
    case "maximum": greatest = try number()
    case "minLength": length = try size()...length.upperBound
    case "maxLength": length = length.lowerBound...(try size())
    case "minItems": count = try size()...count.upperBound
    case "maxItems": count = count.lowerBound...(try size())
    case "pattern": pattern = try SchemaPattern(try text())
    case "format":
      format = try text()
      guard format == "date-time" || format == "date" else { throw Self.unknown("format \(format ?? "")") }
    case "items": items = try schema(index)
    case "properties":
      properties = try tape.children(of: index).map { (tape.name(of: tape.nodes[$0], in: bytes), try schema($0)) }
    case "additionalProperties":
      guard bytes[node.range].elementsEqual("false".utf8) else { throw Self.unknown("additionalProperties") }
      isClosed = true
    case "required": required = try strings(index)
    case "dependentRequired":
      dependent = try tape.children(of: index).map { (tape.name(of: tape.nodes[$0], in: bytes), try strings($0)) }
    case "x-cellbus-ascending":
      ascending = try tape.children(of: index).map { pair in
        let names = try strings(pair)
        guard names.count == 2 else { throw Self.unknown("\(keyword) has pairs") }
        return (names[0], names[1])
      }
    case "allOf": all = try schemas()
    case "anyOf": any = try schemas()
    case "not": not = try schema(index)
    case "if": condition = try schema(index)
    case "then": consequence = try schema(index)
    default: throw Self.unknown("the keyword \(keyword)")
    }
  }

  // MARK: judging

  func accepts(_ subject: SchemaSubject, _ index: Int) -> Bool {
    let node = subject.tape.nodes[index]
    guard hasType(node, subject), isAllowed(node, subject) else { return false }
    switch node.kind {
    case .string: guard acceptsString(subject, index) else { return false }
    case .number:
      let number = JSONNumber(subject.bytes[node.range])
      if let least, !(least <= number) { return false }
      if let greatest, !(number <= greatest) { return false }
    case .array: guard acceptsArray(subject, index) else { return false }
    case .object: guard acceptsObject(subject, index) else { return false }
    case .boolean, .null: break
    }
    guard all.allSatisfy({ $0.accepts(subject, index) }) else { return false }
    if let any, !any.contains(where: { $0.accepts(subject, index) }) { return false }
    if let not, not.accepts(subject, index) { return false }
    if let condition, let consequence, condition.accepts(subject, index) { return consequence.accepts(subject, index) }
    return true
  }

  private func hasType(_ node: JSONTape.Node, _ subject: SchemaSubject) -> Bool {
    guard let type else { return true }
    switch node.kind {
    case .object: return type == "object"
    case .array: return type == "array"
    case .string: return type == "string"
    case .boolean: return type == "boolean"
    case .null: return false
    case .number: return type == "number" || type == "integer" && JSONNumber(subject.bytes[node.range]).isIntegral
    }
  }

  private func isAllowed(_ node: JSONTape.Node, _ subject: SchemaSubject) -> Bool {
    if let allowed {
      guard node.kind == .string, allowed.contains(subject.tape.text(of: node, in: subject.bytes)) else { return false }
    }
    switch constant {
    case .text(let text): return node.kind == .string && subject.tape.text(of: node, in: subject.bytes) == text[...]
    case .number(let number):
      guard node.kind == .number else { return false }
      let found = JSONNumber(subject.bytes[node.range])
      return found <= number && number <= found
    case nil: return true
    }
  }

  private func acceptsString(_ subject: SchemaSubject, _ index: Int) -> Bool {
    guard pattern != nil || length != 0...Int.max || format != nil else { return true }
    let scalars = subject.scalars(index)
    guard length.contains(scalars.count) else { return false }
    if let pattern, !pattern.isFound(in: scalars) { return false }
    guard let format else { return true }
    let text = subject.tape.text(of: subject.tape.nodes[index], in: subject.bytes)
    return SchemaTime(text)?.isDay == (format == "date")
  }

  private func acceptsArray(_ subject: SchemaSubject, _ index: Int) -> Bool {
    let children = subject.tape.children(of: index)
    guard count.contains(children.count) else { return false }
    guard let items else { return true }
    return children.allSatisfy { items.accepts(subject, $0) }
  }

  private func acceptsObject(_ subject: SchemaSubject, _ index: Int) -> Bool {
    let members = subject.members(of: index)
    func member(_ name: ArraySlice<UInt8>) -> Int? { members.first { $0.name == name }?.node }
    guard required.allSatisfy({ member($0) != nil }) else { return false }
    for (name, node) in members {
      if let property = properties.first(where: { $0.name == name }) {
        guard property.schema.accepts(subject, node) else { return false }
      } else if isClosed {
        return false
      }
    }
    for (name, needs) in dependent where member(name) != nil {
      guard needs.allSatisfy({ member($0) != nil }) else { return false }
    }
    for (first, second) in ascending {
      guard let one = member(first), let other = member(second) else { continue }
      guard isAscending(subject, one, other) else { return false }
    }
    return true
  }

  /// Two numbers, two moments or two days; what is something else is in no order.
  private func isAscending(_ subject: SchemaSubject, _ one: Int, _ other: Int) -> Bool {
    let (one, other) = (subject.tape.nodes[one], subject.tape.nodes[other])
    switch (one.kind, other.kind) {
    case (.number, .number): return JSONNumber(subject.bytes[one.range]) <= JSONNumber(subject.bytes[other.range])
    case (.string, .string):
      guard let first = SchemaTime(subject.tape.text(of: one, in: subject.bytes)),
        let second = SchemaTime(subject.tape.text(of: other, in: subject.bytes)), first.isDay == second.isDay
      else { return true }
      return first.microseconds <= second.microseconds
    default: return true
    }
  }
}
