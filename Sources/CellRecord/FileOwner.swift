package import CellJournal
import CellSchema
import Foundation
import Glibc

/// Who a file of the record's belongs to: root works on a record for the user that the daemon runs as.
package enum FileOwner {
  /// Gives a file, or a directory with all that is in it, the owner and the group of another.
  package static func give(_ path: String, like other: String) throws(JournalError) {
    var status = stat()
    guard unsafe stat(other, &status) == 0 else {
      throw .failed("\(other): \(SystemWords.of(errno: errno))")
    }
    let inside = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
    for place in [path] + inside.map({ "\(path)/\($0)" }) {
      guard unsafe lchown(place, status.st_uid, status.st_gid) == 0 else {
        throw .failed("cannot give \(place) to the user of \(other): \(SystemWords.of(errno: errno))")
      }
    }
  }
}
