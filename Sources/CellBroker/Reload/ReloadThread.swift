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
  private let gates = WorkQueue<GateChange.Outcome>()
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
    let (outcomes, gates) = (outcomes, gates)
    self.requests = requests
    worker = Worker("reload") {
      var running = running
      while let asked = requests.take() {
        for request in asked {
          var isKeptOff = false
          notifier.send("RELOADING=1\nMONOTONIC_USEC=\(Clocks.monotonicMicroseconds)")
          var trouble: FileTrouble?
          do throws(FileProblems) {
            let configuration = try ConfigurationSet.configuration(file).value
            let next: ConfigurationSet
            let adopted: Reloaded?
            do throws(FileProblems) {
              next = try ConfigurationSet.load(file)
              let problems = ReloadCheck.problems(in: next, running: running)
              guard problems.isEmpty else { throw FileProblems(problems) }
              guard try Self.open(next, instead: running, mailbox, gates) else { return }
              do throws(FileProblems) {
                adopted = try Self.adopt(next, instead: running, mailbox, outcomes)
              } catch {
                // Files are taken over whole or not at all.
                _ = try? Self.open(running, instead: next, mailbox, gates)
                throw error
              }
            } catch {
              // Taking away is the operator's own, whatever becomes of the files that this one names. Giving back is not:
              // they may be an older copy.
              mailbox.post(.withhold(request.saying(configuration.keptOff), givingBack: false))
              isKeptOff = true
              throw error
            }
            guard var result = adopted else { return }
            mailbox.post(.settings(next.limits, next.configuration.value.log ?? LogSettings()))
            result.limits = next.limits.differences(from: running.limits)
            running = next
            mailbox.post(.withhold(request.saying(configuration.keptOff), givingBack: true))
            log.reloaded(result)
            log.warn(of: next.warnings)
            // Who reloads while the clock is in doubt has been told that this confirms it.
            mailbox.post(.event(.clockConfirmed))
            request.answer(ControlAnswer(isDone: true, isKeptOff: true, changed: result.changes.names))
          } catch {
            log.reloadRefused(error)
            request.answer(ControlAnswer(isDone: false, isKeptOff: isKeptOff, problems: error.problems))
            trouble = FileTrouble(.reloadRefused, since: Clocks.now().wall, error.summary)
          }
          // The loop tells systemd how it stands then.
          mailbox.post(.reloaded(trouble, running.limits.alarms))
        }
      }
    }
  }

  /// Ends the thread. A request that the loop did not answer before it was over is given up.
  func finish() {
    requests.close()
    outcomes.close()
    gates.close()
    worker.join()
  }

  /// Has the loop serve the keys of a configuration.
  ///
  /// - Returns: false if the loop is over.
  private static func open(
    _ next: ConfigurationSet, instead running: ConfigurationSet, _ mailbox: Mailbox<Letter>,
    _ outcomes: WorkQueue<GateChange.Outcome>
  ) throws(FileProblems) -> Bool {
    guard next.served != running.served else { return true }
    let plans: [Gate.Plan]
    do throws(FileProblem) { plans = try Gate.Plan.plans(of: next) } catch {
      throw FileProblems([error])
    }
    mailbox.post(.gates(GateChange(plans: plans, outcome: outcomes)))
    switch outcomes.take()?.first {
    case .open: return true
    case .failed(let reason):
      throw FileProblems([next.configuration.problem(.needsRestart, at: "/endpoints", reason)])
    case nil: return false
    }
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

/// Somebody asks for the files to be read again.
struct ReloadRequest: Sendable {
  /// Where the outcome goes; nil where nobody waits for it: a signal.
  var answers: WorkQueue<ControlAnswer>?

  /// A node, and why it is let on or kept off by this.
  var node: NodeName?
  var reason: Line?

  /// The lists, with the reason for what is not in them any more.
  func saying(_ lists: KeptOff) -> KeptOff {
    var lists = lists
    if let node, let reason { lists.reasons[node] = reason }
    return lists
  }

  func answer(_ answer: ControlAnswer) { answers?.add(answer) }
}

/// What a reload did.
struct Reloaded {
  let changes: RuleChanges
  let files: RuleFiles
  /// How many connections were ended.
  var revoked = 0
  /// The names of limits that are others now.
  var limits: [String] = []
}
