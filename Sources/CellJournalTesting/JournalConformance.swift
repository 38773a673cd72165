package import CellJournal
package import CellSchema

/// A place where an engine under test stores its record.
package protocol JournalPlace {
  associatedtype Engine: JournalWriter

  /// How many refusals the engine keeps for each stream and lane: a small number, so that the suite can exceed it.
  var keptRefusals: UInt64 { get }

  /// Closes the engine opened before, and opens the record again: empty the first time, later with what was appended.
  mutating func reopen() throws -> Engine
}

/// The checks that every journal engine must pass. Each check gets a place of its own.
package enum JournalConformance: String, CaseIterable, Sendable {
  case anEmptyRecordHasTheEmptyHead
  case everyBatchMovesTheHead
  case aStaleHeadIsAConflictAndNothingIsWritten
  case rowsAreReadInOrderWithinLimits
  case rowsAreReadByTheirNumbers
  case decisionsComeWithTheirHashes
  case oldRefusalsAreForgotten
  case streamsKeepTheirNextNumbersByLane
  case subscriptionsComeMoveAndGo
  case asidesAreKeptUntilTheirSubscriptionGoes
  case filesAreFoundByTheirHash
  case whatWasAppendedIsThereAfterReopening
  case aBatchOfEveryKindIsOneStep

  /// - Parameter cell: the cell of the records that the place opens.
  /// - Throws: ``Nonconformance`` if the engine does not conform, or the engine's own error.
  package func run(_ place: some JournalPlace, cell: CellName) throws {
    var trial = JournalTrial(place: place, cell: cell, check: self)
    switch self {
    case .anEmptyRecordHasTheEmptyHead: try trial.emptyRecord()
    case .everyBatchMovesTheHead: try trial.everyBatchMovesTheHead()
    case .aStaleHeadIsAConflictAndNothingIsWritten: try trial.staleHead()
    case .rowsAreReadInOrderWithinLimits: try trial.rowsInOrder()
    case .rowsAreReadByTheirNumbers: try trial.rowsByNumber()
    case .decisionsComeWithTheirHashes: try trial.decisions()
    case .oldRefusalsAreForgotten: try trial.oldRefusals()
    case .streamsKeepTheirNextNumbersByLane: try trial.streams()
    case .subscriptionsComeMoveAndGo: try trial.subscriptions()
    case .asidesAreKeptUntilTheirSubscriptionGoes: try trial.asides()
    case .filesAreFoundByTheirHash: try trial.files()
    case .whatWasAppendedIsThereAfterReopening: try trial.reopening()
    case .aBatchOfEveryKindIsOneStep: try trial.oneStep()
    }
  }
}

/// How an engine fails a check.
package struct Nonconformance: Error, CustomStringConvertible {
  package var check: JournalConformance
  package var description: String
}

/// One check under way.
struct JournalTrial<Place: JournalPlace> {
  var place: Place
  let cell: CellName
  let check: JournalConformance

  func expect(_ condition: Bool, _ reason: @autoclosure () -> String) throws {
    guard condition else { throw Nonconformance(check: check, description: "\(check.rawValue): \(reason())") }
  }

  func expect<Value: Equatable>(_ subject: String, is found: Value, equalTo wanted: Value) throws {
    try expect(found == wanted, "\(subject): \(found), and not \(wanted)")
  }

  /// Appends a batch, and expects the head that the batch leads to.
  func append(_ batch: RecordBatch, to journal: Place.Engine) throws {
    let wanted = try journal.head().moved(by: batch, cell: cell)
    try expect("the returned head", is: try journal.append(batch, after: journal.head()), equalTo: wanted)
    try expect("the head", is: try journal.head(), equalTo: wanted)
  }

  /// Appends a batch after a head that the record does not have, and expects a conflict.
  func expectConflict(_ batch: RecordBatch, after stale: Head, in journal: Place.Engine) throws {
    let head = try journal.head()
    do {
      _ = try journal.append(batch, after: stale)
      try expect(false, "a batch was written after \(stale), where the head is \(head)")
    } catch JournalError.conflict(let found) {
      try expect("the conflict's head", is: found, equalTo: head)
    }
  }
}
