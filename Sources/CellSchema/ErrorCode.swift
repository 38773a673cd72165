/// A numbered error of the bus: what a refusal, an `ERROR`, a `BYE` or a command line's complaint is called.
///
/// Numbers are only ever added. The thousands say where it arose: 1 the session, 2 the form of a document, 3 what the
/// participants agreed, 5 the service, 6 the node's own side, 7 a file that a person edits, 8 the record.
public struct ErrorCode: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let number: UInt16

  public init(number: UInt16) { self.number = number }

  /// The stable name, `not-releasable`; `unknown` for a number that a later version added.
  public var name: String { ErrorTable.entry(number)?.name ?? "unknown" }
  /// What it means, in a sentence.
  public var meaning: String { ErrorTable.entry(number)?.meaning ?? "a code that this version does not know" }
  /// What to do next, in a sentence.
  public var remedy: String { ErrorTable.entry(number)?.remedy ?? "run a newer version of this program" }
  /// Whether the same thing may succeed later without a change.
  public var isRetryable: Bool { ErrorTable.entry(number)?.isRetryable ?? false }

  public var description: String { "\(number) \(name)" }

  public static func < (left: Self, right: Self) -> Bool { left.number < right.number }

  /// Every code of this version, by number.
  public static var all: [ErrorCode] { ErrorTable.entries.map { ErrorCode(number: $0.number) } }
}

/// A refusal: which rule, at which place, in words.
public struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
  public var code: ErrorCode
  /// RFC 6901 JSON Pointer into the document, empty where it concerns the whole.
  public var pointer: String
  /// What was found and what the rule is, in no more detail than the sender may read.
  public var detail: String

  public init(_ code: ErrorCode, at pointer: String = "", _ detail: String) {
    self.code = code
    self.pointer = pointer
    self.detail = detail
  }

  public var description: String { "\(code) \(pointer.isEmpty ? "(whole)" : pointer): \(detail)" }
}
