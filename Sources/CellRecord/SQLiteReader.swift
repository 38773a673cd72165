package import CellJournal
package import CellProof
package import CellSchema
import Foundation
import GRDB

/// Reads a record's file, beside the daemon that writes it or without one. It writes nothing and waits for nobody; what
/// the daemon adds is seen by the next question.
package final class SQLiteReader: JournalReader {
  package let cell: CellName
  let connection: DatabaseQueue
  let file: RecordFile

  /// Opens the record of a cell for reading, with the checks of ``SQLiteJournal/open(directory:cell:limits:)``.
  ///
  /// - Parameter directory: the record's directory.
  package static func open(
    directory: String, cell: CellName, limits: JournalLimits = JournalLimits()
  ) throws(JournalError) -> SQLiteReader {
    let file = RecordFile(directory: directory)
    guard file.exists else { throw .failed("\(file.path) is not there") }
    try file.checkHeader()
    return try withJournalErrors {
      let reader = try SQLiteReader(file, cell: cell)
      try reader.check(limits)
      return reader
    }
  }

  /// Opens a record by its file, a backup, of whichever cell it is, with the same checks. Nothing is written beside it.
  package static func open(
    file path: String, limits: JournalLimits = JournalLimits()
  ) throws(JournalError) -> SQLiteReader {
    let file = RecordFile(path: path)
    guard file.exists else { throw .failed("it is not there") }
    try file.checkHeader()
    return try withJournalErrors {
      let connection = try DatabaseQueue(
        path: file.readerAddress, configuration: Durability.configuration(readonly: true))
      let name = try connection.read { try String.fetchOne($0, sql: "SELECT cell FROM record WHERE id = 1") }
      try connection.close()
      guard let cell = name.flatMap({ CellName($0) }) else {
        throw JournalError.damaged("the record does not name its cell")
      }
      let reader = try SQLiteReader(file, cell: cell)
      try reader.check(limits)
      return reader
    }
  }

  init(_ file: RecordFile, cell: CellName) throws {
    self.cell = cell
    self.file = file
    connection = try DatabaseQueue(path: file.readerAddress, configuration: Durability.configuration(readonly: true))
  }

  func check(_ limits: JournalLimits) throws {
    try connection.read { db in
      // Nobody writes to a backup.
      if !file.isAlone { try Durability.check(db) }
      try RecordCheck(cell: cell, limits: limits).run(in: db)
    }
  }

  func read<Value>(_ work: (Database) throws -> Value) throws(JournalError) -> Value {
    try withJournalErrors { try connection.read(work) }
  }

  package func head() throws(JournalError) -> Head { try read { try StoredHead.read(in: $0) } }

  package func rows(after sequence: SequenceNumber, limit: Int, bytes: Int) throws(JournalError) -> [RecordRow] {
    try read { try RecordReader.rows(in: $0, after: sequence, limit: limit, bytes: bytes) }
  }

  package func rows(_ sequences: [SequenceNumber], bytes: Int) throws(JournalError) -> [RecordRow] {
    try read { try RecordReader.rows(in: $0, sequences, bytes: bytes) }
  }

  package func decisions(
    stream: UInt128, lane: Precedence, numbers: ClosedRange<UInt64>
  ) throws(JournalError) -> [RecordedDecision] {
    try read { try StateReader.decisions(in: $0, stream: stream, lane: lane, numbers: numbers) }
  }

  package func stream(_ id: UInt128) throws(JournalError) -> RecordedStream? {
    try read { try StateReader.stream(in: $0, id) }
  }

  package func subscriptions() throws(JournalError) -> [RecordedSubscription] {
    try read { try StateReader.subscriptions(in: $0) }
  }

  package func asides() throws(JournalError) -> [AsideNote] { try read { try StateReader.asides(in: $0) } }

  package func file(sha256: Digest) throws(JournalError) -> [UInt8]? {
    try read { try StateReader.file(in: $0, sha256: sha256) }
  }

  package func settled() throws(JournalError) -> ExpiryMark { try read { try StoredHead.settled(in: $0) } }

  package func close() throws(JournalError) { try withJournalErrors { try connection.close() } }
}
