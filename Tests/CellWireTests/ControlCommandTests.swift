import CellSchema
import CellWire
import Testing

@Suite("Control commands")
struct ControlCommandTests {
  @Test func everyControlCommandComesBackAsItWasWritten() throws {
    try expectRoundTrip(WireSamples.hello)
    try expectRoundTrip(
      Hello(cell: "paris", stream: nil, nature: nil, exerciseName: nil, client: "reader", versions: []))
    try expectRoundTrip(WireSamples.welcome)
    try expectRoundTrip(WireSamples.receipt)
    try expectRoundTrip(WireSamples.subscribe)
    try expectRoundTrip(Subscribe(subscription: 2, types: [TypePattern("*")], messages: 1, bytes: 1))
    try expectRoundTrip(Subscribed(subscription: 1, cursors: perLane(0, 1, 2, 3, 4, 5), resumed: true))
    try expectRoundTrip(Subscribed(subscription: 1, ended: true))
    try expectRoundTrip(Unsubscribe(subscription: 1))
    try expectRoundTrip(Unsubscribe(subscription: 1, durable: DurableName("watch"), remove: true))
    try expectRoundTrip(Acknowledge(subscription: 1, upTo: perLane(9, 8, 7, 6, 5, 4)))
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

  @Test func aReceiptIsReadAsFoundationReadsIt() throws {
    let plain = ControlCodec.encode(
      Receipt(
        lane: .routine, next: 5,
        decisions: [
          .accepted(1, count: 3, sequence: 7, at: "2026-01-07T09:30:00.123Z"),
          .accepted(4, count: 1, sequence: 12, at: "2026-01-07T09:30:00.124Z"),
        ]))
    var frames = [plain, ControlCodec.encode(WireSamples.receipt)]
    for place in plain.indices.dropFirst() {
      for byte in [
        UInt8(ascii: "0"), UInt8(ascii: "\""), UInt8(ascii: " "), UInt8(ascii: "}"), UInt8(ascii: "\\"), 0xC3,
      ] {
        var other = plain
        other[place] = byte
        frames.append(other)
      }
      frames.append(Array(plain[..<place]))
      frames.append(Array(plain[..<place]) + plain[(place + 1)...])
    }
    for frame in frames {
      let expected = try? ControlCodec.decode(Receipt.self, from: frame)
      #expect((try? Receipt(frame)) == expected, "\(String(decoding: frame.dropFirst(), as: UTF8.self))")
    }
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

  /// A node reckons with these numbers: with larger ones its sums would not fit.
  @Test(arguments: ["9007199254740992", "18446744073709551615"]) func aNumberBeyondJSONsIsMalformedToANode(
    number: String
  ) {
    let receipt =
      #"{"lane":"flash","next":2,"decisions":[{"number":\#(number),"sequence":1,"count":1,"#
      + #""acceptedAt":"2026-01-07T09:30:00Z"}]}"#
    let frame = [Command.receipt.rawValue] + Array(receipt.utf8)
    expectMalformed("\(number)") { () throws(Refusal) in _ = try ControlCodec.decode(Receipt.self, from: frame) }
    let error = #"{"code":\#(number),"name":"x","detail":"x","retryable":true}"#
    expectMalformed("\(number)") { () throws(Refusal) in
      _ = try ControlCodec.decode(ErrorReport.self, from: [Command.error.rawValue] + Array(error.utf8))
    }
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
}
