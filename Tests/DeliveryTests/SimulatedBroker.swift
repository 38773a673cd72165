import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire

/// The broker's machine with its journal, its disk and its death. Effects are carried out as the daemon's loop does.
final class SimulatedBroker {
  private unowned let simulation: Delivery
  /// Nil while it is dead.
  private(set) var core: Core?
  private(set) var journal = SimulatedRecord()
  private let limits: SessionLimits
  private let recentBytes: Int
  private let scannedRows: Int
  private var files: RuleFiles
  private var effects = Effects()

  private var commit: (batch: NumberedBatch, due: Int64)?
  private var questions: [(question: JournalQuestion, due: Int64)] = []
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
    Instant(
      wall: Microseconds(Fixture.start) + .milliseconds(simulation.now + clockError), monotonic: 1_000 + simulation.now)
  }

  var nextEvent: Int64 {
    guard core != nil else { return backAt }
    var next = min(tickAt, commit?.due ?? .max)
    for asked in questions { next = min(next, asked.due) }
    return next
  }

  /// Something waits for its disk.
  var isCommitting: Bool { commit != nil }
  func isReading(_ peer: PeerID) -> Bool {
    questions.contains { asked in
      if case .rows(let request) = asked.question { request.peer == peer } else { false }
    }
  }

  func run() {
    let time = simulation.now
    guard core != nil else { return start() }
    if let due = commit, due.due <= time { return finishCommit() }
    if let index = Self.kinds.lazy.compactMap({ kind in
      self.questions.firstIndex { $0.due <= time && kind($0.question) }
    }).first {
      return handle(journal.answer(questions.remove(at: index).question))
    }
    tickAt = time + 1_000
    handle(.tick)
  }

  /// Rows are read first, then what was decided on numbers, then streams.
  private static let kinds: [@Sendable (JournalQuestion) -> Bool] = [
    { if case .rows = $0 { true } else { false } }, { if case .decisions = $0 { true } else { false } },
    { if case .stream = $0 { true } else { false } },
  ]

  private func finishCommit() {
    guard let due = commit else { return }
    if isFull {
      commit?.due = simulation.now + 400
      return handle(.storageFull(due.batch.number))
    }
    commit = nil
    write(due.batch)
    handle(.committed(due.batch.number))
  }

  private func write(_ batch: NumberedBatch) {
    let before = journal.head
    do { try journal.append(batch.batch) } catch { simulation.report("batch \(batch.number): \(error)") }
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
    effects = Effects()
    for note in batch.notes { simulation.noted(note) }
    if let new = batch.batch {
      simulation.expect(commit == nil, "a batch was closed while another was being committed")
      commit = (new, later())
    }
    for question in batch.questions { questions.append((question, later())) }
    for effect in batch.connection {
      switch effect {
      case .send(let peer, let bytes): simulation.send(bytes, to: peer)
      case .disconnect(let peer): simulation.disconnect(peer)
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
    if isWritten, !isFull, let commit { write(commit.batch) }
    commit = nil
    questions.removeAll()
    effects = Effects()
    backAt = simulation.now + time
  }

  func start() {
    guard core == nil else { return }
    backAt = .max
    tickAt = simulation.now
    (trusted, lastClockError) = (nil, clockError)
    latest = journal.rows.last?.acceptedAt.value ?? Fixture.start
    simulation.started()
    do throws(Refusal) {
      let new = Core(
        cell: Fixture.cell, state: try journal.replayed(from: files, files: kept), limits: limits, at: now,
        recentBytes: recentBytes, scannedRows: scannedRows)
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
