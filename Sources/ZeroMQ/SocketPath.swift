import Glibc

/// What lies at the path of a Unix socket. libzmq tells neither why a connect failed nor what a bind deletes.
package enum SocketPath: Hashable, Sendable {
  case nothing
  /// A socket that somebody listens on.
  case served
  /// A socket that nobody listens on any more.
  case left
  /// Something else.
  case other
  /// This user may not connect to it, or not look.
  case forbidden

  /// - Parameter followsLinks: whether a symbolic link stands for what it leads to, as it does for connect(2).
  package init(lookingAt path: String, followsLinks: Bool) {
    var status = Glibc.stat()
    let result = unsafe followsLinks ? stat(path, &status) : lstat(path, &status)
    guard result == 0 else {
      self = errno == EACCES ? .forbidden : .nothing
      return
    }
    guard status.st_mode & S_IFMT == S_IFSOCK else {
      self = .other
      return
    }
    self = Self.call(path)
  }

  /// A connection that is closed at once: it says nothing, and the peer forgets it.
  private static func call(_ path: String) -> Self {
    let descriptor = socket(
      AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return .served }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return .nothing }
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { target in unsafe target.copyBytes(from: bytes) }
    let length = socklen_t(MemoryLayout<sockaddr_un>.size)
    let result = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe connect(descriptor, $0, length) }
    }
    guard result != 0 else { return .served }
    switch errno {
    case ECONNREFUSED: return .left
    case EACCES, EPERM: return .forbidden
    case ENOENT: return .nothing
    // EAGAIN: its queue of connections is full.
    default: return .served
    }
  }
}
