package import CellSchema

/// PUBLISH: messages of one lane of a stream, numbered from `firstNumber` on without gaps. Node to broker.
///
/// ```
/// 0x10 | lane u8 | stream 16 | firstNumber u64 | count u16 | count × ( u16 signature | u32 document )
/// ```
package struct PublishFrame: Sendable, Equatable {
  package static let headerCount = 1 + 1 + 16 + 8 + 2

  package var lane: Precedence
  package var stream: StreamIdentifier
  package var firstNumber: UInt64
  package var envelopes: [Envelope]

  package init(lane: Precedence, stream: StreamIdentifier, firstNumber: UInt64, envelopes: [Envelope]) {
    self.lane = lane
    self.stream = stream
    self.firstNumber = firstNumber
    self.envelopes = envelopes
  }

  /// Bytes of it as it goes over the wire.
  package var encodedCount: Int { envelopes.reduce(Self.headerCount) { $0 + $1.encodedCount } }

  package func encoded() -> [UInt8] {
    var writer = FrameWriter(.publish, capacity: encodedCount)
    writer.number(lane.lane)
    writer.number(stream.value)
    writer.number(firstNumber)
    writer.number(UInt16(envelopes.count))
    for envelope in envelopes { writer.envelope(envelope) }
    return writer.bytes
  }

  /// The lane of a frame, if it is a PUBLISH; the rest is not read.
  package static func lane(of bytes: [UInt8]) -> Precedence? {
    guard bytes.count >= headerCount, bytes[0] == Command.publish.rawValue else { return nil }
    return Precedence(lane: bytes[1])
  }

  /// How many messages a frame says that it has, if it is a PUBLISH; the rest is not read.
  package static func count(of bytes: [UInt8]) -> Int? {
    guard bytes.count >= headerCount, bytes[0] == Command.publish.rawValue else { return nil }
    return Int(bytes[headerCount - 2]) << 8 | Int(bytes[headerCount - 1])
  }

  /// The frame's messages in frames of at most `most` messages.
  package func parts(of most: Int) -> [PublishFrame] {
    stride(from: 0, to: envelopes.count, by: most).map { start in
      PublishFrame(
        lane: lane, stream: stream, firstNumber: firstNumber + UInt64(start),
        envelopes: Array(envelopes[start..<min(start + most, envelopes.count)]))
    }
  }

  /// Reads a frame whose first byte is PUBLISH.
  package init(_ bytes: [UInt8]) throws(Refusal) {
    var reader = FrameReader(bytes)
    lane = try reader.lane()
    stream = StreamIdentifier(try reader.number(UInt128.self, "the stream"))
    firstNumber = try reader.number(UInt64.self, "the first number")
    let count = Int(try reader.number(UInt16.self, "the count"))
    guard count > 0 else { throw Refusal(.malformedFrame, "PUBLISH without a message") }
    guard firstNumber > 0, firstNumber <= WireNumber.largest - UInt64(count) else {
      throw Refusal(.malformedFrame, "the first number is outside 1 to 2^53")
    }
    envelopes = []
    // The count is the peer's claim: the reservation is bounded by what the frame can hold.
    envelopes.reserveCapacity(min(count, bytes.count / 6))
    for _ in 0..<count { envelopes.append(try reader.envelope()) }
    try reader.finish()
  }
}
