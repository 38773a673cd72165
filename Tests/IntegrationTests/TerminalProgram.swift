import CellTestSupport
import Foundation
import Glibc

/// A program of this build on a terminal of its own (a pty), as a person runs it.
///
/// `@unchecked Sendable`: what is gathered changes under `lock` alone.
final class TerminalProgram: @unchecked Sendable {
  /// xterm's other page.
  static let entered = "\u{1B}[?1049h"
  static let left = "\u{1B}[?1049l"

  /// `TIOCSPTLCK` and `TIOCGPTN`, which are macros (ioctl_tty(2)).
  private static let unlock: UInt = 0x4004_5431
  private static let number: UInt = 0x8004_5430

  private let process = Process()
  private let terminal: FileHandle
  private let lock = NSLock()
  private var gathered = Data()
  private let group = DispatchGroup()

  /// - Parameter environment: what is added to the tests' own.
  init(_ arguments: [String], columns: UInt16 = 80, rows: UInt16 = 24, environment: [String: String] = [:]) throws {
    let master = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var (isLocked, number) = (Int32(0), UInt32(0))
    guard master >= 0, unsafe ioctl(master, Self.unlock, &isLocked) == 0,
      unsafe ioctl(master, Self.number, &number) == 0,
      let slave = FileHandle(forUpdatingAtPath: "/dev/pts/\(number)")
    else { throw POSIXError(.ENXIO) }
    terminal = FileHandle(fileDescriptor: master, closeOnDealloc: true)
    // A session of its own, of which it is the controlling terminal; the shell says which process it becomes.
    process.executableURL = URL(filePath: "/usr/bin/setsid")
    process.arguments =
      ["--ctty", "--wait", "/bin/sh", "-c", "echo \"pid $$\"; exec \"$0\" \"$@\"", TestCell.program("cellbus").path]
      + arguments
    process.environment = ProcessInfo.processInfo.environment
      .merging(["TERM": "xterm-256color", "PAGER": "", "CELLBUS_PAGER": "cat", "LC_ALL": "C.UTF-8"]) { $1 }.merging(
        environment
      ) { $1 }
    process.standardInput = slave
    process.standardOutput = slave
    process.standardError = slave
    resize(columns: columns, rows: rows)
    try process.start()
    try slave.close()
    group.enter()
    Thread.detachNewThread { [self] in
      // A pty whose other side is closed gives EIO.
      var bytes = [UInt8](repeating: 0, count: 65_536)
      while case let count = unsafe Glibc.read(terminal.fileDescriptor, &bytes, bytes.count), count > 0 {
        lock.withLock { gathered.append(contentsOf: bytes[..<count]) }
      }
      group.leave()
    }
  }

  deinit { if process.isRunning { Glibc.kill(identifier, SIGKILL) } }

  /// Everything that it has written.
  var output: String { lock.withLock { String(decoding: gathered, as: UTF8.self) } }

  /// What it has drawn last, line by line, without colours.
  var frame: [String] {
    let drawn = output.components(separatedBy: "\u{1B}[H").last ?? ""
    return drawn.replacing(#/\u{1B}\[[0-9;?]*[a-zA-Z]/#, with: "").replacing("\u{07}", with: "")
      .components(separatedBy: "\r\n")
  }

  /// Of the program itself.
  var identifier: pid_t {
    let line = output.split(separator: "\r\n").first { $0.hasPrefix("pid ") }
    return line.flatMap { pid_t($0.dropFirst(4)) } ?? 0
  }

  /// As the kernel has it: `S` sleeps, `T` is stopped.
  var state: Character? {
    let stat = try? String(contentsOfFile: "/proc/\(identifier)/stat", encoding: .utf8)
    return stat?.components(separatedBy: ") ").last?.first
  }

  func type(_ keys: String) throws { try terminal.write(contentsOf: Data(keys.utf8)) }

  func resize(columns: UInt16, rows: UInt16) {
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = unsafe ioctl(terminal.fileDescriptor, UInt(TIOCSWINSZ), &size)
  }

  /// Whether the terminal shows what is typed, and line by line, as a shell left it.
  var isAsFound: Bool {
    var settings = termios()
    guard unsafe tcgetattr(terminal.fileDescriptor, &settings) == 0 else { return false }
    return settings.c_lflag & tcflag_t(ECHO | ICANON) == tcflag_t(ECHO | ICANON)
  }

  /// Waits for the end; the exit code.
  func wait() -> Int32 {
    process.end()
    _ = group.wait(timeout: .now() + 60)
    return process.terminationStatus
  }
}
