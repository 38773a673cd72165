import CellJournal
import CellProof
import CellSchema

extension JournalTrial {
  mutating func emptyRecord() throws {
    let journal = try place.reopen()
    try expect("the head", is: try journal.head(), equalTo: .empty)
    try expect("rows", is: try journal.rows(after: .none, limit: 9, bytes: .max), equalTo: [])
    try expect("rows by number", is: try journal.rows([0, 1], bytes: .max), equalTo: [])
    try expect("decisions", is: try journal.decisions(stream: 1, lane: .flash, numbers: 1...9), equalTo: [])
    try expect("a stream", is: try journal.stream(1), equalTo: nil)
    try expect("subscriptions", is: try journal.subscriptions(), equalTo: [])
    try expect("asides", is: try journal.asides(), equalTo: [])
    try expect("a file", is: try journal.file(sha256: Digest(of: [1])), equalTo: nil)
  }

  mutating func everyBatchMovesTheHead() throws {
    let journal = try place.reopen()
    for batch in [Self.everyKind] + Self.ofOneKind { try append(batch, to: journal) }
    let leaf = RecordLeaf(row: SampleTraffic.row(11), cell: cell).hash
    let wanted = Head(commit: UInt64(1 + Self.ofOneKind.count), sequence: 11, leaf: leaf)
    try expect("the head", is: try journal.head(), equalTo: wanted)
    try expect("the head after reopening", is: try place.reopen().head(), equalTo: wanted)
  }

  mutating func staleHead() throws {
    let journal = try place.reopen()
    try expectConflict(Self.everyKind, after: Head(commit: 1, sequence: .none, leaf: nil), in: journal)
    try expectConflict(Self.everyKind, after: Head(commit: 0, sequence: 1, leaf: nil), in: journal)
    try append(SampleTraffic.batch(after: 0, count: 3), to: journal)
    let head = try journal.head()
    var another = SampleTraffic.row(3)
    another.acceptedAt = another.acceptedAt + 1
    let stale = [
      .empty,
      Head(commit: head.commit - 1, sequence: head.sequence, leaf: head.leaf),
      Head(commit: head.commit + 1, sequence: head.sequence, leaf: head.leaf),
      Head(commit: head.commit, sequence: head.sequence.previous, leaf: head.leaf),
      Head(commit: head.commit, sequence: head.sequence.next, leaf: head.leaf),
      Head(commit: head.commit, sequence: head.sequence, leaf: RecordLeaf(row: another, cell: cell).hash),
      Head(commit: head.commit, sequence: head.sequence, leaf: nil),
    ]
    for batch in [Self.everyKind(after: 3)] + Self.ofOneKind {
      let before = try RecordView(journal, batch: batch)
      for stale in stale {
        try expectConflict(batch, after: stale, in: journal)
        try expect("the record after a conflict", is: try RecordView(journal, batch: batch), equalTo: before)
      }
    }
    // After a conflict nothing was written: a writer that reads the head again goes on.
    try append(Self.everyKind(after: 3), to: journal)
  }

  mutating func reopening() throws {
    var journal = try place.reopen()
    try append(Self.everyKind, to: journal)
    for batch in Self.ofOneKind { try append(batch, to: journal) }
    let before = try RecordView(journal, batch: Self.everyKind)
    journal = try place.reopen()
    try expect("the reopened record", is: try RecordView(journal, batch: Self.everyKind), equalTo: before)
    try append(SampleTraffic.batch(after: 11, count: 4), to: journal)
    journal = try place.reopen()
    try expect(
      "rows", is: try journal.rows(after: .none, limit: 99, bytes: .max),
      equalTo: SampleTraffic.batch(after: 0, count: 15).rows)
    try journal.checkpointIfDue()
  }

  /// A batch of every kind is either on the record in all its parts or in none.
  mutating func oneStep() throws {
    let journal = try place.reopen()
    let batch = Self.everyKind
    let nothing = try RecordView(journal, batch: batch)
    try expectConflict(batch, after: Head(commit: 7, sequence: .none, leaf: nil), in: journal)
    try expect("the record before", is: try RecordView(journal, batch: batch), equalTo: nothing)
    try append(batch, to: journal)
    let found = try RecordView(journal, batch: batch)
    try expect("rows", is: found.rows, equalTo: batch.rows)
    try expect("decisions", is: found.decisions.map(\.count).reduce(0, +), equalTo: 9 + batch.refusals.count)
    try expect("streams", is: found.streams.contains(nil), equalTo: false)
    try expect("subscriptions", is: found.subscriptions.map(\.key), equalTo: [Self.key])
    try expect("its cursors", is: found.subscriptions.map(\.done), equalTo: batch.cursors.map(\.done))
    try expect("asides", is: found.asides, equalTo: batch.asides)
    try expect("files", is: found.files, equalTo: batch.files)
    try expect("settled expiries", is: found.settled, equalTo: batch.settled)
    try expect("the reopened record", is: try RecordView(place.reopen(), batch: batch), equalTo: found)
  }

  static var key: DurableKey { DurableKey(node: "FRA.CELL-1", name: "watch") }

  static var everyKind: RecordBatch { everyKind(after: 0) }

  /// A batch with every kind of content; after `none` it has eleven rows.
  static func everyKind(after sequence: SequenceNumber) -> RecordBatch {
    var batch = SampleTraffic.batch(after: sequence, count: 11 - Int(sequence.value))
    batch.refusals = [SampleTraffic.refusal(1), SampleTraffic.refusal(2), SampleTraffic.refusal(1, lane: .flash)]
    batch.subscriptions = [.created(key, filter: [1, 2], cursors: Lanes(repeating: 4))]
    batch.cursors = [
      CursorMove(key: key, done: Lanes { SequenceNumber(5 + UInt64($0.lane)) }, start: Lanes(repeating: 4))
    ]
    batch.asides = [AsideNote(key: key, sequence: 5, at: 9, reason: "unreadable")]
    batch.files = [Array("revision: 1\n".utf8)]
    batch.settled = ExpiryMark(at: 7, sequence: 3)
    return batch
  }

  /// Batches without rows that can follow ``everyKind``: an empty one, and one for each kind of content.
  static var ofOneKind: [RecordBatch] {
    func batch(_ fill: (inout RecordBatch) -> Void) -> RecordBatch {
      var batch = RecordBatch()
      fill(&batch)
      return batch
    }
    return [
      batch { _ in },
      batch { $0.refusals = [SampleTraffic.refusal(3)] },
      batch { $0.cursors = [CursorMove(key: key, done: Lanes(repeating: 11), start: Lanes(repeating: 4))] },
      batch {
        $0.subscriptions = [
          .created(DurableKey(node: "UKR.GS-1", name: "map"), filter: [], cursors: Lanes(repeating: 0))
        ]
      },
      batch { $0.asides = [AsideNote(key: key, sequence: 6, at: 8, reason: "too long")] },
      batch { $0.files = [Array("revision: 2\n".utf8)] },
      batch { $0.settled = ExpiryMark(at: 7, sequence: 4) },
    ]
  }
}
