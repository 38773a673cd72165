import CellSchema
import CellWire
import Testing

@Suite("Frames of messages")
struct FrameTests {
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
      lane: .immediate, stream: stream, firstNumber: 0x0001_0203_0405_0607,
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
      DeliverFrame(lane: .override, subscription: 0x0102_0304, deliveries: [delivery]).encoded() == [
        0x30, 5, 0x01, 0x02, 0x03, 0x04, 0x00, 0x01,
        0, 0, 0, 0, 0, 0, 0x01, 0x02, 0, 0, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x7B, 0x7D,
      ])
  }

  @Test func aTimeBefore1970IsATwosComplement() throws {
    let delivery = RecordedEnvelope(sequence: 1, acceptedAt: -1, envelope: Envelope(document: [0x7B, 0x7D]))
    let bytes = DeliverFrame(lane: .deferred, subscription: 1, deliveries: [delivery]).encoded()
    #expect(Array(bytes[16..<24]) == Array(repeating: 0xFF, count: 8))
    #expect(try DeliverFrame(bytes).deliveries.first?.acceptedAt == -1)
  }

  @Test func oneBodyServesEveryReader() {
    let body = DeliverFrame.body(WireSamples.deliver.deliveries)
    var first = DeliverFrame.header(lane: .routine, subscription: 0xFEDC_BA98, count: 3)
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
    let empty = PublishFrame(lane: .routine, stream: WireSamples.stream, firstNumber: 1, envelopes: [])
    expectMalformed("no message") { () throws(Refusal) in _ = try PublishFrame(empty.encoded()) }
    var readerLane = WireSamples.deliver.encoded()
    readerLane[1] = 6
    expectMalformed("lane 6 of DELIVER") { () throws(Refusal) in _ = try DeliverFrame(readerLane) }
  }

  @Test func theNumbersOfAPublishStayWithinWhatJSONHolds() throws {
    func publish(_ first: UInt64) -> [UInt8] {
      PublishFrame(
        lane: .routine, stream: WireSamples.stream, firstNumber: first, envelopes: [Envelope(document: [0x7B, 0x7D])]
      ).encoded()
    }
    expectMalformed("number 0") { () throws(Refusal) in _ = try PublishFrame(publish(0)) }
    #expect(try PublishFrame(publish(1)).firstNumber == 1)
    #expect(try PublishFrame(publish(WireNumber.largest - 1)).firstNumber == WireNumber.largest - 1)
    expectMalformed("2^53") { () throws(Refusal) in _ = try PublishFrame(publish(WireNumber.largest)) }
    expectMalformed("2^64 - 1") { () throws(Refusal) in _ = try PublishFrame(publish(.max)) }
  }

  @Test func theSequenceNumbersOfADeliverStayWithinWhatJSONHolds() throws {
    func deliver(_ sequence: UInt64) -> [UInt8] {
      let delivery = RecordedEnvelope(
        sequence: SequenceNumber(sequence), acceptedAt: 0, envelope: Envelope(document: [0x7B, 0x7D]))
      return DeliverFrame(lane: .routine, subscription: 1, deliveries: [delivery]).encoded()
    }
    for sequence in [0, WireNumber.largest + 1, .max] {
      expectMalformed("number \(sequence)") { () throws(Refusal) in _ = try DeliverFrame(deliver(sequence)) }
    }
    for sequence in [1, WireNumber.largest] {
      #expect(try DeliverFrame(deliver(sequence)).deliveries.first?.sequence.value == sequence)
    }
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
}
