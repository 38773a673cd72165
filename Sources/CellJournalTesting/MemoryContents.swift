import CellJournal
import CellProof
import CellSchema

/// The contents of a record in memory.
struct MemoryContents: Sendable {
  private struct Lane: Hashable {
    var stream: UInt128
    var lane: Precedence
  }

  private struct Place: Hashable {
    var lane: Lane
    var number: UInt64
  }

  private let cell: CellName
  private let keptRefusals: UInt64
  private(set) var head = Head.empty
  private(set) var rows: [RecordRow] = []
  private(set) var settled = ExpiryMark.none
  private(set) var streams: [UInt128: RecordedStream] = [:]
  private(set) var subscriptions: [DurableKey: RecordedSubscription] = [:]
  private var setAside: [DurableKey: [SequenceNumber: AsideNote]] = [:]
  private(set) var files: [Digest: [UInt8]] = [:]
  private var accepted: [Place: SequenceNumber] = [:]
  private var refused: [Place: RefusedNumber] = [:]
  /// By lane: refusals below this number are forgotten.
  private var forgotten: [Lane: UInt64] = [:]

  init(cell: CellName, keptRefusals: UInt64) {
    self.cell = cell
    self.keptRefusals = keptRefusals
  }

  mutating func append(_ batch: RecordBatch) {
    for row in batch.rows {
      rows.append(row)
      guard let number = row.number else { continue }
      let lane = decide(number, of: row.node, in: row.lane)
      accepted[Place(lane: lane, number: number.number)] = row.sequence
    }
    for refusal in batch.refusals {
      let lane = decide(refusal.number, of: refusal.node, in: refusal.lane)
      refused[Place(lane: lane, number: refusal.number.number)] = refusal
    }
    for refusal in batch.refusals {
      forget(in: Lane(stream: refusal.number.stream, lane: refusal.lane))
    }
    for change in batch.subscriptions { self.change(change) }
    for move in batch.cursors where subscriptions[move.key] != nil {
      subscriptions[move.key]?.done = move.done
      subscriptions[move.key]?.start = move.start
    }
    for aside in batch.asides where setAside[aside.key]?[aside.sequence] == nil {
      setAside[aside.key, default: [:]][aside.sequence] = aside
    }
    if let settled = batch.settled { self.settled = settled }
    for file in batch.files { files[Digest(of: file)] = file }
    head = head.moved(by: batch, cell: cell)
  }

  private mutating func decide(_ number: StreamNumber, of node: NodeName, in lane: Precedence) -> Lane {
    let id = number.stream
    let next = streams[id, default: RecordedStream(id: id, node: node, next: Lanes(repeating: 1))].next[lane]
    streams[id, default: RecordedStream(id: id, node: node, next: Lanes(repeating: 1))].next[lane] =
      max(next, number.number + 1)
    return Lane(stream: id, lane: lane)
  }

  private mutating func forget(in lane: Lane) {
    let next = streams[lane.stream]?.next[lane.lane] ?? 1
    let bound = next > keptRefusals ? next - keptRefusals : 0
    let done = forgotten[lane] ?? 1
    guard bound > done else { return }
    for number in done..<bound { refused[Place(lane: lane, number: number)] = nil }
    forgotten[lane] = bound
  }

  mutating func forgetRefusals() { refused.removeAll() }

  private mutating func change(_ change: SubscriptionChange) {
    switch change {
    case .created(let key, let filter, let cursors):
      subscriptions[key] = RecordedSubscription(key: key, filter: filter, done: cursors, start: cursors)
    case .removed(let key):
      subscriptions[key] = nil
      setAside[key] = nil
    }
  }

  /// All asides, oldest first.
  var asides: [AsideNote] {
    setAside.values.flatMap(\.values).sorted { ($0.at, $0.sequence, $0.key) < ($1.at, $1.sequence, $1.key) }
  }

  func rows(after sequence: SequenceNumber, limit: Int, bytes: Int) -> [RecordRow] {
    guard sequence.value < UInt64(rows.count) else { return [] }
    return Self.cut(rows[Int(sequence.value)...].lazy.prefix(limit), bytes: bytes)
  }

  func rows(_ sequences: [SequenceNumber], bytes: Int) -> [RecordRow] {
    Self.cut(
      sequences.lazy.filter { $0 > .none && $0.value <= UInt64(rows.count) }.map { rows[$0.index] }, bytes: bytes)
  }

  private static func cut(_ rows: some Sequence<RecordRow>, bytes: Int) -> [RecordRow] {
    var taken: [RecordRow] = []
    var size = 0
    for row in rows {
      guard taken.isEmpty || size < bytes else { break }
      taken.append(row)
      size += row.envelope.signature.count + row.envelope.document.count
    }
    return taken
  }

  func decisions(stream: UInt128, lane: Precedence, numbers: ClosedRange<UInt64>) -> [RecordedDecision] {
    guard let next = streams[stream]?.next[lane], numbers.lowerBound < next else { return [] }
    let lane = Lane(stream: stream, lane: lane)
    return (numbers.lowerBound...min(numbers.upperBound, next - 1)).compactMap { number in
      let place = Place(lane: lane, number: number)
      if let sequence = accepted[place] { return Self.decision(number, rows[sequence.index]) }
      return refused[place].map(Self.decision)
    }
  }

  private static func decision(_ number: UInt64, _ row: RecordRow) -> RecordedDecision {
    RecordedDecision(
      number: number, outcome: .accepted(sequence: row.sequence, acceptedAt: row.acceptedAt),
      documentSHA256: Digest(of: row.envelope.document), signatureSHA256: Digest(of: row.envelope.signature))
  }

  private static func decision(_ refused: RefusedNumber) -> RecordedDecision {
    RecordedDecision(
      number: refused.number.number, outcome: .refused(refused.refusal),
      documentSHA256: Digest(of: refused.envelope.document), signatureSHA256: Digest(of: refused.envelope.signature))
  }
}
