import CellJournal
import CellJournalTesting
import CellProof
import CellRecord
import CellSchema
import Foundation
import GRDB
import Glibc
import Testing

/// A backup in a record's place, with and without a loss, and a record of several epochs.
@Suite struct RestoreTests {
  private static let second = RecordEpoch(number: 2, base: 1_000_700)

  /// A record of 700 rows, of which a backup has 600.
  private func fixture() throws -> (directory: TemporaryDirectory, backup: String) {
    let directory = TemporaryDirectory()
    let journal = try SQLiteJournal.open(directory)
    try journal.append(rows: 600)
    let backup = directory.path + ".backup"
    _ = try RecordBackup(directory: directory.path, to: backup, cell: "paris").run { _ in }
    try journal.append(rows: 100)
    try journal.close()
    return (directory, backup)
  }

  private static func batch(_ epoch: RecordEpoch, after sequence: SequenceNumber, _ count: Int)
    -> RecordBatch
  {
    var batch = SampleTraffic.batch(after: sequence, count: count)
    for place in batch.rows.indices { batch.rows[place].epoch = epoch }
    return batch
  }

  private func root(_ rows: [RecordRow]) -> Digest {
    MerkleHash.root(
      of: MerkleHash.subtrees(of: rows.map { RecordLeaf(row: $0, cell: "paris").hash }))
  }

  private func check(_ path: String) throws(JournalError) -> TreeCheck.Outcome {
    try TreeCheck(directory: path, cell: "paris").run { _ in }
  }

  @Test func aMoveIsTheSameRecord() throws {
    let (directory, backup) = try fixture()
    let restore = try RecordRestore(directory: directory.path, backup: backup, cell: "paris")
    try restore.prepare(nil)
    let sealed = directory.path + ".sealed"
    #expect(try restore.adopt(sealing: sealed, owner: backup))
    defer { try? FileManager.default.removeItem(atPath: sealed) }
    #expect(try SQLiteReader.open(directory: sealed, cell: "paris").head().sequence == 700)
    let journal = try SQLiteJournal.open(directory)
    #expect(try journal.allRows() == sampleRows(600))
    #expect(journal.epoch == .first)
    #expect(try journal.append(rows: 1).sequence == 601)
  }

  @Test(.enabled(if: geteuid() == 0, "root alone gives files away"))
  func whatRootRestoresBelongsToWhomTheRecordBelongedTo() throws {
    let (directory, backup) = try fixture()
    let nobody: [FileAttributeKey: Any] = [.ownerAccountID: 65_534, .groupOwnerAccountID: 65_534]
    func owners(_ path: String) throws -> [Int] {
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      return [FileAttributeKey.ownerAccountID, .groupOwnerAccountID].map {
        (attributes[$0] as? NSNumber)?.intValue ?? -1
      }
    }
    try FileManager.default.setAttributes(nobody, ofItemAtPath: directory.path)
    let restore = try RecordRestore(directory: directory.path, backup: backup, cell: "paris")
    try restore.prepare(nil)
    let sealed = directory.path + ".sealed"
    #expect(try restore.adopt(sealing: sealed, owner: backup))
    for path in [directory.path, directory.record] { #expect(try owners(path) == [65_534, 65_534], "\(path)") }
    // On another machine there was none: it is whose the key is.
    try FileManager.default.removeItem(atPath: directory.path)
    try FileManager.default.removeItem(atPath: sealed)
    let key = backup + ".key"
    defer { try? FileManager.default.removeItem(atPath: key) }
    _ = FileManager.default.createFile(atPath: key, contents: nil, attributes: nobody)
    try FileManager.default.setAttributes(nobody, ofItemAtPath: key)
    try restore.prepare(nil)
    #expect(try !restore.adopt(sealing: sealed, owner: key))
    for path in [directory.path, directory.record] { #expect(try owners(path) == [65_534, 65_534], "\(path)") }
  }

  @Test func aRecordThatIsInUseIsNotRestored() throws {
    let (directory, backup) = try fixture()
    let journal = try SQLiteJournal.open(directory)
    let error = #expect(throws: JournalError.self) {
      _ = try RecordRestore(directory: directory.path, backup: backup, cell: "paris")
    }
    guard case .locked = error else { throw Unexpected(error: error) }
    try journal.close()
    // A living record is no backup.
    let living = try SQLiteJournal.open(directory)
    try living.append(rows: 1)
    let other = TemporaryDirectory()
    #expect(throws: JournalError.self) {
      _ = try RecordRestore(directory: other.path, backup: directory.record, cell: "paris")
    }
  }

  @Test func aLossBeginsAnEpochWithATreeOfItsOwn() throws {
    let (directory, backup) = try fixture()
    let restore = try RecordRestore(directory: directory.path, backup: backup, cell: "paris")
    try restore.prepare(Self.second)
    let journal = try SQLiteJournal.open(directory: restore.draft, cell: "paris")
    defer { try? FileManager.default.removeItem(atPath: restore.draft) }
    let head = try journal.head()
    #expect(head.sequence == 600 && journal.epoch == Self.second)
    // Nothing follows but the epoch's first row.
    for wrong in [
      Self.batch(.first, after: 600, 1), Self.batch(Self.second, after: 600, 1),
      Self.batch(Self.second, after: 1_000_700, 1),
    ] {
      let own = try SQLiteJournal.open(copyOf: restore.draft)
      #expect(throws: JournalError.self) { try own.append(wrong, after: head) }
    }
    let added = Self.batch(Self.second, after: 1_000_699, 300)
    let moved = try journal.append(added, after: head)
    #expect(moved.sequence == 1_000_999)
    let found = try check(restore.draft)
    #expect(found.epoch == Self.second && found.rows == 300 && found.allRows == 900)
    #expect(found.root == root(added.rows))

    let reader = try SQLiteReader.open(directory: restore.draft, cell: "paris")
    #expect(try reader.endedTrees().map(\.size) == [600])
    #expect(try reader.endedTrees().first?.root == root(sampleRows(600)))
    func numbers(_ rows: [RecordRow]) -> [UInt64] { rows.map(\.sequence.value) }
    #expect(
      numbers(try reader.rows(after: 598, limit: 4, bytes: .max)) == [
        599, 600, 1_000_700, 1_000_701,
      ])
    #expect(numbers(try reader.rows(after: 600, limit: 2, bytes: .max)) == [1_000_700, 1_000_701])
    #expect(numbers(try reader.rows(after: 5_000, limit: 1, bytes: .max)) == [1_000_700])
    #expect(
      numbers(try reader.rows([600, 601, 999_999, 1_000_700, 2_000_000], bytes: .max)) == [
        600, 1_000_700,
      ])
    #expect(try reader.rows([600], bytes: 0).first?.epoch == .first)
    #expect(try journal.allRows() == sampleRows(600) + added.rows)

    // Old proofs stay what they are, and new ones lead to the new root.
    for (row, size, epoch, tree) in [
      (sampleRows(600)[41], UInt64(600), RecordEpoch.first, root(sampleRows(600))),
      (added.rows[41], 300, Self.second, found.root),
    ] {
      let path = try reader.inclusion(of: row.sequence, in: size, epoch: epoch)
      let leaf = RecordLeaf(row: row, cell: "paris")
      #expect(MerkleProof.root(leafHash: leaf.hash, index: 41, size: size, path: path) == tree)
      #expect(RecordLeaf(bytes: leaf.bytes) == leaf)
    }
    #expect(try reader.root(of: 300, epoch: .first) == root(sampleRows(300)))
    try reader.close()
    try journal.close()
    let again = try SQLiteJournal.open(directory: restore.draft, cell: "paris")
    #expect(
      try again.append(Self.batch(Self.second, after: moved.sequence, 5), after: moved).sequence
        == 1_001_004)
    try again.close()
  }

  @Test func aBackupHasEveryEpoch() throws {
    let (directory, backup) = try fixture()
    let restore = try RecordRestore(directory: directory.path, backup: backup, cell: "paris")
    try restore.prepare(Self.second)
    defer { try? FileManager.default.removeItem(atPath: restore.draft) }
    let journal = try SQLiteJournal.open(directory: restore.draft, cell: "paris")
    let head = try journal.append(
      Self.batch(Self.second, after: 1_000_699, 300), after: journal.head())
    // The backup of the first epoch is continued, and a new one is begun.
    let fresh = directory.path + ".fresh"
    for target in [backup, fresh] {
      let outcome = try RecordBackup(directory: restore.draft, to: target, cell: "paris").run { _ in
      }
      #expect(outcome.head == 1_000_999)
      #expect(outcome.root == (try check(restore.draft).root))
      let reader = try SQLiteReader.open(file: target)
      #expect(try TreeCheck(reader).run { _ in }.allRows == 900)
      #expect(try reader.head() == head)
      try reader.close()
    }
    try FileManager.default.removeItem(atPath: fresh)
    // At a checkpoint of the epoch that goes on.
    let tree = Checkpoint(
      origin: "cellbus/paris-12345678/2", size: 120,
      root: try SQLiteReader.open(directory: restore.draft, cell: "paris").root(of: 120))
    let cut = try RecordBackup(directory: restore.draft, to: fresh, cell: "paris", endingAt: tree)
      .run { _ in }
    #expect(cut.head == 1_000_819 && cut.root == tree.root)
    try FileManager.default.removeItem(atPath: fresh)
    try FileManager.default.removeItem(atPath: backup)
    try journal.close()
  }

  @Test(arguments: [
    "UPDATE page SET rows = replace(rows, 'UKR.GS-1', 'UKR.GS-2') WHERE first < 600",
    "UPDATE ended_tile SET hashes = zeroblob(8192) WHERE position = 1",
    "DELETE FROM ended_tile", "UPDATE epoch SET size = 599 WHERE number = 1",
    "DELETE FROM epoch WHERE number = 1",
    "UPDATE epoch SET base = 1000701 WHERE number = 2",
    "UPDATE epoch SET root = zeroblob(32) WHERE number = 1",
    "DROP TABLE epoch", "UPDATE epoch SET size = NULL WHERE number = 1",
  ])
  func damageToAnEpochIsFound(change: String) throws {
    let (directory, backup) = try fixture()
    let restore = try RecordRestore(directory: directory.path, backup: backup, cell: "paris")
    try restore.prepare(Self.second)
    defer { try? FileManager.default.removeItem(atPath: restore.draft) }
    let journal = try SQLiteJournal.open(directory: restore.draft, cell: "paris")
    _ = try journal.append(Self.batch(Self.second, after: 1_000_699, 300), after: journal.head())
    try journal.close()
    let stranger = try DatabaseQueue(path: restore.draft + "/record.sqlite")
    try stranger.write { try $0.execute(sql: change) }
    try stranger.close()
    #expect(throws: JournalError.self) { _ = try check(restore.draft) }
  }
}

extension SQLiteJournal {
  /// A copy of a record's directory that goes with the test's machine.
  static func open(copyOf directory: String) throws -> SQLiteJournal {
    let copy = TemporaryDirectory()
    try FileManager.default.createDirectory(atPath: copy.path, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: directory + "/record.sqlite", toPath: copy.record)
    let log = directory + "/record.sqlite-wal"
    if FileManager.default.fileExists(atPath: log) {
      try FileManager.default.copyItem(atPath: log, toPath: copy.log)
    }
    return try open(copy)
  }
}
