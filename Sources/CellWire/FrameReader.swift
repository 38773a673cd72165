package import CellSchema

/// Reads a frame's binary layout: numbers are big-endian, nothing is read past the end, and no bytes may be left over.
package struct FrameReader {
  package let bytes: [UInt8]
  package private(set) var offset: Int

  package init(_ bytes: [UInt8], from offset: Int = 1) {
    self.bytes = bytes
    self.offset = offset
  }

  package var isAtEnd: Bool { offset == bytes.count }

  package mutating func number<Number: FixedWidthInteger & UnsignedInteger>(
    _: Number.Type, _ what: StaticString
  ) throws(Refusal) -> Number {
    let end = offset + Number.bitWidth / 8
    guard end <= bytes.count else { throw short(what) }
    var value: Number = 0
    while offset < end {
      value = value &<< 8 | Number(truncatingIfNeeded: bytes[offset])
      offset += 1
    }
    return value
  }

  package mutating func range(_ count: Int, _ what: StaticString) throws(Refusal) -> Range<Int> {
    guard count <= bytes.count - offset else { throw short(what) }
    defer { offset += count }
    return offset..<offset + count
  }

  package func finish() throws(Refusal) {
    guard isAtEnd else {
      throw Refusal(.malformedFrame, "\(bytes.count - offset) bytes follow the last envelope")
    }
  }

  private func short(_ what: StaticString) -> Refusal {
    Refusal(.malformedFrame, "the frame ends at byte \(bytes.count), inside \(what) that starts at byte \(offset)")
  }
}

extension FrameReader {
  mutating func lane() throws(Refusal) -> Precedence {
    let number = try number(UInt8.self, "the lane")
    guard let lane = Precedence(lane: number) else { throw Refusal(.malformedFrame, "there is no lane \(number)") }
    return lane
  }

  package mutating func envelope() throws(Refusal) -> Envelope {
    let signature = try range(Int(try number(UInt16.self, "a signature's length")), "a signature")
    let document = try range(Int(try number(UInt32.self, "a document's length")), "a document")
    return Envelope(in: bytes, signature: signature, document: document)
  }
}
