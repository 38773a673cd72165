import CellProof
import CellRecord
import Synchronization

/// The journal's meaning without a disk: lists that are searched from end to end.
final class MemoryJournal: Journal {
  private struct Contents {
    var rows: [RecordRow] = []
    var refusals: [RefusedNumber] = []
    var stations = RecordedStations()
    var files: [[UInt8]] = []
  }

  private let contents = Mutex(Contents())
  private let keptRefusals: UInt64

  init(keptRefusals: UInt64) {
    self.keptRefusals = keptRefusals
  }

  func head() throws(JournalError) -> UInt64 {
    contents.withLock { UInt64($0.rows.count) }
  }

  func append(_ batch: RecordBatch, after head: UInt64) throws(JournalError) -> UInt64 {
    try contents.withLock { contents throws(JournalError) in
      guard contents.rows.count == Int(head) else { throw .conflict(head: UInt64(contents.rows.count)) }
      var next = contents
      next.files += batch.files
      for row in batch.rows {
        next.rows.append(row)
        guard row.stream != 0 else { continue }
        try decide(&next, row.stream, row.node, row.lane, row.number)
      }
      for refusal in batch.refusals {
        next.refusals.append(refusal)
        try decide(&next, refusal.stream, refusal.node, refusal.lane, refusal.number)
      }
      for refusal in batch.refusals {
        let decided = number(next, refusal.stream, refusal.lane)
        next.refusals.removeAll {
          $0.stream == refusal.stream && $0.lane == refusal.lane && $0.number + keptRefusals < decided
        }
      }
      for change in batch.subscriptions {
        switch change {
        case .created(let node, let name, let filter, let cursors):
          next.stations.subscriptions.removeAll { $0.node == node && $0.name == name }
          next.stations.subscriptions.append(
            .init(node: node, name: name, filter: filter, cursors: cursors, start: cursors))
        case .removed(let node, let name):
          next.stations.subscriptions.removeAll { $0.node == node && $0.name == name }
        }
      }
      for move in batch.cursors {
        for index in next.stations.subscriptions.indices
        where next.stations.subscriptions[index].node == move.node
          && next.stations.subscriptions[index].name == move.name
        {
          next.stations.subscriptions[index].cursors[Int(move.lane)] = move.sequence
          next.stations.subscriptions[index].start[Int(move.lane)] = move.start
        }
      }
      contents = next
      return UInt64(next.rows.count)
    }
  }

  private func decide(
    _ contents: inout Contents, _ stream: UInt128, _ node: String, _ lane: UInt8, _ number: UInt64
  ) throws(JournalError) {
    if !contents.stations.streams.contains(where: { $0.id == stream }) {
      contents.stations.streams.append(.init(id: stream, node: node, next: [1, 1, 1, 1, 1, 1]))
    }
    for index in contents.stations.streams.indices where contents.stations.streams[index].id == stream {
      let next = contents.stations.streams[index].next[Int(lane)]
      contents.stations.streams[index].next[Int(lane)] = max(next, number + 1)
    }
  }

  private func number(_ contents: Contents, _ stream: UInt128, _ lane: UInt8) -> UInt64 {
    contents.stations.streams.first { $0.id == stream }?.next[Int(lane)] ?? 1
  }

  func rows(after sequence: UInt64, limit: Int, bytes: Int) throws(JournalError) -> [RecordRow] {
    contents.withLock { contents in
      var rows: [RecordRow] = []
      var size = 0
      for row in contents.rows where row.sequence > sequence {
        guard rows.count < limit, rows.isEmpty || size < bytes else { break }
        rows.append(row)
        size += row.document.count + row.signature.count
      }
      return rows
    }
  }

  func rows(_ sequences: [UInt64], bytes: Int) throws(JournalError) -> [RecordRow] {
    contents.withLock { contents in
      var rows: [RecordRow] = []
      var size = 0
      for row in contents.rows where sequences.contains(row.sequence) {
        guard rows.isEmpty || size < bytes else { break }
        rows.append(row)
        size += row.document.count + row.signature.count
      }
      return rows
    }
  }

  func decisions(
    stream: UInt128, lane: UInt8, numbers: ClosedRange<UInt64>
  ) throws(JournalError) -> [RecordedDecision] {
    contents.withLock { contents in
      let accepted = contents.rows.filter { $0.stream == stream && $0.lane == lane && stream != 0 }.map {
        RecordedDecision(
          number: $0.number, outcome: .accepted(sequence: $0.sequence, acceptedAt: $0.acceptedAt),
          documentSHA256: Digest(of: $0.document).bytes, signatureSHA256: Digest(of: $0.signature).bytes)
      }
      let refused = contents.refusals.filter { $0.stream == stream && $0.lane == lane }.map {
        RecordedDecision(
          number: $0.number, outcome: .refused(code: $0.code, pointer: $0.pointer, detail: $0.detail),
          documentSHA256: Digest(of: $0.document).bytes, signatureSHA256: Digest(of: $0.signature).bytes)
      }
      return (accepted + refused).filter { numbers.contains($0.number) }.sorted { $0.number < $1.number }
    }
  }

  func stream(_ id: UInt128) throws(JournalError) -> RecordedStations.Stream? {
    contents.withLock { contents in contents.stations.streams.first { $0.id == id } }
  }

  func stations() throws(JournalError) -> RecordedStations {
    contents.withLock { contents in
      var stations = contents.stations
      stations.subscriptions.sort { ($0.node, $0.name) < ($1.node, $1.name) }
      return stations
    }
  }

  func file(sha256: [UInt8]) throws(JournalError) -> [UInt8]? {
    contents.withLock { contents in contents.files.first { Digest(of: $0).bytes == sha256 } }
  }
}
