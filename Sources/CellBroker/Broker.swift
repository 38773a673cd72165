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
  private let log: EventLog
  private let notifier: ServiceNotifier
  private let file: String
  private let replaying: Bool
  private let reloads = WorkQueue<ReloadRequest>()

  /// - Parameters:
  ///   - set: the configuration file and the files that it names, as read.
  ///   - file: the configuration file, which is read again at each ``reload()``.
  ///   - replaying: whether the start reads every row of the record, whatever state was kept beside it.
  package init(
    _ set: ConfigurationSet, file: String, replaying: Bool = false, logger: Logger,
    notifier: ServiceNotifier = ServiceNotifier()
  ) {
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
    let performers = Performers(record, key: try logKey(), mailbox: mailbox, log: log)
    try record.adoptRules(of: set, log: log)
    log.warn(of: set.warnings)
    let code: Int32
    let secret = try secretKey()
    do throws(ZMQError) {
      let loop = try BrokerLoop(
        endpoints: set.endpoints.map { "\($0)" }, secret: secret, core: record.core, mailbox: mailbox,
        performers: performers, log: log, notifier: notifier, limits: set.limits)
      let reload = ReloadThread(
        file, running: set, requests: reloads, mailbox: mailbox, log: log, notifier: notifier)
      let control = ControlThread(path: ControlSocket.path(besides: file), log: log) { [reloads] outcome in
        reloads.add(ReloadRequest(outcome: outcome))
      }
      code = loop.run()
      reload.finish()
      control?.finish()
    } catch {
      throw BrokerFailure(code: 69, "\(error)")
    }
    performers.finish(keepingState: code == 0 && record.evidence == nil)
    try record.close()
    guard code == 0 else { throw BrokerFailure(code: code, "see the log's last event=stopping") }
    log.notice("stopped", ["head": "\(record.core.durableHead)"])
  }

  /// The key that signs the record's checkpoints, checked to be the one that its file names.
  private func logKey() throws(BrokerFailure) -> LogKey {
    guard let key = try? LogKey(secret: "\(set.logKey.secretKey)"), key.publicText == "\(set.logKey.publicKey)" else {
      let file = set.configuration.value.logKey
      throw BrokerFailure(code: 78, "\(file): \(ErrorCode.badKey) /publicKey: it is not the secret key's public half")
    }
    return key
  }

  /// The broker's secret key, checked to belong to the public key by which nodes know the broker.
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
