import Foundation
import Synchronization

/// The preloaded library of `FaultShim/shim.c`: a disk under the daemon, or under a node's store, that keeps only what
/// was synced, and fails where it is told to.
struct FaultShim: Sendable {
  /// What happens to the process.
  enum Fault: Sendable {
    /// Before this step the power goes. Seed 0 forgets all that was not synced; another keeps a part of it.
    case powerLoss(step: Int, seed: UInt64)
    /// Before this step the process is killed; what it wrote stays in the cache.
    case kill(step: Int)
    /// The same before this sync.
    case killAtSync(Int)
    /// This sync fails.
    case failedSync(Int)
    /// This sync of this file fails.
    case failedSyncOf(String, Int)
    /// This sync takes as long as a file is there.
    case slowSync(Int, while: String)
    /// While a file is there, no file grows.
    case full(while: String)
    case none
  }

  /// Nil where there is no compiler for it.
  static let compiled: FaultShim? = try? FaultShim()

  private let library: String

  private init() throws {
    let source = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "FaultShim/shim.c")
    let place = FileManager.default.temporaryDirectory.appending(path: "cellbus-shim-\(getpid()).so")
    guard let compiler = Self.compiler() else { throw CocoaError(.fileNoSuchFile) }
    let build = try RunningProgram(
      compiler, ["-shared", "-fPIC", "-O1", "-U_FORTIFY_SOURCE", "-o", place.path, source.path])
    guard build.wait() == 0 else { throw CocoaError(.executableLoad) }
    library = place.path
    let path = place.path
    removal.withLock { $0 = path }
    atexit { _ = removal.withLock { $0.map { unsafe unlink($0) } } }
  }

  /// Clang comes with Swift, in the same directory.
  private static func compiler() -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let directories = path.split(separator: ":").map(String.init)
    let beside = directories.filter { FileManager.default.isExecutableFile(atPath: "\($0)/swift") }.map {
      "\($0)/clang"
    }
    return (beside + directories.flatMap { ["\($0)/clang", "\($0)/cc"] })
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// What a process of the cell is started with.
  ///
  /// - Parameter directory: what is on the disk, one for each cell; the record unless it is given.
  func environment(_ cell: TestCell, _ fault: Fault, under directory: String? = nil) -> [String: String] {
    var environment = [
      "LD_PRELOAD": library, "CELLBUS_FAULT_ROOT": directory ?? cell.recordDirectory,
      "CELLBUS_FAULT_PLATTER": "\(cell.directory)/platter", "CELLBUS_FAULT_TRACE": trace(cell),
    ]
    switch fault {
    case .powerLoss(let step, let seed):
      environment["CELLBUS_FAULT_DIE_AT"] = "\(step)"
      environment["CELLBUS_FAULT_SEED"] = "\(seed)"
    case .kill(let step):
      environment["CELLBUS_FAULT_DIE_AT"] = "\(step)"
      environment["CELLBUS_FAULT_KILL"] = "1"
    case .killAtSync(let number):
      environment["CELLBUS_FAULT_DIE_SYNC"] = "\(number)"
      environment["CELLBUS_FAULT_KILL"] = "1"
    case .failedSync(let number): environment["CELLBUS_FAULT_FAIL_SYNC"] = "\(number)"
    case .failedSyncOf(let name, let number):
      environment["CELLBUS_FAULT_FAIL_SYNC"] = "\(number)"
      environment["CELLBUS_FAULT_FAIL_NAME"] = name
    case .slowSync(let number, let file):
      environment["CELLBUS_FAULT_WAIT_SYNC"] = "\(number)"
      environment["CELLBUS_FAULT_WAIT"] = file
    case .full(let file): environment["CELLBUS_FAULT_FULL"] = file
    case .none: break
    }
    return environment
  }

  /// The power goes for a machine whose process is dead already.
  ///
  /// - Parameter keepingEntries: whether the disk has got round to every change of the directory's entries.
  func losePower(
    _ cell: TestCell, seed: UInt64, keepingEntries: Bool = false, under directory: String? = nil
  ) throws {
    var environment = environment(cell, .none, under: directory)
    environment["CELLBUS_FAULT_SEED"] = "\(seed)"
    environment["CELLBUS_FAULT_NOW"] = "1"
    if keepingEntries { environment["CELLBUS_FAULT_ENTRIES"] = "1" }
    let program = try RunningProgram("/bin/true", [], environment: environment)
    guard program.wait() == 0 else { throw POSIXError(.EIO) }
  }

  /// The steps of the processes so far, the last one last, and forgets them.
  func takeSteps(_ cell: TestCell) -> [String] {
    let text = (try? String(contentsOfFile: trace(cell), encoding: .utf8)) ?? ""
    try? FileManager.default.removeItem(atPath: trace(cell))
    return text.split(separator: "\n").map(String.init)
  }

  private func trace(_ cell: TestCell) -> String { "\(cell.directory)/steps" }
}

/// The library that is deleted when the tests end.
private let removal = Mutex<String?>(nil)
