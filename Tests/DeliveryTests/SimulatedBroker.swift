import CellCore
import CellSchema

/// The broker's machine with its journal, its disk and its death. Effects are carried out as the daemon's loop does.
final class SimulatedBroker {
  private unowned let simulation: Delivery
  /// Nil while it is dead.
  private(set) var core: Core?
  private(set) var journal = MemoryJournal()
  private let limits: SessionLimits
  private let recentBytes: Int
  private let scannedRows: Int
  private var files: RuleFiles
  private var effects: [Effect] = []

  private var commit: (commit: Commit, due: Int64)?
  private var reads: [(request: ReadRequest, due: Int64)] = []
  private var lookups: [(request: LookupRequest, due: Int64)] = []
  private var streams: [(peer: PeerID, stream: StreamIdentifier, due: Int64)] = []
  private var tickAt: Int64 = 0
  private var backAt: Int64 = .max

  // The disk.
  var isFull = false
  /// Milliseconds of a commit and of a reading, at most.
  var slowness: Int64 = 5
  /// Milliseconds by which the wall clock is off.
  var clockError: Int64 = 0
  /// The latest that it has been by the wall clock, as far as it knows.
  private(set) var latest = Fixture.start
  /// The same of all its runs: what was withheld by a clock that was ahead is told once the time comes again.
  private(set) var latestEver = Fixture.start
  private var lastClockError: Int64 = 0
  /// The error before the clock ran away.
  private var trusted: Int64?

  init(_ simulation: Delivery, limits: SessionLimits, recentBytes: Int, rowsInReading: Int, scannedRows: Int) {
    self.simulation = simulation
    self.limits = limits
    self.recentBytes = recentBytes
    self.scannedRows = scannedRows
    files = DeliveryWorld.shared.files[0][0]
    journal.rowsInReading = rowsInReading
    journal.bringOwnPlace = Set(simulation.nodes.filter { $0.place == .both }.map(\.name))
  }

  var now: Instant {
    Instant(wall: Fixture.start + (simulation.now + clockError) * 1_000, monotonic: 1_000 + simulation.now)
  }

  var nextEvent: Int64 {
    guard core != nil else { return backAt }
    var next = min(tickAt, commit?.due ?? .max)
    for read in reads { next = min(next, read.due) }
    for lookup in lookups { next = min(next, lookup.due) }
    for stream in streams { next = min(next, stream.due) }
    return next
  }

  /// Something waits for its disk.
  var isCommitting: Bool { commit != nil }
  func isReading(_ peer: PeerID) -> Bool { reads.contains { $0.request.peer == peer } }

  func run() {
    let time = simulation.now
    guard core != nil else { return start() }
    if let due = commit, due.due <= time { return finishCommit() }
    if let index = reads.firstIndex(where: { $0.due <= time }) {
      return handle(.read(journal.answer(reads.remove(at: index).request)))
    }
    if let index = lookups.firstIndex(where: { $0.due <= time }) {
      return handle(.looked(journal.answer(lookups.remove(at: index).request)))
    }
    if let index = streams.firstIndex(where: { $0.due <= time }) {
      let asked = streams.remove(at: index)
      return handle(.foundStream(journal.answer(asked.peer, asked.stream)))
    }
    tickAt = time + 1_000
    handle(.tick)
  }

  private func finishCommit() {
    guard let due = commit else { return }
    if isFull {
      commit?.due = simulation.now + 400
      return handle(.storageFull(due.commit.number))
    }
    commit = nil
    write(due.commit)
    handle(.committed(due.commit.number))
  }

  private func write(_ commit: Commit) {
    let before = journal.head
    do { try journal.append(commit) } catch { simulation.report("batch \(commit.number): \(error.reason)") }
    simulation.recorded(from: before)
  }

  func handle(_ event: Event) {
    guard let core else { return }
    watchClock()
    core.handle(event, at: now, into: &effects)
    perform()
    turn()
  }

  /// A clock that runs away by more than an hour is not believed until it is back.
  private func watchClock() {
    if trusted == nil, clockError - lastClockError > Int64(Limits.clockJump) { trusted = lastClockError }
    if let base = trusted, clockError - base <= Int64(Limits.clockJump) { trusted = nil }
    lastClockError = clockError
    latest = max(latest, believed)
    latestEver = max(latestEver, latest)
  }

  var isClockDoubted: Bool { clockError - (trusted ?? lastClockError) > Int64(Limits.clockJump) }

  /// The time that it goes by: a clock that ran away is not asked.
  var believed: Int64 { Fixture.start + (simulation.now + (trusted ?? clockError)) * 1_000 }

  private func turn() {
    guard let core else { return }
    var turns = 0
    repeat {
      core.endTurn(at: now, into: &effects)
      perform()
      turns += 1
    } while core.isHungry && turns < 5_000
    simulation.expect(turns < 5_000, "the broker does not come to rest")
    simulation.watchMemory(core)
    simulation.watchUrgent()
  }

  private func perform() {
    let batch = effects
    effects.removeAll(keepingCapacity: true)
    for effect in batch {
      switch effect {
      case .send(let peer, let bytes): simulation.send(bytes, to: peer)
      case .disconnect(let peer): simulation.disconnect(peer)
      case .commit(let new):
        simulation.expect(commit == nil, "a batch was closed while another was being committed")
        commit = (new, later())
      case .read(let request): reads.append((request, later()))
      case .lookup(let request): lookups.append((request, later()))
      case .findStream(let peer, let stream): streams.append((peer, stream, later()))
      case .note(let note): simulation.noted(note)
      }
    }
  }

  private func later() -> Int64 { simulation.now + simulation.upTo(slowness) }

  // MARK: rules, death and life

  func change(_ files: RuleFiles) {
    self.files = files
    guard let core else { return }
    watchClock()
    adopt(core)
    perform()
    turn()
  }

  private func adopt(_ core: Core) {
    do throws(Refusal) { try core.adopt(files, logKey: Fixture.logKey, at: now, into: &effects) } catch {
      simulation.report("the rules were refused: \(error)")
    }
  }

  /// It dies; what was being committed is on the disk, or is not.
  func die(isWritten: Bool, backIn time: Int64) {
    guard core != nil else { return }
    core = nil
    if isWritten, !isFull, let commit { write(commit.commit) }
    commit = nil
    reads.removeAll()
    lookups.removeAll()
    streams.removeAll()
    effects.removeAll()
    backAt = simulation.now + time
  }

  func start() {
    guard core == nil else { return }
    backAt = .max
    tickAt = simulation.now
    (trusted, lastClockError) = (nil, clockError)
    latest = journal.rows.last?.delivery.acceptedAt ?? Fixture.start
    simulation.started()
    var names = Names()
    do throws(Refusal) {
      let new = Core(
        cell: Fixture.cell, rulebook: try files.rulebook(&names), names: names, checker: Catalogue.checker,
        catalogue: Fixture.catalogue, limits: limits, at: now, recentBytes: recentBytes,
        scannedRows: scannedRows)
      for row in journal.rows {
        try new.replay(Replayed(delivery: row.delivery, node: row.node, lane: row.lane), files: kept)
      }
      for (key, durable) in journal.durables.sorted(by: { ($0.key.node, $0.key.name) < ($1.key.node, $1.key.name) }) {
        try new.restore(
          durable: key.name, of: key.node, filter: durable.filter, done: durable.cursors, start: durable.start)
        for aside in journal.asides[key] ?? [] {
          try new.restore(
            aside: aside.sequence, of: key.name, node: key.node, at: aside.at, reason: aside.reason)
        }
      }
      latest = max(latest, believed)
      adopt(new)
      core = new
    } catch {
      return simulation.report("the record does not replay: \(error)")
    }
    perform()
    turn()
  }

  private func kept(_ roster: FileReference, _ charter: CharterReference) throws(Refusal) -> RuleFiles {
    for known in DeliveryWorld.shared.files.joined() where known.roster.sha256 == roster.sha256 { return known }
    throw Refusal(.recordDamaged, "the record names a file that nobody wrote")
  }
}
