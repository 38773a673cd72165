/// The strings of a checked array's raw bytes, such as `["FRA","@verification-lead"]`, as byte ranges without quotes.
///
/// Patterned strings have no escapes, so that the bytes are the value:
/// ```swift
/// var strings = JSONStrings(slots[.releasableTo])
/// while let range = strings.next(in: document) { … }
/// ```
package struct JSONStrings: Sendable {
  private var at: Int
  private let end: Int

  /// - Parameter slot: an array's place, with its brackets; of an empty one nothing comes.
  package init(_ slot: Range<Int>) {
    at = slot.lowerBound
    end = slot.upperBound
  }

  /// The next string's place in `document`, or nil after the last.
  package mutating func next(in document: Span<UInt8>) -> Range<Int>? {
    while at < end, document.byte(at) != UInt8(ascii: "\"") { at += 1 }
    guard at < end else { return nil }
    let start = at + 1
    at = start
    while at < end {
      let byte = document.byte(at)
      if byte == UInt8(ascii: "\"") {
        defer { at += 1 }
        return start..<at
      }
      at += byte == UInt8(ascii: "\\") ? 2 : 1
    }
    return nil
  }
}
