/// A numbered error of the bus: what a refusal, an `ERROR`, a `BYE` or a command line's complaint is called.
///
/// Numbers are only ever added: none gets another meaning, and none is removed. The thousands say where an error
/// arises: 1 the session, 2 the form of a document, 3 what the participants agreed, 5 the service, 6 the node's own
/// side, 7 a file that a person edits, 8 the record. Each code is declared once, in the file of its thousand; its
/// ``meaning`` and ``remedy`` are its documentation. Two codes are equal if their numbers are.
public struct ErrorCode: Sendable {
  /// The number on the wire and on the record.
  public let number: UInt16
  /// Nil for a number that a later version added. A reference, so that a code is as small as two words.
  private let entry: Entry?

  /// The code with a number; ``name`` is `unknown` for one that a later version added.
  public init(number: UInt16) {
    self.number = number
    entry = Self.byNumber[number]?.entry
  }

  /// Declares a code. ``all`` has it only where the list of its file names it, which a test looks after.
  init(_ number: UInt16, _ name: String, _ retry: Retry, meaning: String, remedy: String) {
    self.number = number
    entry = Entry(name: name, isRetryable: retry == .retryable, meaning: meaning, remedy: remedy)
  }

  enum Retry { case retryable, final }

  private final class Entry: Sendable {
    let name: String
    let isRetryable: Bool
    let meaning: String
    let remedy: String

    init(name: String, isRetryable: Bool, meaning: String, remedy: String) {
      self.name = name
      self.isRetryable = isRetryable
      self.meaning = meaning
      self.remedy = remedy
    }
  }
}

extension ErrorCode {
  /// The stable name, `not-releasable`; `unknown` for a number that a later version added.
  public var name: String { entry?.name ?? "unknown" }
  /// What the error means, in a sentence.
  public var meaning: String { entry?.meaning ?? "a code that this version does not know" }
  /// What to do about the error, in a sentence.
  public var remedy: String { entry?.remedy ?? "run a newer version of this program" }
  /// Whether the same request may succeed later without a change.
  public var isRetryable: Bool { entry?.isRetryable ?? false }

  /// Every code of this version, by number.
  public static let all: [ErrorCode] =
    sessionCodes + documentCodes + agreementCodes + serviceCodes + nodeCodes + fileCodes + recordCodes

  private static let byNumber = Dictionary(uniqueKeysWithValues: all.map { ($0.number, $0) })
}

extension ErrorCode: Hashable, Comparable, CustomStringConvertible {
  public static func == (left: Self, right: Self) -> Bool { left.number == right.number }
  public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
  public func hash(into hasher: inout Hasher) { hasher.combine(number) }
  public var description: String { "\(number) \(name)" }
}
