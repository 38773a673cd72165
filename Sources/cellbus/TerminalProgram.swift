import Dispatch
import Foundation
import Glibc
import Synchronization

/// A program that has the terminal while it runs: a pager, an editor, a signer that asks for a PIN.
final class TerminalProgram: Sendable {
  private let process: pid_t
  /// Whether it was waited for: its number may be another's from then on.
  private let isOver = Mutex(false)

  /// Starts it in this process group, so that the terminal is its. What this program ignores it does not.
  ///
  /// - Parameters:
  ///   - words: the program, looked for in `PATH`, and its arguments.
  ///   - input: whose reading end is its standard input; by default, it has this program's.
  ///   - output: whose writing end is its standard output, likewise.
  /// - Returns: nil where it cannot be started.
  init?(_ words: [String], input: Pipe? = nil, output: Pipe? = nil) {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    if let input { unsafe posix_spawn_file_actions_adddup2(&actions, input.fileHandleForReading.fileDescriptor, 0) }
    if let output { unsafe posix_spawn_file_actions_adddup2(&actions, output.fileHandleForWriting.fileDescriptor, 1) }
    for pipe in [input, output].compactMap(\.self) {
      for end in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
        unsafe posix_spawn_file_actions_addclose(&actions, end.fileDescriptor)
      }
    }
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var defaults = sigset_t()
    unsafe sigemptyset(&defaults)
    for number in [SIGPIPE, SIGINT, SIGTERM, SIGHUP] { unsafe sigaddset(&defaults, number) }
    unsafe posix_spawnattr_setsigdefault(&attributes, &defaults)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    var process = pid_t()
    var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
    defer { _ = unsafe arguments.map { unsafe free($0) } }
    let variables = ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" }
    var environment = unsafe variables.map { unsafe strdup($0) } + [nil]
    defer { _ = unsafe environment.map { unsafe free($0) } }
    let fault = unsafe posix_spawnp(&process, words[0], &actions, &attributes, &arguments, &environment)
    guard fault == 0 else { return nil }
    self.process = process
  }

  /// Asks it to end, and ends it two seconds later where it is still there and nobody has waited for it.
  func end() {
    send(SIGTERM)
    DispatchQueue.global().asyncAfter(deadline: .now() + 2) { self.send(SIGKILL) }
  }

  private func send(_ signal: Int32) {
    isOver.withLock { if !$0 { kill(process, signal) } }
  }

  /// Waits for its end.
  ///
  /// - Returns: its exit code; 128 and the signal's number where a signal ended it.
  func wait() -> Int32 {
    var information = unsafe siginfo_t()
    while unsafe waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) == -1, errno == EINTR {}
    var status: Int32 = 0
    isOver.withLock {
      while unsafe waitpid(process, &status, 0) == -1, errno == EINTR {}
      $0 = true
    }
    return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + (status & 0x7F)
  }
}
