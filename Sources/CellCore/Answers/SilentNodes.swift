import CellSchema

extension RecordState {
  /// Nodes without a session now that were heard in this run of the broker, or are senders of messages that the asking
  /// node may read, by name.
  func silentNodes(heard: Set<NodeIndex>, connected: Set<NodeIndex>, to node: NodeIndex) -> [NodeName] {
    let rulebook = rules.current
    var known = heard
    for found in index.classes.values where !known.contains(found.node) && rulebook.mayRead(found, node) {
      known.insert(found.node)
    }
    return rulebook.listedNodes.filter { known.contains($0) && !connected.contains($0) }.map(names.name).sorted()
  }
}
