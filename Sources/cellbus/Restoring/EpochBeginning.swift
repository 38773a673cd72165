import CellCommand
import CellConfig
import CellCore
import CellJournal
import CellProof
import CellRecord
import CellReplay
import CellSchema
import Foundation
import Glibc
import StrictYAML

/// The first row of an epoch, and the key of its log.
struct EpochBeginning {
  /// An epoch that begins with the record that is made ready.
  struct Begun {
    var origin: String
    /// The configuration's file with the log's key, and where the former one is kept.
    var keyFile: String
    var formerKeyFile: String
    fileprivate var newKeyFile: String

    /// Gives the new key the name that the configuration has for it.
    func adoptKey() throws {
      for (path, name) in [(keyFile, formerKeyFile), (newKeyFile, keyFile)] {
        guard unsafe rename(path, name) == 0 else {
          throw Complaint(
            .failed, .outputUnwritable, at: name, SystemWords.of(errno: errno),
            consequence: spoken("The record is restored; the log's new key is in \(newKeyFile): put it there by hand."))
        }
      }
    }
  }

  private let epoch: RecordEpoch
  private let known: KnownRows
  private let set: ConfigurationSet
  private let approvals: [Line]
  private let backup: String

  init(
    _ epoch: RecordEpoch, _ known: KnownRows, _ set: ConfigurationSet, _ approvals: [Line],
    from backup: String
  ) {
    self.epoch = epoch
    self.known = known
    self.set = set
    self.approvals = approvals
    self.backup = backup
  }

  /// Writes the new key beside the one that is in use, and the epoch's first row.
  ///
  /// - Parameter directory: a record whose epoch has no row yet.
  func run(in directory: String) throws -> Begun {
    let cell = set.configuration.value.cell
    let key = LogKey.generate()
    let begun = try keep(key)
    let journal = try SQLiteJournal.open(directory: directory, cell: cell)
    var writer = try CheckedJournal(journal, cell: cell)
    let state = try RecordReplay(journal, cell: cell, rules: RuleFiles(set)).run(from: nil).state
    guard let rules = state.rules.recorded, let body = said(key, rules) else {
      throw JournalError.damaged("the record names no rules that are in force")
    }
    let now = Instant(wall: Timestamp.now.moment, monotonic: 0)
    let core = Core(cell: cell, state: state, at: now)
    var effects = Effects()
    core.begin(epoch, saying: body, at: now, into: &effects)
    core.endTurn(at: now, into: &effects)
    guard let batch = effects.batch?.batch, batch.rows.first?.sequence == epoch.base else {
      preconditionFailure("what begins an epoch is its first row")
    }
    try writer.append(batch)
    try journal.close()
    return begun
  }

  private func said(_ key: LogKey, _ rules: (roster: FileReference, charter: CharterReference))
    -> RecordRestored?
  {
    guard let origin = Line(known.log.origin), let number = EpochNumber(Int(epoch.number)),
      let logKey = PublicKeyText(key.publicText), let last = RecordSequence(Int(known.head.value)),
      let size = Count(Int(known.tree.size)), let root = SHA256Hex(bytes: known.tree.root.bytes),
      let approvals = NonEmpty(approvals)
    else { return nil }
    let seen = known.highest > known.head ? RecordSequence(Int(known.highest.value)) : nil
    return RecordRestored(
      origin: origin, epoch: number, logKey: logKey, lastSequence: last, seenSequence: seen,
      restoredSize: size,
      restoredRoot: root, checkpoint: known.last.flatMap { Text($0.description) },
      roster: rules.roster,
      charter: rules.charter, approvals: approvals, restoredAt: .now,
      source: Line(String(URL(filePath: backup).lastPathComponent.prefix(200))) ?? "A backup")
  }

  private func keep(_ key: LogKey) throws -> Begun {
    let file = set.configuration.value.logKey.resolved(besides: set.configuration.file)
    let begun = Begun(
      origin: LogOrigin.name(
        cell: "\(set.configuration.value.cell)", firstKey: known.log.firstKey, epoch: epoch.number),
      keyFile: file, formerKeyFile: "\(file).epoch-\(known.log.epoch.number)",
      newKeyFile: "\(file).epoch-\(epoch.number)")
    let text = """
      # The key pair that signs the record's checkpoints since epoch \(epoch.number). Whoever has the secret key can pass for
      # the log: it never leaves this host. The first key names the cell for ever.
      publicKey: '\(key.publicText)'
      secretKey: '\(key.secretText)'
      firstKey: '\(StrictBase64.text(known.log.firstKey))'

      """
    try OutputFile.write(Array(text.utf8), to: begun.newKeyFile, like: begun.keyFile, isForced: true)
    return begun
  }
}
