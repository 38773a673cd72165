import CellCommand
import CellConfig
import CellJournal
import CellProof
import CellRecord
import CellSchema
import Foundation

/// A record as a log that signs: its origin, its key, its tree. Where rows were lost, the logs that ended before it too.
struct RecordLog {
  let reader: SQLiteReader
  let cell: CellName
  private let directory: String
  private let log: LogOfEpoch
  private let key: LogKey

  /// A checkpoint of one of the record's logs.
  struct Signed {
    var tree: Checkpoint
    var note: SignedNote
    var epoch: RecordEpoch
  }

  init(_ set: ConfigurationSet, _ directory: String, _ cell: CellName) throws {
    reader = try SQLiteReader.open(directory: directory, cell: cell)
    self.cell = cell
    self.directory = directory
    guard try reader.head().sequence > .none else {
      throw Complaint(.failed, .notOnRecord, at: directory, spoken("the record has no row yet"))
    }
    log = try reader.log()
    do {
      key = try LogKey(secret: set.logKey.secretKey.description)
    } catch {
      throw Complaint(.failed, .badKey, at: "/secretKey", spoken("the log's secret key is none"))
    }
    guard key.publicText == log.key else {
      throw Complaint(
        .failed, .badKey, at: "/publicKey",
        spoken("the record's genesis names another key: \(log.key)"))
    }
  }

  var origin: String { log.origin }
  /// That of the log that goes on.
  var epoch: RecordEpoch { log.epoch }

  /// The key by which others check what this log signs.
  var verifier: String { Self.verifier(of: log) }

  private static func verifier(of log: LogOfEpoch) -> String {
    guard let bytes = StrictBase64.bytes(log.key),
      let key = NoteKey(name: log.origin, kind: .signature, publicBytes: bytes)
    else { preconditionFailure("a cell's name and a key make the name of a log") }
    return key.verifier
  }

  /// The tree as it is now, signed.
  func checkpoint() throws -> Signed {
    let tree = try reader.tree()
    let checkpoint = Checkpoint(origin: origin, size: tree.size, root: tree.root)
    return Signed(
      tree: checkpoint,
      note: SignedNote(
        text: checkpoint.text, signatures: [try key.signed(checkpoint.text, as: origin)]),
      epoch: epoch)
  }

  /// The checkpoint under which rows are proved that are named by their numbers: of a log that ended, the last one kept.
  func checkpoint(having rows: [UInt64]) throws -> Signed {
    let ended = try reader.endedTrees().last { tree in
      rows.allSatisfy { tree.epoch.index(of: SequenceNumber($0)).map { $0 < tree.size } ?? false }
    }
    guard !rows.isEmpty, let ended else { return try checkpoint() }
    let file = CheckpointFile(directory: directory, ofEnded: ended.epoch).path
    guard FileManager.default.fileExists(atPath: file) else {
      throw Complaint(
        .failed, .notOnRecord, at: "\(rows[0])",
        spoken(
          "its log ended with epoch \("\(ended.epoch.number)"): give --checkpoint FILE with one that it signed"
        ))
    }
    return try checkpoint(from: file)
  }

  /// A checkpoint that a log's key has signed earlier, with whatever cosignatures it has since. It is of this record.
  func checkpoint(from file: String) throws -> Signed {
    let ended = try reader.endedTrees()
    let all = try (ended + [reader.tree()]).map { (tree: $0, log: try reader.log(of: $0.epoch)) }
    let (checkpoint, note) = try Proofs.reading(file) { text throws(NoteError) in
      let note = try SignedNote(text)
      let checkpoint = try Checkpoint(text: note.text)
      let log = all.first { $0.log.origin == checkpoint.origin }?.log ?? self.log
      _ = try note.verified(by: [try NoteKey(verifier: Self.verifier(of: log))])
      return (checkpoint, note)
    }
    guard let tree = all.first(where: { $0.log.origin == checkpoint.origin })?.tree,
      checkpoint.size <= tree.size
    else {
      throw Complaint(
        .failed, .recordBehind, at: file,
        spoken(
          "the log's own key has signed a tree of \("\(checkpoint.size)") rows; this record has \("\(try reader.tree().size)")"
        ),
        consequence: spoken(
          "Keep the file: the record was restored from an old copy, or lost its last rows."))
    }
    guard try reader.root(of: checkpoint.size, epoch: tree.epoch) == checkpoint.root else {
      throw Complaint(
        .failed, .logForked, at: file,
        spoken(
          "the log's own key has signed a tree of \("\(checkpoint.size)") rows that is not the beginning of this record"
        ),
        consequence: spoken("Keep the file: the log has two histories, or the record was altered."))
    }
    return Signed(tree: checkpoint, note: note, epoch: tree.epoch)
  }
}
