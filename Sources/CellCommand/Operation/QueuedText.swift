package import CellNode
import CellSchema

/// That a message is in the store and has no receipt yet, for its sender.
package struct QueuedText: Sendable {
  private let queued: QueuedMessage

  package init(_ queued: QueuedMessage) { self.queued = queued }

  /// As a receipt has it, without what only the broker knows; with the line of many.
  package func json(line: Int? = nil) -> String {
    var object = JSONObject()
    if let line { object.add("line", line) }
    object.add("id", queued.id)
    object.add("type", queued.type)
    object.add("serial", queued.serial)
    object.add("state", "queued")
    return object.text
  }

  private func name(_ word: Wording) -> String { DisplayText.column(inColumn(word), 14) }

  package func text(_ ink: Ink) -> String {
    """
    \(ink(spoken("queued"), .yellow)), \(spoken("on this machine's disk; it has no receipt yet"))
      \(name("id"))  \(queued.id)
      \(name("serial"))  \(queued.serial)
      \(name("type"))  \(queued.type)
    """
  }
}
