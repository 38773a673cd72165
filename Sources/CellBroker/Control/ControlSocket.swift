import CellSchema
import Foundation
import Glibc
import ZeroMQ

/// Where whoever runs the daemon asks it to read its files again, and waits for what comes of that: `control.sock` in the
/// service's runtime directory, or beside the configuration file where there is none. Its owner and its group may connect.
///
/// A connection is one request, a line (`reload`); the answer is lines, the last of which begins with the outcome.
package enum ControlSocket {
  package static let name = "control.sock"
  static let request = "reload"
  /// Seconds within which a connection has to have said what it wants.
  static let patience = 5

  /// - Parameter configuration: the path of the daemon's configuration file.
  package static func path(
    besides configuration: String, environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> String {
    // Several are separated by colons (`systemd.exec(5)`); the first is the service's own.
    if let runtime = environment["RUNTIME_DIRECTORY"]?.split(separator: ":").first { return "\(runtime)/\(name)" }
    guard let slash = configuration.lastIndex(of: "/") else { return name }
    return String(configuration[...slash]) + name
  }

  /// Has the running daemon read its files again, and waits for the outcome.
  ///
  /// - Returns: what it says; nil if none answers there.
  package static func reload(at path: String) -> ReloadAnswer? {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    guard unsafe UnixAddress.with(path, { unsafe connect(descriptor, $0, $1) }) == 0 else { return nil }
    write("\(request)\n", to: descriptor)
    return ReloadAnswer(text: read(from: descriptor, while: { _ in true }))
  }

  /// Reads what comes until the end, or until enough has come.
  static func read(from descriptor: Int32, while goesOn: ([UInt8]) -> Bool) -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while goesOn(bytes) {
      let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      bytes += buffer.prefix(count)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { bytes in
        unsafe send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}

/// What came of a reload that somebody waits for.
package struct ReloadAnswer: Sendable {
  /// Lines for a person.
  package let text: String
  /// Whether what the files say is in force.
  package var isInForce: Bool { text.split(separator: "\n").last?.hasPrefix(Self.inForce) == true }

  static let inForce = "reloaded"

  init(text: String) { self.text = text }

  init(_ result: Reloaded, warnings: [String]) {
    let changed = [result.changes.roster ? "roster" : nil, result.changes.charter ? "charter" : nil].compactMap { $0 }
    let what = changed.isEmpty ? "roster and charter are as before" : "changed: \(changed.joined(separator: ", "))"
    text = (warnings.map { "warning: \($0)" } + ["\(Self.inForce); \(what)"]).joined(separator: "\n") + "\n"
  }

  init(refused problems: [String]) {
    text =
      (problems + ["refused, \(problems.count) problem(s); what was in force stays. Next: cellbus explain CODE"])
      .joined(separator: "\n") + "\n"
  }

  static let over = ReloadAnswer(text: "refused: the daemon is stopping\n")
}

/// Serves the control socket, on a thread of its own.
final class ControlThread: Sendable {
  private let path: String
  private let listener: Int32
  private let worker: Worker

  /// - Parameter reload: asks for a reload, whose outcome comes in the queue; false where the daemon is stopping.
  /// - Returns: nil where there can be no socket, which the log says: SIGHUP does all that it does, unwaited for.
  init?(path: String, log: EventLog, reload: @escaping @Sendable (WorkQueue<ReloadAnswer>) -> Bool) {
    self.path = path
    do throws(Failure) { listener = try Self.listen(path) } catch {
      log.warning("no-control-socket", ["path": path, "reason": error.reason])
      return nil
    }
    let listener = listener
    worker = Worker("control") {
      while true {
        let peer = accept(listener, nil, nil)
        guard peer >= 0 else {
          if errno == EINTR || errno == ECONNABORTED { continue }
          // Shut down; or no descriptor is left, which passes.
          if errno == EINVAL { return }
          sleep(1)
          continue
        }
        _ = fcntl(peer, F_SETFD, FD_CLOEXEC)
        Self.serve(peer, reload)
        close(peer)
      }
    }
  }

  /// Ends the thread. Call it after whoever answers requests is over.
  func finish() {
    shutdown(listener, Int32(SHUT_RDWR))
    worker.join()
    close(listener)
    _ = unsafe unlink(path)
  }

  private static func serve(_ peer: Int32, _ reload: (WorkQueue<ReloadAnswer>) -> Bool) {
    var patience = timeval(tv_sec: ControlSocket.patience, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      unsafe setsockopt(peer, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
    }
    let line = ControlSocket.read(from: peer) { !$0.contains(UInt8(ascii: "\n")) && $0.count <= 64 }
    guard line == "\(ControlSocket.request)\n" else {
      return ControlSocket.write("refused: a line \"\(ControlSocket.request)\" is all that is understood\n", to: peer)
    }
    let outcome = WorkQueue<ReloadAnswer>()
    let answer = reload(outcome) ? outcome.take()?.first : nil
    ControlSocket.write((answer ?? .over).text, to: peer)
  }

  private struct Failure: Error { let reason: String }

  private static func listen(_ path: String) throws(Failure) -> Int32 {
    switch SocketPath(lookingAt: path, followsLinks: false) {
    case .nothing: break
    case .left: _ = unsafe unlink(path)
    case .served: throw Failure(reason: "another process listens on it")
    case .forbidden: throw Failure(reason: SystemWords.of(errno: EACCES))
    case .other: throw Failure(reason: "something that is no socket lies there")
    }
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw Failure(reason: SystemWords.of(errno: errno)) }
    let bound = unsafe UnixAddress.with(path) { unsafe bind(descriptor, $0, $1) }
    // Before it listens nobody can connect, whatever its mode.
    guard bound == 0, unsafe chmod(path, SocketMode.ownerAndGroup) == 0, Glibc.listen(descriptor, 8) == 0 else {
      let reason = bound == nil ? "its path is too long for a socket" : SystemWords.of(errno: errno)
      close(descriptor)
      throw Failure(reason: reason)
    }
    return descriptor
  }
}

/// Who may connect to a socket in the file system.
enum SocketMode {
  /// 0660, whatever the umask: under a service's 0077 a socket would be its owner's alone.
  static let ownerAndGroup: mode_t = 0o660
}
