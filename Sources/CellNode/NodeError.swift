public import CellSchema
import CellWire

/// Why a call failed: a numbered error of the bus, a place in the document, and words.
///
/// ```swift
/// do {
///   try await node.publish(report, to: ["FRA"])
/// } catch let error as NodeError where error.code == .notReleasable {
///   print(error.pointer, error.detail)
/// }
/// ```
///
/// The broker's refusals and the node's own errors (6001 and up) are of this one type. The codes are open: a later
/// broker may send one that this version does not know, whose ``ErrorCode/name`` is then `unknown`.
public struct NodeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The error's number, with its name, meaning and remedy.
  public let code: ErrorCode
  /// RFC 6901 JSON Pointer into the published document; empty if the error concerns the whole.
  public let pointer: String
  /// What was found, and what the rule is.
  public let detail: String

  /// Makes an error; `pointer` is empty where it concerns the whole.
  public init(_ code: ErrorCode, at pointer: String = "", _ detail: String) {
    self.code = code
    self.pointer = pointer
    self.detail = detail
  }

  /// Whether the same call may succeed later without a change.
  public var isRetryable: Bool { code.isRetryable }

  /// Code, place and words, in one line.
  public var description: String { refusal.description }
}

extension NodeError {
  init(_ refusal: Refusal) { self.init(refusal.code, at: refusal.pointer, refusal.detail) }

  init(_ report: ErrorReport) {
    self.init(ErrorCode(number: UInt16(clamping: report.code.value)), report.detail.text)
  }

  var refusal: Refusal { Refusal(code, at: pointer, detail) }

  static let closed = NodeError(.nodeClosed, "the node was closed")

  static let badDurableName = NodeError(
    .badFilter, at: "/durable", "a durable name has 1 to 64 letters, digits, dots, underscores, hyphens")
}
