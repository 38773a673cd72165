import CellNode
import CellNodeStore
import CellSchema
import Foundation
import GRDB
import Glibc
import Testing

@Suite("A store keeps the outbox beyond the process")
struct NodeStoreTests {
  private let scratch = Scratch()

  @Test func `numbers lanes by themselves, keeps the order, and the next process goes on counting`() async throws {
    let store = try Outbound.open(scratch.store)
    let first = try store.takeContents()
    #expect(first.next == Lanes(repeating: 1))
    #expect(first.left.isEmpty)
    #expect(!first.wasWelcomed)
    #expect(try await store.append(Outbound.message("a", lane: .routine, serial: 7)) == 1)
    #expect(try await store.append(Outbound.message("b", lane: .flash, serial: 8)) == 1)
    #expect(try await store.append(Outbound.message("c", lane: .routine)) == 2)
    store.welcomed(genesis: .sample, epoch: 1)
    store.close()

    let second = try Outbound.open(scratch.store)
    let contents = try second.takeContents()
    #expect(contents.stream == first.stream)
    #expect(contents.next == Lanes(inOrder: [1, 3, 1, 1, 2, 1]))
    #expect(contents.left.map(Outbound.text) == ["a", "b", "c"])
    #expect(contents.left.map(\.number) == [1, 1, 2])
    #expect(contents.serials.map(\.serial.number) == [8])
    #expect(contents.wasWelcomed)
    #expect(contents.memory == RecordMemory(genesis: .sample))
    second.close()
  }

  @Test func `remembers which record it knows and how far, and goes on with another when told to`() async throws {
    let store = try Outbound.open(scratch.store)
    let stream = try store.takeContents().stream
    for text in ["a", "b", "c", "d"] { _ = try await store.append(Outbound.message(text)) }
    _ = try await store.append(Outbound.message("e", lane: .flash))
    store.welcomed(genesis: .sample, epoch: 1)
    store.remove([
      StoredDecision(place: OutboxPlace(lane: .routine, number: 1), sequence: 40),
      StoredDecision(place: OutboxPlace(lane: .routine, number: 3), sequence: 42),
    ])
    store.close()

    var again = try Outbound.open(scratch.store)
    #expect(try again.takeContents().memory == RecordMemory(genesis: .sample, seen: 42))
    // The same record, which lost its end.
    try await again.adopt(genesis: .sample, head: 41)
    #expect(throws: NodeError.self, "the outbox that was read is no longer what is on the disk") {
      _ = try again.takeContents()
    }
    again.close()
    again = try Outbound.open(scratch.store)
    let left = try again.takeContents()
    #expect(left.memory == RecordMemory(genesis: .sample, seen: 41))
    #expect(left.stream != stream)
    #expect(left.left.map(Outbound.text) == ["b", "d", "e"])
    #expect(left.left.map(\.number) == [1, 2, 1])
    #expect(left.next[.routine] == 3 && left.next[.flash] == 2)
    let other = try #require(SHA256Hex(bytes: Array(repeating: 7, count: 32)))
    try await again.adopt(genesis: other, head: 5)
    #expect(try await again.knownRecord() == (genesis: other, seen: 0))
    again.close()
  }

  @Test func `what was receipted and is lost is offered back before what waits, under its own identifier`() async throws
  {
    var store = try Outbound.open(scratch.store)
    for text in ["a", "b", "c", "d"] { _ = try await store.append(Outbound.message(text)) }
    _ = try await store.append(Outbound.message("e", lane: .flash))
    store.welcomed(genesis: .sample, epoch: 1)
    let receipts: [(lane: Precedence, number: UInt64, sequence: UInt64)] = [
      (.routine, 1, 40), (.routine, 2, 41), (.flash, 1, 42), (.routine, 3, 43),
    ]
    store.remove(
      receipts.map {
        StoredDecision(place: OutboxPlace(lane: $0.lane, number: $0.number), sequence: SequenceNumber($0.sequence))
      })
    #expect(try await store.knownEpoch() == 1)
    let loss = RecordLoss(epoch: 2, last: 40, base: 1_000_043)
    #expect(try await store.adopt(genesis: .sample, head: 1_000_050, loss: loss) == 3)
    store.close()
    store = try Outbound.open(scratch.store)
    let left = try store.takeContents()
    #expect(left.left.map(Outbound.text) == ["b", "e", "c", "d"])
    #expect(left.left.map(\.number) == [1, 1, 2, 3])
    #expect(left.memory == RecordMemory(genesis: .sample, epoch: 2, seen: 40))
    // Once is enough.
    #expect(try await store.adopt(genesis: .sample, head: 1_000_050, loss: loss) == 0)
    store.close()
  }

  @Test func `a refusal that is kept does not stand in the way of the new stream's numbers`() async throws {
    var store = try Outbound.open(scratch.store)
    store.welcomed(genesis: .sample, epoch: 1)
    let refusal = StoredRefusal(refusal: Refusal(.unknownType, "no"), type: nil, at: .now)
    _ = try await store.append(Outbound.message("a"))
    store.remove([StoredDecision(place: OutboxPlace(lane: .routine, number: 1), refused: refusal)])
    #expect(try await store.refusals.count == 1)
    try await store.adopt(genesis: .sample, head: 0)
    store.close()
    store = try Outbound.open(scratch.store)
    #expect(try await store.append(Outbound.message("b")) == 1)
    store.remove([StoredDecision(place: OutboxPlace(lane: .routine, number: 1), refused: refusal)])
    let both = try await store.refusals
    #expect(both.count == 2)
    try await store.discard(both)
    #expect(try await store.refusals.isEmpty)
    store.close()
  }

  @Test func `a store that was told of no genesis goes on with its own record, which lost its end`() async throws {
    let store = try Outbound.open(scratch.store)
    _ = try await store.append(Outbound.message("a"))
    store.remove([StoredDecision(place: OutboxPlace(lane: .routine, number: 1), sequence: 9)])
    #expect(try await store.knownRecord() == (genesis: nil, seen: 9))
    try await store.adopt(genesis: .sample, head: 5)
    #expect(try await store.knownRecord() == (genesis: .sample, seen: 5))
    store.close()
  }

  @Test func `places of inboxes in the store follow the record that is adopted`() async throws {
    var store = try Outbound.open(scratch.store)
    store.welcomed(genesis: .sample, epoch: 1)
    _ = try Inbox("board", in: store)
    store.close()
    let database = try DatabaseQueue(path: scratch.store)
    try await database.write { db in
      for (lane, sequence) in [(1, 30), (4, 12)] {
        try db.execute(sql: "INSERT INTO cellbus_place VALUES ('board', ?, ?)", arguments: [lane, sequence])
      }
    }
    try database.close()
    store = try Outbound.open(scratch.store)
    let inbox = try Inbox("board", in: store)
    #expect(try await store.knownRecord() == (genesis: .sample, seen: 30))
    try await store.adopt(genesis: .sample, head: 20)
    #expect(try await store.knownRecord() == (genesis: .sample, seen: 20))
    #expect(try inbox.place() != nil)
    try await store.adopt(genesis: try #require(SHA256Hex(bytes: Array(repeating: 7, count: 32))), head: 100)
    #expect(try inbox.place() == nil, "another record is read from where the inbox begins")
    store.close()
  }

  @Test func `what is decided goes, and its number is not given again`() async throws {
    let store = try Outbound.open(scratch.store)
    for text in ["a", "b", "c"] { _ = try await store.append(Outbound.message(text)) }
    store.remove([1, 3].map { StoredDecision(place: OutboxPlace(lane: .routine, number: $0)) })
    store.close()
    let again = try Outbound.open(scratch.store)
    let contents = try again.takeContents()
    #expect(contents.left.map(Outbound.text) == ["b"])
    #expect(contents.next[.routine] == 4)
    #expect(try await again.append(Outbound.message("d")) == 4)
    again.close()
  }

  @Test func `many at once share transactions and keep their order`() async throws {
    let store = try Outbound.open(scratch.store)
    let numbers = try await withThrowingTaskGroup(of: UInt64.self) { group in
      for index in 0..<3_000 { group.addTask { try await store.append(Outbound.message("\(index)", lane: .priority)) } }
      return try await group.reduce(into: [UInt64]()) { $0.append($1) }
    }
    #expect(numbers.sorted() == Array(1...3_000))
    store.close()
  }

  @Test func `one at a time, whether of this process or another`() async throws {
    let store = try Outbound.open(scratch.store)
    #expect(throws: NodeError.self) { _ = try Outbound.open(scratch.store) }
    let path = scratch.store
    await #expect(processExitsWith: .exitCode(75)) { [path = path as String] in
      do throws(NodeError) {
        _ = try Outbound.open(path)
      } catch {
        exit(error.code == .storeUnusable && error.detail.contains("another process") ? 75 : 1)
      }
    }
    store.close()
    try Outbound.open(scratch.store).close()
  }

  @Test func `a store belongs to one node of one cell`() throws {
    try Outbound.open(scratch.store).close()
    let other = #expect(throws: NodeError.self) {
      _ = try NodeStore(path: scratch.store, cell: "paris", node: "FRA.MNF-1")
    }
    #expect(other?.code == .storeUnusable)
    #expect(other?.detail.contains("UKR.GS-1 of paris") == true)
    let cell = #expect(throws: NodeError.self) {
      _ = try NodeStore(path: scratch.store, cell: "berlin", node: "UKR.GS-1")
    }
    #expect(cell?.code == .storeUnusable)
  }

  @Test func `what is not a store is left as it is`() throws {
    let text = scratch.path + "/letter.txt"
    try Data("Dear colleague".utf8).write(to: URL(filePath: text))
    let letter = #expect(throws: NodeError.self) { _ = try Outbound.open(text) }
    #expect(letter?.code == .storeUnusable)
    #expect(try Data(contentsOf: URL(filePath: text)) == Data("Dear colleague".utf8))

    let database = scratch.path + "/other.sqlite"
    let other = try DatabaseQueue(path: database)
    try other.write { try $0.execute(sql: "CREATE TABLE ship (name TEXT)") }
    try other.close()
    let before = try Data(contentsOf: URL(filePath: database))
    let foreign = #expect(throws: NodeError.self) { _ = try Outbound.open(database) }
    #expect(foreign?.code == .storeUnusable)
    #expect(try Data(contentsOf: URL(filePath: database)) == before)
    #expect(throws: NodeError.self) { _ = try Outbound.open(scratch.path + "/nowhere/outbox.sqlite") }
  }

  @Test func `others cannot read it`() throws {
    let store = try Outbound.open(scratch.store)
    let attributes = try FileManager.default.attributesOfItem(atPath: scratch.store)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    store.close()
  }

  @Test func `one node uses it, once, and after close it takes nothing`() async throws {
    let store = try Outbound.open(scratch.store)
    _ = try store.takeContents()
    #expect(throws: NodeError.self) { _ = try store.takeContents() }
    store.close()
    await #expect(throws: NodeError.self) { _ = try await store.append(Outbound.message("late")) }
  }

  @Test func `what a killed making left is swept by whoever has the store next, and nothing else`() async throws {
    func file(_ name: String) throws { try Data("left".utf8).write(to: URL(filePath: "\(scratch.path)/\(name)")) }
    func names() throws -> Set<String> { Set(try FileManager.default.contentsOfDirectory(atPath: scratch.path)) }
    let (left, orphan, held) = (UUID().uuidString, UUID().uuidString, UUID().uuidString)
    for end in ["", "-wal", "-journal"] { try file("outbox.sqlite-\(left)\(end)") }
    try file("outbox.sqlite-\(orphan)-wal")
    let others = [
      "outbox.sqlite-notes", "outbox.sqlite-\(left).txt", "other.sqlite-\(left)",
      "outbox.sqlite-\(left.lowercased())", "outbox.sqlite-\(held)",
    ]
    for name in others { try file(name) }
    // Another process makes it just now.
    let maker = try FileHandle(forReadingFrom: URL(filePath: "\(scratch.store)-\(held)"))
    #expect(flock(maker.fileDescriptor, LOCK_EX | LOCK_NB) == 0)
    let store = try Outbound.open(scratch.store)
    #expect(try names().subtracting(["outbox.sqlite", "outbox.sqlite-wal"]) == Set(others))
    // Said, not left to the closing: a process that another test starts meanwhile may hold the descriptor, too.
    #expect(flock(maker.fileDescriptor, LOCK_UN) == 0)
    try maker.close()

    // A kill just before the name of its making is taken away leaves a second name of the store.
    try FileManager.default.linkItem(atPath: scratch.store, toPath: "\(scratch.store)-\(left)")
    #expect(throws: NodeError.self) { _ = try Outbound.open(scratch.store) }
    let kept = try names().isSuperset(of: ["outbox.sqlite-\(left)", "outbox.sqlite-\(held)"])
    #expect(kept, "only who has the store sweeps")
    store.close()
    let next = try Outbound.open(scratch.store)
    #expect(try names().subtracting(["outbox.sqlite", "outbox.sqlite-wal"]) == Set(others.dropLast()))
    // With the second name nothing of its locks went.
    let path = scratch.store
    await #expect(processExitsWith: .exitCode(75)) { [path = path as String] in
      do throws(NodeError) { _ = try Outbound.open(path) } catch { exit(error.code == .storeUnusable ? 75 : 1) }
    }
    next.close()
  }
}
