extension Shape {
  /// Why the strict check cannot work with this shape, where it cannot: a mistake in a leaf or in a list of rules.
  package var fault: String? {
    switch self {
    case .string(let string): string.fault
    case .enumeration(let values): Self.fault(ofNames: values, "value")
    case .integer: nil
    case .number(let range):
      range.lowerBound.isFinite && range.upperBound.isFinite ? nil : "a number's range is finite"
    case .boolean: nil
    case .array(let element, let count): count.lowerBound < 0 ? "a count is not negative" : element.fault
    case .object(let object): object.fault
    case .orNotKnown(let shape): shape.fault
    }
  }

  /// What the field holds where it is known.
  package var known: Shape {
    if case .orNotKnown(let shape) = self { return shape.known }
    return self
  }

  /// The enumerated values, with `N/K` last where it may stand.
  package var enumerated: [String]? {
    switch self {
    case .enumeration(let values): values
    case .orNotKnown(let shape):
      shape.enumerated.map { $0.contains(Shape.notKnown) ? $0 : $0 + [Shape.notKnown] }
    case .string, .integer, .number, .boolean, .array, .object: nil
    }
  }

  /// What an observer writes who does not know.
  package static let notKnown = "N/K"

  fileprivate static func fault(ofNames names: [String], _ what: String) -> String? {
    if Set(names).count != names.count { return "a \(what) is listed twice" }
    for name in names {
      if name.utf8.isEmpty || name.utf8.count > ShapeLimit.nameBytes {
        return "the \(what) '\(name)' has not 1 to \(ShapeLimit.nameBytes) bytes"
      }
      if !name.utf8.allSatisfy({ (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
        return "the \(what) '\(name)' is not printable ASCII without quote and backslash"
      }
    }
    return what == "value" && names.isEmpty ? "an enumeration lists no value" : nil
  }
}

extension StringShape {
  fileprivate var fault: String? {
    if length.lowerBound < 0 { return "a length is not negative" }
    guard let pattern else { return format == nil ? nil : "the format \(format!.rawValue) needs a pattern" }
    if let ambiguity = pattern.ambiguity { return "pattern \(pattern.regularExpression): \(ambiguity)" }
    if !pattern.lengths.overlaps(length) { return "no string of the pattern has a length of \(length)" }
    return nil
  }
}

extension ObjectShape {
  fileprivate var fault: String? {
    if fields.count > ShapeLimit.fieldsOfObject { return "more than \(ShapeLimit.fieldsOfObject) fields" }
    if let fault = Shape.fault(ofNames: fields.map(\.name), "field") { return fault }
    for field in fields {
      if let fault = field.shape.fault { return "field \(field.name): \(fault)" }
    }
    for rule in rules {
      if let fault = fault(of: rule) { return "rule \(rule): \(fault)" }
    }
    let looked = Set(rules.flatMap(\.fieldsLookedAt))
    return looked.count > ShapeLimit.fieldsInRules
      ? "rules look at the values of more than \(ShapeLimit.fieldsInRules) fields" : nil
  }

  package func field(_ name: String) -> Field? { fields.first { $0.name == name } }

  private func fault(of rule: FieldRule) -> String? {
    if let unknown = rule.fieldNames.first(where: { field($0) == nil }) { return "there is no field \(unknown)" }
    switch rule {
    case .atLeastOne(let names), .atMostOne(let names):
      return names.isEmpty ? "it names no field" : nil
    case .requires: return nil
    case .whenRequires(let name, let values, let others), .whenForbids(let name, let values, let others):
      if values.isEmpty || others.isEmpty { return "it names no field or no value" }
      guard let all = field(name)?.shape.enumerated else { return "\(name) is not enumerated" }
      if all.count > ShapeLimit.valuesInRule { return "\(name) has more than \(ShapeLimit.valuesInRule) values" }
      return values.first { !all.contains($0) }.map { "\(name) has no value \($0)" }
    case .ascending(let first, let second):
      guard let one = field(first)?.shape.comparison, let other = field(second)?.shape.comparison, one == other
      else { return "\(first) and \(second) are not two integers, numbers, timestamps or dates" }
      return nil
    }
  }
}

/// How two values of a field are put in order.
package enum Comparison: UInt8, Sendable { case integer, number, timestamp, date }

extension Shape {
  package var comparison: Comparison? {
    switch known {
    case .integer: .integer
    case .number: .number
    case .string(let string): string.format.map { $0 == .timestamp ? .timestamp : .date }
    case .enumeration, .boolean, .array, .object, .orNotKnown: nil
    }
  }
}

extension FieldRule {
  package var fieldNames: [String] {
    switch self {
    case .atLeastOne(let names), .atMostOne(let names): names
    case .requires(let first, let second), .ascending(let first, let second): [first, second]
    case .whenRequires(let name, _, let others), .whenForbids(let name, _, let others): [name] + others
    }
  }

  /// The fields whose values, and not their presence alone, decide.
  package var fieldsLookedAt: [String] {
    switch self {
    case .atLeastOne, .atMostOne, .requires: []
    case .whenRequires(let name, _, _), .whenForbids(let name, _, _): [name]
    case .ascending(let first, let second): [first, second]
    }
  }
}
