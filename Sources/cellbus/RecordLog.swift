import CellCommand
import CellConfig
import CellJournal
import CellProof
import CellRecord
import CellSchema

/// A record as a log that signs: its origin, its key, its tree.
struct RecordLog {
  let reader: SQLiteReader
  let cell: CellName
  let origin: String
  private let key: LogKey

  init(_ set: ConfigurationSet, _ directory: String, _ cell: CellName) throws {
    reader = try SQLiteReader.open(directory: directory, cell: cell)
    self.cell = cell
    guard let first = try reader.rows([1], bytes: 0).first else {
      throw Complaint(.failed, .notOnRecord, at: directory, spoken("the record has no row yet"))
    }
    let genesis = try DocumentDecoder.body(Genesis.self, of: Array(first.envelope.document))
    do {
      key = try LogKey(secret: set.logKey.secretKey.description)
    } catch {
      throw Complaint(.failed, .badKey, at: "/secretKey", spoken("the log's secret key is none"))
    }
    guard key.publicText == genesis.logKey.description else {
      throw Complaint(
        .failed, .badKey, at: "/publicKey", spoken("the record's genesis names another key: \(genesis.logKey)"))
    }
    origin = LogOrigin.name(cell: "\(cell)", firstKey: key.publicBytes)
  }

  /// The key by which others check what this log signs.
  var verifier: String {
    guard let key = NoteKey(name: origin, kind: .signature, publicBytes: key.publicBytes) else {
      preconditionFailure("a cell's name and a key make the name of a log")
    }
    return key.verifier
  }

  /// The tree as it is now, signed.
  func checkpoint() throws -> (tree: Checkpoint, note: SignedNote) {
    let tree = try reader.tree()
    let checkpoint = Checkpoint(origin: origin, size: tree.size, root: tree.root)
    return (
      checkpoint, SignedNote(text: checkpoint.text, signatures: [try key.signed(checkpoint.text, as: origin)])
    )
  }

  /// A checkpoint that the log's key has signed earlier, with whatever cosignatures it has since. It is of this record.
  func checkpoint(from file: String) throws -> (tree: Checkpoint, note: SignedNote) {
    let (checkpoint, note) = try Proofs.reading(file) { text throws(NoteError) in
      let note = try SignedNote(text)
      _ = try note.verified(by: [try NoteKey(verifier: verifier)])
      return (try Checkpoint(text: note.text), note)
    }
    let tree = try reader.tree()
    guard checkpoint.origin == origin, checkpoint.size <= tree.size else {
      throw Complaint(
        .failed, .recordBehind, at: file,
        spoken(
          "the log's own key has signed a tree of \("\(checkpoint.size)") rows; this record has \("\(tree.size)")"),
        consequence: spoken("Keep the file: the record was restored from an old copy, or lost its last rows."))
    }
    guard try reader.root(of: checkpoint.size) == checkpoint.root else {
      throw Complaint(
        .failed, .logForked, at: file,
        spoken(
          "the log's own key has signed a tree of \("\(checkpoint.size)") rows that is not the beginning of this record"
        ),
        consequence: spoken("Keep the file: the log has two histories, or the record was altered."))
    }
    return (checkpoint, note)
  }
}
