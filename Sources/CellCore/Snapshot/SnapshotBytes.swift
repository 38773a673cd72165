import CellSchema

/// Writes a snapshot: numbers of variable length (LEB128), strings after their length. The same state gives the same
/// bytes.
struct SnapshotWriter {
  private(set) var bytes: [UInt8] = []

  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  mutating func write(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func write(_ number: Int) { write(UInt64(number)) }
  mutating func write(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

  mutating func write(_ text: String) {
    write(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  mutating func write(_ id: UInt128) {
    for shift in stride(from: 120, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: id >> UInt128(shift)))
    }
  }

  mutating func write(_ id: MessageID) { write(id.bits) }

  mutating func list<Elements: Collection>(
    _ elements: Elements, _ write: (inout SnapshotWriter, Elements.Element) -> Void
  ) {
    self.write(elements.count)
    for element in elements { write(&self, element) }
  }
}

/// Reads a snapshot. Bytes that the writer would not write throw `record-damaged`; then the record is replayed instead.
struct SnapshotReader {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { place == bytes.count }

  private static let broken = Refusal(.recordDamaged, "the snapshot does not read")

  private mutating func next() throws(Refusal) -> UInt8 {
    guard place < bytes.count else { throw Self.broken }
    place += 1
    return bytes[place - 1]
  }

  mutating func number() throws(Refusal) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = try next()
      guard shift < 64 else { throw Self.broken }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
  }

  mutating func integer() throws(Refusal) -> Int {
    guard let value = Int(exactly: try number()) else { throw Self.broken }
    return value
  }

  mutating func flag() throws(Refusal) -> Bool { try next() == 1 }

  mutating func text() throws(Refusal) -> String {
    let count = try integer()
    guard count <= bytes.count - place else { throw Self.broken }
    defer { place += count }
    return String(decoding: bytes[place..<place + count], as: UTF8.self)
  }

  mutating func identifier() throws(Refusal) -> UInt128 {
    guard bytes.count - place >= 16 else { throw Self.broken }
    defer { place += 16 }
    return bytes[place..<place + 16].reduce(0) { $0 << 8 | UInt128($1) }
  }

  mutating func messageID() throws(Refusal) -> MessageID {
    guard let id = MessageID(bits: try identifier()) else { throw Self.broken }
    return id
  }

  mutating func list<Element>(
    _ read: (inout SnapshotReader) throws(Refusal) -> Element
  ) throws(Refusal) -> [Element] {
    let count = try integer()
    guard count <= bytes.count - place else { throw Self.broken }
    var elements: [Element] = []
    elements.reserveCapacity(count)
    for _ in 0..<count { elements.append(try read(&self)) }
    return elements
  }
}
