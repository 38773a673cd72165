import ArgumentParser
import CellCommand
import CellConfig
import CellJournal
import CellRecord
import CellReplay
import CellSchema
import StrictYAML
import Synchronization

struct RecordCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record", abstract: spoken("The record, whole, beside the daemon or without it."),
    subcommands: [
      Show.self, Verify.self, Export.self, Backup.self, Restore.self, Upgrade.self,
      CheckpointOfTree.self, Prove.self, Tiles.self,
      Compare.self, Rules.self,
    ])
}

/// How far a work on a whole record has come, on one line of standard error where a person watches that.
final class RecordProgressLine: Sendable {
  private let isShown: Bool
  private let shown = Mutex<UInt64?>(nil)

  init(_ format: FormatOptions) { isShown = Terminal.isError && !format.isJSON }

  /// Each percent once.
  func tell(_ progress: RecordProgress) {
    guard isShown, progress.of > 0 else { return }
    let percent = progress.rows * 100 / progress.of
    let isNew = shown.withLock { shown in
      guard percent > shown ?? 0 || shown == nil else { return false }
      shown = percent
      return true
    }
    if isNew { Terminal.overwrite(spoken("\("\(progress.rows)") of \("\(progress.of)") rows")) }
  }

  /// Takes the line away.
  func end() {
    if shown.withLock({ $0 != nil }) { Terminal.overwrite("") }
  }
}

extension ConfigurationSet {
  /// Does something with the record's directory, with its errors as the command tells them.
  func withRecord<Value>(_ work: (_ directory: String, _ cell: CellName) throws -> Value) throws -> Value {
    do {
      return try work(recordDirectory, configuration.value.cell)
    } catch let error as JournalError {
      throw Complaint(.failed, error.code, at: "", "\(recordDirectory): \(error.detail)")
    }
  }
}
