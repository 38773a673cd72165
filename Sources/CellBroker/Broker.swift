package import CellConfig
import CellCore
import CellProof
import CellRecord
import CellSchema
import Glibc
package import Logging
import ServiceLifecycle
import StrictYAML
import Synchronization
import ZeroMQ

/// The daemon: opens the record, puts the rules in force, and serves until it is told to stop.
package struct Broker: Service {
  private let set: ConfigurationSet
  private let log: EventLog
  private let notifier: ServiceNotifier
  private let file: String
  private let reloads = WorkQueue<Void>()

  /// - Parameters:
  ///   - set: what the configuration file and those that it names say.
  ///   - file: the configuration file, which is read again at each ``reload()``.
  package init(
    _ set: ConfigurationSet, file: String, logger: Logger, notifier: ServiceNotifier = ServiceNotifier()
  ) {
    self.set = set
    self.file = file
    self.log = EventLog(logger)
    self.notifier = notifier
  }

  /// What a set of files makes, in a line.
  package static func summary(_ set: ConfigurationSet) -> String {
    let charter = set.charter.value
    let roster = set.roster.value
    return "cell \(set.configuration.value.cell), charter \(charter.name) revision \(charter.revision), roster revision"
      + " \(roster.revision) with \(roster.participants.count) participants and \(roster.nodes.count) nodes"
  }

  /// Has the files read again, and what changed in the roster and the charter put in force, whole or not at all. The
  /// log says what came of it.
  package func reload() { reloads.add(()) }

  /// Serves until graceful shutdown.
  ///
  /// - Throws: ``BrokerFailure`` where the record does not open, an endpoint is taken, or the disk fails: the process
  ///   then ends with the failure's exit code and systemd starts it again.
  package func run() async throws {
    raiseDescriptorLimit()
    let mailbox: Mailbox
    do { mailbox = try Mailbox() } catch { throw BrokerFailure(code: 71, "\(error)") }
    let failure = Mutex<BrokerFailure?>(nil)
    let finished = Completion()
    let worker = Worker("loop") { [self] in
      do throws(BrokerFailure) { try serve(mailbox) } catch { failure.withLock { $0 = error } }
      finished.complete()
    }
    await withTaskCancellationOrGracefulShutdownHandler {
      await finished.wait()
    } onCancelOrGracefulShutdown: {
      mailbox.post(.stop)
    }
    worker.join()
    if let failure = failure.withLock({ $0 }) { throw failure }
  }

  /// The whole life of the broker, on the loop's own thread.
  private func serve(_ mailbox: Mailbox) throws(BrokerFailure) {
    let configuration = set.configuration.value
    let journal: SQLiteJournal
    do throws(JournalError) {
      journal = try SQLiteJournal.open(directory: set.recordDirectory, cell: "\(configuration.cell)")
    } catch {
      throw BrokerFailure(error, directory: set.recordDirectory)
    }
    let started = Clocks.now()
    let stateFile = StateFile(directory: set.recordDirectory)
    let restored: RecordReplay.Restored
    do throws(JournalError) {
      restored = try RecordReplay(
        journal: journal, cell: configuration.cell, limits: SessionLimits(set.limits), rules: RuleFiles(set)
      ).run(state: stateFile.read())
    } catch {
      throw BrokerFailure(error, directory: set.recordDirectory)
    }
    let core = restored.core
    if stateFile.exists, restored.fromState == 0, restored.unused == nil {
      log.warning("state-not-used", ["reason": "\(stateFile.path) is not whole"])
    }
    if let reason = restored.unused { log.warning("state-not-used", ["reason": reason]) }
    var effects: [Effect] = []
    do throws(Refusal) {
      try core.adopt(RuleFiles(set), logKey: set.logKey.publicKey, at: Clocks.now(), into: &effects)
    } catch {
      throw BrokerFailure(code: 78, error.description)
    }
    log.notice(
      "record-opened",
      [
        "cell": "\(configuration.cell)", "head": "\(core.durableHead)",
        "from_state": "\(restored.fromState)", "replay_ms": "\(Clocks.now().monotonic - started.monotonic)",
        "charter": core.rulebook.charterName,
        "charter_revision": "\(core.rulebook.charterRevision)", "roster_revision": "\(core.rulebook.rosterRevision)",
      ])
    let commits = CommitThread(journal: journal, mailbox: mailbox)
    let reads = ReadThread(journal: journal, mailbox: mailbox)
    let states = StateKeeper(
      journal, configuration.cell, StateThread(stateFile, log: log), log: log, from: restored.fromState)
    let code: Int32
    let secret = try secretKey()
    do throws(ZMQError) {
      let loop = try BrokerLoop(
        context: ZMQContext(), endpoints: set.endpoints.map { "\($0)" }, secret: secret, core: core,
        mailbox: mailbox, commits: commits, reads: reads, states: states, log: log, notifier: notifier,
        limits: set.limits)
      let reload = ReloadThread(
        file, running: set, requests: reloads, mailbox: mailbox, log: log, notifier: notifier)
      code = loop.run()
      reload.finish()
    } catch {
      throw BrokerFailure(code: 69, "\(error)")
    }
    commits.finish()
    reads.finish()
    states.finish(core)
    do throws(JournalError) { try journal.close() } catch { throw BrokerFailure(error, directory: set.recordDirectory) }
    guard code == 0 else { throw BrokerFailure(code: code, "see the log's last event=stopping") }
    log.notice("stopped", ["head": "\(core.durableHead)"])
  }

  /// The broker's secret key, whose public half is the one that nodes know it by.
  private func secretKey() throws(BrokerFailure) -> CurveKey {
    guard let key = CurveKey(z85: "\(set.curveKey.secretKey)"), let pair = try? CurveKeyPair(secret: key),
      pair.publicKey.z85 == "\(set.curveKey.publicKey)"
    else {
      let file = set.configuration.value.curveKey
      throw BrokerFailure(code: 78, "\(file): \(ErrorCode.badKey) /publicKey: it is not the secret key's public half")
    }
    return key
  }
}

extension SessionLimits {
  init(_ limits: ServiceLimits) {
    self.init()
    sessions = limits.sessions
    sessionsPerNode = limits.sessionsPerNode
    subscriptionsPerNode = limits.subscriptionsPerNode
    durablesPerNode = limits.durablesPerNode
    windowMessages = limits.windowMessages
    windowBytes = limits.windowBytes
    refusalsPerMinute = limits.refusalsPerMinute
    sessionsPerMinute = limits.sessionsPerMinute
    parkAfter = limits.parkAfter
    heartbeatInterval = limits.heartbeatInterval
    heartbeatTimeout = limits.heartbeatTimeout
  }
}

/// Why the daemon cannot go on, with the exit code of sysexits(3).
package struct BrokerFailure: Error, CustomStringConvertible {
  package var code: Int32
  package var description: String

  package init(code: Int32, _ description: String) {
    self.code = code
    self.description = description
  }

  init(_ error: JournalError, directory: String) {
    let exit: Int32 =
      switch error {
      case .full, .failed: 74
      case .conflict: 70
      case .damaged, .foreign: 65
      case .locked: 75
      case .unsafe: 78
      }
    self.init(code: exit, "\(directory): \(error.code): \(error.detail). Next: \(error.code.remedy)")
  }
}

extension JournalError {
  var code: ErrorCode {
    switch self {
    case .full: .storageFull
    case .conflict: .recordConflict
    case .failed: .syncFailed
    case .damaged: .recordDamaged
    case .foreign: .recordForeign
    case .locked: .recordLocked
    case .unsafe: .recordUnsafe
    }
  }

  var detail: String {
    switch self {
    case .full: "the disk is full"
    case .conflict(let head): "another writer moved the head to \(head)"
    case .failed(let detail), .damaged(let detail), .foreign(let detail), .locked(let detail), .unsafe(let detail):
      detail
    }
  }
}

/// Every connection takes a descriptor; at the limit the accept loop would take a whole core (LIBZMQ 5).
private func raiseDescriptorLimit() {
  var limit = rlimit()
  guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
  limit.rlim_cur = limit.rlim_max
  unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}

/// Something that happens once and is waited for.
private final class Completion: Sendable {
  private enum State {
    case pending(CheckedContinuation<Void, Never>?)
    case done
  }
  private let state = Mutex(State.pending(nil))

  func complete() {
    let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
      defer { state = .done }
      if case .pending(let waiting) = state { return waiting }
      return nil
    }
    waiting?.resume()
  }

  func wait() async {
    await withCheckedContinuation { continuation in
      let isDone = state.withLock { state -> Bool in
        if case .done = state { return true }
        state = .pending(continuation)
        return false
      }
      if isDone { continuation.resume() }
    }
  }
}
