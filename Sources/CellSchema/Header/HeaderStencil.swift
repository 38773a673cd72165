/// A document up to its body, written once for the messages of a sender that differ in identifier, serial, time of
/// sending and body alone.
///
/// ```swift
/// let stencil = HeaderStencil(header)
/// var document = stencil.document(id: .make(), sentAt: .now, body: json)
/// document.replaceSerial(at: stencil.serial, with: serial)
/// ```
///
/// What comes of it is what ``DocumentEncoder`` writes.
package struct HeaderStencil: Sendable {
  private let head: [UInt8]
  private let id: Int
  private let sentAt: Int
  /// Where the number and the year of the serial stand.
  package let serial: Range<Int>

  package init(_ header: Header) {
    let writer = HeaderWriter(header, behind: Array("{\"header\":".utf8))
    head = writer.json + Array(",\"body\":".utf8)
    id = writer.id
    sentAt = writer.sentAt
    serial = writer.serial
  }

  /// The document of a body, with the serial that the stencil was made with.
  package func document(id: MessageID, sentAt: Timestamp, body: [UInt8]) -> [UInt8] {
    var document: [UInt8] = []
    // A serial may become longer by five digits.
    document.reserveCapacity(head.count + body.count + 6)
    document.append(contentsOf: head)
    document.append(contentsOf: body)
    document.append(UInt8(ascii: "}"))
    var bytes = document.mutableSpan
    id.write(into: &bytes, at: self.id)
    sentAt.write(into: &bytes, at: self.sentAt)
    return document
  }
}

extension [UInt8] {
  /// Puts the number and the year of another serial into a document, in the place of those that stand there.
  package mutating func replaceSerial(at place: Range<Int>, with serial: Serial) {
    if serial.writeCount(into: &self, at: place) { return }
    replaceSubrange(place, with: serial.countText)
  }
}

extension MessageID {
  /// Bytes of its text.
  static let textCount = 36

  func write(into bytes: inout MutableSpan<UInt8>, at start: Int) {
    var at = start
    for half in [UInt64(truncatingIfNeeded: bits >> 64), UInt64(truncatingIfNeeded: bits)] {
      var shift: UInt64 = 64
      while shift > 0 {
        shift -= 4
        switch at - start {
        case 8, 13, 18, 23:
          bytes[at] = UInt8(ascii: "-")
          at += 1
        default: break
        }
        let digit = UInt8(truncatingIfNeeded: half >> shift & 15)
        bytes[at] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit
        at += 1
      }
    }
  }
}

extension Timestamp {
  /// Bytes of its text.
  static let textCount = 24

  func write(into bytes: inout MutableSpan<UInt8>, at start: Int) {
    let (day, time) = (civil, timeOfDay)
    bytes.write(day.year, 4, at: start)
    bytes[start + 4] = UInt8(ascii: "-")
    bytes.write(day.month, 2, at: start + 5)
    bytes[start + 7] = UInt8(ascii: "-")
    bytes.write(day.day, 2, at: start + 8)
    bytes[start + 10] = UInt8(ascii: "T")
    bytes.write(time.hour, 2, at: start + 11)
    bytes[start + 13] = UInt8(ascii: ":")
    bytes.write(time.minute, 2, at: start + 14)
    bytes[start + 16] = UInt8(ascii: ":")
    bytes.write(time.second, 2, at: start + 17)
    bytes[start + 19] = UInt8(ascii: ".")
    bytes.write(milliseconds, 3, at: start + 20)
    bytes[start + 23] = UInt8(ascii: "Z")
  }
}

extension Serial {
  /// The number and the year, `0412/26`.
  var countText: [UInt8] { Array("\(padded(number, to: 4))/\(padded(year, to: 2))".utf8) }

  /// - Returns: false where the place has another length; then nothing was written.
  fileprivate func writeCount(into document: inout [UInt8], at place: Range<Int>) -> Bool {
    var digits = 4
    var limit = 10_000
    while number >= limit {
      digits += 1
      limit *= 10
    }
    guard place.count == digits + 3 else { return false }
    var bytes = document.mutableSpan
    bytes.write(number, digits, at: place.lowerBound)
    bytes[place.lowerBound + digits] = UInt8(ascii: "/")
    bytes.write(year, 2, at: place.lowerBound + digits + 1)
    return true
  }
}

extension MutableSpan where Element == UInt8 {
  /// Writes a number in so many decimal digits.
  fileprivate mutating func write(_ number: Int, _ digits: Int, at start: Int) {
    var rest = number
    var at = start + digits
    while at > start {
      at -= 1
      self[at] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
  }
}
