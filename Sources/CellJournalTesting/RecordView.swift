import CellJournal
import CellProof
import CellSchema

/// All that a reader can see of a record, for comparison before and after a change.
struct RecordView: Equatable {
  var head: Head
  var rows: [RecordRow]
  var streams: [RecordedStream?]
  var decisions: [[RecordedDecision]]
  var subscriptions: [RecordedSubscription]
  var asides: [AsideNote]
  var files: [[UInt8]?]
  var settled: ExpiryMark

  /// - Parameter batch: the batch whose streams and files are read.
  init(_ journal: some JournalReader, batch: RecordBatch) throws(JournalError) {
    head = try journal.head()
    rows = try journal.rows(after: .none, limit: .max, bytes: .max)
    streams = []
    decisions = []
    let used = batch.rows.compactMap { $0.number?.stream } + batch.refusals.map(\.number.stream)
    for id in Set(used).sorted() {
      streams.append(try journal.stream(id))
      for lane in Precedence.lanes {
        decisions.append(try journal.decisions(stream: id, lane: lane, numbers: 1...UInt64.max))
      }
    }
    subscriptions = try journal.subscriptions()
    asides = try journal.asides()
    settled = try journal.settled()
    files = []
    for file in batch.files { files.append(try journal.file(sha256: Digest(of: file))) }
  }
}
