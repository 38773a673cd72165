import CellCommand
import CellSchema
import Foundation
import Glibc
import StrictYAML

/// A file that a command writes: whole and on the disk when the command ends, or not there.
enum OutputFile {
  /// - Parameters:
  ///   - mode: who may read it; 0600 for what not everybody may see.
  ///   - isForced: whether a file that is there is replaced, in one step; nil: never, as of a key.
  static func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o600, isForced: Bool? = false) throws {
    let (forced, isForced) = (isForced, isForced == true)
    let draft = isForced ? "\(path).\(getpid()).draft" : path
    let file = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard file >= 0 else {
      let fault = errno
      let isThere = forced == nil ? spoken("it is there already") : spoken("it is there already; --force replaces it")
      let reason = fault == EEXIST ? isThere : SystemWords.of(errno: fault)
      throw Complaint(.failed, .outputUnwritable, at: path, reason)
    }
    let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
    do {
      try handle.write(contentsOf: Data(bytes))
      try handle.synchronize()
      if isForced, unsafe rename(draft, path) != 0 { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
      // The name is on the disk once its directory is.
      let directory = FileHandle(forReadingAtPath: URL(filePath: path).deletingLastPathComponent().path)
      try directory?.synchronize()
    } catch {
      try? FileManager.default.removeItem(atPath: draft)
      throw Complaint(.failed, .outputUnwritable, at: path, SystemWords.of(error))
    }
  }
}
