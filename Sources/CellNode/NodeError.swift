public import CellSchema

/// Why something came to nothing: a numbered error of the bus, at a place, in words.
///
/// ```swift
/// do {
///   try await node.publish(report, to: ["FRA"])
/// } catch let error as NodeError where error.code == .notReleasable {
///   print(error.pointer, error.detail)
/// }
/// ```
///
/// The broker's refusals and the node's own troubles (6001 and up) are of this one type. The codes are open: a later
/// broker may send one that this version does not know, whose ``ErrorCode/name`` is then `unknown`.
public struct NodeError: Error, Hashable, Sendable, CustomStringConvertible {
  public let code: ErrorCode
  /// RFC 6901 JSON Pointer into the document that was published, empty where it concerns the whole.
  public let pointer: String
  /// What was found, and what the rule is.
  public let detail: String

  public init(_ code: ErrorCode, at pointer: String = "", _ detail: String) {
    self.code = code
    self.pointer = pointer
    self.detail = detail
  }

  /// Whether the same thing may succeed later without a change.
  public var isRetryable: Bool { code.isRetryable }

  public var description: String { refusal.description }
}

extension NodeError {
  init(_ refusal: Refusal) { self.init(refusal.code, at: refusal.pointer, refusal.detail) }

  init(_ report: ErrorReport) {
    self.init(ErrorCode(number: UInt16(clamping: report.code.value)), report.detail.text)
  }

  var refusal: Refusal { Refusal(code, at: pointer, detail) }

  static let closed = NodeError(.nodeClosed, "the node was closed")
}
