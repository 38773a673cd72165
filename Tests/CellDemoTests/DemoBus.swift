import CellConfig
import CellCore
import CellDemo
import CellSchema
import StrictYAML

/// The broker's machine with a node for each sender, without network and disk: every batch is durable at once.
final class DemoBus {
  let core: Core
  private var peers: [NodeName: PeerID] = [:]
  private var next: [NodeName: [UInt64]] = [:]
  private var inbox: [PeerID: [[UInt8]]] = [:]
  private var effects: [Effect] = []
  /// What the bus said itself in the exercise, by type.
  private(set) var sayings: [MessageType] = []
  private var now = Instant(wall: ScenarioTests.now.microseconds, monotonic: 1_000)

  init(_ cell: DemoCell) throws {
    let catalogue = Catalogue.entries.map { (type: $0.type.description, version: $0.version.value) }
    let files = RuleFiles(
      roster: FileReference(revision: 1, sha256: SHA256Hex(String(repeating: "0", count: 64))!), rosterBytes: [],
      charter: CharterReference(
        name: "paris", revision: 1, sha256: SHA256Hex(String(repeating: "1", count: 64))!,
        instrument: "paris-declaration", version: "draft"), charterBytes: []
    ) { (names: inout Names) throws(Refusal) in
      try Rulebook(
        roster: cell.roster, charter: cell.charter, charterFile: "charter.yaml", catalogue: catalogue, names: &names,
        line: { _ in nil })
    }
    var names = Names()
    core = Core(
      cell: "paris", rulebook: try files.rulebook(&names), names: names, checker: Catalogue.checker,
      catalogue: catalogue, at: now)
    try core.adopt(files, logKey: .sample, at: now, into: &effects)
    settle()
    for (index, node) in cell.roster.nodes.map(\.name).enumerated() {
      let peer = PeerID(UInt64(index + 1))
      peers[node] = peer
      next[node] = [UInt64](repeating: 1, count: Lane.count)
      send(
        ControlCodec.encode(
          Hello(
            cell: "paris", stream: StreamIdentifier(UInt128(index + 1)), nature: .exercise,
            exerciseName: Scenario.exerciseName, client: "test")), node)
    }
  }

  /// What becomes of a document.
  func publish(_ document: [UInt8], _ lane: Precedence, from node: NodeName) -> Result<UInt64, Refusal> {
    let place = Int(lane.lane)
    let number = next[node]![place]
    next[node]![place] += 1
    inbox.removeAll()
    send(
      PublishFrame(
        lane: place, stream: StreamIdentifier(peers[node]!.number128), firstNumber: number,
        envelopes: [Envelope(document: document[...])]
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
    core.situation(
      SituationQuestion(), in: World(nature: .exercise, exercise: "\(Scenario.exerciseName)"),
      node: core.allNames.node("\(node)")!, at: now)
  }

  /// Plays a scenario to its end.
  func standing(after scenario: Scenario) -> Reckoning.Standing {
    var serials: [NodeName: Int] = [:]
    for step in scenario.steps {
      let serial = (serials[step.sender] ?? 0) + 1
      if step.expect == .accepted { serials[step.sender] = serial }
      _ = publish(
        step.document(
          Step.Stamp(
            cell: "paris", serial: Serial(node: step.sender, number: serial, year: 26)!, sentAt: ScenarioTests.now)),
        step.precedence, from: step.sender)
    }
    return Reckoning.Standing(situation: situation(of: "FRA.CELL-1"), sayings: sayings)
  }

  private func send(_ bytes: [UInt8], _ node: NodeName) {
    now.monotonic += 1
    now.wall += 1_000
    core.handle(.frame(peers[node]!, node: "\(node)", bytes: bytes), at: now, into: &effects)
    settle()
  }

  private func note(_ commit: Commit) {
    for row in commit.rows where row.node == Core.busNode {
      guard let header = try? DocumentDecoder.header(of: Array(row.delivery.envelope.document)),
        header.nature == .exercise
      else { continue }
      sayings.append(header.type)
    }
  }

  private func settle() {
    repeat {
      core.endTurn(at: now, into: &effects)
      let batch = effects
      effects.removeAll()
      for effect in batch {
        switch effect {
        case .send(let peer, let bytes): inbox[peer, default: []].append(bytes)
        case .commit(let commit):
          note(commit)
          core.handle(.committed(commit.number), at: now, into: &effects)
        case .findStream(let peer, let stream):
          core.handle(.foundStream(StreamFound(peer: peer, stream: stream, known: nil)), at: now, into: &effects)
        case .disconnect, .read, .lookup, .note: break
        }
      }
    } while !effects.isEmpty || core.hasUndurable
  }
}

extension PeerID {
  fileprivate var number128: UInt128 { UInt128(number) }
}
