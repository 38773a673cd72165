import CellJournal
import CellJournalTesting
import CellProof
import CellRecord
import CellSchema
import Foundation
import GRDB
import Testing

@Suite struct UpgradeTests {
  /// A record as the version before wrote it, with sample traffic and one of everything else.
  private func former(rows count: UInt64, hasHead: Bool = true) throws -> TemporaryDirectory {
    let directory = TemporaryDirectory()
    try directory.stranger().writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA page_size = 4096; PRAGMA application_id = 0x43454C42; PRAGMA user_version = 2")
      try db.execute(sql: "PRAGMA journal_mode = WAL")
      try db.execute(sql: Self.tables)
      try db.execute(sql: "INSERT INTO record VALUES (1, 'paris'); INSERT INTO opening VALUES (1, 7, NULL)")
      for publisher in UInt64(1)...3 {
        try db.execute(
          sql: "INSERT INTO stream (stream, node, next0) VALUES (?, ?, 9)",
          arguments: [Self.bytes(SampleTraffic.stream(publisher)), SampleTraffic.node(publisher).description])
      }
      for place in 0..<count { try Self.insert(SampleTraffic.row(SequenceNumber(place + 1)), into: db) }
      try db.execute(sql: "INSERT INTO refusal VALUES (2, 1, 4711, 3107, '/body', 'no', zeroblob(32), zeroblob(32))")
      try db.execute(
        sql: "INSERT INTO subscription VALUES (5, 'FRA.CELL-1', 'watch', x'0102', 1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0)")
      try db.execute(sql: "INSERT INTO aside VALUES ('FRA.CELL-1', 'watch', 3, 9, 'unreadable')")
      let roster = Array("revision: 1".utf8)
      try db.execute(
        sql: "INSERT INTO file VALUES (?, ?)", arguments: [Data(Digest(of: roster).bytes), Data(roster)])
      if hasHead { try Self.insertHead(count, into: db) }
    }
    return directory
  }

  private static func bytes(_ id: UInt128) -> Data {
    Data(stride(from: 120, through: 0, by: -8).map { UInt8(truncatingIfNeeded: id >> UInt128($0)) })
  }

  private static func insert(_ row: RecordRow, into db: Database) throws {
    let key = try row.number.map {
      try Int64.fetchOne(db, sql: "SELECT id FROM stream WHERE stream = ?", arguments: [bytes($0.stream)])
    }
    try db.execute(
      sql: "INSERT INTO message VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      arguments: [
        Int64(row.sequence.value), row.acceptedAt.value, row.node.description, key ?? nil, Int64(row.lane.lane),
        Int64(row.number?.number ?? 0), Int64(row.cause.value), Data(Digest(of: row.envelope.document).bytes),
        Data(Digest(of: row.envelope.signature).bytes), Data(Array(row.envelope.signature)),
        Data(Array(row.envelope.document)),
      ])
  }

  private static func insertHead(_ count: UInt64, into db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE head (id INTEGER PRIMARY KEY CHECK (id = 1), commits INTEGER NOT NULL, seq INTEGER NOT NULL,
          leaf BLOB CHECK (length(leaf) = 32), settled_at INTEGER NOT NULL, settled_seq INTEGER NOT NULL) STRICT
        """)
    let leaf = RecordLeaf(row: SampleTraffic.row(SequenceNumber(count)), cell: "paris").hash
    try db.execute(
      sql: "INSERT INTO head VALUES (1, 42, ?, ?, 77, 3)",
      arguments: [Int64(count), count == 0 ? nil : Data(leaf.bytes)])
  }

  private func upgrade(_ directory: TemporaryDirectory) throws(JournalError) -> RecordUpgrade.Outcome {
    try RecordUpgrade(directory: directory.path, cell: "paris").run { _ in }
  }

  @Test(arguments: [0, 1, 300, 9_000]) func everythingIsThereAfterwards(count: UInt64) throws {
    let directory = try former(rows: count)
    let refused = #expect(throws: JournalError.self) { _ = try SQLiteJournal.open(directory) }
    guard case .foreign(let reason) = refused else { throw Unexpected(error: refused) }
    #expect(reason.contains("cellbus record upgrade"))
    var told: [RecordProgress] = []
    let outcome = try RecordUpgrade(directory: directory.path, cell: "paris").run { told.append($0) }
    #expect(outcome.rows == count)
    #expect(outcome.kept == directory.record + ".format2")
    #expect(told.last?.rows == (count == 0 ? nil : count))
    #expect(told.map(\.rows) == told.map(\.rows).sorted())
    let journal = try SQLiteJournal.open(directory)
    let head = try journal.head()
    #expect(head.commit == 42)
    #expect(head.sequence == SequenceNumber(count))
    #expect(try journal.allRows() == sampleRows(SequenceNumber(count)))
    #expect(try journal.settled() == ExpiryMark(at: 77, sequence: 3))
    #expect(try journal.subscriptions().map(\.filter) == [[1, 2]])
    #expect(try journal.asides().map(\.reason) == ["unreadable"])
    #expect(try journal.file(sha256: Digest(of: Array("revision: 1".utf8))) != nil)
    let stream = SampleTraffic.stream(2)
    #expect(try journal.decisions(stream: stream, lane: .routine, numbers: 4711...4711).count == 1)
    if count == 300 {
      let row = SampleTraffic.row(30)
      let number = try #require(row.number)
      let found = try journal.decisions(
        stream: number.stream, lane: row.lane, numbers: number.number...number.number)
      #expect(found.map(\.outcome) == [.accepted(sequence: 30, acceptedAt: row.acceptedAt)])
    }
    #expect(try journal.append(RecordBatch(), after: head).commit == 43)
    #expect(try directory.stranger().read { try Int.fetchOne($0, sql: "SELECT count FROM opening") } == 8)
    // The record that is kept is the one that was there.
    let kept = try DatabaseQueue(path: outcome.kept)
    #expect(try kept.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM message") } == Int(count))
  }

  @Test func theFirstRecordsOfTheFormatHadNoHead() throws {
    let directory = try former(rows: 20, hasHead: false)
    #expect(try upgrade(directory).rows == 20)
    let journal = try SQLiteJournal.open(directory)
    let last = SampleTraffic.row(20)
    #expect(try journal.head() == Head(commit: 1, sequence: 20, leaf: RecordLeaf(row: last, cell: "paris").hash))
    #expect(try journal.settled() == ExpiryMark(through: last.acceptedAt))
  }

  @Test(arguments: [
    "UPDATE message SET document = x'00' WHERE seq = 7", "UPDATE message SET signature = x'00' WHERE seq = 7",
    "DELETE FROM message WHERE seq = 7", "DELETE FROM message WHERE seq = 20",
    "UPDATE message SET node = 'UKR.GS-9' WHERE seq = 20", "UPDATE record SET cell = 'geneva'",
    "DELETE FROM opening",
  ])
  func whatIsDamagedStaysAsItIs(change: String) throws {
    let directory = try former(rows: 20)
    try directory.stranger().write { try $0.execute(sql: change) }
    let error = #expect(throws: JournalError.self) { _ = try upgrade(directory) }
    switch error {
    case .damaged, .foreign: break
    default: throw Unexpected(error: error)
    }
    #expect(try directory.stranger().read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == 2)
    #expect(!FileManager.default.fileExists(atPath: directory.record + ".format2"))
  }

  @Test func aSecondUpgradeIsRefused() throws {
    let directory = try former(rows: 3)
    _ = try upgrade(directory)
    let error = #expect(throws: JournalError.self) { _ = try upgrade(directory) }
    guard case .foreign = error else { throw Unexpected(error: error) }
    let journal = try SQLiteJournal.open(directory)
    let held = #expect(throws: JournalError.self) { _ = try upgrade(directory) }
    guard case .locked = held else { throw Unexpected(error: held) }
    try journal.close()
  }

  /// What a kill on the way leaves is built anew.
  @Test func aDraftThatWasLeftIsNoHindrance() throws {
    let directory = try former(rows: 3)
    for name in [".new", ".new-wal", ".new-shm"] { try directory.write([1, 2, 3], to: directory.record + name) }
    #expect(try upgrade(directory).rows == 3)
    #expect(try SQLiteJournal.open(directory).allRows() == sampleRows(3))
  }

  private static let tables = """
    CREATE TABLE record (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      cell TEXT NOT NULL
    ) STRICT;
    CREATE TABLE opening (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      count INTEGER NOT NULL,
      last TEXT
    ) STRICT;
    CREATE TABLE stream (
      id INTEGER PRIMARY KEY,
      stream BLOB NOT NULL UNIQUE CHECK (length(stream) = 16),
      node TEXT NOT NULL,
      next0 INTEGER NOT NULL DEFAULT 1,
      next1 INTEGER NOT NULL DEFAULT 1,
      next2 INTEGER NOT NULL DEFAULT 1,
      next3 INTEGER NOT NULL DEFAULT 1,
      next4 INTEGER NOT NULL DEFAULT 1,
      next5 INTEGER NOT NULL DEFAULT 1
    ) STRICT;
    CREATE TABLE message (
      seq INTEGER PRIMARY KEY CHECK (seq > 0),
      accepted_at INTEGER NOT NULL,
      node TEXT NOT NULL,
      stream INTEGER,
      lane INTEGER NOT NULL CHECK (lane BETWEEN 0 AND 5),
      number INTEGER NOT NULL,
      cause INTEGER NOT NULL,
      document_sha256 BLOB NOT NULL CHECK (length(document_sha256) = 32),
      signature_sha256 BLOB NOT NULL CHECK (length(signature_sha256) = 32),
      signature BLOB NOT NULL,
      document BLOB NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX message_number ON message (stream, lane, number) WHERE stream IS NOT NULL;
    CREATE TABLE refusal (
      stream INTEGER NOT NULL,
      lane INTEGER NOT NULL CHECK (lane BETWEEN 0 AND 5),
      number INTEGER NOT NULL,
      code INTEGER NOT NULL,
      pointer TEXT NOT NULL,
      detail TEXT NOT NULL,
      document_sha256 BLOB NOT NULL CHECK (length(document_sha256) = 32),
      signature_sha256 BLOB NOT NULL CHECK (length(signature_sha256) = 32),
      PRIMARY KEY (stream, lane, number)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE subscription (
      id INTEGER PRIMARY KEY,
      node TEXT NOT NULL,
      name TEXT NOT NULL,
      filter BLOB NOT NULL,
      cursor0 INTEGER NOT NULL,
      cursor1 INTEGER NOT NULL,
      cursor2 INTEGER NOT NULL,
      cursor3 INTEGER NOT NULL,
      cursor4 INTEGER NOT NULL,
      cursor5 INTEGER NOT NULL,
      start0 INTEGER NOT NULL,
      start1 INTEGER NOT NULL,
      start2 INTEGER NOT NULL,
      start3 INTEGER NOT NULL,
      start4 INTEGER NOT NULL,
      start5 INTEGER NOT NULL,
      UNIQUE (node, name)
    ) STRICT;
    CREATE TABLE aside (
      node TEXT NOT NULL,
      name TEXT NOT NULL,
      seq INTEGER NOT NULL,
      at INTEGER NOT NULL,
      reason TEXT NOT NULL,
      PRIMARY KEY (node, name, seq)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE file (
      sha256 BLOB PRIMARY KEY NOT NULL CHECK (length(sha256) = 32),
      bytes BLOB NOT NULL
    ) STRICT;
    """
}
