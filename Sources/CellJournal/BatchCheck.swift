import CellSchema

/// Checks a batch before an engine is given it.
///
/// Rows follow the head without a gap, but for the one before an epoch's first row, and time never goes back. In each
/// lane of a stream, the numbers that a batch accepts and refuses together follow those decided before, without a gap
/// and each once; the accepted numbers come in order. A stream belongs to the node that used it first.
///
/// A batch that breaks these rules is a mistake of the broker, not of a node: it is ``JournalError/failed(_:)``.
package struct BatchCheck: Sendable {
  /// How many streams' next numbers are kept in memory, some 200 bytes each. Others are read from the journal again.
  package static let streamLimit = 8_192

  private let journal: any JournalReader
  /// The last row's time of acceptance.
  private var acceptedAt: Microseconds
  private var settled: ExpiryMark
  private var streams: RecentStreams

  /// Makes a check that goes on from the journal's last row.
  package init(
    _ journal: any JournalReader, streamLimit: Int = Self.streamLimit
  ) throws(JournalError) {
    self.journal = journal
    streams = RecentStreams(limit: streamLimit)
    acceptedAt = try journal.rows([journal.head().sequence], bytes: 0).first?.acceptedAt ?? .distantPast
    settled = try journal.settled()
  }

  /// The state of the check after a batch that passed.
  package struct Passed: Sendable {
    fileprivate var acceptedAt: Microseconds
    fileprivate var settled: ExpiryMark
    fileprivate var streams: [UInt128: RecordedStream] = [:]
  }

  /// Checks a batch and counts it as written, for a caller that stops if the engine does not write it.
  package mutating func check(_ batch: RecordBatch, after head: Head) throws(JournalError) {
    take(try passed(batch, after: head))
  }

  /// Checks a batch that is about to be given to the engine. The batch counts once ``take(_:)`` says that it was
  /// written.
  package func passed(_ batch: RecordBatch, after head: Head) throws(JournalError) -> Passed {
    var passed = Passed(acceptedAt: acceptedAt, settled: max(settled, batch.settled ?? .none))
    guard passed.settled == batch.settled ?? settled else { throw .failed("settled expiries are taken back") }
    var refused = try RefusedNumbers(batch.refusals)
    for refusal in batch.refusals {
      _ = try next(StreamLane(stream: refusal.number.stream, lane: refusal.lane), of: refusal.node, &passed)
    }
    var sequence = head.sequence
    for row in batch.rows {
      guard row.sequence == (sequence < row.epoch.base ? row.epoch.base : sequence.next) else {
        throw .failed("row \(row.sequence) comes after \(sequence)")
      }
      guard row.acceptedAt >= passed.acceptedAt else {
        throw .failed("row \(row.sequence) is accepted before the row that precedes it")
      }
      sequence = row.sequence
      passed.acceptedAt = row.acceptedAt
      guard let number = row.number else { continue }
      let place = StreamLane(stream: number.stream, lane: row.lane)
      var next = try next(place, of: row.node, &passed)
      while refused.takeNext(next, in: place) { next += 1 }
      try Self.decide(number.number, at: &next, in: place, of: row.node)
      passed.streams[place.stream]?.next[place.lane] = next
    }
    for (place, node, number) in refused.rest() {
      var next = try next(place, of: node, &passed)
      try Self.decide(number, at: &next, in: place, of: node)
      passed.streams[place.stream]?.next[place.lane] = next
    }
    return passed
  }

  /// Counts a batch that passed as written.
  package mutating func take(_ passed: Passed) {
    acceptedAt = passed.acceptedAt
    settled = passed.settled
    for stream in passed.streams.values { streams.keep(stream) }
  }

  private static func decide(
    _ number: UInt64, at next: inout UInt64, in place: StreamLane, of node: NodeName
  ) throws(JournalError) {
    guard number >= next else {
      throw .failed("number \(number) in the \(place.lane) lane of a stream of \(node) was decided before")
    }
    guard number == next else {
      throw .failed("number \(number) in the \(place.lane) lane of a stream of \(node) is decided before \(next)")
    }
    next += 1
  }

  /// The next number of a stream's lane, after the batch's decisions so far.
  private func next(_ place: StreamLane, of node: NodeName, _ passed: inout Passed) throws(JournalError) -> UInt64 {
    let stream = if let moved = passed.streams[place.stream] { moved } else { try known(place.stream, of: node) }
    guard stream.node == node else { throw .failed("a stream of \(stream.node) is used by \(node)") }
    passed.streams[place.stream] = stream
    return stream.next[place.lane]
  }

  private func known(_ id: UInt128, of node: NodeName) throws(JournalError) -> RecordedStream {
    guard id != 0 else { throw .failed("\(node) uses the stream 0, which stands for the bus itself") }
    if let stream = streams[id] { return stream }
    return try journal.stream(id) ?? RecordedStream(id: id, node: node, next: Lanes(repeating: 1))
  }
}

struct StreamLane: Hashable {
  var stream: UInt128
  var lane: Precedence
}

/// The refused numbers of a batch, by stream and lane: they fill the gaps between the batch's accepted numbers.
private struct RefusedNumbers {
  private var waiting: [StreamLane: ArraySlice<RefusedNumber>] = [:]

  /// - Throws: ``JournalError/failed(_:)`` if the refused numbers of one lane do not rise.
  init(_ refusals: [RefusedNumber]) throws(JournalError) {
    for refusal in refusals {
      let place = StreamLane(stream: refusal.number.stream, lane: refusal.lane)
      let number = refusal.number.number
      if let last = waiting[place]?.last, last.number.number >= number {
        throw .failed("number \(number) in the \(place.lane) lane of a stream of \(refusal.node) was decided before")
      }
      waiting[place, default: []].append(refusal)
    }
  }

  /// Takes the lane's next number away if it is a refused one.
  ///
  /// - Returns: whether it was.
  mutating func takeNext(_ next: UInt64, in place: StreamLane) -> Bool {
    guard let first = waiting[place]?.first, first.number.number == next else { return false }
    waiting[place]?.removeFirst()
    return true
  }

  func rest() -> [(place: StreamLane, node: NodeName, number: UInt64)] {
    waiting.flatMap { place, refusals in refusals.map { (place, $0.node, $0.number.number) } }
  }
}
