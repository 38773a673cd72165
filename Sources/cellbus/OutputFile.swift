import CLinux
import CellCommand
import CellSchema
import Foundation
import Glibc
import StrictYAML

/// A file that a command writes: whole and on the disk when the command ends, or not there.
enum OutputFile {
  /// Puts other bytes into a file that is there, in one step: its owner, its group and its mode stay. A link leads to it.
  static func rewrite(_ bytes: [UInt8], at path: String) throws {
    let path = URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      throw Complaint(.failed, .outputUnwritable, at: path, SystemWords.of(errno: errno))
    }
    try write(bytes, to: path, isForced: true, like: status)
  }

  /// Writes a new file with the owner, the group and the mode of another.
  ///
  /// - Parameter isForced: whether one that is there is replaced; nil: never.
  static func write(_ bytes: [UInt8], to path: String, like other: String, isForced: Bool? = nil) throws {
    var status = stat()
    guard unsafe stat(other, &status) == 0 else {
      throw Complaint(.failed, .inputUnreadable, at: other, SystemWords.of(errno: errno))
    }
    try write(bytes, to: path, isForced: isForced, like: status)
  }

  private static func write(_ bytes: [UInt8], to path: String, isForced: Bool?, like status: stat) throws {
    try write(bytes, to: path, mode: 0o600, isForced: isForced) { file in
      fchown(file, status.st_uid, status.st_gid) == 0 && fchmod(file, status.st_mode & 0o7777) == 0
    }
  }

  /// - Parameters:
  ///   - mode: who may read it; 0600 for what not everybody may see.
  ///   - isForced: whether a file that is there is replaced, in one step; nil: never, as of a key.
  ///   - prepare: does to the open file what is to be done before it has bytes; false, with errno(3), where that fails.
  static func write(
    _ bytes: [UInt8], to path: String, mode: mode_t = 0o600, isForced: Bool? = false,
    prepare: (Int32) -> Bool = { _ in true }
  ) throws {
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
      if !prepare(file) { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
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
