package import CellSchema

/// Reads a RECEIPT's JSON, as `JSONDecoder` does, in a twentieth of its time: a node that publishes gets many.
///
/// It reads what is written plainly. Where anything is not (a refusal, an unknown field, white space), it gives up, and
/// `JSONDecoder` has the word.
struct ReceiptReader {
  private let json: [UInt8]
  private var at: Int

  /// Something that is left to `JSONDecoder`.
  private struct NotPlain: Error {}

  /// - Parameter frame: with its first byte.
  static func receipt(in frame: [UInt8]) -> Receipt? {
    var reader = ReceiptReader(json: frame, at: 1)
    return try? reader.read()
  }

  private mutating func read() throws(NotPlain) -> Receipt {
    var lane: Precedence?
    var next: UInt64?
    var decisions: [Receipt.Decision]?
    try object { (reader, name) throws(NotPlain) in
      switch name {
      case "lane" where lane == nil: lane = Precedence(rawValue: try reader.string())
      case "next" where next == nil: next = try reader.number()
      case "decisions" where decisions == nil: decisions = try reader.decisions()
      default: throw NotPlain()
      }
    }
    guard at == json.count, let lane, let next, let decisions else { throw NotPlain() }
    return Receipt(lane: lane, next: next, decisions: decisions)
  }

  private mutating func decisions() throws(NotPlain) -> [Receipt.Decision] {
    var decisions: [Receipt.Decision] = []
    try take("[")
    while true {
      decisions.append(try decision())
      guard skip(",") else { break }
    }
    try take("]")
    return decisions
  }

  private mutating func decision() throws(NotPlain) -> Receipt.Decision {
    var (number, count, sequence): (UInt64?, UInt64?, UInt64?)
    var acceptedAt: Timestamp?
    try object { (reader, name) throws(NotPlain) in
      switch name {
      case "number" where number == nil: number = try reader.number()
      case "count" where count == nil: count = try reader.number()
      case "sequence" where sequence == nil: sequence = try reader.number()
      case "acceptedAt" where acceptedAt == nil: acceptedAt = Timestamp(try reader.string())
      default: throw NotPlain()
      }
    }
    guard let number, let count, let sequence, let acceptedAt else { throw NotPlain() }
    return .accepted(number, count: count, sequence: sequence, at: acceptedAt)
  }

  // MARK: JSON without white space

  private mutating func object(
    _ field: (inout Self, _ name: String) throws(NotPlain) -> Void
  ) throws(NotPlain) {
    try take("{")
    while true {
      let name = try string()
      try take(":")
      try field(&self, name)
      guard skip(",") else { break }
    }
    try take("}")
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard at < json.count, json[at] == UInt8(ascii: character) else { return false }
    at += 1
    return true
  }

  private mutating func take(_ character: Unicode.Scalar) throws(NotPlain) {
    guard skip(character) else { throw NotPlain() }
  }

  /// A string of ASCII without escapes.
  private mutating func string() throws(NotPlain) -> String {
    try take("\"")
    let start = at
    while at < json.count, json[at] != UInt8(ascii: "\"") {
      guard json[at] >= 0x20, json[at] < 0x7F, json[at] != UInt8(ascii: "\\") else { throw NotPlain() }
      at += 1
    }
    let text = String(decoding: json[start..<at], as: UTF8.self)
    try take("\"")
    return text
  }

  /// A number that `WireNumber` takes, in digits alone.
  private mutating func number() throws(NotPlain) -> UInt64 {
    let start = at
    var number: UInt64 = 0
    while at < json.count, json[at] >= UInt8(ascii: "0"), json[at] <= UInt8(ascii: "9"), at - start < 16 {
      number = number * 10 + UInt64(json[at] - UInt8(ascii: "0"))
      at += 1
    }
    guard at > start, at - start == 1 || json[start] != UInt8(ascii: "0"), number <= WireNumber.largest else {
      throw NotPlain()
    }
    return number
  }
}

extension Receipt {
  /// Reads a frame whose first byte is RECEIPT.
  package init(_ frame: [UInt8]) throws(Refusal) {
    if let receipt = ReceiptReader.receipt(in: frame) {
      self = receipt
    } else {
      self = try ControlCodec.decode(Receipt.self, from: frame)
    }
  }
}
