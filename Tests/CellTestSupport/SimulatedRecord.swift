package import CellCore
package import CellJournal
import CellJournalTesting
import CellProof
package import CellSchema
import CellWire

/// The record of a simulated broker: an engine in memory that is held to what no engine may be given, with the answers
/// that the broker's threads would give to the machine's questions.
package struct SimulatedRecord {
  private let engine: MemoryJournal
  private var writer: CheckedJournal
  private var cursors = CursorCheck()
  /// Batches that were made durable.
  package private(set) var commits = 0
  private var batches: [Place: Decision] = [:]
  /// The most rows of one answer.
  package var rowsInReading = 32

  private struct Place: Hashable {
    var stream: UInt128
    var lane: Precedence
    var number: UInt64
  }

  package enum Decision {
    case accepted(RecordRow)
    case refused(RefusedNumber)
  }

  package init() {
    engine = MemoryJournal(cell: Fixture.cell)
    do throws(JournalError) {
      writer = try CheckedJournal(engine, cell: Fixture.cell)
    } catch {
      preconditionFailure("an empty record opens: \(error)")
    }
  }

  /// Nodes whose durable places may go back: what the reader itself says of its place counts.
  package var bringOwnPlace: Set<NodeName> {
    get { cursors.bringOwnPlace }
    set { cursors.bringOwnPlace = newValue }
  }

  // MARK: what is there

  package var rows: [RecordRow] { engine.rows }
  package var head: UInt64 { engine.head().sequence.value }
  package var subscriptions: [RecordedSubscription] { engine.subscriptions() }
  package var asides: [AsideNote] { engine.asides() }
  package var settled: ExpiryMark { engine.settled() }

  package func subscription(_ node: NodeName, _ name: String) -> RecordedSubscription? {
    engine.subscriptions().first { $0.key == DurableKey(node: node, name: name) }
  }

  package func stream(_ id: UInt128) -> RecordedStream? { engine.stream(id) }
  package func file(_ sha256: SHA256Hex) -> [UInt8]? { Digest(bytes: sha256.bytes).flatMap { engine.file(sha256: $0) } }

  /// What was decided on a number, whether the engine still knows it or not.
  package func decision(stream: UInt128, lane: Precedence, number: UInt64) -> Decision? {
    batches[Place(stream: stream, lane: lane, number: number)]
  }

  /// Old refusals are not kept for ever.
  package func forgetRefusals() { engine.forgetRefusals() }

  // MARK: what is made durable

  package mutating func append(_ batch: RecordBatch) throws(JournalError) {
    try cursors.check(batch)
    try writer.append(batch)
    commits += 1
    for row in batch.rows {
      guard let number = row.number else { continue }
      batches[Place(stream: number.stream, lane: row.lane, number: number.number)] = .accepted(row)
    }
    for refused in batch.refusals {
      batches[Place(stream: refused.number.stream, lane: refused.lane, number: refused.number.number)] =
        .refused(refused)
    }
  }

  // MARK: what the machine asks

  package func answer(_ question: JournalQuestion) -> Event {
    switch question {
    case .rows(let request): .read(answer(request))
    case .decisions(let request): .looked(answer(request))
    case .stream(let peer, let stream):
      .foundStream(StreamFound(peer: peer, stream: stream, known: .success(engine.stream(stream.value))))
    }
  }

  package func answer(_ request: ReadRequest) -> ReadResult {
    ReadResult(
      request: request,
      rows: .success(engine.rows(Array(request.sequences.prefix(rowsInReading)), bytes: .max)))
  }

  package func answer(_ request: LookupRequest) -> LookupResult {
    let last = request.firstNumber + UInt64(request.envelopes.count) - 1
    let found = engine.decisions(
      stream: request.stream.value, lane: request.lane, numbers: request.firstNumber...last)
    let decisions = request.envelopes.enumerated().map { offset, envelope in
      guard let decision = found.first(where: { $0.number == request.firstNumber + UInt64(offset) }) else {
        return (decision: LookupResult.Decision.forgotten, same: false)
      }
      let isSame =
        decision.documentSHA256 == Digest(of: envelope.document)
        && decision.signatureSHA256 == Digest(of: envelope.signature)
      switch decision.outcome {
      case .accepted(let sequence, let acceptedAt):
        return (decision: .accepted(sequence: sequence, acceptedAt: acceptedAt), same: isSame)
      case .refused(let refusal): return (decision: .refused(refusal), same: isSame)
      }
    }
    return LookupResult(request: request, decisions: .success(decisions))
  }

  // MARK: what a start reads back

  /// The state to which all of it leads.
  package func replayed(from initial: RuleFiles, files: Replay.FindFiles) throws(Refusal) -> RecordState {
    var names = Names()
    let rulebook = try initial.rulebook(&names)
    var replay = Replay(rulebook: rulebook, names: names)
    for row in rows { try replay.apply(row, files: files) }
    return finish(&replay)
  }

  /// The same from state that was kept, and the rows that follow it.
  package func restored(
    _ snapshot: [UInt8], from initial: RuleFiles, files: Replay.FindFiles
  ) throws(Refusal) -> RecordState {
    var names = Names()
    let rulebook = try initial.rulebook(&names)
    var replay = try Replay(
      snapshot: snapshot, rulebook: rulebook, names: names, source: source, files: files)
    for row in rows where row.sequence > replay.state.heads.sequence { try replay.apply(row, files: files) }
    return finish(&replay)
  }

  private func finish(_ replay: inout Replay) -> RecordState {
    replay.restore(settled)
    for subscription in subscriptions { replay.restore(subscription) }
    for aside in asides { replay.restore(aside) }
    return replay.state
  }

  /// What a snapshot asks of the record.
  package var source: SnapshotSource {
    let engine = engine
    let reader = RowReader()
    return SnapshotSource(
      row: { sequence throws(Refusal) in
        guard let row = engine.rows([sequence], bytes: 1).first else {
          throw Refusal(.recordDamaged, "there is no row \(sequence)")
        }
        return row
      },
      entries: { sequences throws(Refusal) in
        var entries: [NamedEntry] = []
        for row in engine.rows(sequences, bytes: .max) {
          if let entry = try reader.entry(of: row) { entries.append(entry) }
        }
        return entries
      })
  }
}
