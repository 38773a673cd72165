package import CellJournal
import CellSchema
import Foundation
import Glibc

/// The last good checkpoint, in a file beside the record: a signed note. It is there before anybody is told of it.
package struct CheckpointFile: Sendable {
  package let path: String
  private let directory: String

  /// - Parameter directory: the record's.
  package init(directory: String) {
    self.directory = directory
    path = directory + "/checkpoint"
  }

  /// Nil if there is none, or it cannot be read.
  package func read() -> String? { try? String(contentsOfFile: path, encoding: .utf8) }

  /// Replaces it, whole or not at all.
  package func write(_ note: String) throws(JournalError) {
    let draft = path + ".new"
    do {
      guard FileManager.default.createFile(atPath: draft, contents: nil, attributes: [.posixPermissions: 0o644]) else {
        throw JournalError.failed("cannot create \(draft)")
      }
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: draft))
      defer { try? handle.close() }
      try handle.write(contentsOf: Data(note.utf8))
      try handle.synchronize()
    } catch let error as JournalError {
      throw error
    } catch {
      throw .failed("cannot write \(draft): \(SystemWords.of(error))")
    }
    guard unsafe rename(draft, path) == 0 else {
      throw .failed("cannot rename \(draft): \(SystemWords.of(errno: errno))")
    }
    try DirectoryLock.synchronize(directory)
  }
}
