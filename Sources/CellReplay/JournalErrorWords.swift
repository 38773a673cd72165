package import CellJournal
package import CellSchema

/// A journal error's code and words for the operator.
extension JournalError {
  package var code: ErrorCode {
    switch self {
    case .full: .storageFull
    case .conflict: .recordConflict
    case .unknown, .failed: .syncFailed
    case .damaged: .recordDamaged
    case .foreign: .recordForeign
    case .locked: .recordLocked
    case .undurable: .recordUnsafe
    }
  }

  package var detail: String {
    switch self {
    case .full: "the disk is full"
    case .conflict(let head): "another writer moved the head to \(head.sequence)"
    case .unknown(let detail), .failed(let detail), .damaged(let detail), .foreign(let detail), .locked(let detail),
      .undurable(let detail):
      detail
    }
  }
}
