import CellNode
import CellSchema
import Foundation
import Glibc

/// The file in which a store is created, `NAME.sqlite-UUID`: it gets the store's name when it is whole.
///
/// The process that creates it holds it with `flock(2)`, so that a file left by a killed process can be told from one
/// in use.
struct UnnamedStore {
  let path: String
  private let handle: FileHandle

  /// The endings of SQLite's files beside the file, removed before the file itself, so that none is left without it.
  private static let ends = ["-wal", "-journal", ""]

  /// Creates the file, readable by the node's user alone: it will hold messages.
  init(of store: String) throws {
    while true {
      let path = "\(store)-\(UUID().uuidString)"
      // Not with Foundation, which creates it under yet another name first.
      let descriptor = unsafe Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else {
        throw NodeError(.storeUnusable, "\(store) cannot be made: is its directory writable?")
      }
      let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
      let isHeld = Self.hold(handle)
      guard isHeld || errno == EWOULDBLOCK else {
        Self.remove(path)
        throw NodeError(.storeUnusable, "\(store) cannot be made: its file system has no locks")
      }
      // Before it was locked, another process may have taken it for a left one and removed it.
      if isHeld, FileManager.default.fileExists(atPath: path) {
        (self.path, self.handle) = (path, handle)
        return
      }
    }
  }

  /// Removes this name. The store's own name stays.
  func remove() {
    Self.remove(path)
    try? handle.close()
  }

  private static func remove(_ path: String) {
    for end in ends { try? FileManager.default.removeItem(atPath: path + end) }
  }

  private static func hold(_ handle: FileHandle) -> Bool { flock(handle.fileDescriptor, LOCK_EX | LOCK_NB) == 0 }

  /// Removes the files left beside a store by processes that were killed while they created it.
  static func sweep(beside store: String) {
    let place = URL(filePath: store)
    let directory = place.deletingLastPathComponent().path
    let prefix = place.lastPathComponent + "-"
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    let unnamed = entries.compactMap { entry -> String? in
      guard entry.hasPrefix(prefix) else { return nil }
      let rest = entry.dropFirst(prefix.count)
      let identifier = String(rest.prefix(36))
      guard UUID(uuidString: identifier)?.uuidString == identifier, ends.contains(String(rest.dropFirst(36))) else {
        return nil
      }
      return "\(directory)/\(prefix)\(identifier)"
    }
    for path in Set(unnamed) { removeIfLeft(path) }
  }

  private static func removeIfLeft(_ path: String) {
    // A log without its file belongs to no process.
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else { return remove(path) }
    guard attributes[.type] as? FileAttributeType == .typeRegular else { return }
    // A second name of the store itself is not opened: closing it would release this process's locks on the store.
    guard attributes[.referenceCount] as? Int == 1 else { return remove(path) }
    guard let handle = try? FileHandle(forReadingFrom: URL(filePath: path)) else { return }
    if hold(handle) { remove(path) }
    try? handle.close()
  }
}
