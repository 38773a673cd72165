import CellProof
import CellSchema
import Foundation
import Glibc
import StrictYAML

/// What a witness has cosigned last of a log, or a node has seen of it: a note in a file, written and synced before
/// anything follows from it. One process holds a witness's at a time: two with one key could cosign two histories.
final class WitnessState: Sendable {
  private let directory: String
  private let lock: Int32

  /// - Parameter directory: of this witness's key alone; it is made where there is none.
  /// - Parameter isShared: processes take turns, by ``exclusively(_:)``.
  /// - Throws: `store-unusable` where another process holds it, or it cannot be made.
  init(directory: String, isShared: Bool = false) throws(NodeError) {
    self.directory = directory
    do {
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw NodeError(.storeUnusable, at: "", "\(directory): \(SystemWords.of(error))")
    }
    lock = unsafe Glibc.open("\(directory)/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard lock >= 0, isShared || flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      let words = lock >= 0 && errno == EWOULDBLOCK ? "another witness runs on it" : SystemWords.of(errno: errno)
      if lock >= 0 { Glibc.close(lock) }
      throw NodeError(.storeUnusable, at: "", "\(directory): \(words)")
    }
  }

  deinit {
    // Not by closing it alone: a child between its fork and its exec has the descriptor, too.
    flock(lock, LOCK_UN)
    Glibc.close(lock)
  }

  /// Does something while no other process does it.
  func exclusively(_ work: () throws(NodeError) -> Void) throws(NodeError) {
    while flock(lock, LOCK_EX) != 0 {
      guard errno == EINTR else {
        throw NodeError(.storeUnusable, at: "", "\(directory): \(SystemWords.of(errno: errno))")
      }
    }
    defer { flock(lock, LOCK_UN) }
    try work()
  }

  private func path(_ origin: String) -> String {
    "\(directory)/\(Digest(of: Array(origin.utf8)).hexadecimal.prefix(16)).checkpoint"
  }

  /// The last note of a log; nil for a log that this witness has never cosigned.
  ///
  /// - Throws: `store-unusable` where there is one that cannot be read: it is no beginning.
  func note(of origin: String) throws(NodeError) -> SignedNote? {
    let path = path(origin)
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    do { return try SignedNote(String(contentsOfFile: path, encoding: .utf8)) } catch {
      throw NodeError(.storeUnusable, at: "", "\(path): \(error)")
    }
  }

  func keep(_ note: SignedNote, of origin: String) throws(NodeError) { try write(note.description, to: path(origin)) }

  /// Keeps what shows a fork, once for each.
  ///
  /// - Returns: the file.
  func keepEvidence(_ evidence: ForkEvidence) throws(NodeError) -> String {
    let text = evidence.text
    let path = "\(directory)/fork-\(Digest(of: Array(text.utf8)).hexadecimal.prefix(16)).txt"
    if !FileManager.default.fileExists(atPath: path) { try write(text, to: path) }
    return path
  }

  /// Writes a file whole, or not at all, and lasting.
  func write(_ text: String, to path: String) throws(NodeError) {
    let draft = path + ".new"
    do {
      guard FileManager.default.createFile(atPath: draft, contents: nil, attributes: [.posixPermissions: 0o600]) else {
        throw POSIXError(.EIO)
      }
      let handle = try FileHandle(forWritingTo: URL(filePath: draft))
      defer { try? handle.close() }
      try handle.write(contentsOf: Data(text.utf8))
      try handle.synchronize()
      guard unsafe rename(draft, path) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
      let folder = unsafe Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      defer { if folder >= 0 { Glibc.close(folder) } }
      guard folder >= 0, fsync(folder) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    } catch {
      throw NodeError(.storeUnusable, at: "", "\(path): \(SystemWords.of(error))")
    }
  }
}
