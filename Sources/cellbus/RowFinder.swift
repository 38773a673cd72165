import CellCommand
import CellJournal
import CellRecord
import CellSchema

/// Finds rows of a record by what a person calls them, and the rows that put the rules over them in force.
struct RowFinder {
  let reader: SQLiteReader
  /// Rows beyond are not looked at.
  let size: UInt64

  struct Found {
    /// By number, each once.
    var rows: [RecordRow] = []
    /// Up to the last of the rows.
    var rules: [RecordRow] = []
  }

  /// Reads the record as far as it must: numbers alone are looked up.
  ///
  /// - Parameters:
  ///   - needsRules: whether the rules rows are looked for too, which means reading every row up to the last.
  ///   - progress: is told as rows are read.
  func find(_ choices: [RecordChoice], needsRules: Bool, progress: (RecordProgress) -> Void) throws -> Found {
    let numbers = choices.compactMap(\.row)
    if let beyond = numbers.first(where: { $0 == 0 || $0 > size }) {
      throw Complaint(.failed, .notOnRecord, at: "\(beyond)", spoken("the record has 1 to \("\(size)")"))
    }
    let areNumbers = numbers.count == choices.count
    guard needsRules || !areNumbers else {
      return Found(rows: try reader.rows(Set(numbers).sorted().map { SequenceNumber($0) }, bytes: .max))
    }
    let found = try scan(choices, through: areNumbers ? numbers.max() ?? 0 : size, progress)
    for choice in choices { try check(choice, found) }
    return found.all
  }

  private typealias Scanned = (all: Found, of: [RecordChoice: [UInt64]])

  private func scan(
    _ choices: [RecordChoice], through end: UInt64, _ progress: (RecordProgress) -> Void
  ) throws -> Scanned {
    var found: Scanned = (Found(), [:])
    var waiting: [RecordRow] = []
    var last = SequenceNumber.none
    while last.value < end {
      let rows = try reader.rows(after: last, limit: 4_096, bytes: 4 << 20)
      guard let read = rows.last else { break }
      for row in rows where row.sequence.value <= end {
        let header = try DocumentDecoder.header(of: Array(row.envelope.document))
        let taking = choices.filter { $0.takes(row.sequence.value, header) }
        if Self.ruleTypes.contains(header.type) { waiting.append(row) }
        guard !taking.isEmpty else { continue }
        for choice in taking { found.of[choice, default: []].append(row.sequence.value) }
        found.all.rows.append(row)
        found.all.rules += waiting
        waiting = []
      }
      last = read.sequence
      progress(RecordProgress(rows: min(last.value, end), of: end))
    }
    return found
  }

  private static let ruleTypes: Set<MessageType> = [
    Genesis.messageType, RosterChanged.messageType, CharterChanged.messageType,
  ]

  /// A name that may stand for several messages has to stand for one.
  private func check(_ choice: RecordChoice, _ found: Scanned) throws {
    let rows = found.of[choice] ?? []
    guard !rows.isEmpty else {
      throw Complaint(
        .failed, .notOnRecord, at: "\(choice)", spoken("none of the record's \("\(size)") rows is meant by that"))
    }
    if case .message = choice, rows.count > 1 {
      let all = rows.prefix(8).map { "\($0)" }.joined(separator: ", ")
      throw Complaint(.failed, .ambiguousReference, at: "\(choice)", spoken("several rows are meant by that: \(all)"))
    }
  }
}
