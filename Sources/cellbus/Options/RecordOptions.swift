import ArgumentParser
import CellCommand
import CellConfig
import CellCore
import CellJournal
import CellRecord
import CellReplay
import CellSchema

/// Which record is read: a cell's own, or one by its file, a backup, without a configuration.
struct RecordOptions: ParsableArguments {
  @Option(name: .long, help: helpText("A backup by its file, without a configuration."), completion: .file())
  var file: String?
  @OptionGroup var files: CellFileOptions

  func validate() throws {
    if file != nil, files.cell != nil { throw ValidationError(spoken("--file and --cell are not given together")) }
  }

  /// Reads the record, with its errors as the command tells them.
  func read<Value>(_ work: (ReadRecord) throws -> Value) throws -> Value {
    guard let file else {
      let set = try files.load()
      return try set.withRecord { directory, cell in
        let reader = try SQLiteReader.open(directory: directory, cell: cell)
        defer { try? reader.close() }
        return try work(
          ReadRecord(place: directory, reader: reader, stateFile: StateFile(directory: directory)) { RuleFiles(set) })
      }
    }
    _ = try InputFile(file)
    do {
      let reader = try SQLiteReader.open(file: file)
      defer { try? reader.close() }
      return try work(
        ReadRecord(place: file, reader: reader, stateFile: nil) {
          guard let rules = try RuleFiles(ofFirstRowOf: reader) else {
            throw Complaint(.failed, .notOnRecord, at: file, spoken("the record has no row yet"))
          }
          return rules
        })
    } catch let error as JournalError {
      throw Complaint(.failed, error.code, at: file, error.detail)
    }
  }
}

/// A record that a command reads.
struct ReadRecord {
  /// Its directory or its file, as a complaint names it.
  let place: String
  let reader: SQLiteReader
  /// Beside a cell's own record.
  let stateFile: StateFile?
  private let rulesOfToday: () throws -> RuleFiles

  init(
    place: String, reader: SQLiteReader, stateFile: StateFile?, rules: @escaping () throws -> RuleFiles
  ) {
    self.place = place
    self.reader = reader
    self.stateFile = stateFile
    rulesOfToday = rules
  }

  var cell: CellName { reader.cell }

  /// Those that hold before the first row: no row is judged by them.
  func rules() throws -> RuleFiles { try rulesOfToday() }
}
