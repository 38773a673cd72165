/// Cuts a stream of bytes into lines, with bounded memory.
package struct LineSplitter: Sendable {
  package enum Piece: Sendable, Hashable {
    /// Without its line feed. Its number counts from 1.
    case line(number: Int, ArraySlice<UInt8>)
    /// A line beyond the limit. What was read of it is gone.
    case tooLong(number: Int)
  }

  private let limit: Int
  private var buffer: [UInt8] = []
  private var start = 0
  /// How far the buffer holds no line feed.
  private var scanned = 0
  private var number = 0
  private var isSkipping = false
  private var isFinished = false

  /// - Parameter limit: bytes of a line.
  package init(limit: Int) { self.limit = limit }

  package mutating func append(_ chunk: some Collection<UInt8>) {
    if start > 0 {
      buffer.removeFirst(start)
      scanned -= start
      start = 0
    }
    buffer += chunk
  }

  /// Nothing more comes: a last line needs no line feed.
  package mutating func finish() { isFinished = true }

  private static func lineFeed(in bytes: Span<UInt8>, from start: Int) -> Int? {
    for place in start..<bytes.count where bytes[place] == 0x0A { return place }
    return nil
  }

  /// Nil where more bytes are needed, or there are none.
  package mutating func next() -> Piece? {
    while true {
      if let end = Self.lineFeed(in: buffer.span, from: scanned) {
        let line = buffer[start..<end]
        start = end + 1
        scanned = start
        number += 1
        if isSkipping {
          isSkipping = false
          return .tooLong(number: number)
        }
        return line.count > limit ? .tooLong(number: number) : .line(number: number, line)
      }
      scanned = buffer.count
      if buffer.count - start > limit { isSkipping = true }
      if isSkipping { start = buffer.count }
      guard isFinished, start < buffer.count || isSkipping else { return nil }
      // As if the line had its line feed.
      buffer.append(0x0A)
    }
  }
}
