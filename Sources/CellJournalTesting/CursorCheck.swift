package import CellJournal
package import CellSchema

/// Checks a batch's cursors and asides in a simulation, beyond ``BatchCheck``: they belong to subscriptions that exist,
/// and a cursor goes back only for a reader that brings its own place.
///
/// An engine ignores a cursor of a missing subscription, since a reader may acknowledge while its subscription is being
/// removed.
package struct CursorCheck: Sendable {
  private var done: [DurableKey: Lanes<SequenceNumber>] = [:]
  /// Nodes whose readers keep their own cursors and may go back.
  package var bringOwnPlace: Set<NodeName> = []

  package init() {}

  package mutating func check(_ batch: RecordBatch) throws(JournalError) {
    for change in batch.subscriptions {
      switch change {
      case .created(let key, _, let cursors): done[key] = cursors
      case .removed(let key): done[key] = nil
      }
    }
    for move in batch.cursors {
      guard let before = done[move.key] else { throw .failed("a cursor of \(move.key), which is not there") }
      let goesBack = Precedence.lanes.contains { move.done[$0] < before[$0] }
      guard !goesBack || bringOwnPlace.contains(move.key.node) else {
        throw .failed("a cursor of \(move.key) goes back")
      }
      done[move.key] = move.done
    }
    for aside in batch.asides where done[aside.key] == nil {
      throw .failed("something is set aside by \(aside.key), which is not there")
    }
  }
}
