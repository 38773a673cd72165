import CellJournal
import CellProof
import CellSchema

extension JournalTrial {
  mutating func streams() throws {
    var journal = try place.reopen()
    try append(SampleTraffic.batch(after: 0, count: 60), to: journal)
    var batch = RecordBatch()
    batch.refusals = [SampleTraffic.refusal(1, lane: .override), SampleTraffic.refusal(2, lane: .override)]
    try append(batch, to: journal)
    for moment in ["at once", "after reopening"] {
      for publisher in UInt64(1)...3 {
        let id = SampleTraffic.stream(publisher)
        var next = Lanes<UInt64>(repeating: 1)
        for row in SampleTraffic.batch(after: 0, count: 60).rows where row.number?.stream == id {
          next[row.lane] = (row.number?.number ?? 0) + 1
        }
        try expect(
          "stream \(publisher) \(moment)", is: try journal.stream(id),
          equalTo: RecordedStream(id: id, node: SampleTraffic.node(publisher), next: next))
      }
      let next = Lanes<UInt64> { $0 == .override ? 3 : 1 }
      try expect(
        "a stream of refusals \(moment)", is: try journal.stream(77),
        equalTo: RecordedStream(id: 77, node: SampleTraffic.refusal(1).node, next: next))
      try expect("the bus itself \(moment)", is: try journal.stream(0), equalTo: nil)
      journal = try place.reopen()
    }
  }

  mutating func subscriptions() throws {
    var journal = try place.reopen()
    let watch = DurableKey(node: "FRA.CELL-1", name: "watch")
    let gone = DurableKey(node: "FRA.CELL-1", name: "gone")
    let map = DurableKey(node: "UKR.GS-1", name: "map")
    let rising = Lanes { SequenceNumber(UInt64($0.lane)) }
    let fallen = Lanes { SequenceNumber(UInt64($0.lane) / 2) }
    var batch = SampleTraffic.batch(after: 0, count: 9)
    batch.subscriptions = [
      .created(map, filter: [3], cursors: Lanes(repeating: 6)), .created(gone, filter: [], cursors: rising),
      .created(watch, filter: [1, 2], cursors: Lanes(repeating: 0)),
    ]
    batch.cursors = [
      CursorMove(key: watch, done: rising, start: Lanes(repeating: 0)),
      CursorMove(key: DurableKey(node: "UKR.GS-2", name: "unheard of"), done: rising, start: rising),
    ]
    try append(batch, to: journal)
    batch = RecordBatch()
    batch.subscriptions = [.removed(gone)]
    // The reader of `map` went back; the cursor of `gone` comes after its subscription was removed.
    batch.cursors = [
      CursorMove(key: map, done: rising, start: fallen), CursorMove(key: gone, done: rising, start: rising),
    ]
    try append(batch, to: journal)
    var wanted = [
      RecordedSubscription(key: watch, filter: [1, 2], done: rising, start: Lanes(repeating: 0)),
      RecordedSubscription(key: map, filter: [3], done: rising, start: fallen),
    ]
    try expect("subscriptions", is: try journal.subscriptions(), equalTo: wanted)
    journal = try place.reopen()
    try expect("subscriptions after reopening", is: try journal.subscriptions(), equalTo: wanted)
    // A subscription created again under the same name keeps nothing of the earlier one.
    batch = RecordBatch()
    batch.subscriptions = [.created(watch, filter: [4], cursors: Lanes(repeating: 9))]
    try append(batch, to: journal)
    wanted[0] = RecordedSubscription(key: watch, filter: [4], done: Lanes(repeating: 9), start: Lanes(repeating: 9))
    try expect("a subscription made anew", is: try journal.subscriptions(), equalTo: wanted)
  }

  mutating func asides() throws {
    var journal = try place.reopen()
    let watch = DurableKey(node: "FRA.CELL-1", name: "watch")
    let map = DurableKey(node: "UKR.GS-1", name: "map")
    let notes = [
      AsideNote(key: map, sequence: 4, at: 20, reason: "é"), AsideNote(key: watch, sequence: 3, at: 30, reason: ""),
      AsideNote(key: watch, sequence: 4, at: 30, reason: "b"),
    ]
    var batch = SampleTraffic.batch(after: 0, count: 4)
    batch.subscriptions = [watch, map].map { .created($0, filter: [], cursors: Lanes(repeating: 0)) }
    batch.asides = [notes[2], notes[0]]
    try append(batch, to: journal)
    batch = RecordBatch()
    // A message set aside twice keeps its first reason.
    batch.asides = [notes[1], AsideNote(key: map, sequence: 4, at: 99, reason: "again")]
    try append(batch, to: journal)
    try expect("asides", is: try journal.asides(), equalTo: notes)
    journal = try place.reopen()
    try expect("asides after reopening", is: try journal.asides(), equalTo: notes)
    batch = RecordBatch()
    batch.subscriptions = [.removed(watch)]
    try append(batch, to: journal)
    try expect("asides of the other one", is: try journal.asides(), equalTo: [notes[0]])
  }

  mutating func files() throws {
    var journal = try place.reopen()
    let roster = Array("revision: 1\n".utf8)
    var batch = RecordBatch()
    batch.files = [roster, roster, []]
    try append(batch, to: journal)
    try append(batch, to: journal)
    for moment in ["at once", "after reopening"] {
      try expect("a file \(moment)", is: try journal.file(sha256: Digest(of: roster)), equalTo: roster)
      try expect("an empty one \(moment)", is: try journal.file(sha256: Digest(of: [UInt8]())), equalTo: [])
      try expect("an unknown one \(moment)", is: try journal.file(sha256: Digest(of: [1])), equalTo: nil)
      journal = try place.reopen()
    }
  }
}
