package import CellSchema

/// What is wrong with a message before anybody is asked: all of it, each with its place.
package struct BodyFault: Hashable, Sendable {
  package var refusal: Refusal
  /// Where the value begins in what the user wrote, counted from 1.
  package var line: Int?

  package init(_ refusal: Refusal, line: Int? = nil) {
    self.refusal = refusal
    self.line = line
  }
}

/// Holds a JSON value to a shape and names everything that is wrong with it, in the words of the strict check.
///
/// The strict check stops at the first fault, as a broker has to. Here each value is put to it by itself: what is wrong
/// with one hides nothing of another.
package enum BodyCheck {
  /// Faults that are named; nobody corrects more at once.
  package static let most = 40

  /// - Returns: the faults in their order, none where the broker's strict check would let it pass. Pointers begin at the
  ///   value.
  package static func faults(in json: [UInt8], of shape: Shape) -> [BodyFault] {
    let tree: JSONTree
    do throws(Refusal) { tree = try JSONTree(json[...]) } catch { return [BodyFault(error)] }
    var walk = Walk(lines: LineIndex(json))
    walk.visit(tree, shape, at: [])
    if walk.faults.isEmpty, let refusal = refusal(of: json, shape) { walk.note(refusal, tree) }
    return Array(walk.faults.prefix(most))
  }

  fileprivate static func refusal(of json: [UInt8], _ shape: Shape) -> Refusal? {
    do throws(Refusal) {
      try ValueChecker(shape).check(json.span)
      return nil
    } catch {
      return error
    }
  }
}

/// Where lines begin.
private struct LineIndex {
  private let feeds: [Int]

  init(_ text: [UInt8]) { feeds = text.indices.filter { text[$0] == 0x0A } }

  func line(of place: Int) -> Int { feeds.count { $0 < place } + 1 }
}

private struct Walk {
  let lines: LineIndex
  var faults: [BodyFault] = []

  init(lines: LineIndex) { self.lines = lines }

  mutating func note(_ refusal: Refusal, _ tree: JSONTree, at path: [String] = []) {
    let found = Refusal(refusal.code, at: path.pointer + refusal.pointer, refusal.detail)
    faults.append(BodyFault(found, line: lines.line(of: tree.start)))
  }

  /// - Returns: whether nothing is wrong with it.
  @discardableResult
  mutating func visit(_ tree: JSONTree, _ shape: Shape, at path: [String]) -> Bool {
    guard faults.count < BodyCheck.most else { return true }
    let count = faults.count
    switch (tree.content, shape.known) {
    case (.object(let members), .object(let object)): visit(members, of: tree, object, at: path)
    case (.list(let elements), .array(let element, _)):
      for (place, value) in elements.enumerated() { visit(value, element, at: path + ["\(place)"]) }
      // Their number, of elements that are nothing by themselves.
      if let refusal = BodyCheck.refusal(of: tree.bytes, shape), refusal.pointer.isEmpty {
        note(refusal, tree, at: path)
      }
    case (.object, _), (.list, _), (.leaf, _):
      if let refusal = BodyCheck.refusal(of: tree.bytes, shape) { note(refusal, tree, at: path) }
    }
    return faults.count == count
  }

  private mutating func visit(
    _ members: [(name: String, value: JSONTree)], of tree: JSONTree, _ object: ObjectShape, at path: [String]
  ) {
    var sound: [(name: String, value: JSONTree)] = []
    var broken: Set<String> = []
    var seen: Set<String> = []
    for member in members {
      guard seen.insert(member.name).inserted else {
        note(
          Refusal(.duplicateField, at: [member.name].pointer, "the field stands twice in its object"), member.value,
          at: path)
        continue
      }
      guard let field = object.fields.first(where: { $0.name == member.name }) else {
        let alone = JSONTree(object: [member])
        let fault = BodyCheck.refusal(of: alone.bytes, .object(object))
        if let fault { note(fault, member.value, at: path) }
        continue
      }
      if visit(member.value, field.shape, at: path + [member.name]) {
        sound.append(member)
      } else {
        broken.insert(member.name)
      }
    }
    for field in object.fields where field.isRequired && !seen.contains(field.name) {
      note(Refusal(.missingField, at: [field.name].pointer, "\(field.name) is mandatory here"), tree, at: path)
      broken.insert(field.name)
    }
    let optional = object.fields.map { ObjectShape.Field(name: $0.name, shape: $0.shape, isRequired: false) }
    for rule in object.rules where broken.isDisjoint(with: rule.names) {
      let alone = Shape.object(ObjectShape(fields: optional, rules: [rule]))
      if let refusal = BodyCheck.refusal(of: JSONTree(object: sound).bytes, alone) { note(refusal, tree, at: path) }
    }
  }
}

extension FieldRule {
  /// The fields that the rule looks at.
  var names: Set<String> {
    switch self {
    case .atLeastOne(let names), .atMostOne(let names): Set(names)
    case .requires(let one, let other), .ascending(let one, let other): [one, other]
    case .whenRequires(let one, _, let others), .whenForbids(let one, _, let others): Set(others + [one])
    }
  }
}
