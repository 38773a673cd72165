import ArgumentParser
import CellCommand
import CellConfig
import CellJournal
import CellProof
import CellRecord
import CellReplay
import CellSchema
import StrictYAML

extension RecordCommand {
  struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "restore", abstract: spoken("Put a backup in the place of the cell's record."),
      discussion: spoken(
        """
        The daemon must be stopped. The backup is checked whole; what was there is sealed beside it. Where the backup has \
        every row that is known of, the log goes on: a move to another machine. What is known of is the record that is \
        there, the state kept beside it, its last good checkpoint and the backup's, checkpoints given with --known, and \
        --seen: the highest number in any receipt or inbox. Where rows are missing, nothing is changed without \
        --accept-loss: then the log ends, and an epoch begins with a log key of its own, a tree of its own, and numbers \
        far above all that were ever given. Its first row says what is lost, and who accepted that. What was proved stays \
        proved under the old log.
        """))

    @Argument(help: helpText("The backup's file."), completion: .file()) var file: String
    @Option(
      name: .long, parsing: .upToNextOption,
      help: helpText("Files with checkpoints of the log, from wherever."),
      completion: .file())
    var known: [String] = []
    @Option(name: .long, help: helpText("The highest number that anybody has seen.")) var seen: UInt64?
    @Flag(name: .long, help: helpText("Give up the rows that are missing.")) var acceptLoss = false
    @Option(
      name: .long, help: helpText("Who accepted the loss, and where. Repeatable."), transform: leaf)
    var approvedBy: [Line] = []
    @OptionGroup(title: spoken("Files")) var files: CellFileOptions
    @OptionGroup(title: spoken("Output")) var format: FormatOptions

    func validate() throws {
      if acceptLoss, approvedBy.isEmpty {
        throw ValidationError(spoken("who accepted the loss? Give --approved-by TEXT"))
      }
      if !acceptLoss, !approvedBy.isEmpty {
        throw ValidationError(spoken("--approved-by is for --accept-loss"))
      }
    }

    func run() async throws {
      try await reporting(format) {
        _ = try InputFile(file)
        let set = try files.load()
        let (directory, cell) = (set.recordDirectory, set.configuration.value.cell)
        let restore = try Self.named(directory, file) { () throws(JournalError) in
          try RecordRestore(directory: directory, backup: file, cell: cell)
        }
        try withBackup(of: cell) { reader in
          let known = try KnownRows(reader, directory, backup: file, notes: known, seen: seen)
          let loss = known.highest > known.head
          guard !loss || acceptLoss else {
            throw Complaint(
              .failed, .recordBehind, at: file,
              spoken(
                "it ends at row \("\(known.head)"), and row \("\(known.highest)") is known of: \(known.source)"
              ),
              consequence: spoken(
                "Nothing was changed. A newer copy may have them; --accept-loss gives them up."))
          }
          let epoch = acceptLoss ? known.nextEpoch : nil
          let sealed = "\(directory).sealed-\(Self.stamp)"
          try Self.named(directory, file) { () throws(JournalError) in try restore.prepare(epoch) }
          let begun = try epoch.map {
            try EpochBeginning($0, known, set, approvedBy, from: file).run(in: restore.draft)
          }
          try keepCheckpoint(known, set, epoch, in: restore.draft)
          let hasFormer = try Self.named(directory, file) { () throws(JournalError) in
            // The daemon reads its key, and is to read the record.
            try restore.adopt(
              sealing: sealed, owner: set.configuration.value.curveKey.resolved(besides: set.configuration.file))
          }
          try begun?.adoptKey()
          try say(known, epoch, begun, sealed: hasFormer ? sealed : nil, in: directory)
        }
      }
    }

    private static var stamp: String {
      Timestamp.now.description.prefix { $0 != "." }.filter { $0.isLetter || $0.isNumber } + "Z"
    }

    /// The record's directory is named where it is its own fault, and the backup where it is that one's.
    private static func named<Value>(
      _ directory: String, _ file: String, _ work: () throws(JournalError) -> Value
    ) throws -> Value {
      do { return try work() } catch {
        let isHeld = if case .locked = error { true } else { false }
        throw Complaint(.failed, error.code, at: isHeld ? directory : file, error.detail)
      }
    }

    /// Checks the backup whole, each row and what rows lead to.
    private func withBackup(of cell: CellName, _ work: (SQLiteReader) throws -> Void) throws {
      do {
        let reader = try SQLiteReader.open(file: file)
        defer { try? reader.close() }
        guard reader.cell == cell else {
          throw Complaint(
            .failed, .recordForeign, at: file,
            spoken("it is the record of cell \("\(reader.cell)")"))
        }
        let progress = RecordProgressLine(format)
        defer { progress.end() }
        _ = try TreeCheck(reader).run { progress.tell($0) }
        progress.end()
        try work(reader)
      } catch let error as JournalError {
        throw Complaint(.failed, error.code, at: file, error.detail)
      }
    }

    /// The log that goes on keeps its last good checkpoint; of one that ends it is kept by which its rows are proved.
    private func keepCheckpoint(
      _ known: KnownRows, _ set: ConfigurationSet, _ epoch: RecordEpoch?, in draft: String
    ) throws {
      let kept = known.ended.map { ($0, CheckpointFile(directory: known.directory, ofEnded: $0)) }
      for (ended, file) in kept {
        if let note = file.read() {
          try CheckpointFile(directory: draft, ofEnded: ended).write(note)
        }
      }
      // One that witnesses have cosigned proves more than one that the log signs for the last time.
      let note = known.lastWithin.flatMap { $0.signatures.count > 1 ? $0.description : nil }
      let file =
        epoch == nil
        ? CheckpointFile(directory: draft) : CheckpointFile(directory: draft, ofEnded: known.log.epoch)
      if let note {
        try file.write(note)
      } else {
        let own = try LogKey(secret: "\(set.logKey.secretKey)")
        let tree = Checkpoint(
          origin: known.log.origin, size: known.tree.size, root: known.tree.root)
        guard own.publicText == known.log.key else {
          throw Complaint(
            .failed, .badKey, at: "/publicKey",
            spoken("the record's genesis names another key: \(known.log.key)"))
        }
        let signed = SignedNote(
          text: tree.text, signatures: [try own.signed(tree.text, as: tree.origin)])
        try file.write(signed.description)
      }
    }

    private func say(
      _ known: KnownRows, _ epoch: RecordEpoch?, _ begun: EpochBeginning.Begun?, sealed: String?,
      in directory: String
    ) throws {
      guard !format.isJSON else {
        var object = JSONObject()
        object.add("restored", known.head.value)
        object.add("origin", begun?.origin ?? known.log.origin)
        if let epoch {
          object.add("epoch", epoch.number)
          object.add("base", epoch.base.value)
        }
        if let sealed { object.add("sealed", sealed) }
        return try Terminal.print(object.text)
      }
      if let epoch, let begun {
        try Terminal.print(
          folding: spoken(
            "\(directory) has 1 to \("\(known.head)"), and epoch \("\(epoch.number)") begins with row \("\(epoch.base)"): log \(begun.origin)"
          ))
        try Terminal.print(
          folding: spoken(
            "Its key is \(begun.keyFile); give others what cellbus record checkpoint --keys prints. The former key is \(begun.formerKeyFile)."
          ))
      } else {
        try Terminal.print(
          folding: spoken(
            "\(directory) has 1 to \("\(known.head)"), and the log goes on: \(known.log.origin)"))
      }
      if let sealed { try Terminal.print(folding: spoken("What was there is sealed: \(sealed)")) }
      try Terminal.print(spoken("Next: start the daemon"))
    }
  }
}
