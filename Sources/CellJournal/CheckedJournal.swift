package import CellSchema

/// A journal as its one writer uses it: each batch is checked before the engine is given it, and an append whose
/// outcome the engine does not know is settled by reading the head.
package struct CheckedJournal: Sendable {
  private let engine: any JournalWriter
  private let cell: CellName
  private var check: BatchCheck
  /// The head after every append that succeeded.
  package private(set) var head: Head
  /// The first error after which the record's state is uncertain. Every later append throws it again.
  private var failure: JournalError?

  /// Takes over the record at its present head.
  package init(_ engine: any JournalWriter, cell: CellName) throws(JournalError) {
    self.engine = engine
    self.cell = cell
    head = try engine.head()
    check = try BatchCheck(engine)
  }

  /// Makes a batch durable, whole or not at all.
  ///
  /// - Guarantee: when this returns, the batch survives a loss of power. When it throws ``JournalError/full``, nothing
  ///   of the batch is on the record, and the same batch may be tried again. If the engine throws
  ///   ``JournalError/unknown(_:)``, its head is read, and if the batch is not there it is appended once more; the
  ///   error is thrown only if that settles nothing.
  /// - Returns: the new head.
  @discardableResult
  package mutating func append(_ batch: RecordBatch) throws(JournalError) -> Head {
    if let failure { throw failure }
    do throws(JournalError) {
      let passed = try check.passed(batch, after: head)
      head = try written(batch)
      check.take(passed)
      return head
    } catch {
      switch error {
      case .full, .locked: break
      case .conflict, .unknown, .failed, .damaged, .foreign, .undurable: failure = error
      }
      throw error
    }
  }

  package func checkpointIfDue() throws(JournalError) {
    try engine.checkpointIfDue()
  }

  private func written(_ batch: RecordBatch) throws(JournalError) -> Head {
    do throws(JournalError) {
      return try engine.append(batch, after: head)
    } catch .unknown(let reason) {
      return try settled(batch, reason)
    }
  }

  /// Settles whether a batch is on the record when the engine could not tell.
  ///
  /// A head that has not moved does not prove that the batch is lost: it may still be on its way. Appending it again is
  /// safe, since only one of the two appends can find the head that both compare.
  private func settled(_ batch: RecordBatch, _ reason: String) throws(JournalError) -> Head {
    let moved = head.moved(by: batch, cell: cell)
    let found = try headRead(reason)
    if found == moved { return moved }
    guard found == head else { throw .conflict(head: found) }
    do throws(JournalError) {
      return try engine.append(batch, after: head)
    } catch .conflict(let found) where found == moved {
      return moved
    } catch .unknown(let reason) {
      let found = try headRead(reason)
      if found == moved { return moved }
      guard found == head else { throw .conflict(head: found) }
      throw .unknown(reason)
    }
  }

  private func headRead(_ reason: String) throws(JournalError) -> Head {
    do throws(JournalError) {
      return try engine.head()
    } catch {
      throw .unknown("\(reason); the head cannot be read: \(error)")
    }
  }
}
