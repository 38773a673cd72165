import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Foundation
import Testing

/// How long the loop is held up at so many rows: a figure to be read, printed where `CELLBUS_ROWS` says how many.
@Suite struct LoopTimeTests {
  private static let rows = ProcessInfo.processInfo.environment["CELLBUS_ROWS"].flatMap { Int($0) }

  @Test(.enabled(if: Self.rows != nil)) func `the loop's part of an answer`() throws {
    let bench = try LoopBench(rows: try #require(Self.rows))
    for _ in 0..<200 { try bench.round() }
    bench.report()
  }
}

/// A machine and its archive over a long record, with a stopwatch on the machine alone.
private final class LoopBench {
  private enum Step: String, CaseIterable {
    case question = "a question handed to the archive"
    case answer = "its answer's return"
    case publish = "the first message after it"
    case commit = "that message durable, handed to the archive"
    case archive = "the archive's own work"
  }

  private static let peer = PeerID(1)
  private static let node: NodeName = "UKR.GS-1"
  private let core: Core
  private var archive: Archive
  private var now: Instant
  private var documents = Documents()
  private var published: UInt64 = 0
  private var times: [Step: [Duration]] = [:]
  private let slowestRow: Duration
  private let rows: Int

  init(rows: Int) throws {
    self.rows = rows
    var names = Names()
    var state = RecordState(rulebook: try Fixture.files().rulebook(&names), names: names)
    slowestRow = try Self.fill(&state, rows)
    archive = Archive(state.separateCopy(), cell: Fixture.cell)
    now = Instant(wall: state.heads.acceptedAt, monotonic: 1_000)
    core = Core(cell: Fixture.cell, state: state, at: now)
    try perform { try core.adopt(Fixture.files(), logKey: Fixture.logKey, at: now, into: &$0) }
    frame(
      ControlCodec.encode(
        Hello(
          cell: Fixture.cell, stream: StreamIdentifier(1), nature: nil, exerciseName: nil, client: "bench/1")))
  }

  /// Notes, and an incident report for each twenty of them.
  private static func fill(_ state: inout RecordState, _ rows: Int) throws -> Duration {
    var documents = Documents()
    let templates = try [
      Template(documents.note(node)), Template(documents.example("verification.incident-report", node)),
    ]
    let reader = RowReader()
    let sender = try #require(state.names.node(node))
    let participant = state.names.participant(of: sender)
    var slowest = Duration.zero
    for number in 1...rows {
      let envelope = templates[number % 20 == 0 ? 1 : 0].envelope(number)
      let prepared = try reader.read(
        envelope, lane: .routine, sender: sender, of: participant, rulebook: state.rules.current)
      let row = RecordRow(
        sequence: SequenceNumber(UInt64(number)), acceptedAt: Microseconds(Fixture.start + Int64(number)), node: node,
        number: StreamNumber(stream: 2, number: UInt64(number)), lane: .routine, envelope: envelope)
      slowest = max(slowest, ContinuousClock().measure { state.apply(.row(row, prepared)) })
    }
    return slowest
  }

  // MARK: a round

  func round() throws {
    let asked = time(.question) { frame(ControlCodec.encode(Query(query: 7, ask: .situation)), into: &$0) }
    for task in asked.archive {
      guard case .answer(let request) = task else { continue }
      var answer: SituationAnswer?
      times[.archive, default: []].append(ContinuousClock().measure { answer = archive.answer(request) })
      let computed = try #require(answer)
      let told = time(.answer) { core.handle(.answered(computed), at: now, into: &$0) }
      #expect(told.connection.count == 1)
    }
    published += 1
    let bytes = PublishFrame(
      lane: .routine, stream: StreamIdentifier(1), firstNumber: published,
      envelopes: [Envelope(document: documents.note(Self.node))]
    ).encoded()
    let taken = time(.publish) { frame(bytes, into: &$0) }
    let batch = try #require(taken.batch, "the message was taken")
    #expect(batch.batch.rows.count == 1)
    keep(time(.commit) { core.handle(.committed(batch.number), at: now, into: &$0) })
  }

  private func frame(_ bytes: [UInt8], into effects: inout Effects) {
    core.handle(.frame(Self.peer, node: Self.node, bytes: bytes), at: now, into: &effects)
    core.endTurn(at: now, into: &effects)
  }

  private func time(_ step: Step, _ work: (inout Effects) -> Void) -> Effects {
    now.monotonic += 1
    now.wall += .milliseconds(1)
    var effects = Effects()
    times[step, default: []].append(ContinuousClock().measure { work(&effects) })
    return effects
  }

  private func keep(_ effects: Effects) {
    for case .apply(let changes) in effects.archive { archive.apply(changes) }
  }

  // MARK: what is not timed

  private func frame(_ bytes: [UInt8]) { perform { frame(bytes, into: &$0) } }

  /// Until nothing is asked of the journal any more.
  private func perform(_ work: (inout Effects) throws -> Void) rethrows {
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
      if let batch = done.batch { core.handle(.committed(batch.number), at: now, into: &effects) }
      keep(effects)
      core.endTurn(at: now, into: &effects)
    }
  }

  // MARK: what it was

  func report() {
    print("\(rows) rows; entering one of them took \(Self.microseconds(slowestRow)) µs at most")
    for step in Step.allCases {
      let sorted = times[step, default: []].sorted()
      guard let longest = sorted.last else { continue }
      print(
        "\(step.rawValue): \(Self.microseconds(sorted[sorted.count / 2])) µs, at most \(Self.microseconds(longest)) µs")
    }
  }

  private static func microseconds(_ time: Duration) -> Int64 { Int64(time / .microseconds(1)) }
}

/// A document that is said again and again under other identifiers.
private struct Template {
  private let bytes: [UInt8]
  /// Where the last twelve digits of its identifier stand.
  private let digits: Range<Int>

  init(_ document: [UInt8]) throws {
    let id = try DocumentDecoder.header(of: document).id
    let text = Array("\(id)".utf8)
    let place = try #require(document.indices.first { document[$0...].starts(with: text) })
    bytes = document
    digits = place + text.count - 12..<place + text.count
  }

  func envelope(_ number: Int) -> Envelope {
    var copy = bytes
    var rest = number
    for place in digits.reversed() {
      copy[place] = Array("0123456789abcdef".utf8)[rest % 16]
      rest /= 16
    }
    return Envelope(document: copy)
  }
}
