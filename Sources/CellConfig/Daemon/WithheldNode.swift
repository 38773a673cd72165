package import CellSchema

/// A node that the operator keeps off the bus, and why: `{node: UKR.GS-1, reason: Its key is lost}`, in one line
/// `UKR.GS-1 Its key is lost`, or the node alone.
package struct WithheldNode: StringLeaf {
  /// A node, a blank, a ``CellSchema/Line``.
  package static let stringShape: StringShape = {
    var shape = StringShape(length: 1...300)
    shape.parts = [StringShape.Part("node", after: ""), StringShape.Part("reason", after: " ")]
    return shape
  }()
  package static var sample: Self { "UKR.GS-1 Its key is lost" }

  package let node: NodeName
  package let reason: Line?

  package init(_ node: NodeName, _ reason: Line?) {
    self.node = node
    self.reason = reason
  }

  package init?(_ description: String) {
    let parts = description.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = parts.first, let node = NodeName(String(name)) else { return nil }
    self.node = node
    guard parts.count > 1 else {
      reason = nil
      return
    }
    guard let reason = Line(String(parts[1])) else { return nil }
    self.reason = reason
  }

  package var description: String { reason.map { "\(node) \($0)" } ?? node.description }
}

/// Whom the operator keeps off the bus.
package struct KeptOff: Hashable, Sendable {
  package var held: Set<NodeName>
  package var revoked: Set<NodeName>
  package var reasons: [NodeName: Line]
}

extension CellConfiguration {
  package var keptOff: KeptOff {
    let entries = (held ?? []) + (revoked ?? [])
    return KeptOff(
      held: Set((held ?? []).map(\.node)), revoked: Set((revoked ?? []).map(\.node)),
      reasons: Dictionary(entries.compactMap { entry in entry.reason.map { (entry.node, $0) } }) { $1 })
  }
}
