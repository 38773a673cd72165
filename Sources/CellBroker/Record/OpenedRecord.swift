import CellConfig
import CellCore
import CellJournal
import CellProof
import CellRecord
import CellReplay
import CellSchema
import StrictYAML

/// The record as the daemon opens it: its journal, the snapshot kept beside it, and the machine with the replayed
/// state.
struct OpenedRecord {
  let cell: CellName
  let journal: SQLiteJournal
  /// The journal as its one writer uses it.
  let writer: CheckedJournal
  let stateFile: StateFile
  let core: Core
  /// What says that rows are missing at the record's end; nil where nothing does.
  let evidence: String?
  /// The row up to which a snapshot was used; `none` if all rows were read.
  let keptThrough: SequenceNumber
  let directory: String
  private let startedAt: Instant
  /// The roster and the charter that the record says are in force; nil of an empty record.
  let recorded: RuleFiles?

  /// - Parameter replaying: whether all rows are read, whatever state was kept.
  init(
    _ set: ConfigurationSet, replaying: Bool, log: EventLog, progress: StartProgress
  ) throws(BrokerFailure) {
    directory = set.recordDirectory
    cell = set.configuration.value.cell
    stateFile = StateFile(directory: directory)
    // What a restart does not mend is said with the setting's name.
    if let problem = set.recordProblem {
      throw BrokerFailure(
        code: 78, "\(problem). Next: give the directory to the daemon's user, or name another in directories.record")
    }
    do throws(JournalError) {
      journal = try SQLiteJournal.open(directory: directory, cell: cell)
      startedAt = Clocks.now()
      writer = try CheckedJournal(journal, cell: cell)
      let replay = RecordReplay(
        journal, cell: cell, rules: RuleFiles(set), onProgress: progress.note)
      let restored = try replay.run(from: stateFile.read(), trusting: !replaying)
      let ofCheckpoints = try Self.evidence(ofCheckpointsIn: directory, journal, set)
      evidence = restored.evidence ?? ofCheckpoints
      do throws(Refusal) { recorded = try replay.rulesInForce(after: restored.state) } catch {
        throw JournalError.damaged(error.description)
      }
      core = Core(
        cell: cell, state: restored.state, readOnly: evidence.map { Refusal(.readOnly, $0) },
        limits: SessionLimits(set.limits), at: Clocks.now(), editor: RuleEditing(set))
      keptThrough = restored.keptThrough
      if let reason = restored.unused {
        log.write(.stateNotUsed, ["reason": reason])
      } else if keptThrough == .none, stateFile.exists {
        log.write(.stateNotUsed, ["reason": "\(stateFile.path) is not whole"])
      }
    } catch {
      throw BrokerFailure(error, directory: set.recordDirectory)
    }
  }

  /// What checkpoints beside the record say: where it has no row yet, those of the log that the configuration has the key of.
  private static func evidence(
    ofCheckpointsIn directory: String, _ journal: SQLiteJournal, _ set: ConfigurationSet
  ) throws(JournalError) -> String? {
    guard try journal.head().sequence == .none else {
      let reader = try SQLiteReader.open(directory: directory, cell: journal.cell)
      let evidence = try reader.evidenceOfCheckpoints(in: directory)
      try reader.close()
      return evidence
    }
    let origin = LogOrigin.name(cell: "\(journal.cell)", firstKey: set.logKey.namingKey.bytes)
    let evidence = CheckpointEvidence(directory: directory, origin: origin, publicBytes: set.logKey.publicKey.bytes)
    return try evidence?.ofLoss(size: 0) { _ in MerkleHash.empty }
  }

  /// Puts the rules of the files in force, if the record does not say that they are. Older ones than the record's are not
  /// put in force: the record's stay.
  ///
  /// - Returns: why the files are not in force; nil where they are.
  /// A record that lacks rows at its end is served under its own last rules, and nothing is added to it: numbers would be
  /// given for a second time, and readers would pass over what they take for known.
  func adoptRules(of set: ConfigurationSet, log: EventLog) throws(BrokerFailure) -> String? {
    if let evidence {
      guard core.durableHead > .none else {
        throw BrokerFailure(code: 65, "\(directory): \(ErrorCode.recordBehind): \(evidence). Next: put the record back")
      }
      log.write(
        .recordBehind,
        [
          "code": ErrorCode.recordBehind.description, "detail": evidence,
          "next":
            "stop the daemon and put the newest copy of the record in its place; until then readers are served, and"
            + " nothing is taken or written",
        ])
      return nil
    }
    let older: String?
    do throws(Refusal) { older = try begin(set, log) } catch { throw BrokerFailure(code: 78, error.description) }
    let keptOff = set.configuration.value.keptOff
    var effects = Effects()
    // A start takes away, and gives nothing back: the file may be an older copy. Who is to come back is let on by a reload.
    core.withhold(
      held: keptOff.held, revoked: keptOff.revoked, reasons: keptOff.reasons, givingBack: false, at: Clocks.now(),
      into: &effects)
    let rulebook = core.rulebook
    log.write(
      .recordOpened,
      [
        "cell": "\(cell)", "head": "\(core.durableHead)", "from_state": "\(keptThrough)",
        "replay_ms": "\(Clocks.now().monotonic - startedAt.monotonic)", "charter": "\(rulebook.charterName)",
        "charter_revision": "\(rulebook.charterRevision)", "roster_revision": "\(rulebook.rosterRevision)",
        "cell_kind": core.state.founding == nil ? "development" : "founded",
      ])
    return older
  }

  /// Begins the record, or goes on with it: with the files of a development cell, and with what the record itself says
  /// in a founded one.
  ///
  /// - Returns: why the files are not in force, where they are older than the record's.
  private func begin(_ set: ConfigurationSet, _ log: EventLog) throws(Refusal) -> String? {
    var files = RuleFiles(set)
    if let recorded {
      try FoundingCheck.check(core.state, set)
      if core.state.founding != nil {
        for fields in FoundingCheck.differences(set, from: recorded) { log.write(.rulesUndecided, fields) }
        core.resume(recorded)
        return nil
      }
    } else {
      files.founding = try set.sealedFounding()
    }
    // Nobody is connected yet: there is nothing to perform.
    var effects = Effects()
    do throws(Refusal) {
      try core.adopt(files, logKey: set.logKey.publicKey, at: Clocks.now(), into: &effects)
    } catch {
      guard let recorded, error.code == .olderRevision else { throw error }
      core.resume(recorded)
      return error.description
    }
    return nil
  }

  func close() throws(BrokerFailure) {
    do throws(JournalError) { try journal.close() } catch { throw BrokerFailure(error, directory: directory) }
  }
}

extension ConfigurationSet {
  /// Why the record cannot be written where the configuration says; nil where it can.
  var recordProblem: FileProblem? {
    RecordPlace.obstacle(recordDirectory).map {
      configuration.problem(.outputUnwritable, at: "/directories/record", $0)
    }
  }
}
