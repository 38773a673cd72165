import CellCommand
import CellJournal
import CellProof
import CellRecord
import CellReplay
import CellSchema
import Foundation
import StrictYAML

/// What is known of a record beside the backup that is to take its place: whether rows are missing, and which.
///
/// Only what the broker itself wrote counts, notes that the log's own key has signed, and what whoever restores says. No
/// node's word does.
struct KnownRows {
  let directory: String
  /// The log that covers the backup's last rows, and its tree there.
  let log: LogOfEpoch
  let tree: SQLiteReader.Tree
  /// Logs that ended before.
  let ended: [RecordEpoch]
  /// The backup's last row.
  let head: SequenceNumber
  /// The highest row that is known of, and by what.
  private(set) var highest: SequenceNumber
  private(set) var source = ""
  /// The highest checkpoint of the log.
  private(set) var last: SignedNote?
  /// The highest checkpoint whose rows the backup has.
  private(set) var lastWithin: SignedNote?
  private let reader: SQLiteReader
  private var sizes: (last: UInt64, within: UInt64) = (0, 0)

  /// Numbers that are left out above the highest that is known of: more than anybody gives before it is noticed.
  static let margin: UInt64 = 1_000_000

  init(_ reader: SQLiteReader, _ directory: String, backup: String, notes: [String], seen: UInt64?)
    throws
  {
    self.reader = reader
    self.directory = directory
    log = try reader.log()
    tree = try reader.tree()
    ended = try reader.endedTrees().map(\.epoch)
    head = try reader.head().sequence
    highest = head
    for file in notes { try take(note: file, isAsked: true) }
    let kept = [CheckpointFile(directory: directory), CheckpointFile(shownTo: directory)].map(\.path)
    for file in ["\(backup).checkpoint"] + kept where FileManager.default.fileExists(atPath: file) {
      try take(note: file, isAsked: false)
    }
    try takePresent()
    if let seen { raise(to: SequenceNumber(seen), "--seen \(seen)") }
  }

  /// The epoch that begins where the rows above the backup's are given up.
  var nextEpoch: RecordEpoch {
    RecordEpoch(number: log.epoch.number + 1, base: max(highest, head) + Self.margin)
  }

  private mutating func raise(to sequence: SequenceNumber, _ source: String) {
    guard sequence > highest else { return }
    highest = sequence
    self.source = source
  }

  /// - Parameter isAsked: whether a note that is not of this log is an error.
  private mutating func take(note file: String, isAsked: Bool) throws {
    let (note, checkpoint): (SignedNote, Checkpoint)
    do {
      (note, checkpoint) = try Proofs.reading(file) { text throws(NoteError) in
        let note = try SignedNote(text)
        guard let key = StrictBase64.bytes(log.key),
          let own = NoteKey(name: log.origin, kind: .signature, publicBytes: key)
        else { throw .malformed("the log has no key") }
        _ = try note.verified(by: [own])
        return (note, try Checkpoint(text: note.text))
      }
    } catch let complaint as Complaint {
      if isAsked { throw complaint }
      return
    }
    guard checkpoint.origin == log.origin else { return }
    raise(to: log.epoch.last(of: checkpoint.size), file)
    if checkpoint.size > sizes.last { (last, sizes.last) = (note, checkpoint.size) }
    guard checkpoint.size <= tree.size else { return }
    guard try reader.root(of: checkpoint.size) == checkpoint.root else {
      throw Complaint(
        .failed, .logForked, at: file,
        spoken(
          "the log's own key has signed a tree of \("\(checkpoint.size)") rows that is not the beginning of this record"
        ),
        consequence: spoken(
          "Nothing was changed. Keep the file: the log has two histories, or the backup was altered."
        ))
    }
    if checkpoint.size >= sizes.within { (lastWithin, sizes.within) = (note, checkpoint.size) }
  }

  /// The record that is there, and what is beside it.
  private mutating func takePresent() throws {
    if let kept = StateFile(directory: directory).read() {
      raise(to: kept.sequence, "\(directory)/state.snapshot")
    }
    // One that cannot be read says nothing.
    guard let present = try? SQLiteReader.open(directory: directory, cell: reader.cell) else {
      return
    }
    defer { try? present.close() }
    let first = try present.rows([1], bytes: 0).first
    guard let first else { return }
    guard try first == reader.rows([1], bytes: 0).first else {
      throw Complaint(
        .failed, .recordForeign, at: directory,
        spoken("the record that is there begins with another genesis than the backup"),
        consequence: spoken(
          "Nothing was changed. Move it away first, if it is the one that is to go."))
    }
    let place = min(head, try present.head().sequence)
    guard try present.rows([place], bytes: 0).first == reader.rows([place], bytes: 0).first else {
      throw Complaint(
        .failed, .logForked, at: directory,
        spoken("the record that is there has another row \("\(place)") than the backup"),
        consequence: spoken(
          "Nothing was changed. Move it away first, if it is the one that is to go."))
    }
    raise(to: try present.head().sequence, directory)
    for subscription in try present.subscriptions() {
      raise(to: subscription.done.greatest, "\(directory): \(subscription.key)")
    }
  }
}
