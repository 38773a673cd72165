import CellJournal
import CellProof
import CellSchema

extension JournalTrial {
  mutating func rowsInOrder() throws {
    let journal = try place.reopen()
    for start in stride(from: UInt64(0), to: 40, by: 8) {
      try append(SampleTraffic.batch(after: SequenceNumber(start), count: 8, documentBytes: 1_000), to: journal)
    }
    let rows = SampleTraffic.batch(after: 0, count: 40, documentBytes: 1_000).rows
    try expect("all rows", is: try journal.rows(after: .none, limit: .max, bytes: .max), equalTo: rows)
    func found(after sequence: SequenceNumber, limit: Int, bytes: Int) throws -> [SequenceNumber] {
      try journal.rows(after: sequence, limit: limit, bytes: bytes).map(\.sequence)
    }
    try expect("four rows after 3", is: try found(after: 3, limit: 4, bytes: .max), equalTo: [4, 5, 6, 7])
    // The third envelope reaches the 2,500 bytes.
    try expect("2,500 bytes", is: try found(after: 0, limit: 40, bytes: 2_500), equalTo: [1, 2, 3])
    try expect("one byte", is: try found(after: 0, limit: 40, bytes: 1), equalTo: [1])
    try expect("no bytes", is: try found(after: 0, limit: 40, bytes: 0), equalTo: [1])
    try expect("no rows", is: try found(after: 0, limit: 0, bytes: .max), equalTo: [])
    try expect("after the last", is: try found(after: 40, limit: 9, bytes: .max), equalTo: [])
    try expect("far after it", is: try found(after: SequenceNumber(.max), limit: 9, bytes: .max), equalTo: [])
  }

  mutating func rowsByNumber() throws {
    let journal = try place.reopen()
    try append(SampleTraffic.batch(after: 0, count: 200, documentBytes: 1_000), to: journal)
    let chosen: [SequenceNumber] = [1, 7, 8, 120, 200]
    let rows = chosen.map { SampleTraffic.row($0, documentBytes: 1_000) }
    try expect("five rows", is: try journal.rows(chosen, bytes: .max), equalTo: rows)
    let more = [0] + chosen + [201, SequenceNumber(.max)]
    try expect("five rows of eight numbers", is: try journal.rows(more, bytes: .max), equalTo: rows)
    try expect("numbers that are not there", is: try journal.rows([0, 201], bytes: .max), equalTo: [])
    try expect("no numbers", is: try journal.rows([], bytes: .max), equalTo: [])
    try expect("2,500 bytes", is: try journal.rows(chosen, bytes: 2_500).map(\.sequence), equalTo: [1, 7, 8])
    try expect("one byte", is: try journal.rows(chosen, bytes: 1).map(\.sequence), equalTo: [1])
    try expect("no bytes", is: try journal.rows([0, 7, 8], bytes: 0).map(\.sequence), equalTo: [7])
  }

  mutating func decisions() throws {
    var journal = try place.reopen()
    var accepted = SampleTraffic.row(1)
    accepted.number = StreamNumber(stream: 77, number: 2)
    accepted.node = SampleTraffic.refusal(1).node
    accepted.lane = .routine
    var batch = RecordBatch()
    batch.rows = [accepted]
    batch.refusals = [SampleTraffic.refusal(1), SampleTraffic.refusal(3)]
    try append(batch, to: journal)
    let wanted = [
      Self.decision(batch.refusals[0]),
      RecordedDecision(
        number: 2, outcome: .accepted(sequence: 1, acceptedAt: accepted.acceptedAt),
        documentSHA256: Digest(of: accepted.envelope.document), signatureSHA256: Digest(of: accepted.envelope.signature)
      ),
      Self.decision(batch.refusals[1]),
    ]
    for moment in ["at once", "after reopening"] {
      func found(_ stream: UInt128, _ lane: Precedence, _ numbers: ClosedRange<UInt64>) throws -> [RecordedDecision] {
        try journal.decisions(stream: stream, lane: lane, numbers: numbers)
      }
      try expect("all decisions \(moment)", is: try found(77, .routine, 0...UInt64.max), equalTo: wanted)
      try expect("one decision \(moment)", is: try found(77, .routine, 2...2), equalTo: [wanted[1]])
      try expect("undecided numbers \(moment)", is: try found(77, .routine, 4...9), equalTo: [])
      try expect("another lane \(moment)", is: try found(77, .priority, 1...9), equalTo: [])
      try expect("another stream \(moment)", is: try found(78, .routine, 1...9), equalTo: [])
      journal = try place.reopen()
    }
  }

  mutating func oldRefusals() throws {
    let journal = try place.reopen()
    var accepted = SampleTraffic.row(1)
    accepted.number = StreamNumber(stream: 77, number: 1)
    accepted.node = SampleTraffic.refusal(1).node
    accepted.lane = .routine
    var batch = RecordBatch()
    batch.rows = [accepted]
    try append(batch, to: journal)
    let last = 4 * place.keptRefusals + 1
    for number in 2...last {
      batch = RecordBatch()
      batch.refusals = [SampleTraffic.refusal(number), SampleTraffic.refusal(number - 1, lane: .flash)]
      try append(batch, to: journal)
    }
    let kept = Array(last - place.keptRefusals + 1...last)
    let routine = try journal.decisions(stream: 77, lane: .routine, numbers: 1...last).map(\.number)
    try expect("decisions on an accepted number and refused ones", is: routine, equalTo: [1] + kept)
    let flash = try journal.decisions(stream: 77, lane: .flash, numbers: 1...last).map(\.number)
    try expect("decisions on refused numbers", is: flash, equalTo: kept.map { $0 - 1 })
    let next = try journal.stream(77)?.next
    try expect("the next number", is: next?[.routine], equalTo: last + 1)
    try expect("the next number in another lane", is: next?[.flash], equalTo: last)
  }

  private static func decision(_ refused: RefusedNumber) -> RecordedDecision {
    RecordedDecision(
      number: refused.number.number, outcome: .refused(refused.refusal),
      documentSHA256: Digest(of: refused.envelope.document), signatureSHA256: Digest(of: refused.envelope.signature))
  }
}
