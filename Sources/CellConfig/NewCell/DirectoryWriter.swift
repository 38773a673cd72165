import CellSchema
import Foundation
import StrictYAML

/// Writes a directory's files together or not at all.
///
/// They are written into a directory of their own within the target, checked there, and moved into place one by one,
/// `cellbusd.yaml` last: without it, the others are no cell.
struct DirectoryWriter {
  struct File {
    /// Relative to the target, with at most one directory.
    let path: String
    let bytes: [UInt8]
    let isSecret: Bool

    init(_ path: String, _ bytes: [UInt8], isSecret: Bool = false) {
      self.path = path
      self.bytes = bytes
      self.isSecret = isSecret
    }

    init(_ path: String, _ text: String, isSecret: Bool = false) {
      self.init(path, Array(text.utf8), isSecret: isSecret)
    }
  }

  /// What lies in the target itself, in the order in which it gets there.
  static let entries = ["keys", "nodes", "charter.yaml", "roster.yaml", "cellbusd.yaml"]
  private static let staging = ".cellbus-init"

  let target: URL
  private var files: FileManager { .default }

  init(target: URL) { self.target = target }

  /// - Throws: the first entry that is there already. A record is one too: it belongs to a cell.
  func refuseExisting() throws(FileProblem) {
    for name in Self.entries + ["record", Self.staging] {
      let place = target.appending(path: name)
      // Not `fileExists`, which follows a dangling link and finds nothing.
      if (try? files.attributesOfItem(atPath: place.path(percentEncoded: false))) != nil {
        throw problem(place, "it is there already, and nothing is overwritten")
      }
    }
  }

  /// - Parameters:
  ///   - service: who reads the files, where that is not whoever writes them.
  ///   - check: looks at the staged files; what it throws ends the writing.
  func write(_ contents: [File], for service: SystemService? = nil, check: (String) throws -> Void) throws {
    let isNew = !files.fileExists(atPath: target.path(percentEncoded: false))
    let staging = target.appending(path: Self.staging, directoryHint: .isDirectory)
    var moved: [URL] = []
    do {
      // Whatever the umask: who may write into the directory could put other files in the place of these.
      try attempt(target) {
        try files.createDirectory(
          at: target, withIntermediateDirectories: true, attributes: isNew ? [.posixPermissions: 0o700] : nil)
      }
      try attempt(staging) { try makePrivate(staging) }
      for file in contents { try write(file, in: staging) }
      try check(staging.path(percentEncoded: false))
      if let service { try give(contents, to: service, in: staging) }
      for name in Self.entries {
        let place = target.appending(path: name)
        try attempt(place) { try files.moveItem(at: staging.appending(path: name), to: place) }
        moved.append(place)
      }
      try attempt(staging) { try files.removeItem(at: staging) }
    } catch {
      for place in moved + [staging] { try? files.removeItem(at: place) }
      if isNew { try? files.removeItem(at: target) }
      throw error
    }
  }

  private func write(_ file: File, in staging: URL) throws {
    let place = staging.appending(path: file.path)
    let parent = place.deletingLastPathComponent()
    try attempt(target.appending(path: file.path)) {
      if !files.fileExists(atPath: parent.path(percentEncoded: false)) { try makePrivate(parent) }
      try Data(file.bytes).write(to: place, options: .withoutOverwriting)
      // The staging directory is closed to others, so that nobody has opened it in between.
      try files.setAttributes(
        [.posixPermissions: file.isSecret ? 0o600 : 0o644], ofItemAtPath: place.path(percentEncoded: false))
    }
  }

  /// The keys are the service's alone; the rest it may read. Profiles are for nodes, and it may not.
  private func give(_ contents: [File], to service: SystemService, in staging: URL) throws {
    let user = NSNumber(value: service.user)
    let group = NSNumber(value: service.group)
    func set(_ path: String, _ attributes: [FileAttributeKey: Any]) throws {
      try attempt(target.appending(path: path)) {
        try files.setAttributes(attributes, ofItemAtPath: staging.appending(path: path).path(percentEncoded: false))
      }
    }
    for file in contents where !file.path.hasPrefix("nodes/") {
      let isKey = file.path.hasPrefix("keys/")
      try set(file.path, [.posixPermissions: isKey ? 0o400 : 0o640, .groupOwnerAccountID: group])
      if isKey { try set(file.path, [.ownerAccountID: user]) }
    }
    try set("keys", [.ownerAccountID: user, .groupOwnerAccountID: group])
  }

  private func makePrivate(_ directory: URL) throws {
    try files.createDirectory(
      at: directory, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
  }

  private func attempt(_ place: URL, _ action: () throws -> Void) throws(FileProblem) {
    do { try action() } catch { throw problem(place, SystemWords.of(error)) }
  }

  private func problem(_ place: URL, _ detail: String) -> FileProblem {
    FileProblem(.outputUnwritable, file: place.path(percentEncoded: false), position: nil, detail)
  }
}
