/// PUBLISH: messages of one lane of a stream, numbered from `firstNumber` on without gaps. Node to broker.
///
/// ```
/// 0x10 | lane u8 | stream 16 | firstNumber u64 | count u16 | count × ( u16 signature | u32 document )
/// ```
package struct PublishFrame: Sendable, Equatable {
  package static let headerCount = 1 + 1 + 16 + 8 + 2

  package var lane: Int
  package var stream: StreamIdentifier
  package var firstNumber: UInt64
  package var envelopes: [Envelope]

  package init(lane: Int, stream: StreamIdentifier, firstNumber: UInt64, envelopes: [Envelope]) {
    self.lane = lane
    self.stream = stream
    self.firstNumber = firstNumber
    self.envelopes = envelopes
  }

  package func encoded() -> [UInt8] {
    let size = envelopes.reduce(Self.headerCount) { $0 + $1.encodedCount }
    var writer = FrameWriter(.publish, capacity: size)
    writer.number(UInt8(lane))
    writer.number(stream.value)
    writer.number(firstNumber)
    writer.number(UInt16(envelopes.count))
    for envelope in envelopes { writer.envelope(envelope) }
    return writer.bytes
  }

  /// Reads a frame whose first byte is PUBLISH.
  package init(_ bytes: [UInt8]) throws(Refusal) {
    var reader = FrameReader(bytes)
    let lane = Int(try reader.number(UInt8.self, "the lane"))
    guard lane < Lane.count else { throw Refusal(.malformedFrame, "there is no lane \(lane)") }
    self.lane = lane
    stream = StreamIdentifier(try reader.number(UInt128.self, "the stream"))
    firstNumber = try reader.number(UInt64.self, "the first number")
    let count = Int(try reader.number(UInt16.self, "the count"))
    guard count > 0 else { throw Refusal(.malformedFrame, "PUBLISH without a message") }
    guard firstNumber > 0, firstNumber <= WireNumber.largest - UInt64(count) else {
      throw Refusal(.malformedFrame, "the first number is outside 1 to 2^53")
    }
    envelopes = []
    // The count is the peer's word: what the frame can hold bounds the reservation.
    envelopes.reserveCapacity(min(count, bytes.count / 6))
    for _ in 0..<count { envelopes.append(try reader.envelope()) }
    try reader.finish()
  }
}
