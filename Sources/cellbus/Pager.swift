import Foundation
import Glibc

/// The program in which a person reads what is longer than the screen: `CELLBUS_PAGER`, `PAGER`, else `less -FRX`.
enum Pager {
  /// Shows a text, and returns when its reader is done with it.
  ///
  /// - Returns: whether it was shown: false where there is no pager, or it cannot be started, which is no failure.
  static func show(_ text: String) throws -> Bool {
    guard let words, let (process, input) = start(words) else { return false }
    // Ctrl-C is the pager's while it runs.
    let interrupt = signal(SIGINT, SIG_IGN)
    defer { _ = signal(SIGINT, interrupt) }
    // Who leaves the pager before its end has read enough.
    try? input.write(contentsOf: Data((text + "\n").utf8))
    try? input.close()
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) == -1, errno == EINTR {}
    // As a shell says that there is no such program (POSIX, sh, Command Search and Execution).
    return status >> 8 & 0xFF != 127
  }

  /// The program and its arguments; nil where the user wants none.
  private static var words: [String]? {
    let environment = ProcessInfo.processInfo.environment
    let wanted = environment["CELLBUS_PAGER"] ?? environment["PAGER"].flatMap { $0.isEmpty ? nil : $0 } ?? "less -FRX"
    let isForShell = wanted.contains { "|&;<>()$`\"'\\*?[#~=%".contains($0) }
    if isForShell { return ["/bin/sh", "-c", wanted] }
    let words = wanted.split(separator: " ").map(String.init)
    return words.isEmpty || words == ["cat"] ? nil : words
  }

  /// Starts it in this process group, so that the terminal is its.
  private static func start(_ words: [String]) -> (pid_t, FileHandle)? {
    let pipe = Pipe()
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, pipe.fileHandleForReading.fileDescriptor, 0)
    for end in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
      unsafe posix_spawn_file_actions_addclose(&actions, end.fileDescriptor)
    }
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    // What this program ignores is not ignored by the pager.
    var defaults = sigset_t()
    unsafe sigemptyset(&defaults)
    for number in [SIGPIPE, SIGINT] { unsafe sigaddset(&defaults, number) }
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
    try? pipe.fileHandleForReading.close()
    return (process, pipe.fileHandleForWriting)
  }
}
