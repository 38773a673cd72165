import CellNode
import CellSchema
import Foundation
import Glibc

/// The file in which a store is made, `NAME.sqlite-UUID`: it gets the store's name when it is whole.
///
/// The process that makes it holds it with `flock(2)`, so that what a killed one left can be told from it.
struct StoreDraft {
  let path: String
  private let handle: FileHandle

  /// SQLite's files beside it. They go before it does, so that none is left without it.
  private static let ends = ["-wal", "-journal", ""]

  /// Readable to the node's user alone: it is to hold messages.
  init(of store: String) throws {
    while true {
      let path = "\(store)-\(UUID().uuidString)"
      // Not by Foundation, which makes it under yet another name.
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
      // Another process may have taken it for a left one before it was held.
      if isHeld, FileManager.default.fileExists(atPath: path) {
        (self.path, self.handle) = (path, handle)
        return
      }
    }
  }

  /// Takes the name away. The store's own stays.
  func remove() {
    Self.remove(path)
    try? handle.close()
  }

  private static func remove(_ path: String) {
    for end in ends { try? FileManager.default.removeItem(atPath: path + end) }
  }

  private static func hold(_ handle: FileHandle) -> Bool { flock(handle.fileDescriptor, LOCK_EX | LOCK_NB) == 0 }

  /// Removes what processes that were killed while they made this store have left beside it.
  static func sweep(beside store: String) {
    let place = URL(filePath: store)
    let directory = place.deletingLastPathComponent().path
    let prefix = place.lastPathComponent + "-"
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    let drafts = entries.compactMap { entry -> String? in
      guard entry.hasPrefix(prefix) else { return nil }
      let rest = entry.dropFirst(prefix.count)
      let identifier = String(rest.prefix(36))
      guard UUID(uuidString: identifier)?.uuidString == identifier, ends.contains(String(rest.dropFirst(36))) else {
        return nil
      }
      return "\(directory)/\(prefix)\(identifier)"
    }
    for draft in Set(drafts) { removeIfLeft(draft) }
  }

  private static func removeIfLeft(_ path: String) {
    // A log alone is nobody's.
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else { return remove(path) }
    guard attributes[.type] as? FileAttributeType == .typeRegular else { return }
    // A second name of the store itself is not opened: to close it would take this process's locks on it along.
    guard attributes[.referenceCount] as? Int == 1 else { return remove(path) }
    guard let handle = try? FileHandle(forReadingFrom: URL(filePath: path)) else { return }
    if hold(handle) { remove(path) }
    try? handle.close()
  }
}
