/// A refusal: which rule, at which place, in words.
public struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
  /// The rule that refused, as a numbered error.
  public var code: ErrorCode
  /// RFC 6901 JSON Pointer into the document, empty where it concerns the whole.
  public var pointer: String
  /// What was found and what the rule is, in no more detail than the sender may read.
  public var detail: String

  /// Makes a refusal; `pointer` is empty where it concerns the whole.
  public init(_ code: ErrorCode, at pointer: String = "", _ detail: String) {
    self.code = code
    self.pointer = pointer
    self.detail = detail
  }

  public var description: String { "\(code) \(pointer.isEmpty ? "(whole)" : pointer): \(detail)" }
}
