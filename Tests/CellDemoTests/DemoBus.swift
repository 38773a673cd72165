import CellConfig
import CellCore
import CellDemo
import CellJournal
import CellSchema
import CellWire
import StrictYAML

/// The broker's machine with a node for each sender, without network and disk: every batch is durable at once.
final class DemoBus {
  let core: Core
  private var peers: [NodeName: PeerID] = [:]
  private var next: [NodeName: Lanes<UInt64>] = [:]
  private var inbox: [PeerID: [[UInt8]]] = [:]
  private var effects = Effects()
  /// The second instance of the state, fed with what is durable.
  private var archive: Archive
  /// What the bus said itself in the exercise, by type.
  private(set) var sayings: [MessageType] = []
  private var rows: [RecordRow] = []
  private var now = Instant(wall: ScenarioTests.now.moment, monotonic: 1_000)

  /// What its clock shows.
  var time: Timestamp { Timestamp(now.wall) }

  init(_ cell: DemoCell) throws {
    let files = RuleFiles(
      roster: FileReference(revision: 1, sha256: SHA256Hex(String(repeating: "0", count: 64))!), rosterBytes: [],
      charter: CharterReference(
        name: "paris", revision: 1, sha256: SHA256Hex(String(repeating: "1", count: 64))!,
        instrument: "paris-declaration", version: "draft"), charterBytes: []
    ) { (names: inout Names) throws(Refusal) in
      try Rulebook(
        roster: cell.roster, charter: cell.charter, charterFile: "charter.yaml", names: &names,
        line: { _ in nil })
    }
    var names = Names()
    let state = RecordState(rulebook: try files.rulebook(&names), names: names)
    core = Core(cell: "paris", state: state, at: now)
    archive = Archive(state.separateCopy(), cell: "paris")
    try core.adopt(files, logKey: .sample, at: now, into: &effects)
    settle()
    for (index, node) in cell.roster.nodes.map(\.name).enumerated() {
      let peer = PeerID(UInt64(index + 1))
      peers[node] = peer
      next[node] = Lanes(repeating: 1)
      send(
        ControlCodec.encode(
          Hello(
            cell: "paris", stream: StreamIdentifier(UInt128(index + 1)), nature: .exercise,
            exerciseName: Scenario.exerciseName, client: "test")), node)
    }
  }

  /// Lets what a step awaits come to its moment.
  func settle(before step: Step) {
    guard !step.awaits.isEmpty else { return }
    now.monotonic += 2_000
    now.wall += .milliseconds(2_000)
    core.handle(.tick, at: now, into: &effects)
    settle()
  }

  /// What becomes of a document.
  func publish(_ document: [UInt8], _ lane: Precedence, from node: NodeName) -> Result<UInt64, Refusal> {
    let number = next[node]![lane]
    next[node]![lane] += 1
    inbox.removeAll()
    send(
      PublishFrame(
        lane: lane, stream: StreamIdentifier(peers[node]!.number128), firstNumber: number,
        envelopes: [Envelope(document: document)]
      ).encoded(), node)
    for frame in inbox[peers[node]!] ?? [] where frame.first == Command.receipt.rawValue {
      guard let receipt = try? ControlCodec.decode(Receipt.self, from: frame), let decision = receipt.decisions.first
      else { continue }
      if let sequence = decision.sequence { return .success(sequence.value) }
      return .failure(
        Refusal(
          ErrorCode(number: UInt16(decision.code?.value ?? 0)), at: decision.pointer?.text ?? "",
          decision.detail?.text ?? ""))
    }
    return .failure(Refusal(.internalFault, "no receipt came"))
  }

  func situation(of node: NodeName) -> Situation {
    archive.situation(
      SituationQuestion(), in: World(nature: .exercise, exercise: Scenario.exerciseName),
      node: core.state.names.node(node)!, now: now.wall)
  }

  /// Plays a scenario to its end.
  func standing(after scenario: Scenario) -> Reckoning.Standing {
    var serials: [NodeName: Int] = [:]
    for step in scenario.steps {
      settle(before: step)
      let serial = (serials[step.sender] ?? 0) + 1
      if step.expect == .accepted { serials[step.sender] = serial }
      _ = publish(
        step.document(
          Step.Stamp(
            cell: "paris", serial: Serial(node: step.sender, number: serial, year: 26)!,
            sentAt: time)),
        step.precedence, from: step.sender)
    }
    return Reckoning.Standing(situation: situation(of: "FRA.CELL-1"), sayings: sayings)
  }

  private func send(_ bytes: [UInt8], _ node: NodeName) {
    now.monotonic += 1
    now.wall += .milliseconds(1)
    core.handle(.frame(peers[node]!, node: node, bytes: bytes), at: now, into: &effects)
    settle()
  }

  private func note(_ batch: RecordBatch) {
    rows += batch.rows
    for row in batch.rows where row.node == Announcer.busNode {
      guard let header = try? DocumentDecoder.header(of: Array(row.envelope.document)),
        header.nature == .exercise,
        header.type != AlternateActing.messageType
      else { continue }
      sayings.append(header.type)
    }
  }

  private func settle() {
    repeat {
      core.endTurn(at: now, into: &effects)
      let batch = effects
      effects = Effects()
      for case .send(let peer, let bytes) in batch.connection { inbox[peer, default: []].append(bytes) }
      for case .apply(let changes) in batch.archive { archive.apply(changes) }
      for case .stream(let peer, let stream) in batch.questions {
        core.handle(
          .foundStream(StreamFound(peer: peer, stream: stream, known: .success(nil))), at: now, into: &effects)
      }
      for case .rows(let request) in batch.questions {
        let found = request.sequences.map { rows[Int($0.value) - 1] }
        core.handle(.read(ReadResult(request: request, rows: .success(found))), at: now, into: &effects)
      }
      if let commit = batch.batch {
        note(commit.batch)
        core.handle(.committed(commit.number), at: now, into: &effects)
      }
    } while !effects.isEmpty || core.hasUndurable
  }
}

extension PeerID {
  fileprivate var number128: UInt128 { UInt128(number) }
}
