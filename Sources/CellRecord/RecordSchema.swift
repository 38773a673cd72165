import CellSchema
import GRDB

/// The tables of a record, format 3. They are meant to be read with `sqlite3` alone, years from now: the SQL comments
/// are part of the stored schema, and the view `messages` shows times and documents as text.
enum RecordSchema {
  /// `CELB`, the application id in the file's header: tells a record from any other SQLite file.
  static let applicationID: Int32 = 0x4345_4C42

  /// The version of the tables below, in the header's `user_version`. A file of another version is refused.
  static let format: Int32 = 3

  /// The version before, which `RecordUpgrade` reads.
  static let formerFormat: Int32 = 2

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

    -- Messages in their order, those of one commit together. A page is never changed.
    CREATE TABLE page (
      first INTEGER PRIMARY KEY CHECK (first > 0), -- seq of its first message: 1, 2, 3 ... over all pages, without gaps
      count INTEGER NOT NULL CHECK (count > 0), -- how many messages it has
      rows TEXT NOT NULL,
        -- JSON, for each message: [accepted_at, node, stream, lane, number, cause, signature, document, end]
        -- accepted_at: microseconds since 1970-01-01T00:00:00Z; never goes back
        -- node: the authenticated node that published it
        -- stream: stream.id; null for what the bus says itself
        -- lane: 0 deferred, 1 routine, 2 priority, 3 immediate, 4 flash, 5 override
        -- number: the publisher's count in stream and lane; 0 for what the bus says itself
        -- cause: seq of the message that made the bus say this; 0 where there is none
        -- signature, document, end: where in bytes, from 0, its signature block and its document begin and end
      hashes BLOB NOT NULL CHECK (length(hashes) = 64 * count),
        -- for each message the SHA-256 of its document, then that of its signature block
      bytes BLOB NOT NULL -- each message's signature block as it was received, then the exact bytes that were published
    ) STRICT;

    -- Where a publisher's accepted numbers are: all of a page in one lane of a stream.
    CREATE TABLE run (
      stream INTEGER NOT NULL, -- stream.id
      lane INTEGER NOT NULL CHECK (lane BETWEEN 0 AND 5),
      first INTEGER NOT NULL, -- the lowest number in the page
      last INTEGER NOT NULL, -- the highest; a number between them that the page does not have was refused
      page INTEGER NOT NULL, -- page.first
      PRIMARY KEY (stream, lane, first)
    ) STRICT, WITHOUT ROWID;

    -- The tree over all messages (RFC 6962), as complete tiles (C2SP tlog-tiles); the rest follows from the pages.
    CREATE TABLE tile (
      level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 7),
      position INTEGER NOT NULL, -- of level L: over messages seq - 1 from position * 256^(L + 1) on
      hashes BLOB NOT NULL CHECK (length(hashes) = 8192), -- 256 hashes: of leaves, or each the root of a tile below
      PRIMARY KEY (level, position)
    ) STRICT, WITHOUT ROWID;

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

    -- One row a message, for people. `WHERE page = (SELECT max(first) FROM page WHERE first <= 4711) AND seq = 4711`
    -- finds one without reading the others.
    CREATE VIEW messages AS
      SELECT
        page.first + message.key AS seq,
        strftime('%Y-%m-%dT%H:%M:%S', (message.value ->> 0) / 1000000, 'unixepoch')
          || printf('.%06dZ', (message.value ->> 0) % 1000000) AS accepted_at,
        message.value ->> 1 AS node,
        CASE message.value ->> 3 WHEN 0 THEN 'deferred' WHEN 1 THEN 'routine' WHEN 2 THEN 'priority'
          WHEN 3 THEN 'immediate' WHEN 4 THEN 'flash' ELSE 'override' END AS lane,
        lower(hex(stream.stream)) AS stream,
        message.value ->> 4 AS number,
        message.value ->> 5 AS cause,
        lower(hex(substr(page.hashes, 64 * message.key + 1, 32))) AS document_sha256,
        lower(hex(substr(page.hashes, 64 * message.key + 33, 32))) AS signature_sha256,
        CAST(substr(page.bytes, (message.value ->> 6) + 1, (message.value ->> 7) - (message.value ->> 6)) AS TEXT)
          AS signature,
        CAST(substr(page.bytes, (message.value ->> 7) + 1, (message.value ->> 8) - (message.value ->> 7)) AS TEXT)
          AS document,
        page.first AS page
      FROM page CROSS JOIN json_each(page.rows) AS message LEFT JOIN stream ON stream.id = message.value ->> 2;
    """
}
