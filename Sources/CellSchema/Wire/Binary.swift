/// Reads a frame's binary layout: big-endian numbers, nothing past the end, nothing left over.
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

/// Writes a frame's binary layout.
package struct FrameWriter {
  package var bytes: [UInt8]

  package init(_ command: Command, capacity: Int = 64) {
    bytes = []
    bytes.reserveCapacity(capacity)
    bytes.append(command.rawValue)
  }

  package mutating func number<Number: FixedWidthInteger & UnsignedInteger>(_ value: Number) {
    var shift = Number.bitWidth
    while shift > 0 {
      shift -= 8
      bytes.append(UInt8(truncatingIfNeeded: value &>> Number(shift)))
    }
  }

  package mutating func replace(_ value: UInt16, at offset: Int) {
    bytes[offset] = UInt8(truncatingIfNeeded: value >> 8)
    bytes[offset + 1] = UInt8(truncatingIfNeeded: value)
  }
}

/// A signature block and a document, as they stand in PUBLISH and DELIVER.
package struct Envelope: Sendable, Equatable {
  package var signature: ArraySlice<UInt8>
  package var document: ArraySlice<UInt8>

  package init(signature: ArraySlice<UInt8> = [], document: ArraySlice<UInt8>) {
    self.signature = signature
    self.document = document
  }

  /// Bytes of the envelope in a frame.
  package var encodedCount: Int { 6 + signature.count + document.count }
}

extension FrameWriter {
  package mutating func envelope(_ envelope: Envelope) {
    number(UInt16(envelope.signature.count))
    bytes.append(contentsOf: envelope.signature)
    number(UInt32(envelope.document.count))
    bytes.append(contentsOf: envelope.document)
  }
}

extension FrameReader {
  package mutating func envelope() throws(Refusal) -> Envelope {
    let signature = try range(Int(try number(UInt16.self, "a signature's length")), "a signature")
    let document = try range(Int(try number(UInt32.self, "a document's length")), "a document")
    return Envelope(signature: bytes[signature], document: bytes[document])
  }
}
