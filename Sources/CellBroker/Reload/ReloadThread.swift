import CellConfig
import CellCore
import CellReplay
import CellSchema
import StrictYAML
import ZeroMQ

/// Reads the files again on request, one request after the other, and hands the loop the rules to put in force.
///
/// The running files are those that the loop took over last. If anything is wrong with new ones they stay, and nothing
/// is recorded.
struct ReloadThread {
  private let requests: WorkQueue<ReloadRequest>
  private let outcomes = WorkQueue<Adoption.Outcome>()
  private let worker: Worker

  /// - Parameters:
  ///   - file: the path of the daemon's configuration file, as given at the start.
  ///   - running: the files as read at the start.
  ///   - requests: one item for each reload asked for.
  init(
    _ file: String, running: ConfigurationSet, requests: WorkQueue<ReloadRequest>, mailbox: Mailbox<Letter>,
    log: EventLog,
    notifier: ServiceNotifier
  ) {
    let outcomes = outcomes
    self.requests = requests
    worker = Worker("reload") {
      var running = running
      while let asked = requests.take() {
        for request in asked {
          notifier.send("RELOADING=1\nMONOTONIC_USEC=\(Clocks.monotonicMicroseconds)")
          do throws(FileProblems) {
            let next = try ConfigurationSet.load(file)
            // Taking away is the operator's own, whatever becomes of the other files.
            let configuration = next.configuration.value
            mailbox.post(
              .withhold(held: Set(configuration.held ?? []), revoked: Set(configuration.revoked ?? [])))
            let problems = ReloadCheck.problems(in: next, running: running)
            guard problems.isEmpty else { throw FileProblems(problems) }
            guard let result = try Self.adopt(next, instead: running, mailbox, outcomes) else {
              request.outcome?.add(.over)
              continue
            }
            running = next
            log.reloaded(result)
            log.warn(of: next.warnings)
            // Who reloads while the clock is in doubt has been told that this confirms it.
            mailbox.post(.event(.clockConfirmed))
            notifier.send("READY=1\nSTATUS=serving")
            request.outcome?.add(ReloadAnswer(result, warnings: next.warnings.map(\.description)))
          } catch {
            log.reloadRefused(error)
            notifier.send("READY=1\nSTATUS=serving; the last reload was refused, the log says why")
            request.outcome?.add(ReloadAnswer(refused: error.problems.map(\.description)))
          }
        }
      }
    }
  }

  /// Ends the thread. A request that the loop did not answer before it was over is given up.
  func finish() {
    requests.close()
    outcomes.close()
    worker.join()
  }

  /// Asks the loop to put new rules in force. Nil if the loop is over.
  private static func adopt(
    _ next: ConfigurationSet, instead running: ConfigurationSet, _ mailbox: Mailbox<Letter>,
    _ outcomes: WorkQueue<Adoption.Outcome>
  ) throws(FileProblems) -> Reloaded? {
    let changes = RuleChanges(from: running, to: next)
    var result = Reloaded(changes: changes, files: RuleFiles(next))
    guard !changes.isEmpty else { return result }
    mailbox.post(.adopt(Adoption(files: result.files, logKey: next.logKey.publicKey, outcome: outcomes)))
    switch outcomes.take()?.first {
    case .inForce(let revoked):
      result.revoked = revoked
      return result
    case .refused(let refusal):
      throw FileProblems([
        FileProblem(
          refusal.code, file: next.configuration.file, position: nil, pointer: refusal.pointer, refusal.detail)
      ])
    case nil: return nil
    }
  }
}

/// A reload that was asked for.
struct ReloadRequest: Sendable {
  /// Where whoever waits for the outcome hears it; nil if nobody does.
  var outcome: WorkQueue<ReloadAnswer>?
}

/// What a reload did.
struct Reloaded {
  let changes: RuleChanges
  let files: RuleFiles
  /// How many connections were ended.
  var revoked = 0
}
