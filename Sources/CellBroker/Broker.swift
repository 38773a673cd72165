package import CellConfig
import CellCore
import CellProof
import CellRecord
import CellSchema
package import Logging
import ServiceLifecycle
import StrictYAML
import Synchronization
import ZeroMQ

/// The daemon: opens the record, puts the rules in force, and serves until it is asked to stop.
package struct Broker: Service {
  private let set: ConfigurationSet
  /// What is wrong with the files, whose rules are not those of `set` then; nil where nothing is.
  private let problems: FileProblems?
  private let board: MeasureBoard
  private let log: EventLog
  private let notifier: ServiceNotifier
  private let file: String
  private let replaying: Bool
  private let reloads = WorkQueue<ReloadRequest>()

  /// - Parameters:
  ///   - set: the configuration file and the files that it names, as read.
  ///   - problems: of the files, where the rules of `set` are those of the record instead: see ``RecordedRules``.
  ///   - file: the configuration file, which is read again at each ``reload()``.
  ///   - replaying: whether the start reads every row of the record, whatever state was kept beside it.
  ///   - board: where the daemon's threads tell what they measure.
  package init(
    _ set: ConfigurationSet, problems: FileProblems? = nil, file: String, replaying: Bool = false, board: MeasureBoard,
    logger: Logger, notifier: ServiceNotifier = ServiceNotifier()
  ) {
    self.problems = problems
    self.board = board
    self.replaying = replaying
    self.set = set
    self.file = file
    self.log = EventLog(logger)
    self.notifier = notifier
  }

  /// One line that says which cell, charter and roster a configuration has.
  package static func summary(_ set: ConfigurationSet) -> String {
    let charter = set.charter.value
    let roster = set.roster.value
    return "cell \(set.configuration.value.cell), charter \(charter.name) revision \(charter.revision), roster revision"
      + " \(roster.revision) with \(roster.participants.count) participants and \(roster.nodes.count) nodes"
  }

  /// What an operator should know of a configuration that may be used, and whether this user could not write its record.
  package static func warnings(of set: ConfigurationSet) -> [String] {
    (set.warnings + [set.recordProblem].compactMap { $0 }).map(\.description)
  }

  /// Asks for the files to be read again, and for changes of the roster and the charter to be put in force, whole or
  /// not at all. The log tells the result.
  package func reload() { reloads.add(ReloadRequest()) }

  /// Serves until graceful shutdown.
  ///
  /// - Throws: ``BrokerFailure`` if the record cannot be opened, an endpoint is taken, or the disk fails: the process
  ///   then ends with the failure's exit code, and systemd starts it again.
  package func run() async throws {
    Descriptors.raiseLimit()
    let mailbox: Mailbox<Letter>
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
  private func serve(_ mailbox: Mailbox<Letter>) throws(BrokerFailure) {
    let record = try OpenedRecord(set, replaying: replaying, log: log, progress: StartProgress(notifier))
    // The archive starts from durable state, before the machine decides anything.
    let performers = Performers(record, key: try logKey(), mailbox: mailbox, board: board, log: log)
    let older = try record.adoptRules(of: set, log: log)
    let running = keepRules(of: record, older)
    record.core.sayAllMessages(set.configuration.value.log?.messages == .all)
    log.warn(of: set.warnings)
    let code: Int32
    let gates: [Gate.Plan]
    do throws(FileProblem) { gates = try Gate.Plan.plans(of: set) } catch {
      throw BrokerFailure(code: 78, "\(error.detail)")
    }
    do throws(ZMQError) {
      let loop = try BrokerLoop(
        gates: gates, core: record.core, mailbox: mailbox, performers: performers, board: board, log: log,
        notifier: notifier, limits: set.limits)
      let reload = ReloadThread(
        file, running: running, requests: reloads, mailbox: mailbox, log: log, notifier: notifier)
      let control = ControlThread(directory: record.directory, reloads: reloads, mailbox: mailbox, log: log)
      code = loop.run()
      reload.finish()
      control?.finish()
    } catch {
      throw BrokerFailure(code: 69, "\(error)")
    }
    performers.finish(keepingState: code == 0 && record.evidence == nil)
    try record.close()
    guard code == 0 else { throw BrokerFailure(code: code, "see the log's last event=stopping-failed") }
    log.write(.stopped, ["head": "\(record.core.durableHead)"])
  }

  /// Says where the rules in force are those of the record and not those of the files.
  ///
  /// - Parameter older: why the files are older than the record; nil where they are not.
  /// - Returns: the configuration with the rules in force, against which the next files are held.
  private func keepRules(of record: OpenedRecord, _ older: String?) -> ConfigurationSet {
    guard let detail = problems?.summary ?? older else { return set }
    if let problems { log.startProblems(problems) }
    log.write(
      .rulesKept,
      [
        "reason": detail,
        "next": "mend the files, check them (cellbusd --config FILE --check), and reload: the record's last rules hold"
          + " until then",
      ])
    record.core.note(FileTrouble(.rulesKept, since: Clocks.now().wall, detail))
    guard let recorded = record.recorded else { return set }
    return set.withRules(rosterBytes: recorded.rosterBytes, charterBytes: recorded.charterBytes) ?? set
  }

  /// The key that signs the record's checkpoints, checked to be the one that its file names.
  private func logKey() throws(BrokerFailure) -> LogKey {
    guard let key = try? LogKey(secret: "\(set.logKey.secretKey)"), key.publicText == "\(set.logKey.publicKey)" else {
      let file = set.configuration.value.logKey
      throw BrokerFailure(code: 78, "\(file): \(ErrorCode.badKey) /publicKey: it is not the secret key's public half")
    }
    return key
  }
}
