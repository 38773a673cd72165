package import CellSchema

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

extension FrameWriter {
  package mutating func envelope(_ envelope: Envelope) {
    number(UInt16(envelope.signature.count))
    bytes.append(contentsOf: envelope.signature)
    number(UInt32(envelope.document.count))
    bytes.append(contentsOf: envelope.document)
  }
}
