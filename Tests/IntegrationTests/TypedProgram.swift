import CellTestSupport
import Foundation
import Glibc
import Testing

/// A program of this build on a pseudo-terminal, at which somebody types.
final class TypedProgram: @unchecked Sendable {
  private let process = Process()
  private let master: FileHandle
  private let lock = NSLock()
  private var shown = Data()
  /// How far the screen was looked at.
  private var seen = 0

  init(
    _ program: String, _ arguments: [String], environment: [String: String] = [:], columns: UInt16 = 80,
    rows: UInt16 = 24
  ) throws {
    // As posix_openpt(3), unlockpt(3) and ptsname(3) do it.
    let descriptor = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var (isLocked, number): (Int32, UInt32) = (0, 0)
    guard descriptor >= 0, unsafe ioctl(descriptor, 0x4004_5431, &isLocked) == 0,
      unsafe ioctl(descriptor, 0x8004_5430, &number) == 0
    else { throw POSIXError(.ENXIO) }
    master = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    let path = "/dev/pts/\(number)"
    let slave = unsafe open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard slave >= 0 else { throw POSIXError(.ENXIO) }
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = unsafe ioctl(slave, UInt(TIOCSWINSZ), &size)
    let terminal = FileHandle(fileDescriptor: slave, closeOnDealloc: true)
    process.executableURL = TestCell.program(program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(["LC_ALL": "C.UTF-8"]) { $1 }
      .merging(environment) { $1 }
    process.standardInput = terminal
    process.standardOutput = terminal
    process.standardError = terminal
    try process.start()
    try terminal.close()
    Thread.detachNewThread { [self] in
      // One read(2) each: a FileHandle would wait for the whole chunk. The end of a terminal is an error.
      var bytes = [UInt8](repeating: 0, count: 65_536)
      while true {
        let count = unsafe Glibc.read(master.fileDescriptor, &bytes, bytes.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return }
        lock.withLock { shown.append(contentsOf: bytes[..<count]) }
      }
    }
  }

  /// All that it has shown, without colours.
  var screen: String {
    String(decoding: lock.withLock { shown }, as: UTF8.self).replacing("\r\n", with: "\n")
      .replacing(/\u{1B}\[[0-9;]*m/, with: "")
  }

  /// Waits until it shows a text after what was waited for before.
  func shows(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let isShown = try await eventually {
      let screen = Array(screen.utf8)
      guard let place = screen[min(seen, screen.count)...].firstRange(of: Array(text.utf8)) else { return false }
      seen = place.upperBound
      return true
    }
    let rest = String(decoding: Array(screen.utf8).dropFirst(seen), as: UTF8.self)
    try #require(isShown, "\(text) was not shown after:\n\(rest)", sourceLocation: sourceLocation)
  }

  /// Waits for a prompt, and answers it.
  func answer(_ prompt: String, _ text: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    try await shows(prompt, sourceLocation: sourceLocation)
    try type(text + "\n")
  }

  func type(_ text: String) throws { try master.write(contentsOf: Data(text.utf8)) }

  /// Sends it a signal.
  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits for the end; the exit code.
  func wait() -> Int32 {
    return process.end()
  }
}
