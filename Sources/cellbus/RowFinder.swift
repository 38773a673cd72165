import CellCommand
import CellJournal
import CellRecord
import CellSchema

/// Finds rows of a record by what a person calls them, and the rows that put the rules over them in force.
struct RowFinder {
  let reader: SQLiteReader
  /// Rows of others are not looked at.
  let epoch: RecordEpoch
  /// Of so many of its rows.
  let size: UInt64

  /// The last row that is looked at.
  private var last: UInt64 { epoch.last(of: size).value }

  struct Found {
    /// By number, each once.
    var rows: [RecordRow] = []
    /// Up to the last of the rows.
    var rules: [RecordRow] = []
  }

  /// Reads the record as far as it must: numbers alone are looked up.
  ///
  /// - Parameters:
  ///   - isBundle: whether the rules rows are looked for too, which means reading every row up to the last.
  ///   - isRelated: whether every later message that names one of them is taken too, and so on.
  ///   - progress: is told as rows are read.
  func find(
    _ choices: [RecordChoice], isBundle: Bool, isRelated: Bool, progress: (RecordProgress) -> Void
  ) throws -> Found {
    let numbers = choices.compactMap(\.row)
    if let beyond = numbers.first(where: { $0 < epoch.base.value || $0 > last }) {
      throw Complaint(
        .failed, .notOnRecord, at: "\(beyond)",
        spoken("the tree has \("\(epoch.base)") to \("\(last)")"))
    }
    let areNumbers = numbers.count == choices.count
    guard isBundle || !areNumbers else {
      return Found(rows: try reader.rows(Set(numbers).sorted().map { SequenceNumber($0) }, bytes: .max))
    }
    let end = areNumbers && !isRelated ? numbers.max() ?? 0 : last
    let found = try scan(choices, isRelated: isRelated, through: end, progress)
    for choice in choices { try check(choice, found) }
    return found.all
  }

  private typealias Scanned = (all: Found, of: [RecordChoice: [UInt64]])

  private func scan(
    _ choices: [RecordChoice], isRelated: Bool, through end: UInt64, _ progress: (RecordProgress) -> Void
  ) throws -> Scanned {
    var found: Scanned = (Found(), [:])
    var waiting: [RecordRow] = []
    var named: Set<MessageID> = []
    var last = epoch.base.previous
    while last.value < end {
      let rows = try reader.rows(after: last, limit: 4_096, bytes: 4 << 20)
      guard let read = rows.last else { break }
      for row in rows where row.sequence.value <= end {
        let header = try DocumentDecoder.header(of: Array(row.envelope.document))
        let taking = choices.filter { $0.takes(row.sequence.value, header) }
        if Self.ruleTypes.contains(header.type) { waiting.append(row) }
        let isNamed = !named.isEmpty && !NamedMessages.ids(in: row.envelope.document).isDisjoint(with: named)
        guard !taking.isEmpty || isNamed else { continue }
        // What the bus says names many that have nothing to do with each other.
        if isRelated, row.number != nil { named.insert(header.id) }
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
    Genesis.messageType, RecordRestored.messageType, RosterChanged.messageType,
    CharterChanged.messageType,
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
