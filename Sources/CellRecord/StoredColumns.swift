import Foundation
import GRDB

/// Columns as a damaged file may have them. GRDB ends the process on a column that does not convert; a record with a
/// flipped bit must be an error with a place.
extension Row {
  func number<Number: FixedWidthInteger>(_ index: Int) throws -> Number {
    guard let stored: Int64 = self[index], let number = Number(exactly: stored) else {
      throw JournalError.damaged("a column holds no number that is possible there")
    }
    return number
  }

  func text(_ index: Int) throws -> String {
    guard let text: String = self[index] else { throw JournalError.damaged("a column holds no text") }
    return text
  }

  func bytes(_ index: Int) throws -> [UInt8] {
    let bytes = try withUnsafeData(atIndex: index) { $0.map { [UInt8]($0) } }
    guard let bytes else { throw JournalError.damaged("a column holds no bytes") }
    return bytes
  }

  /// A stream's id; 0 where there is none.
  func stream(_ index: Int) throws -> UInt128 {
    guard !hasNull(atIndex: index) else { return 0 }
    let bytes = try bytes(index)
    guard bytes.count == 16 else { throw JournalError.damaged("a stream's id has \(bytes.count) bytes") }
    return bytes.reduce(0) { $0 << 8 | UInt128($1) }
  }
}

/// A stream's id as it is stored: 16 bytes, big-endian.
func streamBytes(_ id: UInt128) -> [UInt8] {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(16)
  bytes.append(bigEndian: id)
  return bytes
}

/// SQLite's integers are signed. Numbers count up from 1, one by one: none comes near the limit.
func stored(_ number: UInt64) throws -> Int64 {
  guard let number = Int64(exactly: number) else { throw JournalError.failed("number \(number) is out of range") }
  return number
}
