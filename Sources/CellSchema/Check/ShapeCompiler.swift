extension ShapeTable {
  /// Adds `shape` and returns its node.
  ///
  /// - Parameter slot: the slot of the field at a path below this shape, where it has one.
  mutating func add(_ shape: Shape, slot: ([String]) -> UInt8? = { _ in nil }) -> Int {
    if let fault = shape.fault { preconditionFailure("a shape that cannot be checked: \(fault)") }
    return add(shape, path: [], slot: slot)
  }

  private mutating func add(_ shape: Shape, path: [String], slot: ([String]) -> UInt8?) -> Int {
    let node: Node
    switch shape.known {
    case .string(let shape): node = string(shape)
    case .enumeration(let values):
      node = Node(kind: .enumeration, index: enumeration(shape.enumerated ?? values))
    case .integer(let range): node = Node(kind: .integer, low: range.lowerBound, high: range.upperBound)
    case .number(let range):
      node = Node(
        kind: .number, low: Int64(bitPattern: range.lowerBound.bitPattern),
        high: Int64(bitPattern: range.upperBound.bitPattern))
    case .boolean: node = Node(kind: .boolean)
    case .array(let element, let count):
      let inner = add(element, path: path + ["*"], slot: slot)
      node = Node(kind: .array, index: Int32(inner), low: Int64(count.lowerBound), high: Int64(count.upperBound))
    case .object(let shape): node = Node(kind: .object, index: object(shape, path, slot))
    case .orNotKnown: preconditionFailure("known is never N/K")
    }
    nodes.append(node)
    if case .orNotKnown = shape { nodes[nodes.count - 1].mayBeNotKnown = true }
    return nodes.count - 1
  }

  private mutating func string(_ shape: StringShape) -> Node {
    var node = Node(
      kind: .plain, isMultiline: shape.multiline, low: Int64(shape.length.lowerBound),
      high: Int64(shape.length.upperBound))
    guard let pattern = shape.pattern else { return node }
    node.kind = .patterned
    node.format = shape.format.map { $0 == .timestamp ? .timestamp : .date }
    let start = Int32(alternatives.count)
    for alternative in pattern.alternatives {
      let first = Int32(runs.count)
      for run in alternative where run.count.upperBound > 0 {
        runs.append(
          RunNode(
            low: run.set.low, high: run.set.high, least: Int32(clamping: run.count.lowerBound),
            greatest: Int32(clamping: run.count.upperBound)))
      }
      alternatives.append(first..<Int32(runs.count))
    }
    patterns.append(PatternNode(alternatives: start..<Int32(alternatives.count)))
    patternWords.append(shape.words)
    node.index = Int32(patterns.count - 1)
    return node
  }

  private mutating func enumeration(_ values: [String]) -> Int32 {
    enumerations.append(words.add(values))
    return Int32(enumerations.count - 1)
  }

  private mutating func object(_ shape: ObjectShape, _ path: [String], _ slot: ([String]) -> UInt8?) -> Int32 {
    let looks = shape.looks
    let inner = shape.fields.map { field in
      let here = path + [field.name]
      return FieldNode(
        node: Int32(add(field.shape, path: here, slot: slot)), slot: slot(here) ?? FieldNode.noSlot,
        look: looks.firstIndex(of: field.name).map(UInt8.init) ?? FieldNode.noLook)
    }
    let firstField = Int32(fields.count)
    fields.append(contentsOf: inner)
    let firstRule = Int32(rules.count)
    rules.append(contentsOf: shape.rules.map { self.rule($0, in: shape, inner) })
    objects.append(
      ObjectNode(
        names: words.add(shape.fields.map(\.name)), fields: firstField..<Int32(fields.count),
        required: shape.mask(shape.fields.filter(\.isRequired).map(\.name)), rules: firstRule..<Int32(rules.count)))
    return Int32(objects.count - 1)
  }

  private func rule(_ rule: FieldRule, in object: ObjectShape, _ inner: [FieldNode]) -> RuleNode {
    func look(_ name: String) -> UInt8 { inner[object.index(name)].look }
    func condition(_ kind: RuleNode.Kind, _ name: String, _ values: [String], _ others: [String]) -> RuleNode {
      let all = object.fields[object.index(name)].shape.enumerated ?? []
      let bits = values.reduce(UInt64(0)) { $0 | 1 << UInt64(all.firstIndex(of: $1)!) }
      return RuleNode(
        kind: kind, look: look(name), node: inner[object.index(name)].node, condition: object.mask([name]),
        subject: object.mask(others), values: bits)
    }
    switch rule {
    case .atLeastOne(let names): return RuleNode(kind: .atLeastOne, subject: object.mask(names))
    case .atMostOne(let names): return RuleNode(kind: .atMostOne, subject: object.mask(names))
    case .requires(let name, let other):
      return RuleNode(kind: .requires, condition: object.mask([name]), subject: object.mask([other]))
    case .whenRequires(let name, let values, let others): return condition(.whenRequires, name, values, others)
    case .whenForbids(let name, let values, let others): return condition(.whenForbids, name, values, others)
    case .ascending(let first, let second):
      return RuleNode(
        kind: .ascending, comparison: object.fields[object.index(first)].shape.comparison!, look: look(first),
        secondLook: look(second), condition: object.mask([first, second]), subject: object.mask([second]))
    }
  }
}

extension ObjectShape {
  /// The fields whose values its rules look at, each once.
  fileprivate var looks: [String] {
    rules.flatMap(\.fieldsLookedAt).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  fileprivate func index(_ name: String) -> Int { fields.firstIndex { $0.name == name }! }

  fileprivate func mask(_ names: [String]) -> UInt64 { names.reduce(0) { $0 | 1 << UInt64(index($1)) } }
}
