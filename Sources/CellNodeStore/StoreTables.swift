import CellNode
import CellSchema
import CellWire
import Foundation
import GRDB

/// Reads and writes a store's tables, within a transaction of the caller.
struct StoreTables {
  let db: Database

  func create(cell: CellName, node: NodeName) throws {
    try db.execute(
      sql: """
        CREATE TABLE store (
          id INTEGER PRIMARY KEY CHECK (id = 1), cell TEXT NOT NULL, node TEXT NOT NULL, stream TEXT NOT NULL,
          openings INTEGER NOT NULL, welcomed INTEGER NOT NULL) STRICT;
        CREATE TABLE lane (lane INTEGER PRIMARY KEY, next INTEGER NOT NULL) STRICT;
        CREATE TABLE message (
          position INTEGER PRIMARY KEY, lane INTEGER NOT NULL, number INTEGER NOT NULL, id TEXT,
          signature BLOB NOT NULL, document BLOB NOT NULL, UNIQUE (lane, number)) STRICT;
        CREATE TABLE serial (
          nature TEXT NOT NULL, exercise TEXT NOT NULL, serial TEXT NOT NULL, PRIMARY KEY (nature, exercise)) STRICT;
        """)
    try db.execute(
      sql: "INSERT INTO store VALUES (1, ?, ?, ?, 0, 0)",
      arguments: [cell.description, node.description, StreamIdentifier.random().description])
    for lane in Precedence.lanes {
      try db.execute(sql: "INSERT INTO lane VALUES (?, 1)", arguments: [lane.lane])
    }
  }

  /// Checks that the store belongs to the node, and counts the opening: the write gives the commit something to sync.
  func open(cell: CellName, node: NodeName, _ path: String) throws {
    guard let row = try Row.fetchOne(db, sql: "SELECT cell, node FROM store") else {
      throw NodeError(.storeUnusable, "\(path) says not whose it is")
    }
    let (ownCell, ownNode) = (try row.text("cell"), try row.text("node"))
    guard ownCell == cell.description, ownNode == node.description else {
      throw NodeError(.storeUnusable, "\(path) is the store of \(ownNode) of \(ownCell), not of \(node) of \(cell)")
    }
    try createRefusals()
    try createRecordMemory()
    try createReceipts()
    try db.execute(sql: "UPDATE store SET openings = openings + 1")
  }

  func contents() throws -> StoredContents {
    guard let row = try Row.fetchOne(db, sql: "SELECT stream, welcomed FROM store"),
      let stream = UInt128(try row.text("stream"), radix: 16)
    else { throw NodeError(.storeUnusable, "the store has no stream") }
    let left = try Row.fetchAll(
      db, sql: "SELECT lane, number, id, signature, document FROM message ORDER BY position"
    ).map { row in
      StoredMessage(
        lane: try Self.lane(row), number: try row.count("number"),
        id: try Self.leaf(row.textIfAny("id"), "identifier"),
        envelope: Envelope(
          signature: try row.bytes("signature"), document: try row.bytes("document")))
    }
    let serials = try Row.fetchAll(db, sql: "SELECT nature, exercise, serial FROM serial").map { row in
      let exercise = try row.text("exercise")
      guard let nature = Nature(rawValue: try row.text("nature")), let serial = Serial(try row.text("serial")) else {
        // Left out, its numbers would be used a second time.
        throw NodeError(.storeUnusable, "the store has a serial that is none: \(try row.text("serial"))")
      }
      return StoredSerial(
        nature: nature, exerciseName: try Self.leaf(exercise.isEmpty ? nil : exercise, "exercise's name"),
        serial: serial)
    }
    return StoredContents(
      stream: StreamIdentifier(stream), next: try next(), left: left, serials: serials,
      wasWelcomed: try row.whole("welcomed") != 0, refusals: try refusalCount(), memory: try recordMemory())
  }

  private func next() throws -> Lanes<UInt64> {
    let next = try Int64.fetchAll(db, sql: "SELECT next FROM lane ORDER BY lane").map { UInt64($0) }
    guard let lanes = Lanes(inOrder: next) else { throw NodeError(.storeUnusable, "the store has \(next.count) lanes") }
    return lanes
  }

  /// What a column holds; nil where it is empty.
  static func leaf<Leaf: StringLeaf>(_ text: String?, _ what: String) throws(NodeError) -> Leaf? {
    guard let text else { return nil }
    guard let leaf = Leaf(text) else {
      throw NodeError(.storeUnusable, "the store has an \(what) that is none: \(text)")
    }
    return leaf
  }

  static func lane(_ row: Row) throws(NodeError) -> Precedence {
    let number = try row.whole("lane")
    guard let lane = UInt8(exactly: number).flatMap({ Precedence(lane: $0) }) else {
      throw NodeError(.storeUnusable, "the store has something of lane \(number)")
    }
    return lane
  }

  /// Gives messages their numbers and inserts them.
  ///
  /// - Returns: the numbers.
  func append(_ messages: [StoredMessage]) throws -> [UInt64] {
    guard !messages.isEmpty else { return [] }
    var next = try next()
    let insert = try db.cachedStatement(
      sql: "INSERT INTO message (lane, number, id, signature, document) VALUES (?, ?, ?, ?, ?)")
    var numbers: [UInt64] = []
    for message in messages {
      let number = next[message.lane]
      next[message.lane] += 1
      numbers.append(number)
      try insert.execute(arguments: [
        message.lane.lane, Int64(number), message.id?.description, Data(message.envelope.signature),
        Data(message.envelope.document),
      ])
      if let serial = message.serial { try count(serial) }
    }
    for lane in Set(messages.map(\.lane)) {
      try db.execute(sql: "UPDATE lane SET next = ? WHERE lane = ?", arguments: [Int64(next[lane]), lane.lane])
    }
    return numbers
  }

  private func count(_ serial: StoredSerial) throws {
    let upsert = try db.cachedStatement(
      sql: "INSERT INTO serial VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET serial = excluded.serial")
    try upsert.execute(arguments: [
      serial.nature.rawValue, serial.exerciseName?.description ?? "", serial.serial.description,
    ])
  }

  /// Removes decided messages, and keeps the refusals among them.
  ///
  /// - Parameter keepingReceipts: false where the disk has no room for what was receipted, only for taking it off.
  /// - Returns: the bytes of the kept documents.
  func remove(_ decided: [StoredDecision], keepingReceipts: Bool) throws -> Int {
    guard !decided.isEmpty else { return 0 }
    var kept = 0
    let delete = try db.cachedStatement(sql: "DELETE FROM message WHERE lane = ? AND number = ?")
    for decision in decided {
      if keepingReceipts, let sequence = decision.sequence { try keep(decision.place, acceptedAs: sequence) }
      if let refused = decision.refused { kept += try keep(refused, of: decision.place) }
      try delete.execute(arguments: [decision.place.lane.lane, Int64(decision.place.number)])
    }
    if let last = decided.compactMap(\.sequence).max() {
      try saw(last)
      if keepingReceipts { try forgetOldReceipts() }
    }
    return kept
  }

  func note(_ welcome: StoredWelcome) throws {
    try db.execute(sql: "UPDATE store SET welcomed = 1 WHERE welcomed = 0")
    guard let genesis = welcome.genesis else { return }
    try createRecordMemory()
    try db.execute(
      sql: "UPDATE record SET epoch = ?1 WHERE epoch < ?1", arguments: [Int64(clamping: welcome.epoch)])
    try db.execute(
      sql: "UPDATE record SET genesis = ? WHERE genesis IS NULL", arguments: [genesis.description])
  }
}
