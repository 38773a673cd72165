extension BytePattern {
  /// Whether the whole of `bytes` is of this pattern.
  public func matches(_ bytes: Span<UInt8>) -> Bool {
    for runs in alternatives {
      var at = 0
      var fits = true
      for run in runs {
        let start = at
        while at < bytes.count, at - start < run.count.upperBound, run.set.contains(bytes[at]) { at += 1 }
        if at - start < run.count.lowerBound {
          fits = false
          break
        }
      }
      if fits, at == bytes.count { return true }
    }
    return false
  }

  /// Whether the whole of `text` is of this pattern.
  public func matches(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return matches(bytes.span)
  }

  /// The same pattern as an ECMA-262 regular expression, anchored at both ends.
  ///
  /// The expression uses groups, alternation, classes and counts only, so that RE2, Rust's `regex`, PCRE and Python's
  /// `re` read it in the same way; in the last two a `$` also stands before a final line feed, which ``JSONSchema``
  /// excludes.
  public var regularExpression: String {
    let branches = alternatives.map { runs in runs.map(\.regularExpression).joined() }
    return "^(?:\(branches.joined(separator: "|")))$"
  }

  /// Why greedy matching and the regular expression would differ, if they would.
  package var ambiguity: String? {
    for runs in alternatives {
      for (index, run) in runs.enumerated() {
        if run.set.isEmpty { return "a run of no bytes" }
        if !run.set.isPrintable { return "a quote, a backslash or a control character in a pattern" }
        if run.count.lowerBound == run.count.upperBound { continue }
        for next in runs[(index + 1)...] {
          if !run.set.isDisjoint(with: next.set) {
            return "the run \(run.regularExpression) shares a byte with \(next.regularExpression) after it"
          }
          if next.count.lowerBound > 0 { break }
        }
      }
    }
    return nil
  }

  /// The lengths, in bytes, that strings of this pattern can have.
  package var lengths: ClosedRange<Int> {
    let all = alternatives.map { runs in
      runs.reduce(0...0) { sum, run in
        sum.lowerBound + run.count.lowerBound...sum.upperBound.addingClamped(run.count.upperBound)
      }
    }
    return (all.map(\.lowerBound).min() ?? 0)...(all.map(\.upperBound).max() ?? 0)
  }
}

extension BytePattern.Run {
  fileprivate var regularExpression: String {
    let atom = set.regularExpression
    switch (count.lowerBound, count.upperBound) {
    case (1, 1): return atom
    case (0, 1): return atom + "?"
    case (0, .max): return atom + "*"
    case (1, .max): return atom + "+"
    case (let least, .max): return atom + "{\(least),}"
    case (let least, let greatest) where least == greatest: return atom + "{\(least)}"
    case (let least, let greatest): return atom + "{\(least),\(greatest)}"
    }
  }
}

extension ByteSet {
  package var isEmpty: Bool { low == 0 && high == 0 }

  /// Whether nothing is in the set that a JSON string must or may escape as a matter of course.
  package var isPrintable: Bool {
    low & 0xFFFF_FFFF == 0 && !contains(UInt8(ascii: "\"")) && !contains(UInt8(ascii: "\\")) && !contains(0x7F)
  }

  package func isDisjoint(with other: ByteSet) -> Bool { low & other.low == 0 && high & other.high == 0 }

  fileprivate var regularExpression: String {
    var ranges: [ClosedRange<UInt8>] = []
    for byte in UInt8(0)..<128 where contains(byte) {
      if let last = ranges.last, last.upperBound + 1 == byte {
        ranges[ranges.count - 1] = last.lowerBound...byte
      } else {
        ranges.append(byte...byte)
      }
    }
    if ranges.count == 1, ranges[0].count == 1 {
      return Self.escaped(ranges[0].lowerBound, where: #"^$\.*+?()[]{}|"#)
    }
    let members = ranges.map { range in
      let first = Self.escaped(range.lowerBound, where: #"\]^[-"#)
      let last = Self.escaped(range.upperBound, where: #"\]^[-"#)
      return range.count == 1 ? first : range.count == 2 ? first + last : "\(first)-\(last)"
    }
    return "[\(members.joined())]"
  }

  private static func escaped(_ byte: UInt8, where special: String) -> String {
    let character = Character(UnicodeScalar(byte))
    return special.contains(character) ? "\\\(character)" : String(character)
  }
}

extension Int {
  fileprivate func addingClamped(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
