public import CellSchema
import CellWire

/// What would become of a message if it were published now, as the broker judges it.
///
/// ```swift
/// let check = try await node.check(draft)
/// if let refusal = check.refusal { print(refusal.pointer, refusal.detail) }
/// ```
public struct PublishCheck: Sendable {
  /// A node that would be delivered the message.
  public struct Reader: Codable, Hashable, Sendable {
    /// The node's name.
    public let node: NodeName
    /// Whether the node is to act on the message; else it is addressed for information.
    public let acts: Bool
  }

  /// The refusal with which publishing would end; nil where the message would be accepted.
  public let refusal: NodeError?
  /// Whether the charter has messages of its type bind who says them. False where the message would be refused.
  public let binds: Bool
  /// Whether the charter has the sender sign it; false where the message would be refused.
  public let needsSignature: Bool
  /// Whether it would be the first message of its exercise or drill that the node may read: the exercise would begin, or
  /// its name is wrong.
  public let begins: Bool
  /// Who would read it, by name; empty where it would be refused.
  public let readers: [Reader]
  /// How many more would.
  public let omittedReaders: UInt64

  /// Whether the message would be accepted.
  public var isAccepted: Bool { refusal == nil }

  package init(
    refusal: NodeError?, binds: Bool = false, needsSignature: Bool = false, begins: Bool = false,
    readers: [Reader] = [], omittedReaders: UInt64 = 0
  ) {
    self.refusal = refusal
    self.binds = binds
    self.needsSignature = needsSignature
    self.begins = begins
    self.readers = readers
    self.omittedReaders = omittedReaders
  }

  init(_ answer: CheckAnswer) {
    guard !answer.accepted else {
      self.init(
        refusal: nil, binds: answer.binds == true, needsSignature: answer.signature == true,
        begins: answer.begins == true,
        readers: answer.readers.map { Reader(node: $0.node, acts: $0.addressed.text == "action") },
        omittedReaders: answer.omitted?.value ?? 0)
      return
    }
    let code = ErrorCode(number: UInt16(clamping: answer.code?.value ?? 0))
    self.init(refusal: NodeError(code, at: answer.pointer?.text ?? "", answer.detail?.text ?? ""))
  }
}

extension Node {
  /// Asks the broker what would become of a message if it were published now.
  ///
  /// - Guarantee: the broker judges it by the rules by which it judges what is published. Nothing is recorded, nobody
  ///   is told, and no serial is used.
  /// - Misuse: what would be accepted may be refused a moment later, when something else was said meanwhile.
  /// - Throws: ``NodeError`` where the message cannot be composed, as ``publish(_:)``; `throttled` beyond the checks of a
  ///   minute; `unknown-query` from a broker that does not check; otherwise as ``status()``. A refusal of the message is
  ///   not thrown: it is ``PublishCheck/refusal``.
  public func check(_ draft: Draft) async throws -> PublishCheck {
    guard let check = try await core.check(draft).check else { throw NodeError.wrongAnswer }
    return PublishCheck(check)
  }
}
