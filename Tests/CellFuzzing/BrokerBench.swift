import CellCore
import CellSchema
import CellTestSupport
import CellWire

/// The broker's machine with its record and archive in memory: whatever it asks for is done at once.
final class BrokerBench {
  private(set) var core: Core
  private var journal = SimulatedRecord()
  private var archive: Archive
  private var unapplied: [Committed] = []
  private var effects = Effects()
  private(set) var now = Instant(wall: Microseconds(Fixture.start), monotonic: 1_000)
  private static let files = Fixture.files()
  /// What was sent, and whom the machine cut, since this was last cleared.
  private(set) var sent: [(peer: PeerID, frame: [UInt8])] = []
  private(set) var cut: Set<PeerID> = []
  /// What must not happen.
  private(set) var problem: String?

  init() {
    var limits = SessionLimits()
    limits.sessionsPerMinute = 1_000_000
    var names = Names()
    do throws(Refusal) {
      let state = RecordState(rulebook: try Self.files.rulebook(&names), names: names)
      core = Core(cell: Fixture.cell, state: state, limits: limits, at: now)
      archive = Archive(state.separateCopy(), cell: Fixture.cell)
      try core.adopt(Self.files, logKey: Fixture.logKey, at: now, into: &effects)
    } catch {
      preconditionFailure("the fixture's rules are refused: \(error)")
    }
    settle()
  }

  func forget() {
    sent.removeAll(keepingCapacity: true)
    cut.removeAll(keepingCapacity: true)
  }

  func frames(to peer: PeerID) -> [[UInt8]] { sent.filter { $0.peer == peer }.map(\.frame) }

  func advance(milliseconds: Int64) {
    now.monotonic += milliseconds
    now.wall += .milliseconds(milliseconds)
  }

  func frame(_ bytes: [UInt8], from peer: PeerID, _ node: NodeName) {
    handle(.frame(peer, node: node, bytes: bytes))
    settle()
  }

  func handle(_ event: Event) {
    core.handle(event, at: now, into: &effects)
    perform()
  }

  private func settle() {
    for _ in 0..<10_000 {
      core.endTurn(at: now, into: &effects)
      if effects.isEmpty, !core.isHungry { return }
      perform()
    }
    problem = "the machine does not come to rest"
  }

  private func perform() {
    while !effects.isEmpty {
      let done = effects
      effects = Effects()
      for effect in done.connection {
        switch effect {
        case .send(let peer, let bytes): sent.append((peer, bytes))
        case .disconnect(let peer): cut.insert(peer)
        }
      }
      if let commit = done.batch {
        do {
          try journal.append(commit.batch)
        } catch {
          problem = "the journal takes no batch: \(error)"
          return
        }
        core.handle(.committed(commit.number), at: now, into: &effects)
      }
      for question in done.questions { core.handle(journal.answer(question), at: now, into: &effects) }
      for task in done.archive {
        switch task {
        case .apply(let changes): unapplied += changes
        case .answer(let request): core.handle(.answered(current.answer(request)), at: now, into: &effects)
        case .search(let request): core.handle(.found(current.search(request)), at: now, into: &effects)
        }
      }
    }
  }

  /// The archive with all that is durable.
  private var current: Archive {
    archive.apply(unapplied)
    unapplied.removeAll(keepingCapacity: true)
    return archive
  }

  func situation() -> Situation {
    guard let node = core.rulebook.node(named: "FRA.CELL-1") else { preconditionFailure("the fixture lists the node") }
    return current.situation(SituationQuestion(), in: .operation, node: node, now: now.wall)
  }

  /// Whether the record leads to where the machine is.
  func replayProblem() -> String? {
    let live = current.snapshot()
    do throws(Refusal) {
      let state = try journal.replayed(from: Self.files) { _, _ in Self.files }
      return Archive(state, cell: Fixture.cell).snapshot() == live ? nil : "the record leads elsewhere than the machine"
    } catch {
      return "the record does not replay: \(error)"
    }
  }
}
