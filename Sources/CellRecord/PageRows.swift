import CellJournal
import CellSchema
import Foundation

/// What a page says of one of its messages beside the envelope: an element of the page's column `rows`.
///
/// It is written as JSON, so that `sqlite3` alone reads it:
/// `[accepted_at,"node",stream,lane,number,cause,signature,document,end]`, the last three being the places in the
/// column `bytes` where the signature block begins, the document begins, and it ends. The form is exact, with nothing
/// that JSON leaves free: a changed byte is another value or an error.
struct PageRow {
  var acceptedAt: Int64
  var node: NodeName
  /// stream.id; nil for what the bus says itself.
  var stream: Int64?
  var lane: Precedence
  var number: UInt64
  var cause: SequenceNumber
  var signature: Range<Int>
  var document: Range<Int>
}

extension PageRow {
  func write(to text: inout [UInt8]) {
    text.append(UInt8(ascii: "["))
    text.append(decimal: acceptedAt)
    // A node's name has letters, digits, dots and hyphens: nothing that JSON escapes.
    text.append(contentsOf: ",\"".utf8)
    text.append(contentsOf: node.description.utf8)
    text.append(contentsOf: "\",".utf8)
    if let stream { text.append(decimal: stream) } else { text.append(contentsOf: "null".utf8) }
    text.append(following: lane.lane)
    text.append(following: number)
    text.append(following: cause.value)
    text.append(following: signature.lowerBound)
    text.append(following: document.lowerBound)
    text.append(following: document.upperBound)
    text.append(UInt8(ascii: "]"))
  }
}

/// Reads a page's column `rows`, element by element.
struct PageRowsReader {
  private let text: [UInt8]
  private var place = 0
  private var end = 0
  private var lastNode: (text: ArraySlice<UInt8>, name: NodeName)?

  /// - Parameter text: the column.
  init(_ text: [UInt8]) throws {
    self.text = text
    try expect(UInt8(ascii: "["))
  }

  /// The next message; nil after the last.
  mutating func next() throws -> PageRow? {
    if place == 1 {
      if text.count == 2, text[1] == UInt8(ascii: "]") { return nil }
    } else if try takeSeparator() == UInt8(ascii: "]") {
      guard place == text.count else { throw Self.damage }
      return nil
    }
    try expect(UInt8(ascii: "["))
    let acceptedAt: Int64 = try number()
    try expect(UInt8(ascii: ","))
    let node = try node()
    try expect(UInt8(ascii: ","))
    let stream: Int64? = try takeNull() ? nil : try number()
    let lane: UInt8 = try following()
    guard let lane = Precedence(lane: lane) else { throw JournalError.damaged("there is no lane \(lane)") }
    let number: UInt64 = try following()
    let cause: UInt64 = try following()
    let signature: Int = try following()
    let document: Int = try following()
    let end: Int = try following()
    try expect(UInt8(ascii: "]"))
    guard signature == self.end, signature <= document, document <= end else { throw Self.damage }
    self.end = end
    guard stream != nil || number == 0 else { throw JournalError.damaged("number \(number) is of no stream") }
    return PageRow(
      acceptedAt: acceptedAt, node: node, stream: stream, lane: lane, number: number, cause: SequenceNumber(cause),
      signature: signature..<document, document: document..<end)
  }

  static let damage = JournalError.damaged("a page's list of rows is not in its form")

  private mutating func takeSeparator() throws -> UInt8 {
    guard place < text.count, text[place] == UInt8(ascii: ",") || text[place] == UInt8(ascii: "]") else {
      throw Self.damage
    }
    place += 1
    return text[place - 1]
  }

  private mutating func expect(_ byte: UInt8) throws {
    guard place < text.count, text[place] == byte else { throw Self.damage }
    place += 1
  }

  private mutating func takeNull() throws -> Bool {
    guard place < text.count, text[place] == UInt8(ascii: "n") else { return false }
    for byte in "null".utf8 { try expect(byte) }
    return true
  }

  private mutating func following<Number: FixedWidthInteger>() throws -> Number {
    try expect(UInt8(ascii: ","))
    return try number()
  }

  private mutating func number<Number: FixedWidthInteger>() throws -> Number {
    let isNegative = place < text.count && text[place] == UInt8(ascii: "-")
    if isNegative { place += 1 }
    let start = place
    var value: Number = 0
    while place < text.count, text[place] &- UInt8(ascii: "0") < 10 {
      let digit = Number(text[place] - UInt8(ascii: "0"))
      let (shifted, over) = value.multipliedReportingOverflow(by: 10)
      let (sum, beyond) =
        isNegative
        ? shifted.subtractingReportingOverflow(digit) : shifted.addingReportingOverflow(digit)
      guard !over, !beyond else { throw Self.damage }
      value = sum
      place += 1
    }
    guard place > start, place == start + 1 || text[start] != UInt8(ascii: "0"), !isNegative || value != 0 else {
      throw Self.damage
    }
    return value
  }

  private mutating func node() throws -> NodeName {
    try expect(UInt8(ascii: "\""))
    let start = place
    while place < text.count, text[place] != UInt8(ascii: "\"") { place += 1 }
    let slice = text[start..<place]
    try expect(UInt8(ascii: "\""))
    if let lastNode, lastNode.text == slice { return lastNode.name }
    let text = String(decoding: slice, as: UTF8.self)
    guard let name = NodeName(text) else { throw JournalError.damaged("\"\(text)\" is no node's name") }
    lastNode = (slice, name)
    return name
  }
}

extension [UInt8] {
  fileprivate mutating func append(following value: some FixedWidthInteger) {
    append(UInt8(ascii: ","))
    append(decimal: value)
  }

  fileprivate mutating func append(decimal value: some FixedWidthInteger) {
    guard value != 0 else { return append(UInt8(ascii: "0")) }
    if value < 0 { append(UInt8(ascii: "-")) }
    let start = count
    var rest = value.magnitude
    while rest != 0 {
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit))
      rest = quotient
    }
    // In place: to reverse a slice would copy it.
    var (low, high) = (start, count - 1)
    while low < high {
      swapAt(low, high)
      low += 1
      high -= 1
    }
  }
}
