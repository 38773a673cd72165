package import CellSchema

/// A node's profile as it is written for its owner.
package struct NodeProfileText: Sendable {
  package let publicKey: CurveKeyText
  /// Nil where its owner has it, who writes it in.
  package let secretKey: CurveKeyText?
  package let text: String

  /// The lines of a profile that name a former key of the broker's.
  package static func also(_ former: ServedKey) -> [String] {
    ["also:", "  - serverKey: \(yaml: "\(former.pair.publicKey)")", "    endpoints:"]
      + former.endpoints.map { "      - \(yaml: "\($0)")" }
  }

  /// - Parameter also: lines of ``also(_:)``.
  package init(
    cell: CellName, node: NodeName, endpoints: [String], serverKey: CurveKeyText, publicKey: CurveKeyText,
    secretKey: CurveKeyText?, also: [String] = []
  ) {
    self.publicKey = publicKey
    self.secretKey = secretKey
    text = Self.text(
      cell: cell, node: node, endpoints: endpoints, serverKey: "\(serverKey)", publicKey: "\(publicKey)",
      secretKey: secretKey?.description, also: also)
  }

  static func text(
    cell: CellName, node: NodeName, endpoints: [String], serverKey: String, publicKey: String, secretKey: String?,
    also: [String] = [], nature: Nature = .operation, exerciseName: Line? = nil
  ) -> String {
    let secret = secretKey.map { "secretKey: \(yaml: $0)" } ?? "# secretKey: the one that cellbus keygen printed"
    return """
      # What the node \(node) needs to connect. Whoever has this file can speak for it.
      cell: \(cell)
      node: \(node)
      endpoints:
      \(endpoints.map { "  - \(yaml: $0)" }.joined(separator: "\n"))
      serverKey: \(yaml: serverKey)
      \(also.map { "\($0)\n" }.joined())publicKey: \(yaml: publicKey)
      \(secret)
      nature: \(nature.rawValue)
      \(exerciseName.map { "exerciseName: \(yaml: "\($0)")\n" } ?? "")
      """
  }
}
