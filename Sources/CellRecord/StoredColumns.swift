import CellJournal
import CellProof
import CellSchema
import Foundation
import GRDB

/// Reads columns that a damaged file may have changed. GRDB ends the process on a column that does not convert; a
/// record with a flipped bit must give an error instead.
extension Row {
  func number<Number: FixedWidthInteger>(_ index: Int) throws -> Number {
    // As it is stored: GRDB ends the process on a value of another kind, also where the result may be nil.
    let value: DatabaseValue = self[index]
    guard case .int64(let stored) = value.storage, let number = Number(exactly: stored) else {
      throw JournalError.damaged("a column holds no number that is possible there")
    }
    return number
  }

  func text(_ index: Int) throws -> String {
    let value: DatabaseValue = self[index]
    guard case .string(let text) = value.storage else { throw JournalError.damaged("a column holds no text") }
    return text
  }

  func bytes(_ index: Int) throws -> [UInt8] {
    let bytes = try withUnsafeData(atIndex: index) { $0.map { [UInt8]($0) } }
    guard let bytes else { throw JournalError.damaged("a column holds no bytes") }
    return bytes
  }

  /// The UTF-8 of a text, without making it one.
  func textBytes(_ index: Int) throws -> [UInt8] { try bytes(index) }

  func digest(_ index: Int) throws -> Digest {
    guard let digest = Digest(bytes: try bytes(index)) else { throw JournalError.damaged("a column holds no hash") }
    return digest
  }

  func sequence(_ index: Int) throws -> SequenceNumber { SequenceNumber(try number(index)) }

  func moment(_ index: Int) throws -> Microseconds { Microseconds(try number(index)) }

  func node(_ index: Int) throws -> NodeName {
    let text = try text(index)
    guard let node = NodeName(text) else { throw JournalError.damaged("\"\(text)\" is no node's name") }
    return node
  }

  func lane(_ index: Int) throws -> Precedence {
    let number: UInt8 = try number(index)
    guard let lane = Precedence(lane: number) else { throw JournalError.damaged("there is no lane \(number)") }
    return lane
  }

  /// Six columns, one for each lane, from `index` on.
  func lanes(from index: Int) throws -> Lanes<UInt64> {
    var lanes = Lanes<UInt64>(repeating: 0)
    for lane in Precedence.lanes { lanes[lane] = try number(index + Int(lane.lane)) }
    return lanes
  }

  func stream(_ index: Int) throws -> UInt128 {
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

/// A number as SQLite's signed integer. Numbers count up from 1, one by one, and never come near the limit.
func stored(_ number: UInt64) throws -> Int64 {
  guard let number = Int64(exactly: number) else { throw JournalError.failed("number \(number) is out of range") }
  return number
}
