import CellCore
import CellSchema
import Testing

/// Drives the machine as the broker's loop does, without a network, a disk or a clock: effects are carried out when the
/// test says so.
final class Bus {
  private(set) var core: Core
  var journal = MemoryJournal()
  var now = Instant(wall: Fixture.start, monotonic: 1_000)
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
  private(set) var pendingCommits: [Commit] = []
  private(set) var pendingReads: [ReadRequest] = []
  private(set) var pendingLookups: [LookupRequest] = []
  private var pendingStreams: [(PeerID, StreamIdentifier)] = []
  private(set) var notes: [Note] = []
  /// How many readings of the journal were asked for.
  private(set) var readCount = 0
  private var effects: [Effect] = []
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
    core = Self.make(files, limits, now, recentBytes, scannedRows)
    adopt(files)
    settle()
  }

  private static func make(
    _ files: RuleFiles, _ limits: SessionLimits, _ now: Instant, _ recentBytes: Int, _ scannedRows: Int
  ) -> Core {
    var names = Names()
    do {
      return Core(
        cell: Fixture.cell, rulebook: try files.rulebook(&names), names: names, checker: Catalogue.checker,
        catalogue: Fixture.catalogue, limits: limits, at: now, recentBytes: recentBytes, scannedRows: scannedRows)
    } catch {
      preconditionFailure("the rules do not compile: \(error)")
    }
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

  /// The broker dies and comes back: what was not committed is gone, every connection is cut.
  func restart(_ files: RuleFiles? = nil) {
    for station in stations.values { station.isCut = true }
    stations.removeAll()
    pendingCommits.removeAll()
    pendingReads.removeAll()
    pendingLookups.removeAll()
    pendingStreams.removeAll()
    effects.removeAll()
    if let files { self.files = files }
    core = Self.make(self.files, limits, now, recentBytes, scannedRows)
    do throws(Refusal) {
      for row in journal.rows {
        try core.replay(Replayed(delivery: row.delivery, node: row.node, lane: row.lane), files: kept)
      }
      for (key, durable) in journal.durables.sorted(by: { ($0.key.node, $0.key.name) < ($1.key.node, $1.key.name) }) {
        try core.restore(
          durable: key.name, of: key.node, filter: durable.filter, done: durable.cursors, start: durable.start)
        for aside in journal.asides[key] ?? [] {
          try core.restore(
            aside: aside.sequence, of: key.name, node: key.node, at: aside.at, reason: aside.reason)
        }
      }
    } catch {
      report("the record does not replay: \(error)")
    }
    adopt(self.files)
    settle()
  }

  private func kept(_ roster: FileReference, _ charter: CharterReference) throws(Refusal) -> RuleFiles {
    guard let rosterBytes = journal.files[roster.sha256], let charterBytes = journal.files[charter.sha256] else {
      throw Refusal(.recordDamaged, "the record does not have a file that it names")
    }
    return known.first { $0.roster.sha256 == roster.sha256 && $0.charter.sha256 == charter.sha256 }
      ?? Fixture.files(rosterBytes, charterBytes)
  }

  // MARK: what happens

  /// A connection of a node; HELLO is not sent.
  func connect(_ node: String) -> Station {
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
    handle(.frame(station.peer, node: station.node, bytes: bytes))
  }

  func gone(_ station: Station) {
    station.isCut = true
    stations[station.peer] = nil
    handle(.gone(station.peer))
  }

  func shutDown() {
    core.shutDown(into: &effects)
    perform()
  }

  func advance(milliseconds: Int64) {
    now.monotonic += milliseconds
    now.wall += milliseconds * 1_000
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
        for (peer, stream) in asked { handle(.foundStream(journal.answer(peer, stream))) }
      } else if !holdsReads, !pendingReads.isEmpty {
        answerReads()
      } else if !holdsLookups, !pendingLookups.isEmpty {
        answerLookups()
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

  private func write(_ commit: Commit) {
    do { try journal.append(commit) } catch { report("batch \(commit.number): \(error.reason)") }
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

  private func perform() {
    let batch = effects
    effects.removeAll()
    for effect in batch {
      switch effect {
      case .send(let peer, let bytes): stations[peer]?.receive(bytes)
      case .disconnect(let peer): stations[peer]?.isCut = true
      case .commit(let commit):
        if !pendingCommits.isEmpty { report("a batch was closed while another was being committed") }
        pendingCommits.append(commit)
      case .read(let request):
        readCount += 1
        pendingReads.append(request)
      case .lookup(let request): pendingLookups.append(request)
      case .findStream(let peer, let stream): pendingStreams.append((peer, stream))
      case .note(let note): notes.append(note)
      }
    }
  }
}
