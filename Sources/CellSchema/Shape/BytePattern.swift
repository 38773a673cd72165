/// A pattern over ASCII: a sequence of runs, each of bytes from one set, between a least and a greatest count.
///
/// A pattern is one definition for two readers: ``matches(_:)`` for the strict checker and ``regularExpression`` for
/// JSON Schema. Matching is greedy and never goes back, so a run and the one that follows it must not share a byte
/// unless the run's count is fixed; alternatives are tried in order.
public struct BytePattern: Sendable, Hashable {
  /// A run of bytes out of one set.
  public struct Run: Sendable, Hashable {
    /// A regular expression's bracket content, `A-Z0-9`, or one literal byte.
    public var set: ByteSet
    /// How many bytes the run may have.
    public var count: ClosedRange<Int>

    /// A run of `count` bytes out of a set.
    public init(_ set: ByteSet, _ count: ClosedRange<Int>) {
      self.set = set
      self.count = count
    }
  }

  /// The sequences of runs, any one of which may match.
  public var alternatives: [[Run]]

  /// A pattern with one sequence of runs.
  public init(_ runs: Run...) { alternatives = [runs] }
  /// A pattern with several sequences of runs.
  public init(anyOf alternatives: [[Run]]) { self.alternatives = alternatives }
}

/// A set of ASCII bytes.
public struct ByteSet: Sendable, Hashable {
  /// The bytes 0 to 63, one bit each.
  public var low: UInt64 = 0
  /// The bytes 64 to 127, one bit each.
  public var high: UInt64 = 0

  /// The characters of `members`; `a-z` is a range, a leading or trailing `-` stands for itself.
  public init(_ members: String) {
    let bytes = Array(members.utf8)
    var index = 0
    while index < bytes.count {
      if index + 2 < bytes.count, bytes[index + 1] == UInt8(ascii: "-") {
        for byte in bytes[index]...bytes[index + 2] { insert(byte) }
        index += 3
      } else {
        insert(bytes[index])
        index += 1
      }
    }
  }

  /// Whether a byte is in the set.
  public func contains(_ byte: UInt8) -> Bool {
    if byte < 64 { return low & (1 << UInt64(byte)) != 0 }
    if byte < 128 { return high & (1 << UInt64(byte - 64)) != 0 }
    return false
  }

  private mutating func insert(_ byte: UInt8) {
    precondition(byte < 128, "a byte pattern is over ASCII")
    if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte - 64) }
  }
}
