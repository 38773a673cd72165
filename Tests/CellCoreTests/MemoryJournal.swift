import CellCore
import CellSchema

/// The record in memory, as the machine sees it. It holds each batch to the contract of the real one: rows follow the
/// head without a gap, a number is decided once.
struct MemoryJournal {
  struct Place: Hashable {
    var stream: UInt128
    var lane: Int
    var number: UInt64
  }

  struct Durable: Equatable {
    var filter: [UInt8]
    var cursors: [UInt64]
    var start: [UInt64]
  }

  struct DurableName: Hashable {
    var node: String
    var name: String
  }

  struct Broken: Error {
    var reason: String
  }

  private(set) var rows: [Commit.Row] = []
  private(set) var accepted: [Place: Int] = [:]
  private(set) var refused: [Place: Commit.RefusedRow] = [:]
  private(set) var streams: [UInt128: (node: String, next: [UInt64])] = [:]
  private(set) var durables: [DurableName: Durable] = [:]
  /// By their hash.
  private(set) var files: [SHA256Hex: [UInt8]] = [:]
  private(set) var commits = 0
  /// By durable name, in the order in which they came.
  private(set) var asides: [DurableName: [Commit.Aside]] = [:]
  /// Nodes whose durable places may go back: what the reader itself says of its place counts.
  var bringOwnPlace: Set<String> = []
  /// The most rows of one answer.
  var rowsInReading = 32

  var head: UInt64 { UInt64(rows.count) }

  mutating func append(_ commit: Commit) throws(Broken) {
    guard commit.head == head else { throw Broken(reason: "a batch follows \(commit.head), the head is \(head)") }
    for row in commit.rows {
      guard row.delivery.sequence == head + 1 else {
        throw Broken(reason: "row \(row.delivery.sequence) follows \(head)")
      }
      if let last = rows.last, last.delivery.acceptedAt > row.delivery.acceptedAt {
        throw Broken(reason: "row \(row.delivery.sequence) was accepted before the one before it")
      }
      rows.append(row)
      guard row.stream != 0 else { continue }
      let place = Place(stream: row.stream, lane: row.lane, number: row.number)
      try decide(place, row.node)
      accepted[place] = rows.count - 1
    }
    for row in commit.refusals {
      let place = Place(stream: row.stream, lane: row.lane, number: row.number)
      if accepted[place] != nil || refused[place] != nil { throw Broken(reason: "\(place) is decided twice") }
      refused[place] = row
      decideLater.append((place, row.node))
    }
    try settleNumbers()
    for change in commit.durables {
      switch change {
      case .created(let node, let name, let filter, let cursors):
        durables[DurableName(node: node, name: name)] = Durable(filter: filter, cursors: cursors, start: cursors)
      case .removed(let node, let name):
        durables[DurableName(node: node, name: name)] = nil
        asides[DurableName(node: node, name: name)] = nil
      }
    }
    for cursor in commit.cursors {
      let name = DurableName(node: cursor.node, name: cursor.name)
      guard var durable = durables[name] else { throw Broken(reason: "a cursor of \(name) that is not there") }
      guard durable.cursors[cursor.lane] <= cursor.sequence || bringOwnPlace.contains(cursor.node) else {
        throw Broken(reason: "a cursor of \(name) goes back")
      }
      durable.cursors[cursor.lane] = cursor.sequence
      durable.start[cursor.lane] = cursor.start
      durables[name] = durable
    }
    for aside in commit.asides {
      let name = DurableName(node: aside.node, name: aside.name)
      guard durables[name] != nil else { throw Broken(reason: "something is set aside by \(name) that is not there") }
      asides[name, default: []].append(aside)
    }
    for file in commit.files { files[Fixture.hash(file)] = file }
    commits += 1
  }

  /// Accepted and refused numbers of one batch stand in two lists: together they have no gap.
  private var decideLater: [(place: Place, node: String)] = []

  private mutating func decide(_ place: Place, _ node: String) throws(Broken) {
    if accepted[place] != nil || refused[place] != nil { throw Broken(reason: "\(place) is decided twice") }
    decideLater.append((place, node))
  }

  private mutating func settleNumbers() throws(Broken) {
    for (place, node) in decideLater.sorted(by: { $0.place.number < $1.place.number }) {
      var stream = streams[place.stream] ?? (node, [UInt64](repeating: 1, count: Lane.count))
      guard stream.node == node else { throw Broken(reason: "a stream of \(stream.node) is used by \(node)") }
      guard stream.next[place.lane] == place.number else {
        throw Broken(reason: "\(place) is decided, \(stream.next[place.lane]) is next")
      }
      stream.next[place.lane] += 1
      streams[place.stream] = stream
    }
    decideLater.removeAll()
  }

  // MARK: what the machine asks

  func answer(_ request: ReadRequest) -> ReadResult {
    let found = request.sequences.prefix(rowsInReading).map { rows[Int($0) - 1] }
    return ReadResult(
      request: request, rows: found.map { Replayed(delivery: $0.delivery, node: $0.node, lane: $0.lane) })
  }

  func answer(_ request: LookupRequest) -> LookupResult {
    let decisions = request.envelopes.enumerated().map { offset, envelope in
      let place = Place(stream: request.stream, lane: request.lane, number: request.firstNumber + UInt64(offset))
      if let index = accepted[place] {
        let row = rows[index].delivery
        return (
          LookupResult.Decision.accepted(sequence: row.sequence, acceptedAt: row.acceptedAt),
          row.envelope == envelope
        )
      }
      if let row = refused[place] { return (.refused(row.refusal), row.envelope == envelope) }
      return (.forgotten, false)
    }
    return LookupResult(request: request, decisions: decisions)
  }

  func answer(_ peer: PeerID, _ stream: StreamIdentifier) -> StreamFound {
    StreamFound(peer: peer, stream: stream, known: streams[stream.value])
  }

  /// Old refusals are not kept for ever.
  mutating func forgetRefusals() { refused.removeAll() }
}

extension EntryReader {
  func entries(_ sequences: [UInt64], _ row: (UInt64) throws(Refusal) -> Replayed) throws(Refusal) -> [NamedEntry] {
    var entries: [NamedEntry] = []
    for sequence in sequences { if let entry = try read(row(sequence)) { entries.append(entry) } }
    return entries
  }
}
