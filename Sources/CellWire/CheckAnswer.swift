package import CellSchema

/// What would become of a document if its sender published it now.
package struct CheckAnswer: Codable, Sendable, Equatable {
  /// A node that would be delivered the message.
  package struct Reader: Codable, Sendable, Equatable {
    package var node: NodeName
    /// `action` or `info`.
    package var addressed: WireText

    package init(node: NodeName, addressed: WireText) {
      self.node = node
      self.addressed = addressed
    }
  }

  package var accepted: Bool
  /// Where it is refused: why, as in a decision of a RECEIPT.
  package var code: WireNumber?
  package var pointer: WireText?
  package var detail: WireText?
  /// Where it is accepted: whether the charter has messages of its type bind who says them.
  package var binds: Bool?
  /// `true` where it would have to be signed.
  package var signature: Bool?
  /// `true` where it would be the first message of its exercise or drill that the node may read.
  package var begins: Bool?
  /// Who would read it, by name; empty where it is refused.
  package var readers: [Reader]
  /// How many readers are left out.
  package var omitted: WireNumber?

  package static func accepted(
    binds: Bool, signature: Bool = false, begins: Bool = false, readers: [Reader], omitted: Int
  ) -> Self {
    Self(
      accepted: true, binds: binds, signature: signature ? true : nil, begins: begins ? true : nil, readers: readers,
      omitted: omitted > 0 ? WireNumber(omitted) : nil)
  }

  package static func refused(_ refusal: Refusal) -> Self {
    Self(
      accepted: false, code: WireNumber(UInt64(refusal.code.number)),
      pointer: refusal.pointer.isEmpty ? nil : WireText(refusal.pointer), detail: WireText(refusal.detail), readers: [])
  }
}
