public import CellNode
public import CellSchema
public import GRDB

/// A durable subscription whose place and the application's effects are one transaction: each message has its effect
/// exactly once.
///
/// ```swift
/// let inbox = try Inbox("board", in: store)
/// try await inbox.process(on: node, types: ["verification.*"]) { message, db in
///   try db.execute(sql: "INSERT INTO board VALUES (?, ?)", arguments: [message.sequence, "\(message.type)"])
/// }
/// ```
///
/// - Guarantee: the closure's writes and the place behind the message are committed together, and the broker is told
///   afterwards. A kill before the commit leaves neither, and the message comes again; a kill after it leaves both, and
///   the message is not given again.
/// - Misuse: effects of the closure outside the database are not covered. In a node's store the closure holds up
///   messages enqueued at the same time: it has to be short, or use a database of its own.
public struct Inbox: Sendable {
  /// The durable name at the broker.
  public let name: String
  private let database: any DatabaseWriter
  /// The node's store, if the database is one.
  private let store: NodeStore?

  /// The table of the places of all inboxes in a database.
  static let table = "cellbus_place"

  /// How often a message is given to the closure, unless ``CellNode/NodeOptions/maximumAttempts`` says otherwise.
  public static let attempts = Limits.inboxAttempts

  /// Makes an inbox in the application's own database, which has to be as durable as the application wants its effects
  /// to be.
  ///
  /// - Parameter name: the durable name at the broker, which is also the place's name in the database.
  /// - Throws: `outbox-full`, retryable, if the disk under the database is full; `store-unusable` if the disk fails;
  ///   else the database's error.
  public init(_ name: String, in database: any DatabaseWriter) throws {
    try self.init(name, database, nil)
  }

  /// Makes an inbox in a node's store.
  ///
  /// - Parameter name: the durable name at the broker, which is also the place's name in the store.
  /// - Throws: as for a database of the application's own.
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
              CREATE TABLE IF NOT EXISTS \(Self.table) (
                inbox TEXT NOT NULL, lane INTEGER NOT NULL, sequence INTEGER NOT NULL, PRIMARY KEY (inbox, lane)) STRICT
              """)
        }
      }
    }
  }

  /// Prepares the application's own tables, in one transaction of the inbox's database.
  ///
  /// - Throws: the closure's error; `outbox-full`, `store-unusable`, or the database's error.
  public func prepare(_ body: @escaping @Sendable (Database) throws -> Void) async throws {
    try await write { try body($0) }
  }

  /// How far the inbox is done; nil before the first message.
  ///
  /// - Throws: `store-unusable` if the disk fails; else the database's error.
  public func place() throws -> ReadingPlace? {
    try numbered { try database.read { try Self.place(name, in: $0) } }
  }

  /// Reads messages, one after the other, until the task is cancelled or the subscription has ended.
  ///
  /// If the closure throws, its writes are rolled back and the message comes again, later each time, while other
  /// precedences go on; after the last attempt the message is set aside, with an event, and its place is passed.
  ///
  /// - Parameters:
  ///   - types: types, systems such as `verification.*`, or `*`.
  ///   - start: where to begin the first time.
  ///   - senders: the participants or nodes whose messages to read; nil: all.
  ///   - natures: the natures to read; nil: all.
  ///   - body: handles one message with writes to the database, and nothing else.
  /// - Throws: the error that ended the subscription; `outbox-full`, retryable, if the disk under the database is full,
  ///   and `store-unusable` if the disk fails, with the message unhandled; else the database's error.
  public func process(
    on node: Node, types: [String] = ["*"], from start: SubscriptionStart = .beginning, senders: [Addressee]? = nil,
    natures: [Nature]? = nil, _ body: @escaping @Sendable (ReceivedMessage, Database) throws -> Void
  ) async throws {
    let begin = try place().map { SubscriptionStart.place($0) } ?? start
    let messages = node.subscribe(types: types, durable: name, from: begin, senders: senders, natures: natures)
    for try await message in messages {
      do {
        try await commit(message, body)
        // About the size of a commit's pages.
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
        // The disk's fault, not the message's: another message would fail, too.
        throw error
      } catch {
        throw HandlingFailure(reason: "\(error)")
      }
      try Self.keep(message.cursor, name, in: db)
    }
  }

  private func giveBack(_ message: ReceivedMessage, _ failure: HandlingFailure, _ node: Node) async throws {
    guard message.attempt < node.maximumAttempts ?? Self.attempts else {
      // Told before its place is passed: ended in between, it comes again and is told again, and not passed in silence.
      try message.setAside(failure.reason)
      return try await write { [name] in try Self.keep(message.cursor, name, in: $0) }
    }
    // The pause doubles with each attempt.
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

  /// Errors of the disk become errors of the bus; errors of the application's own statements stay as they are.
  private func numbered(_ error: any Error) -> any Error {
    guard let error = error as? DatabaseError else { return error }
    guard error.resultCode == .SQLITE_FULL || StoreFile.leavesDoubt(error) else { return error }
    return StoreFile.error(error, database.path)
  }

  private static func place(_ name: String, in db: Database) throws -> ReadingPlace? {
    let rows = try Row.fetchAll(db, sql: "SELECT lane, sequence FROM \(table) WHERE inbox = ?", arguments: [name])
    guard !rows.isEmpty else { return nil }
    var place = ReadingPlace()
    for row in rows {
      place[try StoreTables.lane(row)] = try row.count("sequence")
    }
    return place
  }

  private static func keep(_ place: ReadingPlace, _ name: String, in db: Database) throws {
    let upsert = try db.cachedStatement(
      sql: """
        INSERT INTO \(table) VALUES (?, ?, ?)
        ON CONFLICT DO UPDATE SET sequence = max(sequence, excluded.sequence)
        """)
    for precedence in Precedence.allCases {
      try upsert.execute(arguments: [name, Int(precedence.lane), Int64(place[precedence])])
    }
  }
}

/// The application's closure threw an error.
private struct HandlingFailure: Error {
  var reason: String
}
