import CellJournal
import CellNode
import CellRecord
import CellSchema
import Foundation

/// A record held against what was receipted and read: promises 1 and 2.
struct RecordAudit {
  let rows: [RecordRow]
  /// By sequence.
  let notes: [UInt64: NumberedNote]
  private(set) var problems: [String] = []

  /// Reads a copy of a dead or stopped daemon's record, opened as the daemon would open it; the original stays as it is.
  ///
  /// - Parameter directory: where it is, if not in its own place.
  init(_ cell: TestCell, from directory: String? = nil) throws {
    let copy = "\(cell.directory)/audited-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: copy) }
    for name in ["record.sqlite", "record.sqlite-wal"] {
      let place = "\(directory ?? cell.recordDirectory)/\(name)"
      guard FileManager.default.fileExists(atPath: place) else { continue }
      try FileManager.default.copyItem(atPath: place, toPath: "\(copy)/\(name)")
    }
    let journal = try SQLiteJournal.open(directory: copy, cell: "paris")
    defer { try? journal.close() }
    var rows: [RecordRow] = []
    // The journal itself finds a gap, and a document that is not the one that was accepted.
    while case let more = try journal.rows(after: rows.last?.sequence ?? .none, limit: 4_096, bytes: 4 << 20),
      !more.isEmpty
    {
      rows += more
    }
    self.rows = rows
    notes = Dictionary(
      uniqueKeysWithValues: rows.compactMap { row in
        NumberedNote(document: row.envelope.document).map { (row.sequence.value, $0) }
      })
    checkOrder()
  }

  /// Each origin's notes of a lane stand in the order in which it sent them, each once, none left out before a later one.
  private mutating func checkOrder() {
    var last: [String: Int] = [:]
    for row in rows {
      guard let note = notes[row.sequence.value] else { continue }
      let lane = "\(note.origin) lane \(row.lane)"
      if note.number != last[lane, default: 0] + 1 {
        problems.append("#\(row.sequence): \(lane) has \(note.number) after \(last[lane, default: 0])")
      }
      last[lane] = note.number
    }
  }

  /// What was receipted is on the record, where the receipt says and with the bytes that were sent.
  mutating func hold(_ ledger: Ledger) {
    for receipt in ledger.receipts {
      guard let row = row(receipt.sequence) else {
        problems.append("#\(receipt.sequence) of \(ledger.node) was receipted; the record ends at \(rows.count)")
        continue
      }
      if Timestamp(row.acceptedAt) != receipt.acceptedAt {
        problems.append("#\(receipt.sequence): the receipt has another time")
      }
      guard let sent = ledger.sent(receipt.id), row.envelope.document == sent[...] else {
        problems.append("#\(receipt.sequence): the record has other bytes than \(ledger.node) sent")
        continue
      }
    }
  }

  /// What a process printed as receipts stands on the record as what it sent.
  mutating func hold(origin: String, receipts: [(sequence: UInt64, id: String)]) {
    for receipt in receipts {
      guard let row = row(receipt.sequence), notes[receipt.sequence]?.origin == origin,
        let header = try? DocumentDecoder.header(of: Array(row.envelope.document)), "\(header.id)" == receipt.id
      else {
        problems.append("#\(receipt.sequence) was receipted to \(origin) and is another message")
        continue
      }
    }
  }

  /// A reader that went on by itself has every note of the record, each once, in the order of its lane.
  mutating func hold(_ book: ReadBook) {
    let read = book.messages
    for lane in Precedence.allCases {
      let its = read.filter { $0.lane == lane }.map(\.sequence)
      let recorded = rows.filter { $0.lane == lane && notes[$0.sequence.value] != nil }.map(\.sequence.value)
      if its != recorded {
        let place = zip(its, recorded).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        problems.append(
          "\(book.reader) read \(its.count) of \(recorded.count) in lane \(lane), differing from place"
            + " \(place ?? min(its.count, recorded.count))")
      }
    }
    for message in read where row(message.sequence)?.envelope.document != message.document[...] {
      problems.append("\(book.reader) read other bytes at #\(message.sequence)")
    }
  }

  /// Of the notes, in record order.
  func headers() throws -> [Header] {
    try rows.filter { notes[$0.sequence.value] != nil }.map {
      try DocumentDecoder.header(of: Array($0.envelope.document))
    }
  }

  private func row(_ sequence: UInt64) -> RecordRow? {
    sequence > 0 && sequence <= rows.count ? rows[Int(sequence) - 1] : nil
  }
}
