import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

/// Drives the machine as the broker's loop does, without a network, a disk or a clock: effects are carried out when the
/// test says so.
final class Bus {
  private(set) var core: Core
  var journal = SimulatedRecord()
  var now = Instant(wall: Microseconds(Fixture.start), monotonic: 1_000)
  private(set) var stations: [PeerID: Station] = [:]
  private var lastPeer: UInt64 = 0
  let limits: SessionLimits
  let recentBytes: Int
  let scannedRows: Int
  private var files: RuleFiles

  /// Whether what the machine asks of the journal waits until ``commit()``, ``answerReads()``, ``answerLookups()``.
  var holdsCommits = false
  var holdsReads = false
  var holdsLookups = false
  /// Whether nodes answer PING in a turn of their own; a simulated network carries it otherwise.
  var answersPings = true
  /// Whether what is asked of the archive waits until ``answerQuestions()``, or ``computeAnswers()``.
  var holdsAnswers = false
  private(set) var pendingCommits: [NumberedBatch] = []
  private(set) var pendingReads: [ReadRequest] = []
  private(set) var pendingLookups: [LookupRequest] = []
  private(set) var pendingAnswers: [SituationRequest] = []
  private(set) var pendingSearches: [SearchRequest] = []
  /// What the archive has answered, and the loop has not heard.
  private var computedAnswers: [SituationAnswer] = []
  private var pendingStreams: [JournalQuestion] = []
  /// The second instance of the state, and what it has not taken in yet.
  private var keptArchive: Archive
  private var unapplied: [Committed] = []
  private(set) var notes: [Note] = []
  /// How many readings of the journal were asked for.
  private(set) var readCount = 0
  private var effects = Effects()
  /// What stations sent, in the turns in which the broker's loop hears it.
  private var inbox = Inbox()
  /// Rule files that need not be read back from their bytes, once the journal has shown that it kept them.
  private let known: [RuleFiles]
  /// Takes what must not happen.
  let report: (String) -> Void

  init(
    _ files: RuleFiles = Fixture.files(), limits: SessionLimits = SessionLimits(),
    recentBytes: Int = Limits.recentBytes, scannedRows: Int = Limits.scannedRows, known: [RuleFiles] = [],
    report: @escaping (String) -> Void = { Issue.record(Comment(rawValue: $0)) }
  ) {
    self.files = files
    self.known = known
    self.report = report
    self.limits = limits
    self.recentBytes = recentBytes
    self.scannedRows = scannedRows
    let state = Self.emptyState(files)
    core = Core(
      cell: Fixture.cell, state: state, limits: limits, at: now, recentBytes: recentBytes, scannedRows: scannedRows)
    keptArchive = Archive(state.separateCopy(), cell: Fixture.cell)
    adopt(files)
    settle()
  }

  private static func emptyState(_ files: RuleFiles) -> RecordState {
    var names = Names()
    do {
      return RecordState(rulebook: try files.rulebook(&names), names: names)
    } catch {
      preconditionFailure("the rules do not compile: \(error)")
    }
  }

  /// The second instance of the state, with all that is durable.
  var archive: Archive {
    keptArchive.apply(unapplied)
    unapplied = []
    return keptArchive
  }

  private func adopt(_ files: RuleFiles) {
    do throws(Refusal) { try core.adopt(files, logKey: Fixture.logKey, at: now, into: &effects) } catch {
      report("the rules were refused: \(error)")
    }
  }

  /// Puts other rules in force.
  func change(_ files: RuleFiles) throws(Refusal) {
    try core.adopt(files, logKey: Fixture.logKey, at: now, into: &effects)
    self.files = files
    settle()
  }

  /// The operator keeps nodes off the bus.
  func withhold(_ held: Set<NodeName>, revoked: Set<NodeName> = []) {
    core.withhold(held: held, revoked: revoked, at: now, into: &effects)
    settle()
  }

  /// The broker dies and comes back: what was not committed is gone, every connection is cut.
  func restart(_ files: RuleFiles? = nil, readOnly: Refusal? = nil) {
    die()
    if let files { self.files = files }
    var state = Self.emptyState(self.files)
    do throws(Refusal) { state = try journal.replayed(from: self.files, files: kept) } catch {
      report("the record does not replay: \(error)")
    }
    begin(state, readOnly: readOnly)
  }

  private func die() {
    for station in stations.values { station.isCut = true }
    stations.removeAll()
    pendingCommits.removeAll()
    pendingReads.removeAll()
    pendingLookups.removeAll()
    pendingStreams.removeAll()
    pendingAnswers.removeAll()
    pendingSearches.removeAll()
    computedAnswers.removeAll()
    unapplied.removeAll()
    effects = Effects()
  }

  /// The same from state that was kept, and the rows that follow it.
  func restart(from snapshot: [UInt8]) throws(Refusal) {
    let state = try journal.restored(snapshot, from: files, files: kept)
    die()
    begin(state)
  }

  private func begin(_ state: RecordState, readOnly: Refusal? = nil) {
    core = Core(
      cell: Fixture.cell, state: state, readOnly: readOnly, limits: limits, at: now, recentBytes: recentBytes,
      scannedRows: scannedRows)
    keptArchive = Archive(state.separateCopy(), cell: Fixture.cell)
    if readOnly == nil { adopt(files) }
    settle()
  }

  func kept(_ roster: FileReference, _ charter: CharterReference) throws(Refusal) -> RuleFiles {
    guard let rosterBytes = journal.file(roster.sha256), let charterBytes = journal.file(charter.sha256) else {
      throw Refusal(.recordDamaged, "the record does not have a file that it names")
    }
    return known.first { $0.roster.sha256 == roster.sha256 && $0.charter.sha256 == charter.sha256 }
      ?? Fixture.files(rosterBytes, charterBytes)
  }

  // MARK: what happens

  /// A connection of a node; HELLO is not sent.
  func connect(_ node: NodeName) -> Station {
    lastPeer += 1
    let station = Station(node: node, peer: PeerID(lastPeer), bus: self)
    stations[station.peer] = station
    return station
  }

  func handle(_ event: Event) {
    core.handle(event, at: now, into: &effects)
    perform()
  }

  func frame(_ bytes: [UInt8], from station: Station) {
    // The loop does not listen to a peer any more whose connection it is about to cut.
    guard !station.isCut else { return }
    inbox.add(bytes, from: station.peer, node: station.node)
    while let event = inbox.next() { handle(event) }
  }

  func gone(_ station: Station) {
    station.isCut = true
    stations[station.peer] = nil
    handle(.gone(station.peer))
  }

  func shutDown() {
    core.shutDown(at: now, into: &effects)
    perform()
  }

  func advance(milliseconds: Int64) {
    now.monotonic += milliseconds
    now.wall += .milliseconds(milliseconds)
  }

  /// Time passes, with a tick each second, until everything is done.
  func pass(milliseconds: Int64) {
    var left = milliseconds
    while left > 0 {
      advance(milliseconds: min(left, 1_000))
      left -= 1_000
      handle(.tick)
      settle()
    }
  }

  /// Where things stand in a world, as a node may read it now.
  func situation(_ question: SituationQuestion, in world: World, _ node: NodeName) -> Situation {
    archive.situation(question, in: world, by: node, now: core.moment(now))
  }

  // MARK: turns

  /// One turn of the loop, without answers of the journal.
  func turn() {
    core.endTurn(at: now, into: &effects)
    perform()
  }

  /// Turns until nothing is left to do but what the test holds back.
  func settle() {
    var turns = 0
    while true {
      turn()
      turns += 1
      if turns > 100_000 {
        report("the machine does not come to rest")
        return
      }
      if !pendingStreams.isEmpty {
        let asked = pendingStreams
        pendingStreams.removeAll()
        for question in asked { handle(journal.answer(question)) }
      } else if !holdsReads, !pendingReads.isEmpty {
        answerReads()
      } else if !holdsLookups, !pendingLookups.isEmpty {
        answerLookups()
      } else if !holdsAnswers, !pendingAnswers.isEmpty || !pendingSearches.isEmpty {
        answerQuestions()
      } else if !holdsCommits, !pendingCommits.isEmpty {
        commit()
      } else if answersPings,
        stations.values.sorted(by: { $0.peer.number < $1.peer.number }).contains(where: { $0.answerPing() })
      {
        continue
      } else if !core.isHungry {
        return
      }
    }
  }

  /// The oldest batch becomes durable.
  func commit() {
    guard !pendingCommits.isEmpty else { return }
    let commit = pendingCommits.removeFirst()
    write(commit)
    handle(.committed(commit.number))
  }

  /// The oldest batch becomes durable, and the broker dies before it hears of it.
  func commitUnheard() {
    guard !pendingCommits.isEmpty else { return }
    write(pendingCommits.removeFirst())
  }

  private func write(_ commit: NumberedBatch) {
    do { try journal.append(commit.batch) } catch { report("batch \(commit.number): \(error)") }
  }

  /// The disk has no room for the oldest batch.
  func refuseCommit() {
    guard let commit = pendingCommits.first else { return }
    handle(.storageFull(commit.number))
  }

  func answerReads() {
    let asked = pendingReads
    pendingReads.removeAll()
    for request in asked { handle(.read(journal.answer(request))) }
  }

  func answerLookups() {
    let asked = pendingLookups
    pendingLookups.removeAll()
    for request in asked { handle(.looked(journal.answer(request))) }
  }

  func answerQuestions() {
    computeAnswers()
    returnAnswers()
    let searches = pendingSearches
    pendingSearches.removeAll()
    for request in searches { handle(.found(archive.search(request))) }
  }

  /// The archive answers what it was asked; the loop does not hear of it yet.
  func computeAnswers() {
    let asked = pendingAnswers
    pendingAnswers.removeAll()
    computedAnswers += asked.map { archive.answer($0) }
  }

  func returnAnswers() {
    let computed = computedAnswers
    computedAnswers.removeAll()
    for answer in computed { handle(.answered(answer)) }
  }

  private func perform() {
    let batch = effects
    effects = Effects()
    notes += batch.notes
    if let commit = batch.batch {
      if !pendingCommits.isEmpty { report("a batch was closed while another was being committed") }
      pendingCommits.append(commit)
    }
    for question in batch.questions {
      switch question {
      case .rows(let request):
        readCount += 1
        pendingReads.append(request)
      case .decisions(let request): pendingLookups.append(request)
      case .stream: pendingStreams.append(question)
      }
    }
    for task in batch.archive {
      switch task {
      case .apply(let changes): unapplied += changes
      case .answer(let request): pendingAnswers.append(request)
      case .search(let request): pendingSearches.append(request)
      }
    }
    for effect in batch.connection {
      switch effect {
      case .send(let peer, let bytes): stations[peer]?.receive(bytes)
      case .disconnect(let peer): stations[peer]?.isCut = true
      }
    }
  }
}
