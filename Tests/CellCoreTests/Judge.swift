import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire

/// A broker that begins with a state, and decides.
final class Judge {
  private let core: Core
  private(set) var now: Instant
  private var numbers: [Int: [Precedence: UInt64]] = [:]
  /// The first of its nodes' streams, less one.
  private let streams: UInt128

  var state: RecordState { core.state }

  init(_ state: RecordState, _ rules: RuleFiles, at now: Microseconds, streams: UInt128 = 0) throws {
    self.now = Instant(wall: now, monotonic: 1_000)
    self.streams = streams
    core = Core(cell: Fixture.cell, state: state, at: self.now)
    _ = try perform { try core.adopt(rules, logKey: Fixture.logKey, at: self.now, into: &$0) }
  }

  /// - Returns: the refusal, or the rows that came of it.
  func decide(_ document: [UInt8], from node: Int) -> String {
    let precedence = (try? DocumentDecoder.header(of: document).precedence) ?? .routine
    let stream = StreamIdentifier(streams + UInt128(node + 1))
    if numbers[node] == nil {
      numbers[node] = [:]
      let hello = Hello(cell: Fixture.cell, stream: stream, nature: nil, exerciseName: nil, client: "judge/1")
      _ = frame(ControlCodec.encode(hello), from: node)
    }
    now.monotonic += 1
    now.wall += .milliseconds(1)
    let number = numbers[node]![precedence, default: 0] + 1
    numbers[node]![precedence] = number
    let frame = frame(
      PublishFrame(
        lane: precedence, stream: stream, firstNumber: number, envelopes: [Envelope(document: document)]
      ).encoded(), from: node)
    let rows = frame.flatMap(\.rows).map { "\($0.sequence) \(String(decoding: $0.envelope.document, as: UTF8.self))" }
    return (frame.flatMap(\.refusals).map { "\($0.refusal)" } + rows).joined(separator: "\n")
  }

  private func frame(_ bytes: [UInt8], from node: Int) -> [RecordBatch] {
    perform {
      core.handle(
        .frame(PeerID(UInt64(node + 1)), node: Fixture.nodes[node], bytes: bytes), at: now, into: &$0)
    }
  }

  /// Until nothing is asked of the journal any more.
  private func perform(_ work: (inout Effects) throws -> Void) rethrows -> [RecordBatch] {
    var batches: [RecordBatch] = []
    var effects = Effects()
    try work(&effects)
    core.endTurn(at: now, into: &effects)
    while effects.batch != nil || !effects.questions.isEmpty {
      let done = effects
      effects = Effects()
      for case .stream(let peer, let stream) in done.questions {
        core.handle(
          .foundStream(StreamFound(peer: peer, stream: stream, known: .success(nil))), at: now, into: &effects)
      }
      if let batch = done.batch {
        batches.append(batch.batch)
        core.handle(.committed(batch.number), at: now, into: &effects)
      }
      core.endTurn(at: now, into: &effects)
    }
    return batches
  }
}
