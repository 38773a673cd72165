package import CellJournal
import CellSchema
import Foundation
import Glibc

/// The last good checkpoint, in a file beside the record: a signed note.
package struct CheckpointFile: Sendable {
  package let path: String

  /// - Parameter directory: the record's.
  package init(directory: String) {
    path = directory + "/checkpoint"
  }

  /// One that somebody showed to the daemon, and that the record does not fit: it takes nothing more until a person has
  /// decided.
  package init(shownTo directory: String) {
    path = directory + "/checkpoint-shown"
  }

  /// The last good checkpoint of a log that ended, by which its rows are proved.
  package init(directory: String, ofEnded epoch: RecordEpoch) {
    path = directory + "/checkpoint-\(epoch.number)"
  }

  /// Nil if there is none, or it cannot be read.
  package func read() -> String? { try? String(contentsOfFile: path, encoding: .utf8) }

  /// Replaces it, whole or not at all. It is not synced: what a power cut takes of it is made again, and nothing rests on
  /// it but the alarm at a start that rows are missing.
  package func write(_ note: String) throws(JournalError) {
    let draft = path + ".new"
    guard FileManager.default.createFile(atPath: draft, contents: nil, attributes: [.posixPermissions: 0o644]) else {
      throw .failed("cannot create \(draft)")
    }
    do {
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: draft))
      defer { try? handle.close() }
      try handle.write(contentsOf: Data(note.utf8))
    } catch {
      throw .failed("cannot write \(draft): \(SystemWords.of(error))")
    }
    guard unsafe rename(draft, path) == 0 else {
      throw .failed("cannot rename \(draft): \(SystemWords.of(errno: errno))")
    }
  }
}
