public import CellNode
public import CellSchema
public import GRDB

/// A durable subscription whose effects and place are one transaction: each message has its effect exactly once.
///
/// ```swift
/// let inbox = try Inbox("board", in: store)
/// try await inbox.process(on: node, types: ["verification.*"]) { message, db in
///   try db.execute(sql: "INSERT INTO board VALUES (?, ?)", arguments: [message.sequence, "\(message.type)"])
/// }
/// ```
///
/// - Guarantee: what the closure writes and the place behind the message are committed together, and the broker is told
///   afterwards. A kill before the commit leaves neither, and the message comes again; a kill behind it leaves both, and
///   the message is not given again.
/// - Misuse: what the closure does outside of the database is not covered. In a node's store it holds up what is
///   enqueued at the same time: it is to be short, or has a database of its own.
public struct Inbox: Sendable {
  public let name: String
  private let database: any DatabaseWriter
  /// Where the database is a node's store.
  private let store: NodeStore?

  /// How often a message is given, where ``CellNode/NodeOptions/maximumAttempts`` says no other.
  public static let attempts = Limits.inboxAttempts

  /// An inbox in the application's own database. It must be as durable as the application wants its effects to be.
  ///
  /// - Parameter name: the durable name at the broker, and the place's in the database.
  /// - Throws: `outbox-full`, retryable, where the disk under the database is full; `store-unusable` where the disk fails;
  ///   else what the database throws.
  public init(_ name: String, in database: any DatabaseWriter) throws {
    try self.init(name, database, nil)
  }

  /// An inbox in a node's store.
  public init(_ name: String, in store: NodeStore) throws {
    try self.init(name, store.database, store)
  }

  private init(_ name: String, _ database: any DatabaseWriter, _ store: NodeStore?) throws {
    self.name = name
    self.database = database
    self.store = store
    try numbered {
      try database.writeWithoutTransaction { db in
        try transaction(in: db) {
          try db.execute(
            sql: """
              CREATE TABLE IF NOT EXISTS cellbus_place (
                inbox TEXT NOT NULL, lane INTEGER NOT NULL, sequence INTEGER NOT NULL, PRIMARY KEY (inbox, lane)) STRICT
              """)
        }
      }
    }
  }

  /// Prepares the application's own tables, in the database that the inbox writes to.
  public func prepare(_ body: @escaping @Sendable (Database) throws -> Void) async throws {
    try await write { try body($0) }
  }

  /// How far it is; nil before the first message.
  public func place() throws -> ReadingPlace? {
    try numbered { try database.read { try Self.place(name, in: $0) } }
  }

  /// Reads until the task is cancelled or the subscription is over, one message after the other.
  ///
  /// Where the closure throws, nothing of it is kept and the message comes again, later each time, while other
  /// precedences go on; after the greatest number of attempts it is set aside, with an event, and its place is passed.
  ///
  /// - Parameters:
  ///   - start: where to begin the first time.
  ///   - body: its writes, and nothing else.
  /// - Throws: what ends the subscription; `outbox-full`, retryable, where the disk under the database is full, and
  ///   `store-unusable` where the disk fails, with the message unhandled; else what the database throws.
  public func process(
    on node: Node, types: [String] = ["*"], from start: SubscriptionStart = .beginning, senders: [Addressee]? = nil,
    natures: [Nature]? = nil, _ body: @escaping @Sendable (ReceivedMessage, Database) throws -> Void
  ) async throws {
    let begin = try place().map { SubscriptionStart.place($0) } ?? start
    let messages = node.subscribe(types: types, durable: name, from: begin, senders: senders, natures: natures)
    for try await message in messages {
      do {
        try await commit(message, body)
        // Roughly what the pages of a commit are.
        store?.grew(by: 32_768)
        try message.acknowledge()
      } catch let error as NodeError where error.code == .nodeClosed {
        throw error
      } catch let failure as HandlingFailure {
        try await giveBack(message, failure, node)
      }
    }
  }

  private func commit(
    _ message: ReceivedMessage, _ body: @escaping @Sendable (ReceivedMessage, Database) throws -> Void
  ) async throws {
    try await write { [name] db in
      do {
        try body(message, db)
      } catch let error as DatabaseError where error.resultCode == .SQLITE_FULL || StoreFile.leavesDoubt(error) {
        // The disk's doing: another message would fare no better.
        throw error
      } catch {
        throw HandlingFailure(reason: "\(error)")
      }
      try Self.keep(message.cursor, name, in: db)
    }
  }

  private func giveBack(_ message: ReceivedMessage, _ failure: HandlingFailure, _ node: Node) async throws {
    guard message.attempt < node.maximumAttempts ?? Self.attempts else {
      try await write { [name] in try Self.keep(message.cursor, name, in: $0) }
      return try message.setAside(failure.reason)
    }
    // It doubles with each attempt.
    let pause = min(Limits.inboxPause.upperBound, Limits.inboxPause.lowerBound << min(message.attempt - 1, 10))
    try message.nak(after: .seconds(pause))
  }

  private func write(_ body: @escaping @Sendable (Database) throws -> Void) async throws {
    do {
      try await database.writeWithoutTransaction { db in try transaction(in: db) { try body(db) } }
    } catch {
      throw numbered(error)
    }
  }

  private func transaction(in db: Database, _ body: () throws -> Void) throws {
    if let store { return try store.transaction(in: db, body) }
    try db.inTransaction {
      try body()
      return .commit
    }
  }

  private func numbered<Result>(_ body: () throws -> Result) throws -> Result {
    do { return try body() } catch { throw numbered(error) }
  }

  /// The disk's errors are the bus's; what the application's own statements come to is its own.
  private func numbered(_ error: any Error) -> any Error {
    guard let error = error as? DatabaseError else { return error }
    guard error.resultCode == .SQLITE_FULL || StoreFile.leavesDoubt(error) else { return error }
    return StoreFile.error(error, database.path)
  }

  private static func place(_ name: String, in db: Database) throws -> ReadingPlace? {
    let rows = try Row.fetchAll(db, sql: "SELECT lane, sequence FROM cellbus_place WHERE inbox = ?", arguments: [name])
    guard !rows.isEmpty else { return nil }
    var place = ReadingPlace()
    for row in rows {
      if let precedence = Precedence(lane: row["lane"]) { place[precedence] = UInt64(row["sequence"] as Int64) }
    }
    return place
  }

  private static func keep(_ place: ReadingPlace, _ name: String, in db: Database) throws {
    let upsert = try db.cachedStatement(
      sql: """
        INSERT INTO cellbus_place VALUES (?, ?, ?)
        ON CONFLICT DO UPDATE SET sequence = max(sequence, excluded.sequence)
        """)
    for precedence in Precedence.allCases {
      try upsert.execute(arguments: [name, Int(precedence.lane), Int64(place[precedence])])
    }
  }
}

/// The application's closure threw.
private struct HandlingFailure: Error {
  var reason: String
}
