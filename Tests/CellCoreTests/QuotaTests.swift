import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

@Suite("Quotas of nodes: what is over one is held, and nothing of it is decided")
struct QuotaTests {
  private static let throttled = Int(ErrorCode.throttled.number)
  private var documents = Documents()

  private static func bus(_ change: (inout SessionLimits) -> Void) -> Bus {
    var limits = SessionLimits()
    change(&limits)
    return Bus(limits: limits)
  }

  private mutating func notes(_ count: Int, _ node: NodeName, _ lane: Precedence = .routine) -> [[UInt8]] {
    (0..<count).map { _ in documents.note(node, lane) }
  }

  private static func rows(_ bus: Bus, _ node: NodeName) -> [[UInt8]] {
    bus.journal.rows.filter { $0.node == node }.map { Array($0.envelope.document) }
  }

  @Test("messages a second: those of ten seconds at once, then held until there is room; a reconnect in the middle")
  mutating func messagesPerSecond() {
    let bus = Self.bus { $0.messagesPerSecond = 1 }
    let all = notes(25, "UKR.GS-1")
    var station = bus.connect("UKR.GS-1").hello(stream: 1)
    station.publish(all, from: 1)
    bus.settle()
    #expect(station.decisions().map(\.number) == Array(1...10))
    #expect(station.errorCodes == [Self.throttled])
    #expect(station.errors[0].retryable && station.errors[0].lane == .routine && station.errors[0].next == 11)

    bus.handle(.gone(station.peer))
    station = bus.connect("UKR.GS-1").hello(stream: 1)
    #expect(station.welcome?.next?[.routine] == 11)
    // What was decided is answered, over quota too, again and again.
    for _ in 0..<3 {
      station.forgetInbox()
      station.publish(Array(all[5...]), from: 6)
      bus.settle()
      #expect(station.decisions().map(\.number) == Array(6...10))
      #expect(station.errorCodes == [Self.throttled] && station.errors[0].next == 11)
    }
    bus.pass(milliseconds: 5_000)
    station.publish(Array(all[8...]), from: 9)
    bus.settle()
    #expect(station.errors.last?.next == 16)
    bus.pass(milliseconds: 10_000)
    station.publish(Array(all[15...]), from: 16)
    bus.settle()
    #expect(Self.rows(bus, "UKR.GS-1") == all, "once each, in order")
    #expect(Set(station.decisions().map(\.number)) == Set(6...25))
  }

  @Test("a participant's quota is over all its nodes, and another's is its own") mutating func participant() {
    let bus = Self.bus { $0.participantMessagesPerSecond = 1 }
    let (first, sister) = (bus.connect("UKR.GS-1").hello(stream: 1), bus.connect("UKR.CELL-1").hello(stream: 2))
    let other = bus.connect("FRA.CELL-1").hello(stream: 3)
    first.publish(notes(10, "UKR.GS-1"))
    sister.publish(notes(1, "UKR.CELL-1"))
    sister.publish(notes(1, "UKR.CELL-1", .flash), .flash)
    other.publish(notes(1, "FRA.CELL-1"))
    bus.settle()
    #expect(first.errors.isEmpty && sister.errorCodes == [Self.throttled] && other.errors.isEmpty)
    #expect(sister.errors[0].lane == .routine && sister.decisions(.flash).count == 1)
  }

  @Test("bytes a day: the message that reaches the limit is the last one, until the next day") mutating func bytes() {
    let bus = Self.bus { $0.mebibytesPerDay = 1 }
    let station = bus.connect("UKR.GS-1").hello(stream: 1)
    let text = Text(String(repeating: "x", count: 8_000))!
    let large = (0..<140).map { _ in documents.note("UKR.GS-1", text: text) }
    for document in large where station.errors.isEmpty { station.publish([document]) }
    bus.settle()
    let taken = Self.rows(bus, "UKR.GS-1").reduce(0) { $0 + $1.count }
    #expect(station.errorCodes == [Self.throttled] && taken >= 1 << 20 && taken < 1 << 20 + 9_000)
    station.publish(notes(1, "UKR.GS-1", .flash), .flash)
    bus.settle()
    #expect(station.decisions(.flash).count == 1)
    bus.advance(milliseconds: 86_400_000)
    let later = bus.connect("UKR.GS-1").hello(stream: 2)
    bus.handle(.clockConfirmed)
    later.publish(notes(1, "UKR.GS-1"))
    bus.settle()
    #expect(later.decisions().count == 1, "\(later.errors)")
  }

  @Test("a node's refusals are within its participant's, and hold up no flash of its own or of a sister")
  mutating func refusals() {
    let bus = Self.bus {
      $0.refusalsPerNode = 3
      $0.refusalsPerMinute = 5
      $0.flashRefusalsPerMinute = 2
    }
    let (first, sister) = (bus.connect("UKR.GS-1").hello(stream: 1), bus.connect("UKR.CELL-1").hello(stream: 2))
    first.publish(notes(4, "FRA.CELL-1"))
    #expect(first.errorCodes == [Self.throttled] && first.errors[0].next == 4)
    sister.publish(notes(3, "FRA.CELL-1"))
    #expect(sister.errorCodes == [Self.throttled] && sister.errors[0].next == 3)
    for (station, node) in [(first, "UKR.GS-1"), (sister, "UKR.CELL-1")] as [(Station, NodeName)] {
      station.publish(notes(1, node, .flash), .flash)
      bus.settle()
      #expect(station.decisions(.flash).count == 1 && station.errors.count == 1, "flash of \(node)")
    }
    first.publish(notes(3, "FRA.CELL-1", .flash), .flash)
    bus.settle()
    #expect(first.errors.last?.lane == .flash && first.errors.last?.next == 4, "its own share is bounded")
    sister.publish(notes(1, "UKR.CELL-1", .flash), .flash)
    bus.settle()
    #expect(sister.decisions(.flash).count == 2)
  }

  @Test("a record that is read-only keeps no set-aside, and says so") mutating func readOnly() {
    let bus = Self.bus { _ in }
    let station = bus.connect("UKR.GS-1").hello(stream: 1)
    station.publish(notes(2, "UKR.GS-1"))
    bus.settle()
    station.subscribe(1, after: 0, durable: "watch")
    bus.settle()
    bus.restart(readOnly: Refusal(.recordBehind, "rows are missing"))
    let again = bus.connect("UKR.GS-1").hello(stream: 1)
    again.subscribe(1, durable: "watch")
    bus.settle()
    again.send(.ack, json: #"{"subscription":1,"upTo":{},"aside":[{"sequence":2,"reason":"unread"}]}"#)
    bus.settle()
    #expect(again.errors.map { Int($0.code.value) } == [Int(ErrorCode.recordBehind.number)])
    #expect(!again.isCut && !bus.notes.contains { if case .setAside = $0 { true } else { false } })
  }

  @Test("SUBSCRIBE, set-aside, PING and QUERY have a quota a minute, and cost the log one line when they go on")
  mutating func commands() {
    let bus = Self.bus {
      $0.subscribesPerMinute = 3
      $0.pingsPerMinute = 3
      $0.queriesPerMinute = 3
      $0.asidesPerMinute = 2
    }
    let station = bus.connect("UKR.GS-1").hello(stream: 1)
    station.publish(notes(4, "UKR.GS-1"))
    bus.settle()
    station.subscribe(1, after: 0, durable: "watch")
    for _ in 0..<200 {
      station.send(Unsubscribe(subscription: 9))
      station.send(Ping())
    }
    bus.settle()
    #expect(station.inbox.count { if case .pong = $0 { true } else { false } } == 3)
    #expect(!station.isCut, "what is over quota is no fault")
    #expect(station.errors.count { Int($0.code.value) == Self.throttled && $0.subscription == 9 } == 198)
    station.forgetInbox()
    for number in 1...5 { station.send(.query, json: #"{"query":\#(number),"ask":"status"}"#) }
    bus.settle()
    #expect(station.answers.map { $0.error.map { Int($0.code.value) } } == [nil, nil, nil, 5001, 5001])
    #expect(station.answers.map(\.query) == [1, 2, 3, 4, 5])
    station.forgetInbox()
    for sequence in 2...5 {
      station.send(
        .ack, json: #"{"subscription":1,"upTo":{},"aside":[{"sequence":\#(sequence),"reason":"unread"}]}"#)
    }
    bus.settle()
    #expect(station.errorCodes == [Self.throttled, Self.throttled] && !station.isCut)
    let asides = bus.notes.count { if case .setAside = $0 { true } else { false } }
    let faults = bus.notes.count { if case .fault = $0 { true } else { false } }
    #expect(asides == 2 && faults == Limits.notesPerMinute)
    bus.pass(milliseconds: 20_000)
    station.send(Pong())
    bus.pass(milliseconds: 20_000)
    station.send(Pong())
    bus.pass(milliseconds: 20_000)
    let leftOut = bus.notes.compactMap { note -> (Note.Kind, Int)? in
      if case .leftOut(_, let kind, let lines) = note { (kind, lines) } else { nil }
    }
    #expect(leftOut.count == 1 && leftOut.first?.0 == .fault && (leftOut.first?.1 ?? 0) > 150)
    station.forgetInbox()
    station.send(Ping())
    bus.settle()
    #expect(station.inbox.contains { if case .pong = $0 { true } else { false } })
  }
}
