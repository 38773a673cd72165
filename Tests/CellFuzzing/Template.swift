/// JSON to be changed, with the place of every value in it. What stands before the JSON (a frame's first byte) is
/// kept.
package struct Template: Sendable {
  package let bytes: [UInt8]
  package let nodes: [JSONTape.Node]

  /// - Misuse: what follows `prefix` is JSON.
  package init(_ bytes: [UInt8], prefix: Int = 0) {
    self.bytes = bytes
    var tape = JSONTape()
    precondition(tape.read(Array(bytes[prefix...])), "a template is JSON: \(String(decoding: bytes, as: UTF8.self))")
    nodes = tape.nodes.map { node in
      var node = node
      node.start += prefix
      node.end += prefix
      if !node.name.isEmpty { node.name = node.name.lowerBound + prefix..<node.name.upperBound + prefix }
      return node
    }
  }

  /// A member with its name; any other value alone.
  func whole(_ node: JSONTape.Node) -> Range<Int> { (node.name.isEmpty ? node.start : node.name.lowerBound)..<node.end }
}
