import CellSchema
import GRDB

/// The tables of a record, format 2. They are meant to be read with `sqlite3` alone, years from now: the SQL comments
/// are part of the stored schema, and the view `messages` shows times and documents as text.
enum RecordSchema {
  /// `CELB`, the application id in the file's header: tells a record from any other SQLite file.
  static let applicationID: Int32 = 0x4345_4C42

  /// The version of the tables below, in the header's `user_version`. A file of another version is refused.
  static let format: Int32 = 2

  static func create(in db: Database, cell: CellName) throws {
    try db.execute(sql: tables)
    try db.execute(sql: "INSERT INTO record (id, cell) VALUES (1, ?)", arguments: [cell.description])
    try db.execute(sql: "INSERT INTO opening (id, count, last) VALUES (1, 0, NULL)")
    try StoredHead.create(in: db)
  }

  private static let tables = """
    CREATE TABLE record (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      cell TEXT NOT NULL -- the cell whose record this is; part of every leaf
    ) STRICT;

    CREATE TABLE opening (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      count INTEGER NOT NULL, -- how often the daemon has opened this record
      last TEXT -- when it did so last, UTC
    ) STRICT;

    CREATE TABLE stream (
      id INTEGER PRIMARY KEY,
      stream BLOB NOT NULL UNIQUE CHECK (length(stream) = 16), -- the publisher's own 128-bit id
      node TEXT NOT NULL, -- the authenticated node that used it first
      -- The next number to be decided, by lane: what is below was accepted or refused.
      next0 INTEGER NOT NULL DEFAULT 1,
      next1 INTEGER NOT NULL DEFAULT 1,
      next2 INTEGER NOT NULL DEFAULT 1,
      next3 INTEGER NOT NULL DEFAULT 1,
      next4 INTEGER NOT NULL DEFAULT 1,
      next5 INTEGER NOT NULL DEFAULT 1
    ) STRICT;

    CREATE TABLE message (
      seq INTEGER PRIMARY KEY CHECK (seq > 0), -- 1, 2, 3 ... without gaps; the tree's leaf index is seq - 1
      accepted_at INTEGER NOT NULL, -- microseconds since 1970-01-01T00:00:00Z; never goes back
      node TEXT NOT NULL, -- the authenticated node that published it
      stream INTEGER, -- stream.id; NULL for what the bus says itself
      lane INTEGER NOT NULL CHECK (lane BETWEEN 0 AND 5),
        -- 0 deferred, 1 routine, 2 priority, 3 immediate, 4 flash, 5 override
      number INTEGER NOT NULL, -- the publisher's count in stream and lane; 0 for what the bus says itself
      cause INTEGER NOT NULL, -- seq of the message that made the bus say this; 0 where there is none
      document_sha256 BLOB NOT NULL CHECK (length(document_sha256) = 32),
      signature_sha256 BLOB NOT NULL CHECK (length(signature_sha256) = 32),
      signature BLOB NOT NULL, -- the signature block as it was received; empty where there was none
      document BLOB NOT NULL -- the exact bytes that were published
    ) STRICT;

    -- One decision for a number, and the first answer found again when it is repeated.
    CREATE UNIQUE INDEX message_number ON message (stream, lane, number) WHERE stream IS NOT NULL;

    CREATE TABLE refusal (
      stream INTEGER NOT NULL, -- stream.id
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
      -- By lane: everything up to and with this seq is done.
      cursor0 INTEGER NOT NULL,
      cursor1 INTEGER NOT NULL,
      cursor2 INTEGER NOT NULL,
      cursor3 INTEGER NOT NULL,
      cursor4 INTEGER NOT NULL,
      cursor5 INTEGER NOT NULL,
      -- By lane: the seq behind which it began, or to which its reader went back.
      start0 INTEGER NOT NULL,
      start1 INTEGER NOT NULL,
      start2 INTEGER NOT NULL,
      start3 INTEGER NOT NULL,
      start4 INTEGER NOT NULL,
      start5 INTEGER NOT NULL,
      UNIQUE (node, name)
    ) STRICT;

    -- What a reader under a durable name could not handle and went on without.
    CREATE TABLE aside (
      node TEXT NOT NULL,
      name TEXT NOT NULL,
      seq INTEGER NOT NULL,
      at INTEGER NOT NULL, -- microseconds since 1970-01-01T00:00:00Z
      reason TEXT NOT NULL, -- the reader's own words
      PRIMARY KEY (node, name, seq)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE file (
      sha256 BLOB PRIMARY KEY NOT NULL CHECK (length(sha256) = 32),
      bytes BLOB NOT NULL -- a roster or charter that a message of the record names by its hash
    ) STRICT;

    CREATE VIEW messages AS
      SELECT
        message.seq,
        strftime('%Y-%m-%dT%H:%M:%S', accepted_at / 1000000, 'unixepoch')
          || printf('.%06dZ', accepted_at % 1000000) AS accepted_at,
        message.node,
        CASE lane WHEN 0 THEN 'deferred' WHEN 1 THEN 'routine' WHEN 2 THEN 'priority'
          WHEN 3 THEN 'immediate' WHEN 4 THEN 'flash' ELSE 'override' END AS lane,
        lower(hex(stream.stream)) AS stream,
        number,
        cause,
        lower(hex(document_sha256)) AS document_sha256,
        lower(hex(signature_sha256)) AS signature_sha256,
        CAST(signature AS TEXT) AS signature,
        CAST(document AS TEXT) AS document
      FROM message LEFT JOIN stream ON stream.id = message.stream;
    """
}
