import Foundation
import Synchronization

/// The preloaded library of `FaultShim/shim.c`: a disk under the daemon that keeps only what was synced, and fails where
/// it is told to.
struct FaultShim: Sendable {
  /// What happens to the daemon.
  enum Fault: Sendable {
    /// Before this step the power goes. Seed 0 forgets all that was not synced; another keeps a part of it.
    case powerLoss(step: Int, seed: UInt64)
    /// Before this step the process is killed; what it wrote stays in the cache.
    case kill(step: Int)
    /// This sync fails.
    case failedSync(Int)
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

  /// What a daemon of the cell is started with.
  func environment(_ cell: TestCell, _ fault: Fault) -> [String: String] {
    var environment = [
      "LD_PRELOAD": library, "CELLBUS_FAULT_ROOT": cell.recordDirectory,
      "CELLBUS_FAULT_PLATTER": "\(cell.directory)/platter", "CELLBUS_FAULT_TRACE": trace(cell),
    ]
    switch fault {
    case .powerLoss(let step, let seed):
      environment["CELLBUS_FAULT_DIE_AT"] = "\(step)"
      environment["CELLBUS_FAULT_SEED"] = "\(seed)"
    case .kill(let step):
      environment["CELLBUS_FAULT_DIE_AT"] = "\(step)"
      environment["CELLBUS_FAULT_KILL"] = "1"
    case .failedSync(let number): environment["CELLBUS_FAULT_FAIL_SYNC"] = "\(number)"
    case .full(let file): environment["CELLBUS_FAULT_FULL"] = file
    case .none: break
    }
    return environment
  }

  /// The power goes for a machine whose daemon is dead already.
  func losePower(_ cell: TestCell, seed: UInt64) throws {
    var environment = environment(cell, .none)
    environment["CELLBUS_FAULT_SEED"] = "\(seed)"
    environment["CELLBUS_FAULT_NOW"] = "1"
    let program = try RunningProgram("/bin/true", [], environment: environment)
    guard program.wait() == 0 else { throw POSIXError(.EIO) }
  }

  /// The steps of the daemons so far, the last one last, and forgets them.
  func takeSteps(_ cell: TestCell) -> [String] {
    let text = (try? String(contentsOfFile: trace(cell), encoding: .utf8)) ?? ""
    try? FileManager.default.removeItem(atPath: trace(cell))
    return text.split(separator: "\n").map(String.init)
  }

  private func trace(_ cell: TestCell) -> String { "\(cell.directory)/steps" }
}

/// The library that is deleted when the tests end.
private let removal = Mutex<String?>(nil)
