import Foundation
import Glibc
import Testing

/// A disk of a few MiB under a cell's record, or another directory of its own, that a test fills up and makes room on
/// again.
final class SmallDisk {
  enum Kind: String, CaseIterable, CustomTestStringConvertible {
    /// A tmpfs that the test mounts: needs the right to.
    case mounted
    /// A tmpfs in name spaces of the daemon's own: any user, where the kernel grants them.
    case namespace
    /// The shim says ENOSPC.
    case shim

    var testDescription: String { rawValue }

    /// What can be had here.
    static let possible: [Kind] = allCases.filter { kind in
      switch kind {
      case .mounted: geteuid() == 0 && runs(["/usr/bin/unshare", "--mount", "/bin/true"])
      case .namespace: runs(["/usr/bin/unshare", "--user", "--map-root-user", "--mount", "/bin/true"])
      case .shim: FaultShim.compiled != nil
      }
    }

    private static func runs(_ command: [String]) -> Bool {
      guard let program = try? RunningProgram(command[0], Array(command.dropFirst())) else { return false }
      return program.wait() == 0
    }
  }

  private static let bytes = 6 << 20

  private let kind: Kind
  private let cell: TestCell
  let directory: String

  /// - Parameter directory: where it is mounted, if not under the record.
  init(_ kind: Kind, under cell: TestCell, at directory: String? = nil) throws {
    self.kind = kind
    self.cell = cell
    self.directory = directory ?? cell.recordDirectory
    try FileManager.default.createDirectory(atPath: self.directory, withIntermediateDirectories: true)
    guard kind == .mounted else { return }
    let options = "size=\(Self.bytes)"
    let result = unsafe options.withCString { unsafe mount("tmpfs", self.directory, "tmpfs", 0, $0) }
    guard result == 0 else { throw POSIXError(.EPERM) }
  }

  func remove() {
    if kind == .mounted { _ = unsafe umount2(directory, CInt(MNT_DETACH)) }
  }

  /// Where the record is to be found when the daemon has ended.
  var kept: String { kind == .namespace ? "\(cell.directory)/kept" : directory }

  func start() throws {
    switch kind {
    case .mounted: try cell.start()
    case .namespace:
      // The disk ends with the daemon; what is on it is kept beside it.
      let script = """
        mount -t tmpfs -o size=\(Self.bytes) tmpfs "$0" || exit 1
        trap 'kill -TERM $daemon' TERM
        "$@" & daemon=$!
        while kill -0 $daemon 2>/dev/null; do wait $daemon; code=$?; done
        cp -a "$0" "\(kept)"
        exit $code
        """
      try cell.start(
        within: [
          "/usr/bin/unshare", "--user", "--map-root-user", "--mount", "/bin/sh", "-c", script, directory,
        ])
    case .shim:
      let shim = try #require(FaultShim.compiled)
      try cell.start(environment: shim.environment(cell, .full(while: "\(cell.directory)/ballast")))
    }
  }

  /// Leaves nothing free but what the record has already.
  func fill() throws {
    _ = FileManager.default.createFile(atPath: ballast, contents: nil)
    guard kind != .shim else { return }
    let file = try FileHandle(forWritingTo: URL(filePath: ballast))
    defer { try? file.close() }
    // The last pieces are small, so that a page of the record's does not fit either.
    for piece in [65_536, 4_096] {
      while (try? file.write(contentsOf: Data(count: piece))) != nil {}
    }
  }

  func makeRoom() throws {
    // Emptied first: a child between its fork and its exec has the descriptor, too, and would keep the room.
    try FileHandle(forWritingTo: URL(filePath: ballast)).truncate(atOffset: 0)
    try FileManager.default.removeItem(atPath: ballast)
  }

  private var ballast: String {
    switch kind {
    case .mounted: "\(directory)/ballast"
    // As the daemon sees it.
    case .namespace: "/proc/\(cell.processIdentifier)/root\(directory)/ballast"
    case .shim: "\(cell.directory)/ballast"
    }
  }
}
