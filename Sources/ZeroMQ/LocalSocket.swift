import Glibc

/// A Unix socket of the system by which a command talks with a daemon on the same machine: a line there, a line back.
///
/// Its path may be longer than an address holds (107 bytes): it is then reached through its open directory.
package struct LocalSocket: ~Copyable, Sendable {
  private let descriptor: Int32

  /// Why a socket is not to be had, by errno(3).
  package struct Fault: Error, Hashable, Sendable {
    package let number: Int32
    /// Whether nobody listens: the path is free, or whoever did has gone.
    package var isUnserved: Bool { number == ENOENT || number == ECONNREFUSED }
  }

  private init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Listens at a path, which becomes a socket that its owner alone can connect to. What lay there is replaced where it
  /// was a socket.
  package static func listening(at path: String) throws(Fault) -> LocalSocket {
    let made = try make()
    // Before the path is there, so that nobody else ever has it open (unix(7): the mode is the socket's own).
    guard fchmod(made.descriptor, 0o600) == 0 else { throw Fault(number: errno) }
    var status = stat()
    if unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK { unsafe unlink(path) }
    try unsafe made.address(path) { unsafe bind(made.descriptor, $0, $1) }
    guard listen(made.descriptor, 8) == 0 else { throw Fault(number: errno) }
    return made
  }

  package static func connected(to path: String) throws(Fault) -> LocalSocket {
    let made = try make()
    try unsafe made.address(path) { unsafe connect(made.descriptor, $0, $1) }
    return made
  }

  private static func make() throws(Fault) -> LocalSocket {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw Fault(number: errno) }
    return LocalSocket(descriptor: descriptor)
  }

  private func address(
    _ path: String, _ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) throws(Fault) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var directory: Int32 = -1
    defer { if directory >= 0 { close(directory) } }
    var bytes = Array(path.utf8)
    if bytes.count >= MemoryLayout.size(ofValue: address.sun_path) {
      guard let slash = path.lastIndex(of: "/") else { throw Fault(number: ENAMETOOLONG) }
      directory = unsafe open(String(path[..<slash]), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      guard directory >= 0 else { throw Fault(number: errno) }
      bytes = Array("/proc/self/fd/\(directory)\(path[slash...])".utf8)
      guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { throw Fault(number: ENAMETOOLONG) }
    }
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { target in unsafe target.copyBytes(from: bytes) }
    let length = socklen_t(MemoryLayout<sockaddr_un>.size)
    let result = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe call($0, length) }
    }
    guard result == 0 else { throw Fault(number: errno) }
  }

  /// The next who connects; nil once ``shutDown()`` was called.
  package func accepted() -> LocalSocket? {
    while true {
      let peer = accept(descriptor, nil, nil)
      if peer >= 0 {
        _ = fcntl(peer, F_SETFD, FD_CLOEXEC)
        return LocalSocket(descriptor: peer)
      }
      // A peer that has gone already is no end; a lack of descriptors passes.
      switch errno {
      case EINTR, ECONNABORTED: continue
      case EMFILE, ENFILE, ENOBUFS, ENOMEM: usleep(100_000)
      default: return nil
      }
    }
  }

  /// Ends whoever waits in ``accepted()``.
  package func shutDown() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// The user at the other end (`SO_PEERCRED`); nil where the system does not say.
  package var peerUser: UInt32? {
    // struct ucred, which Glibc's module does not have: process, user, group.
    var credentials: [UInt32] = [0, 0, 0]
    var length = socklen_t(3 * MemoryLayout<UInt32>.size)
    guard unsafe getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0 else { return nil }
    return credentials[1]
  }

  /// How long a read or a write waits at most.
  package func limit(seconds: Int) {
    var time = timeval(tv_sec: seconds, tv_usec: 0)
    let length = socklen_t(MemoryLayout<timeval>.size)
    unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, length)
    unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, length)
  }

  /// A line, without its end; nil where none came, or a longer one.
  package func line(most: Int) -> [UInt8]? {
    var line: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 4_096)
    while line.count <= most {
      let count = unsafe recv(descriptor, &part, part.count, 0)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return nil }
      line += part[..<count]
      if let end = line.firstIndex(of: UInt8(ascii: "\n")) { return Array(line[..<end]) }
    }
    return nil
  }

  /// Sends a line.
  ///
  /// - Returns: whether all of it was taken.
  @discardableResult
  package func send(line: [UInt8]) -> Bool {
    var rest = (line + [UInt8(ascii: "\n")])[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
