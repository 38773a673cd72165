package import CellNode
package import CellSchema

/// The record that a node's store knows, beside the one that the broker has.
package struct RecordComparison {
  package let known: (genesis: SHA256Hex?, seen: UInt64)
  /// In which the store knows the record.
  private let epoch: UInt64
  package let broker: (genesis: SHA256Hex, head: UInt64, loss: RecordLoss?)
  /// How many messages of the store have no decision.
  private let waiting: Int

  package init(
    known: (genesis: SHA256Hex?, seen: UInt64), epoch: UInt64,
    broker: (genesis: SHA256Hex, head: UInt64, loss: RecordLoss?), waiting: Int
  ) {
    self.known = known
    self.epoch = epoch
    self.broker = broker
    self.waiting = waiting
  }

  /// Whether the node can go on as it is.
  package var isSame: Bool { isSameRecord && known.seen <= broker.head && newLoss == nil }
  /// What the record lost since the store knew it.
  private var newLoss: RecordLoss? { broker.loss.flatMap { $0.epoch > epoch ? $0 : nil } }
  private var isSameRecord: Bool { known.genesis == nil || known.genesis == broker.genesis }

  package var text: [String] {
    [
      field("this store", spoken("genesis \(known.genesis?.description ?? spoken("not told yet"))")),
      field("", spoken("has seen \(known.seen)") + "; " + counted(waiting, "{1} message waits", "{1} messages wait")),
      field("the broker", spoken("genesis \(broker.genesis)")),
      field("", spoken("ends at \(broker.head)")),
      finding,
    ]
  }

  private func field(_ name: Wording, _ words: String) -> String { DisplayText.column(inColumn(name), 14) + words }

  private var finding: String {
    if isSame { return spoken("It is the same record: there is nothing to adopt.") }
    if !isSameRecord { return spoken("It is another record, which begins anew.") }
    if let newLoss {
      return spoken(
        "It is the same record, in epoch \("\(newLoss.epoch)"): what followed \("\(newLoss.last)") is lost, and it goes on at \("\(newLoss.base)")."
      )
    }
    let missing = known.seen - broker.head
    return counted(
      Int(clamping: missing), "It is the same record, and ends {1} row before what this node has seen.",
      "It is the same record, and ends {1} rows before what this node has seen.")
  }

  package var json: [String] {
    var object = JSONObject()
    if let genesis = known.genesis { object.add("knownGenesis", genesis) }
    object.add("seen", known.seen)
    object.add("genesis", broker.genesis)
    object.add("head", broker.head)
    if let loss = broker.loss {
      object.add("epoch", loss.epoch)
      object.add("lastKept", loss.last)
      object.add("base", loss.base)
    }
    object.add("waiting", waiting)
    object.add("same", isSame)
    return [object.text]
  }
}
