/// A station's own count of what it sent: `UKR.GS-1/0412/26`, made of node, number (at least four digits) and year (two
/// digits). In each world the number begins at 1 each year (UTC).
///
/// A gap tells a reader that a message of the station is missing.
public struct Serial: StringLeaf {
  public static let stringShape: StringShape = {
    let end: [BytePattern.Run] = [.init("/"), .init("0-9", 2)]
    return StringShape(
      pattern: BytePattern(anyOf: [
        NodeName.runs + [.init("/"), .init("0-9", 4)] + end,
        NodeName.runs + [.init("/"), .init("1-9"), .init("0-9", 4...8)] + end,
      ]))
  }()
  public static var sample: Self { "UKR.GS-1/0412/26" }

  /// What ``number`` may be.
  package static let numbers = 0...999_999_999

  /// The station: the node that counts.
  public let node: NodeName
  /// 0 to 999,999,999; the first of a year is 1.
  public let number: Int
  /// The last two digits of the year, 0 to 99.
  public let year: Int

  /// Nil if the number or the year is out of range.
  public init?(node: NodeName, number: Int, year: Int) {
    guard Self.numbers.contains(number), (0...99).contains(year) else { return nil }
    self.node = node
    self.number = number
    self.year = year
  }

  /// The first serial of the year in which `instant` lies (UTC).
  public static func first(of node: NodeName, at instant: Timestamp) -> Self {
    guard let serial = Self(node: node, number: 1, year: instant.civil.year % 100) else {
      preconditionFailure("1 and two digits of a year are in range")
    }
    return serial
  }

  public init?(_ description: String) {
    guard Self.stringShape.allows(description) else { return nil }
    let parts = description.split(separator: "/")
    guard let node = NodeName(String(parts[0])), let number = Int(parts[1]), let year = Int(parts[2]) else {
      return nil
    }
    self.init(node: node, number: number, year: year)
  }

  /// The next serial, in the year in which `instant` lies (UTC): with a new year the count begins anew.
  public func next(at instant: Timestamp) -> Self {
    guard instant.civil.year % 100 == year, let next = Self(node: node, number: number + 1, year: year) else {
      return .first(of: node, at: instant)
    }
    return next
  }

  public var description: String {
    "\(node)/\(padded(number, to: 4))/\(padded(year, to: 2))"
  }

  public static func < (left: Self, right: Self) -> Bool {
    (left.node, left.year, left.number) < (right.node, right.year, right.number)
  }
}

/// A number in decimal digits with leading zeros.
func padded(_ number: Int, to width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
