import CellSchema
import Testing

/// Frames of every command, as both sides write them.
enum WireSamples {
  static let stream = StreamIdentifier(0x1f8b_0c3e_5a7d_4926_b0e1_94c7_d25f_6a38)
  static let moment: Timestamp = "2026-01-07T09:30:00.250Z"

  static let envelopes = [
    Envelope(document: ArraySlice("first".utf8)),
    Envelope(signature: ArraySlice(repeating: 0xA5, count: 300), document: []),
    Envelope(signature: [0], document: ArraySlice("žluťoučký".utf8)),
  ]

  static let publish = PublishFrame(lane: 4, stream: stream, firstNumber: 0x0102_0304_0506, envelopes: envelopes)

  static let deliver = DeliverFrame(
    lane: 1, subscription: 0xFEDC_BA98,
    deliveries: envelopes.enumerated().map {
      RecordedEnvelope(sequence: 7 + UInt64($0.offset), acceptedAt: moment.microseconds, envelope: $0.element)
    })

  static var hello: Hello {
    Hello(cell: "paris", stream: stream, nature: .exercise, exerciseName: "PARIS-2026", client: "wire tests/1")
  }

  static var welcome: Welcome {
    Welcome(
      cell: "paris", node: "UKR.GS-1", session: 12, time: moment, head: 3456, charter: "paris-2026-draft",
      next: PerLane([1, 2, 3, 4, 5, 6]), serial: 411,
      limits: .init(document: 65_536, frame: 131_072, windowMessages: 4096, windowBytes: 4_194_304, subscriptions: 64),
      heartbeatInterval: 5_000, heartbeatTimeout: 30_000)
  }

  static var receipt: Receipt {
    Receipt(
      lane: .immediate, next: 5,
      decisions: [
        .accepted(1, count: 3, sequence: 3457, at: moment),
        .refused(4, Refusal(.notReleasable, at: "/header/label/releasableTo/1", "\"POL\" is outside")),
      ])
  }

  static var subscribe: Subscribe {
    Subscribe(
      subscription: 1, types: ["verification.*", "cell.log-entry", "*"].map { TypePattern($0) },
      senders: ["FRA", "UKR.GS-1"], natures: [.exercise, .operation], order: .record, after: 12, since: moment,
      durable: DurableName("watch"), messages: 1_000, bytes: 4_000_000, reservedMessages: 16, reservedBytes: 262_144)
  }

  static var answers: [QueryAnswer] {
    let status = StatusAnswer(
      cell: "paris", charter: "paris-2026-draft", charterRevision: 1, rosterRevision: 2, time: moment,
      startedAt: moment, head: 3456, sessions: 37, accepted: 3400, refused: 31, delivered: 120_000, intake: false,
      reason: "the disk is full",
      nodes: [
        .init(node: "UKR.GS-1", sessions: 1, lastHeard: moment), .init(node: "FRA.CELL-1", sessions: 0, lastHeard: nil),
      ])
    let trace = TraceAnswer(
      id: .sample, sequence: 17, acceptedAt: moment, type: "verification.finding", from: "USA.CELL-1",
      precedence: .flash,
      recipients: [
        .init(node: "UKR.GS-1", addressed: "action", delivered: moment, handled: true, releasable: true),
        .init(node: "POL.CELL-1", addressed: "info", delivered: nil, handled: false, releasable: false),
      ])
    let subscription = SubscriptionAnswer(
      durable: DurableName("watch")!, types: [TypePattern("*")], senders: ["FRA"],
      cursors: PerLane([0, 1, 2, 3, 4, 5]),
      behind: 3456, active: true)
    return [
      QueryAnswer(query: 1, status: status), QueryAnswer(query: 2, trace: trace),
      QueryAnswer(query: 3, subscriptions: [subscription]),
      QueryAnswer(query: 4, subscriptions: []),
      QueryAnswer(query: 5, error: ErrorReport(.notOnRecord, "no such message")),
    ]
  }
}

@Suite struct WireTests {
  // MARK: Binary frames

  @Test func publishComesBackAsItWasWritten() throws {
    let bytes = WireSamples.publish.encoded()
    #expect(try PublishFrame(bytes) == WireSamples.publish)
    #expect(bytes.count == PublishFrame.headerCount + WireSamples.envelopes.reduce(0) { $0 + $1.encodedCount })
  }

  @Test func deliverComesBackAsItWasWritten() throws {
    let bytes = WireSamples.deliver.encoded()
    #expect(try DeliverFrame(bytes) == WireSamples.deliver)
    #expect(
      bytes.count == DeliverFrame.headerCount + WireSamples.deliver.deliveries.reduce(0) { $0 + $1.encodedCount })
  }

  @Test func numbersAreBigEndian() {
    let stream = StreamIdentifier(0x0011_2233_4455_6677_8899_aabb_ccdd_eeff)
    let frame = PublishFrame(
      lane: 3, stream: stream, firstNumber: 0x0001_0203_0405_0607,
      envelopes: [Envelope(signature: [0xEE], document: [0x7B, 0x7D])])
    #expect(
      frame.encoded() == [
        0x10, 3,
        0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF,
        0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x00, 0x01,
        0x00, 0x01, 0xEE, 0x00, 0x00, 0x00, 0x02, 0x7B, 0x7D,
      ])
    let delivery = RecordedEnvelope(
      sequence: 0x0102, acceptedAt: 0x0A0B_0C0D_0E0F, envelope: Envelope(document: [0x7B, 0x7D]))
    #expect(
      DeliverFrame(lane: 5, subscription: 0x0102_0304, deliveries: [delivery]).encoded() == [
        0x30, 5, 0x01, 0x02, 0x03, 0x04, 0x00, 0x01,
        0, 0, 0, 0, 0, 0, 0x01, 0x02, 0, 0, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x7B, 0x7D,
      ])
  }

  @Test func aTimeBefore1970IsATwosComplement() throws {
    let delivery = RecordedEnvelope(sequence: 1, acceptedAt: -1, envelope: Envelope(document: [0x7B, 0x7D]))
    let bytes = DeliverFrame(lane: 0, subscription: 1, deliveries: [delivery]).encoded()
    #expect(Array(bytes[16..<24]) == Array(repeating: 0xFF, count: 8))
    #expect(try DeliverFrame(bytes).deliveries.first?.acceptedAt == -1)
  }

  @Test func oneBodyServesEveryReader() {
    let body = DeliverFrame.body(WireSamples.deliver.deliveries)
    var first = DeliverFrame.header(lane: 1, subscription: 0xFEDC_BA98, count: 3)
    first.bytes += body
    #expect(first.bytes == WireSamples.deliver.encoded())
  }

  @Test func aPublishCutAnywhereIsMalformed() {
    let whole = WireSamples.publish.encoded()
    for end in 1..<whole.count {
      expectMalformed("cut at \(end)") { () throws(Refusal) in _ = try PublishFrame(Array(whole[..<end])) }
    }
  }

  @Test func aDeliverCutAnywhereIsMalformed() {
    let whole = WireSamples.deliver.encoded()
    for end in 1..<whole.count {
      expectMalformed("cut at \(end)") { () throws(Refusal) in _ = try DeliverFrame(Array(whole[..<end])) }
    }
  }

  @Test func whatFollowsTheLastEnvelopeIsMalformed() {
    for extra in 1...8 {
      let tail = [UInt8](repeating: 0, count: extra)
      expectMalformed("PUBLISH and \(extra) bytes") { () throws(Refusal) in
        _ = try PublishFrame(WireSamples.publish.encoded() + tail)
      }
      expectMalformed("DELIVER and \(extra) bytes") { () throws(Refusal) in
        _ = try DeliverFrame(WireSamples.deliver.encoded() + tail)
      }
    }
  }

  /// A count or a length is the peer's word. One that promises more than the frame holds is found out at the frame's
  /// end, not after room was made for 65,535 messages of 4 GiB.
  @Test(
    arguments: [
      (offset: 26, bytes: [0xFF, 0xFF]),
      (offset: 28, bytes: [0xFF, 0xFF]),
      (offset: 30, bytes: [0xFF, 0xFF, 0xFF, 0xFF]),
      (offset: 30, bytes: [0x7F, 0xFF, 0xFF, 0xFF]),
    ] as [(offset: Int, bytes: [UInt8])])
  func aPublishThatPromisesMoreThanItHoldsIsMalformed(lie: (offset: Int, bytes: [UInt8])) {
    var frame = WireSamples.publish.encoded()
    frame.replaceSubrange(lie.offset..<lie.offset + lie.bytes.count, with: lie.bytes)
    expectMalformed("a lie at byte \(lie.offset)") { () throws(Refusal) in _ = try PublishFrame(frame) }
  }

  @Test(
    arguments: [
      (offset: 6, bytes: [0xFF, 0xFF]),
      (offset: 24, bytes: [0xFF, 0xFF]),
      (offset: 26, bytes: [0xFF, 0xFF, 0xFF, 0xFF]),
    ] as [(offset: Int, bytes: [UInt8])])
  func aDeliverThatPromisesMoreThanItHoldsIsMalformed(lie: (offset: Int, bytes: [UInt8])) {
    var frame = WireSamples.deliver.encoded()
    frame.replaceSubrange(lie.offset..<lie.offset + lie.bytes.count, with: lie.bytes)
    expectMalformed("a lie at byte \(lie.offset)") { () throws(Refusal) in _ = try DeliverFrame(frame) }
  }

  @Test func aPublishNamesALaneAndAtLeastOneMessage() {
    var sixthLane = WireSamples.publish.encoded()
    sixthLane[1] = 6
    expectMalformed("lane 6") { () throws(Refusal) in _ = try PublishFrame(sixthLane) }
    let empty = PublishFrame(lane: 1, stream: WireSamples.stream, firstNumber: 1, envelopes: [])
    expectMalformed("no message") { () throws(Refusal) in _ = try PublishFrame(empty.encoded()) }
    var readerLane = WireSamples.deliver.encoded()
    readerLane[1] = 6
    expectMalformed("lane 6 of DELIVER") { () throws(Refusal) in _ = try DeliverFrame(readerLane) }
  }

  @Test func theNumbersOfAPublishStayWithinWhatJSONHolds() throws {
    func publish(_ first: UInt64) -> [UInt8] {
      PublishFrame(
        lane: 1, stream: WireSamples.stream, firstNumber: first, envelopes: [Envelope(document: [0x7B, 0x7D])]
      ).encoded()
    }
    expectMalformed("number 0") { () throws(Refusal) in _ = try PublishFrame(publish(0)) }
    #expect(try PublishFrame(publish(1)).firstNumber == 1)
    #expect(try PublishFrame(publish(WireNumber.largest - 1)).firstNumber == WireNumber.largest - 1)
    expectMalformed("2^53") { () throws(Refusal) in _ = try PublishFrame(publish(WireNumber.largest)) }
    expectMalformed("2^64 - 1") { () throws(Refusal) in _ = try PublishFrame(publish(.max)) }
  }

  /// Any bytes at all are decoded or refused; none of them stops the process.
  @Test func everyDamagedByteIsReadOrRefused() {
    var generator = SplitMix(state: 20_260_106)
    for whole in [WireSamples.publish.encoded(), WireSamples.deliver.encoded()] {
      for _ in 0..<5_000 {
        var frame = whole
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
          frame[Int.random(in: 1..<frame.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
        }
        if let read = try? PublishFrame(frame) { #expect(read.encoded().dropFirst() == frame.dropFirst()) }
        if let read = try? DeliverFrame(frame) { #expect(read.encoded().dropFirst() == frame.dropFirst()) }
      }
    }
  }

  // MARK: Control commands

  @Test func everyControlCommandComesBackAsItWasWritten() throws {
    try expectRoundTrip(WireSamples.hello)
    try expectRoundTrip(
      Hello(cell: "paris", stream: nil, nature: nil, exerciseName: nil, client: "reader", versions: []))
    try expectRoundTrip(WireSamples.welcome)
    try expectRoundTrip(WireSamples.receipt)
    try expectRoundTrip(WireSamples.subscribe)
    try expectRoundTrip(Subscribe(subscription: 2, types: [TypePattern("*")], messages: 1, bytes: 1))
    try expectRoundTrip(Subscribed(subscription: 1, cursors: PerLane([0, 1, 2, 3, 4, 5]), resumed: true))
    try expectRoundTrip(Subscribed(subscription: 1, ended: true))
    try expectRoundTrip(Unsubscribe(subscription: 1))
    try expectRoundTrip(Unsubscribe(subscription: 1, durable: DurableName("watch"), remove: true))
    try expectRoundTrip(Acknowledge(subscription: 1, upTo: PerLane([9, 8, 7, 6, 5, 4])))
    try expectRoundTrip(Credit(subscription: 1, messages: 2_000, bytes: WireNumber(WireNumber.largest)))
    for subject in Query.Subject.allCases { try expectRoundTrip(Query(query: 1, ask: subject)) }
    try expectRoundTrip(Query(query: 1, ask: .trace, id: .sample))
    for answer in WireSamples.answers { try expectRoundTrip(answer) }
    // The content of these two is nothing: nobody checks it strictly.
    #expect(try ControlCodec.decode(Ping.self, from: ControlCodec.encode(Ping())) == Ping())
    #expect(try ControlCodec.decode(Pong.self, from: ControlCodec.encode(Pong())) == Pong())
    try expectRoundTrip(ErrorReport(.numberGap, "3 to 7 are missing", lane: .flash, next: 3, subscription: 1))
    try expectRoundTrip(Bye())
    try expectRoundTrip(Bye(.superseded, "a newer session of UKR.GS-1"))
  }

  @Test func aCommandByteStandsForOneCommand() {
    #expect(Set(Command.allCases.map(\.rawValue)).count == Command.allCases.count)
    #expect(ControlCodec.encode(Ping()) == [0x60, 0x7B, 0x7D])
  }

  @Test func aControlCommandCutAnywhereIsMalformed() {
    let whole = ControlCodec.encode(WireSamples.subscribe)
    for end in 1..<whole.count {
      let cut = Array(whole[..<end])
      expectMalformed("cut at \(end)") { () throws(Refusal) in _ = try ControlCodec.decode(Subscribe.self, from: cut) }
      expectMalformed("strictly, cut at \(end)") { () throws(Refusal) in
        _ = try StrictControl<Subscribe>().decode(cut)
      }
    }
  }

  @Test func whatFollowsAControlCommandIsMalformed() {
    let frame = ControlCodec.encode(WireSamples.hello) + Array("{}".utf8)
    expectMalformed("two objects") { () throws(Refusal) in _ = try StrictControl<Hello>().decode(frame) }
    expectMalformed("two objects, leniently") { () throws(Refusal) in
      _ = try ControlCodec.decode(Hello.self, from: frame)
    }
  }

  @Test func theBrokerRefusesAFieldThatItDoesNotKnowAndANodeReadsOn() throws {
    let later = [Command.bye.rawValue] + Array(#"{"code":1009,"name":"shutting-down","until":"noon"}"#.utf8)
    expectMalformed("an unknown field") { () throws(Refusal) in _ = try StrictControl<Bye>().decode(later) }
    #expect(try ControlCodec.decode(Bye.self, from: later).code == 1009)
  }

  @Test(arguments: [
    #"{"cell":"paris","client":"x","versions":[1],"versions":[1]}"#,
    #"{"cell":"Paris","client":"x","versions":[1]}"#,
    #"{"cell":"paris","client":"x","versions":["1"]}"#,
    #"{"cell":"paris","client":"x","versions":[-1]}"#,
    #"{"cell":"paris","client":"x","versions":[9007199254740992]}"#,
    #"{"cell":"paris","client":"x"}"#,
    #"{"cell":"paris","client":"x","versions":[1],"stream":"1F8B0C3E5A7D4926B0E194C7D25F6A38"}"#,
    #"{"cell":"paris","client":"x\u0007","versions":[1]}"#,
    #"["paris"]"#,
    #"null"#,
    "",
  ])
  func aHelloThatIsNotQuiteOneIsMalformed(json: String) {
    let frame = [Command.hello.rawValue] + Array(json.utf8)
    expectMalformed("\(json)") { () throws(Refusal) in _ = try StrictControl<Hello>().decode(frame) }
  }

  /// A decision accepts or refuses, and says all that goes with it.
  @Test(arguments: [
    #"{"number":1}"#,
    #"{"number":1,"sequence":2,"count":1}"#,
    #"{"number":1,"sequence":2,"acceptedAt":"2026-01-07T09:30:00Z"}"#,
    #"{"number":1,"sequence":2,"count":1,"acceptedAt":"2026-01-07T09:30:00Z","code":3107,"detail":"x"}"#,
    #"{"number":1,"code":3107}"#,
  ])
  func aDecisionSaysOneThingWholly(decision: String) {
    let frame = [Command.receipt.rawValue] + Array(#"{"lane":"flash","next":2,"decisions":[\#(decision)]}"#.utf8)
    expectMalformed("\(decision)") { () throws(Refusal) in _ = try StrictControl<Receipt>().decode(frame) }
  }

  @Test func aReasonThatQuotesAPeerIsSafeToShow() {
    let hostile = "quoted \u{1B}[2J\u{202E}txt\u{0}"
    #expect(WireText(hostile).text == "quoted ?[2J?txt?")
    #expect(WireText(String(repeating: "é", count: 2_000)).text.unicodeScalars.count == WireText.longest)
  }

  @Test func aPatternMeansAllOfASystemOrOneTypeOrEverything() {
    #expect(TypePattern("*").matches("cell.log-entry"))
    #expect(TypePattern("verification.*").matches("verification.finding"))
    #expect(!TypePattern("verification.*").matches("verification"))
    #expect(!TypePattern("verification.*").matches("verifications.finding"))
    #expect(TypePattern("verification.finding").matches("verification.finding"))
    #expect(!TypePattern("verification.finding").matches("verification.findings"))
  }

  @Test func aStreamIdentifierKeepsItsLeadingZeros() throws {
    let stream = StreamIdentifier(0xAB)
    #expect(stream.description == "000000000000000000000000000000ab")
    try expectRoundTrip(Hello(cell: "paris", stream: stream, nature: nil, exerciseName: nil, client: "x"))
  }

  @Test func durableNamesAreShortAndPlain() {
    #expect(DurableName("watch.2026_a-B") != nil)
    #expect(DurableName(String(repeating: "w", count: 64)) != nil)
    #expect(DurableName(String(repeating: "w", count: 65)) == nil)
    #expect(DurableName("") == nil)
    #expect(DurableName("watch officer") == nil)
    #expect(DurableName("стража") == nil)
  }

  // MARK: What the tests above have in common

  private func expectMalformed(
    _ comment: Comment, sourceLocation: SourceLocation = #_sourceLocation, _ decode: () throws(Refusal) -> Void
  ) {
    do throws(Refusal) {
      try decode()
      Issue.record("was read: \(comment)", sourceLocation: sourceLocation)
    } catch {
      #expect(error.code == .malformedFrame, comment, sourceLocation: sourceLocation)
    }
  }

  /// Both readings, the broker's strict one and the node's lenient one, give back what was written.
  private func expectRoundTrip<Value: ControlCommand>(
    _ value: Value, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let frame = ControlCodec.encode(value)
    #expect(frame.first == Value.command.rawValue, sourceLocation: sourceLocation)
    #expect(try ControlCodec.decode(Value.self, from: frame) == value, sourceLocation: sourceLocation)
    #expect(try StrictControl<Value>().decode(frame) == value, sourceLocation: sourceLocation)
  }
}

/// A seeded generator (Steele, Lea and Flood: Fast Splittable Pseudorandom Number Generators, 2014).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
