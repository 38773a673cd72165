package import CellNode
package import CellSchema

/// That a message is in the store and has no receipt yet, for its sender.
package struct QueuedText: Sendable {
  private let queued: QueuedMessage
  private let type: MessageType

  package init(_ queued: QueuedMessage, type: MessageType) {
    self.queued = queued
    self.type = type
  }

  /// As a receipt has it, without what only the broker knows.
  package func json() -> String {
    var object = JSONObject()
    object.add("state", "queued")
    object.add("id", queued.id)
    object.add("type", type)
    object.add("serial", queued.serial)
    return object.text
  }

  package func text(_ ink: Ink) -> String {
    """
    \(ink("queued", .yellow)), on this machine's disk; it has no receipt yet
      id              \(queued.id)
      serial          \(queued.serial)
      type            \(type)
    """
  }
}
