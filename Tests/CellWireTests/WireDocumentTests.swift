import CellSchema
import CellWire
import Foundation
import Testing

/// The wire document says what the code does: its bytes decode, its tables are the code's.
@Suite struct WireDocumentTests {
  let page: WirePage

  init() throws { page = try WirePage() }

  // MARK: The worked example

  @Test func theControlCommandsOfTheExampleAreThoseThatTheCodeWrites() throws {
    let moment: Timestamp = "2026-01-07T09:29:59.871Z"
    let beginning = perLane(0, 0, 0, 0, 0, 0)
    try expect(
      Hello(
        cell: "paris", stream: StreamIdentifier(0x1f8b_0c3e_5a7d_4926_b0e1_94c7_d25f_6a38), nature: .exercise,
        exerciseName: "PARIS-2026", client: "example/1.0"), isBlock: "hello")
    try expect(
      Welcome(
        cell: "paris", node: "UKR.GS-1", session: 12, time: moment, head: 3456, charter: "paris-2026-draft",
        next: perLane(1, 1, 1, 1, 1, 1), serial: 411,
        limits: .init(
          document: WireNumber(Limits.document), frame: WireNumber(Limits.frame),
          windowMessages: WireNumber(Limits.windowMessages), windowBytes: WireNumber(Limits.windowBytes),
          subscriptions: WireNumber(Limits.subscriptionsPerNode)),
        heartbeatInterval: WireNumber(Limits.heartbeatInterval), heartbeatTimeout: WireNumber(Limits.heartbeatTimeout)),
      isBlock: "welcome")
    try expect(
      Receipt(
        lane: .priority, next: 2,
        decisions: [.accepted(1, count: 1, sequence: 3457, at: "2026-01-07T09:30:00.118Z")]),
      isBlock: "receipt")
    try expect(
      Subscribe(
        subscription: 1, types: [TypePattern("cell.*")], after: 0, durable: DurableName("watch"), messages: 256,
        bytes: 1_048_576, reservedMessages: 16, reservedBytes: 131_072), isBlock: "subscribe")
    try expect(Subscribed(subscription: 1, cursors: beginning), isBlock: "subscribed")
    var done = PerLane()
    done[.priority] = 3457
    try expect(Acknowledge(subscription: 1, upTo: done), isBlock: "ack")
    try expect(Bye(), isBlock: "bye")
  }

  @Test func theExamplesPublishCarriesOneNumberedDocument() throws {
    let bytes = try page.block("publish")
    let frame = try PublishFrame(bytes)
    #expect(frame.encoded() == bytes)
    #expect(frame.lane == .priority)
    #expect(frame.stream == StreamIdentifier(0x1f8b_0c3e_5a7d_4926_b0e1_94c7_d25f_6a38))
    #expect(frame.firstNumber == 1)
    let envelope = try #require(frame.envelopes.first)
    #expect(frame.envelopes.count == 1)
    #expect(envelope.signature.isEmpty)
    #expect(page.text.contains("a document of \(envelope.document.count) bytes"))
  }

  @Test func theExamplesDeliverCarriesTheSameDocument() throws {
    let bytes = try page.block("deliver")
    let frame = try DeliverFrame(bytes)
    #expect(frame.encoded() == bytes)
    #expect(frame.lane == .priority)
    #expect(frame.subscription == 1)
    let delivery = try #require(frame.deliveries.first)
    #expect(frame.deliveries.count == 1)
    #expect(delivery.sequence == 3457)
    #expect(Timestamp(delivery.acceptedAt) == "2026-01-07T09:30:00.118Z")
    #expect(try PublishFrame(page.block("publish")).envelopes == [delivery.envelope])
    #expect(page.text.contains("It costs \(delivery.encodedCount) bytes of credit"))
  }

  @Test func theExamplesDocumentIsOneThatTheBrokerAccepts() throws {
    let document = Array(try PublishFrame(page.block("publish")).envelopes[0].document)
    var slots = DocumentSlots()
    #expect(throws: Never.self) { try Catalogue.checker.check(document.span, into: &slots) }
    let message = try DocumentDecoder.decode(LiaisonNote.self, from: document)
    #expect(message.from == "UKR.GS-1")
    #expect(message.serial == "UKR.GS-1/0412/26")
  }

  // MARK: The tables

  @Test func theCommandTableListsEveryCommandWithItsByte() {
    let rows = page.rows(under: "Commands").filter { $0[0].hasPrefix("`0x") }
    let inCode = Command.allCases.map { ["`0x\(hex($0.rawValue))`", "`\("\($0)".uppercased())`"] }
    #expect(rows.map { Array($0[0...1]) } == inCode)
  }

  @Test func theGrammarGivesEveryCommandItsByte() {
    for command in Command.allCases where command != .checkpoint && command != .cosign {
      let rule = "\(command)".padding(toLength: 17, withPad: " ", startingAt: 0) + "= %x\(hex(command.rawValue)) "
      #expect(page.text.contains("\n\(rule)"), "\(rule)")
    }
  }

  @Test func theErrorTableIsTheCodes() {
    let inCode = ErrorCode.all.map {
      ["\($0.number)", "`\($0.name)`", $0.isRetryable ? "yes" : "no", $0.meaning, $0.remedy]
    }
    let rows = page.rows(under: "Errors")
    #expect(rows.count == inCode.count)
    for (row, code) in zip(rows, inCode) { #expect(row == code) }
  }

  @Test func theLimitsAreTheCodes() throws {
    let inCode: [String: Int] = [
      "document": Limits.document, "depth": Limits.depth, "signature": Limits.signature,
      "signatures": Limits.signatures, "frame": Limits.frame,
      "batch": Limits.batch, "batchMessages": Limits.batchMessages, "receiptDecisions": Limits.receiptDecisions,
      "windowMessages": Limits.windowMessages, "windowBytes": Limits.windowBytes,
      "sessionsPerNode": Limits.sessionsPerNode, "sessions": Limits.sessions,
      "subscriptionsPerNode": Limits.subscriptionsPerNode, "durablesPerNode": Limits.durablesPerNode,
      "filterTypes": Limits.filterTypes, "filterSenders": Limits.filterSenders,
      "filterNatures": Limits.filterNatures, "faultsPerMinute": Limits.faultsPerMinute,
      "openQuestionsPerNode": Limits.openQuestionsPerNode,
      "openQuestionsPerParticipant": Limits.openQuestionsPerParticipant,
      "questionsPerMinute": Limits.questionsPerMinute, "checksPerMinute": Limits.checksPerMinute,
      "refusalsPerMinute": Limits.refusalsPerMinute, "sessionsPerMinute": Limits.sessionsPerMinute,
      "refusalsPerNode": Limits.refusalsPerNode,
      "messagesPerSecond": Limits.messagesPerSecond,
      "mebibytesPerDay": Limits.mebibytesPerDay,
      "participantMessagesPerSecond": Limits.participantMessagesPerSecond,
      "participantMebibytesPerDay": Limits.participantMebibytesPerDay,
      "flashPerSecond": Limits.flashPerSecond,
      "flashMebibytesPerDay": Limits.flashMebibytesPerDay,
      "flashRefusalsPerMinute": Limits.flashRefusalsPerMinute,
      "subscribesPerMinute": Limits.subscribesPerMinute,
      "asidesPerMinute": Limits.asidesPerMinute,
      "pingsPerMinute": Limits.pingsPerMinute,
      "queriesPerMinute": Limits.queriesPerMinute,
      "handshakesAtOnce": Limits.handshakesAtOnce, "handshakesPerSecond": Limits.handshakesPerSecond,
      "halfOpenConnections": Limits.halfOpenConnections, "parkAfter": Limits.parkAfter, "asides": Limits.asides,
      "participants": Limits.participants, "worldsOfParticipant": Limits.worldsOfParticipant, "worlds": Limits.worlds,
      "nodes": Limits.nodes, "worldsElsewhere": Limits.worldsElsewhere, "mattersElsewhere": Limits.mattersElsewhere,
      "handshake": Limits.handshake,
      "heartbeatInterval": Limits.heartbeatInterval, "heartbeatTimeout": Limits.heartbeatTimeout,
      "sentAhead": Limits.sentAhead, "cursorInterval": Limits.cursorInterval,
    ]
    var inPage: [String: Int] = [:]
    for row in page.rows(under: "Limits") {
      inPage[row[0].replacing("`", with: "")] = Int(row[1])
    }
    #expect(inPage == inCode)
  }

  @Test func theLimitsInTheTextAreTheCodes() {
    #expect(page.text.contains("A frame has at most \(grouped(Limits.frame)) bytes"))
    #expect(page.text.contains("| `MAXMSGSIZE` | \(Limits.frame + 64) |"))
    #expect(page.text.contains("several sessions at a time, by default up to \(Limits.sessionsPerNode)."))
    #expect(page.text.contains("After \(Limits.faultsPerMinute) frames in one minute that could not be read"))
    #expect(
      page.text.contains("close a frame at \(Limits.batchMessages) messages or \(grouped(Limits.batch)) bytes"))
    #expect(page.text.contains("| mandatory | at most \(Limits.receiptDecisions), ascending by number |"))
    let largest = RecordedEnvelope(
      sequence: 1, acceptedAt: 0,
      envelope: Envelope(
        signature: Array(repeating: 0, count: Limits.signature),
        document: Array(repeating: 0, count: Limits.document)))
    #expect(page.text.contains("the largest delivery, \(grouped(largest.encodedCount)) bytes"))
    #expect(
      page.text.contains(
        "more than \(grouped(Limits.document)) bytes; objects and arrays nested deeper than"
          + " \(Limits.depth) "))
    #expect(page.text.contains("| mandatory | 1 to \(Limits.filterTypes); a message matches"))
    #expect(page.text.contains("| | at most \(Limits.filterSenders); absent: everybody |"))
    #expect(page.text.contains("| | at most \(Limits.filterNatures); absent: all |"))
    #expect(page.text.contains("text** is a string of at most \(grouped(WireText.longest)) Unicode scalars"))
    #expect(page.text.contains("by name, \(Limits.readersShown) at most"))
    #expect(page.text.contains("a whole number from 0 to \(WireNumber.largest) "))
  }

  /// The fields of each command, and which of them are mandatory.
  @Test(arguments: Command.allCases) func theFieldTablesAreTheCodes(command: Command) throws {
    switch command {
    case .hello: try expectFields(of: Hello.self, under: "HELLO")
    case .welcome: try expectFields(of: Welcome.self, under: "WELCOME")
    case .receipt:
      try expectFields(of: Receipt.self, under: "RECEIPT")
      try expectFields(of: Receipt.Decision.self, under: "A decision")
    case .subscribe: try expectFields(of: Subscribe.self, under: "SUBSCRIBE")
    case .subscribed: try expectFields(of: Subscribed.self, under: "SUBSCRIBED")
    case .unsubscribe: try expectFields(of: Unsubscribe.self, under: "UNSUBSCRIBE")
    case .ack: try expectFields(of: Acknowledge.self, under: "ACK")
    case .credit: try expectFields(of: Credit.self, under: "CREDIT")
    case .query: try expectFields(of: Query.self, under: "QUERY")
    case .error: try expectFields(of: ErrorReport.self, under: "ERROR")
    case .bye: try expectFields(of: Bye.self, under: "BYE")
    // Binary, empty, reserved; and one whose fields stand in tables of their own.
    case .publish, .deliver, .ping, .pong, .checkpoint, .cosign, .answer: break
    }
  }

  @Test func theDocumentsFieldTableIsTheCodes() throws { try expectFields(of: Header.self, under: "The document") }

  @Test func everyFieldOfAnAnswerIsNamed() throws {
    let section = page.section("ANSWER")
    for name in try fields(of: QueryAnswer.self).keys where name != "query" {
      #expect(section.contains("| `\(name)` |"))
    }
    let parts = try [
      fields(of: StatusAnswer.self), fields(of: StatusAnswer.Node.self), fields(of: TraceAnswer.self),
      fields(of: TraceAnswer.Recipient.self), fields(of: SubscriptionAnswer.self), fields(of: MessageAnswer.self),
      fields(of: CheckAnswer.self), fields(of: CheckAnswer.Reader.self),
    ]
    for part in parts { for name in part.keys { #expect(section.contains("`\(name)`"), "\(name)") } }
  }

  // MARK: What the tests above have in common

  private func expect<Value: ControlCommand>(
    _ value: Value, isBlock name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let bytes = try page.block(name)
    #expect(try StrictControl<Value>().decode(bytes) == value, sourceLocation: sourceLocation)
    #expect(ControlCodec.encode(value) == bytes, sourceLocation: sourceLocation)
  }

  private func expectFields<Value: Decodable>(
    of _: Value.Type, under heading: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var inPage: [String: Bool] = [:]
    for row in page.rows(under: heading) where row.count >= 3 {
      // "`code`, `name`": one row for several fields.
      for name in row[0].split(separator: "`").enumerated().filter({ $0.offset % 2 == 0 }).map(\.element) {
        inPage[String(name)] = row[2] == "mandatory"
      }
    }
    #expect(inPage == (try fields(of: Value.self)), sourceLocation: sourceLocation)
  }

  /// Names, and whether they are mandatory.
  private func fields<Value: Decodable>(of _: Value.Type) throws -> [String: Bool] {
    guard case .object(let object) = try ShapeRecorder.shape(of: Value.self) else { return [:] }
    return Dictionary(uniqueKeysWithValues: object.fields.map { ($0.name, $0.isRequired) })
  }

  private func hex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }

  /// 65,536
  private func grouped(_ number: Int) -> String {
    number < 1_000 ? "\(number)" : grouped(number / 1_000) + "," + "\(number % 1_000 + 1_000)".dropFirst()
  }
}
