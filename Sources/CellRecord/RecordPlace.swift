import CellSchema
import Foundation
import Glibc

/// Whether a record can be written in a directory by this user: what a restart does not mend. A full disk is none: that
/// passes.
package enum RecordPlace {
  /// What hinders, by the path and in the system's words; nil where nothing does.
  package static func obstacle(_ directory: String) -> String? {
    var place = URL(filePath: directory).standardizedFileURL
    // What is not there yet is made by the daemon.
    while unsafe access(path(place), F_OK) != 0, errno == ENOENT || errno == ENOTDIR, place.path != "/" {
      place.deleteLastPathComponent()
    }
    func said(_ code: Int32) -> String { "\(path(place)): \(SystemWords.of(errno: code))" }
    var status = stat()
    guard unsafe stat(path(place), &status) == 0 else { return said(errno) }
    guard status.st_mode & S_IFMT == S_IFDIR else { return said(ENOTDIR) }
    guard unsafe access(path(place), R_OK | W_OK | X_OK) == 0 else { return said(errno) }
    return nil
  }

  private static func path(_ place: URL) -> String {
    let path = place.path(percentEncoded: false)
    return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }
}
