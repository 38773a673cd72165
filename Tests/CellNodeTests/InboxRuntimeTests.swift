import CellNode
import CellSchema
import Foundation
import Testing

@Suite("A reader gives back, sets aside, and keeps its own place", .timeLimit(.minutes(10)))
struct InboxRuntimeTests {
  private let note = LiaisonNote(subject: "A note", text: "Nothing to report.")

  private func options(attempts: Int? = nil) -> NodeOptions {
    var options = NodeOptions()
    options.connectTimeout = .seconds(20)
    options.maximumAttempts = attempts
    return options
  }

  @Test func `what is given back comes again before its lane goes on, and other lanes go on meanwhile`() async throws {
    let broker = try LoopbackBroker()
    try await Node.connected(broker.profile(), options: options()) { node in
      for precedence in [Precedence.routine, .routine, .flash] { try await node.publish(note, precedence: precedence) }
      let messages = node.subscribe(durable: "watch", from: .beginning)
      try await messages.ready()
      await broker.reaches { loop in loop.model.sessions.values.contains { $0.subscriptions[1]?.sentMessages == 3 } }
      var seen: [UInt64] = []
      var attempts: [Int] = []
      for try await message in messages {
        seen.append(message.sequence)
        attempts.append(message.attempt)
        if message.sequence == 1, message.attempt < 3 {
          try message.nak(after: .milliseconds(20))
        } else {
          try message.acknowledge()
        }
        if seen.filter({ $0 == 2 }).count == 1, seen.contains(3) { break }
      }
      // Flash overtakes where it had come by then; routine keeps its order whatever it does.
      let routine = seen.filter { $0 != 3 }
      let given = zip(seen, attempts).map { "#\($0) for the \($1)" }
      let expected: [UInt64] = [1, 1, 1, 2]
      #expect(routine == expected, "\(given)")
      #expect(attempts.max() == 3, "\(given)")
      await broker.reaches { $0.model.durable["watch"]?[.routine] == 2 && $0.model.durable["watch"]?[.flash] == 3 }
    }
    #expect(await broker.ask { $0.model.violations } == [])
  }

  @Test func `an acknowledgement does not pass what was given back`() async throws {
    let broker = try LoopbackBroker()
    try await Node.connected(broker.profile(), options: options()) { node in
      for _ in 0..<3 { try await node.publish(note) }
      var messages = node.subscribe(durable: "watch", from: .beginning).makeAsyncIterator()
      let first = try #require(try await messages.next())
      let second = try #require(try await messages.next())
      let third = try #require(try await messages.next())
      try second.nak(after: .milliseconds(1))
      try third.acknowledge()
      await broker.reaches { $0.model.durable["watch"]?[.routine] == 1 }
      #expect(first.sequence == 1)
      let again = try #require(try await messages.next())
      #expect(again.sequence == 2)
      #expect(again.attempt == 2)
      try again.acknowledge()
      await broker.reaches { $0.model.durable["watch"]?[.routine] == 3 }
    }
    #expect(await broker.ask { $0.model.violations } == [])
  }

  @Test func `what is set aside is told, at the broker too, and passed for ever`() async throws {
    let broker = try LoopbackBroker()
    let profile = try broker.profile()
    try await Node.connected(profile, options: options(attempts: 2)) { node in
      for _ in 0..<2 { try await node.publish(note) }
      var events = node.events.makeAsyncIterator()
      var messages = node.subscribe(durable: "watch", from: .beginning).makeAsyncIterator()
      try #require(try await messages.next()).setAside("no chart for it")
      // The second one is given twice, and set aside by its second nak.
      try #require(try await messages.next()).nak(after: .milliseconds(1))
      try #require(try await messages.next()).nak(after: .milliseconds(1))
      await broker.reaches { $0.model.asides.count == 2 && $0.model.durable["watch"]?[.routine] == 2 }
      var told: [UInt64: String] = [:]
      while told.count < 2, let event = await events.next() {
        if case .setAside("watch", let sequence, _, let reason) = event { told[sequence] = reason }
      }
      #expect(told == [1: "no chart for it", 2: "not handled in 2 attempts"])
      #expect(await broker.ask { $0.model.asides } == told)
    }
    try await Node.connected(profile, options: options()) { node in
      try await node.publish(note)
      var messages = node.subscribe(durable: "watch", from: .beginning).makeAsyncIterator()
      #expect(try await messages.next()?.sequence == 3)
    }
    #expect(await broker.ask { $0.model.violations } == [])
  }

  @Test func `a body that does not decode is set aside where that was chosen`() async throws {
    let broker = try LoopbackBroker()
    try await Node.connected(broker.profile(), options: options()) { node in
      // The model delivers everything, whatever the pattern.
      try await node.publish(LogEntry.example)
      try await node.publish(note)
      var notes = node.subscribe(
        to: LiaisonNote.self, durable: "watch", from: .beginning, undecodable: .settingAside
      ).makeAsyncIterator()
      #expect(try await notes.next()?.sequence == 2)
      await broker.reaches { $0.model.asides[1] != nil }
    }
  }

  @Test func `a reader goes on from the place that it kept, lane by lane`() async throws {
    let broker = try LoopbackBroker()
    let profile = try broker.profile()
    var kept = Data()
    try await Node.connected(profile, options: options()) { node in
      for precedence in [Precedence.routine, .flash, .routine, .flash] {
        try await node.publish(note, precedence: precedence)
      }
      var messages = node.subscribe(from: .beginning).makeAsyncIterator()
      for _ in 0..<3 {
        let message = try #require(try await messages.next())
        kept = try JSONEncoder().encode(message.cursor)
      }
    }
    let place = try JSONDecoder().decode(ReadingPlace.self, from: kept)
    try await Node.connected(profile, options: options()) { node in
      var messages = node.subscribe(from: .place(place)).makeAsyncIterator()
      let last = try #require(try await messages.next())
      #expect(last.sequence > place[last.precedence])
      #expect([1, 2, 3, 4].filter { $0 == last.sequence }.count == 1)
      await broker.ask { $0.restart() }
      try await node.publish(note)
      #expect(try await messages.next()?.sequence == 5, "also after a reconnect nothing comes twice")
    }
    #expect(await broker.ask { $0.model.violations } == [])
  }
}
