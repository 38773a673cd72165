extension ShapeTable {
  /// The rules between the fields of one object, from the mask of those present.
  ///
  /// A fault stands at the closing brace; which field it names is the rule's subject.
  @inline(never)
  func checkRules(
    _ object: ObjectNode, _ present: UInt64, _ looks: Looks, at end: Int, in bytes: Bytes
  ) throws(Fault) {
    for index in Int(object.rules.lowerBound)..<Int(object.rules.upperBound) {
      let rule = rules[index]
      let holds: Bool
      switch rule.kind {
      case .atLeastOne: holds = present & rule.subject != 0
      case .atMostOne: holds = (present & rule.subject).nonzeroBitCount <= 1
      case .requires: holds = present & rule.condition == 0 || present & rule.subject == rule.subject
      case .whenRequires:
        holds = present & rule.subject == rule.subject || !applies(rule, present, looks, in: bytes)
      case .whenForbids: holds = present & rule.subject == 0 || !applies(rule, present, looks, in: bytes)
      case .ascending:
        holds =
          present & rule.condition != rule.condition
          || isAscending(rule.comparison, looks[Int(rule.look)], looks[Int(rule.secondLook)], in: bytes)
      }
      if !holds { throw Fault(.ruleBroken, at: end, node: index, extra: named(rule, present)) }
    }
  }

  /// The ordinal of the field that a broken rule's refusal points at, or -1 for the object.
  private func named(_ rule: RuleNode, _ present: UInt64) -> Int {
    switch rule.kind {
    case .atLeastOne: -1
    case .atMostOne: 63 - (present & rule.subject).leadingZeroBitCount
    case .requires, .whenRequires: (rule.subject & ~present).trailingZeroBitCount
    case .whenForbids: (rule.subject & present).trailingZeroBitCount
    case .ascending: rule.subject.trailingZeroBitCount
    }
  }

  private func applies(_ rule: RuleNode, _ present: UInt64, _ looks: Looks, in bytes: Bytes) -> Bool {
    guard present & rule.condition != 0 else { return false }
    let start = looks[Int(rule.look)] &+ 1
    let word = Self.shortWord(at: start, in: bytes)
    let set = enumerations[Int(nodes[Int(rule.node)].index)]
    let ordinal = words.ordinal(of: word, in: set, at: start, bytes)
    return ordinal >= 0 && rule.values & 1 &<< UInt64(ordinal) != 0
  }

  /// `N/K` is neither before nor after anything.
  private func isAscending(_ comparison: Comparison, _ first: Int, _ second: Int, in bytes: Bytes) -> Bool {
    switch comparison {
    case .integer:
      guard let one = Self.integer(at: first, in: bytes), let other = Self.integer(at: second, in: bytes) else {
        return true
      }
      return one <= other
    case .number:
      guard bytes.byte(first) != 0x22, bytes.byte(second) != 0x22 else { return true }
      return Self.double(first, Self.numberEnd(first, in: bytes), in: bytes)
        <= Self.double(second, Self.numberEnd(second, in: bytes), in: bytes)
    case .timestamp, .date:
      guard let one = Self.time(comparison, at: first, in: bytes),
        let other = Self.time(comparison, at: second, in: bytes)
      else { return true }
      return one <= other
    }
  }

  /// A checked integer's value.
  static func integer(at start: Int, in bytes: Bytes) -> Int64? {
    let isNegative = bytes.byte(start) == 0x2D
    var at = isNegative ? start &+ 1 : start
    guard bytes.byte(at) &- 0x30 < 10 else { return nil }
    var value: Int64 = 0
    while bytes.byte(at) &- 0x30 < 10 {
      value = value &* 10 &- Int64(bytes.byte(at) &- 0x30)
      at &+= 1
    }
    return isNegative ? value : 0 &- value
  }

  private static func numberEnd(_ start: Int, in bytes: Bytes) -> Int {
    var at = start
    while true {
      switch bytes.byte(at) {
      case 0x30...0x39, 0x2B, 0x2D, 0x2E, 0x45, 0x65: at &+= 1
      default: return at
      }
    }
  }

  private static func time(_ format: Comparison, at start: Int, in bytes: Bytes) -> RFC3339Time? {
    let word = shortWord(at: start &+ 1, in: bytes)
    return RFC3339Time(format, at: start &+ 1, end: start &+ 1 &+ word.length, in: bytes)
  }
}
