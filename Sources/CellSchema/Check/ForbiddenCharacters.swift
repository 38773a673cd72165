/// Characters that a text may not have, as sets over one table, ``kind(of:)``.
///
/// Control characters do something to a screen or a log, and bidirectional embeddings and overrides make a text read as
/// another one than it is (Unicode TR 36 §3.4). Marks and isolates, which pasted Arabic and Hebrew has, change nothing
/// outside of themselves (Unicode UAX 9 §2.4 and §2.6); ``Isolates`` holds these to be closed.
package struct ForbiddenCharacters: OptionSet, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// In a name, and in the bus's own words: control characters (general category Cc), bidirectional controls, and the
  /// line and paragraph separators, at which some programs end a line.
  package static let inName: Self = [inLine, markOrIsolate]
  /// In a text of one line.
  package static let inLine: Self = [control, lineFeedOrTab, carriageReturn, embedding, separator]
  /// In a text of several lines.
  package static let inLines: Self = [control, carriageReturn, embedding]
  /// In a file that a person edits: what YAML forbids (1.2.2 §5.1) or takes for a line break in an older version.
  package static let inFile: Self = [
    control, embedding, markOrIsolate, separator, byteOrderMark, noncharacter,
  ]
  /// In a form that a person fills in: a file whose texts may have marks and isolates.
  package static let inForm: Self = [control, embedding, separator, byteOrderMark, noncharacter]
  /// On a terminal: beyond a name's, what nobody sees.
  package static let onTerminal: Self = [inName, byteOrderMark]

  @inline(__always)
  package func contains(_ scalar: UInt32) -> Bool { Self.kind(of: scalar).rawValue & rawValue != 0 }

  /// The code points of the set in ascending runs.
  var runs: [ClosedRange<UInt32>] {
    var runs: [ClosedRange<UInt32>] = []
    for scalar in 0...Self.greatest where contains(scalar) {
      if let last = runs.last, last.upperBound + 1 == scalar {
        runs[runs.count - 1] = last.lowerBound...scalar
      } else {
        runs.append(scalar...scalar)
      }
    }
    return runs
  }
}

extension ForbiddenCharacters {
  private static let control = Self(rawValue: 1 << 0)
  private static let lineFeedOrTab = Self(rawValue: 1 << 1)
  private static let carriageReturn = Self(rawValue: 1 << 2)
  private static let embedding = Self(rawValue: 1 << 3)
  private static let separator = Self(rawValue: 1 << 4)
  private static let byteOrderMark = Self(rawValue: 1 << 5)
  private static let noncharacter = Self(rawValue: 1 << 6)
  private static let markOrIsolate = Self(rawValue: 1 << 7)

  /// None is beyond the basic plane.
  private static let greatest: UInt32 = 0xFFFF

  /// The table: code and not data, because the strict check asks it while a client waits.
  @inline(__always)
  private static func kind(of scalar: UInt32) -> Self {
    switch scalar {
    case 0x09, 0x0A: lineFeedOrTab
    case 0x0D: carriageReturn
    case 0x00...0x1F, 0x7F...0x9F: control
    case 0x202A...0x202E: embedding
    case 0x061C, 0x200E...0x200F, 0x2066...0x2069: markOrIsolate
    case 0x2028...0x2029: separator
    case 0xFEFF: byteOrderMark
    case 0xFFFE...0xFFFF: noncharacter
    default: []
    }
  }
}

extension ForbiddenCharacters {
  /// Whether a character beyond ASCII whose UTF-8 begins so can be one of ``inName``. The strict check asks the table
  /// for no other, so that Ukrainian text costs it one comparison a letter; a test derives the same from the table.
  @inline(__always)
  package static func mayBegin(with lead: UInt8) -> Bool {
    switch lead {
    case 0xC2, 0xD8, 0xE2: true
    default: false
    }
  }
}

extension Unicode.Scalar {
  /// Whether a name may not have the character.
  package var isForbidden: Bool { isForbidden(.inName) }
  package func isForbidden(_ set: ForbiddenCharacters) -> Bool { set.contains(value) }
}
