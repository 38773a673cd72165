package import CellSchema

/// The record that a node's store knows, beside the one that the broker has.
package struct RecordComparison {
  package let known: (genesis: SHA256Hex?, seen: UInt64)
  package let broker: (genesis: SHA256Hex, head: UInt64)
  /// How many messages of the store have no decision.
  private let waiting: Int

  package init(
    known: (genesis: SHA256Hex?, seen: UInt64), broker: (genesis: SHA256Hex, head: UInt64), waiting: Int
  ) {
    self.known = known
    self.broker = broker
    self.waiting = waiting
  }

  /// Whether the node can go on as it is.
  package var isSame: Bool { isSameRecord && known.seen <= broker.head }
  private var isSameRecord: Bool { known.genesis == nil || known.genesis == broker.genesis }

  package var text: [String] {
    [
      "this store    genesis \(known.genesis?.description ?? "not told yet")",
      "              has seen \(known.seen); \(waiting) \(waiting == 1 ? "message waits" : "messages wait")",
      "the broker    genesis \(broker.genesis)",
      "              ends at \(broker.head)",
      finding,
    ]
  }

  private var finding: String {
    if isSame { return "It is the same record: there is nothing to adopt." }
    if !isSameRecord { return "It is another record, which begins anew." }
    let missing = known.seen - broker.head
    return "It is the same record, and ends \(missing) \(missing == 1 ? "row" : "rows") before what this node has seen."
  }

  package var json: [String] {
    var object = JSONObject()
    if let genesis = known.genesis { object.add("knownGenesis", genesis) }
    object.add("seen", known.seen)
    object.add("genesis", broker.genesis)
    object.add("head", broker.head)
    object.add("waiting", waiting)
    object.add("same", isSame)
    return [object.text]
  }
}
