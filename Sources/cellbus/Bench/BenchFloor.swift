import CellCommand
import CellProof
import CellSchema
import Foundation
import Histogram
import Synchronization
import ZeroMQ

/// What the machine allows, whatever the broker: the parts that it cannot do without, each alone.
///
/// Every part blocks its thread.
struct BenchFloor: Sendable {
  /// Bytes of a message.
  let size: Int
  /// Where files are made, on the disk that is measured.
  let directory: String

  /// Messages a second.
  typealias Rate = Double

  // MARK: CURVE

  /// One DEALER sends, a ROUTER forwards to another DEALER, all of them with CURVE: a thread each, over loopback.
  ///
  /// - Parameter batch: how many messages a frame holds.
  func forwarding(_ messages: Int, batch: Int) throws -> Rate {
    let frames = max(1, messages / batch)
    let bytes = [UInt8](repeating: 0x78, count: size * batch)
    let context = try ZMQContext(ioThreads: 1)
    let keys = try CurveKeyPair.generate()
    let endpoint = Mutex<String?>(nil)
    let span = Mutex((began: UInt64(0), ended: UInt64(0)))
    let failure = Mutex<(any Error)?>(nil)
    let isBound = DispatchSemaphore(value: 0)
    let isThere = DispatchSemaphore(value: 0)
    func thread(_ work: @escaping @Sendable () throws -> Void) -> DispatchSemaphore {
      let isDone = DispatchSemaphore(value: 0)
      Thread.detachNewThread {
        do { try work() } catch {
          failure.withLock { $0 = $0 ?? error }
          isBound.signal()
          isThere.signal()
        }
        isDone.signal()
      }
      return isDone
    }
    let forwarder = thread {
      var socket = try ZMQSocket(context, .router)
      try socket.set(.curveServer(secret: keys.secretKey))
      try socket.set(.routerMandatory(true))
      let bound = try socket.bind("tcp://127.0.0.1:*")
      endpoint.withLock { $0 = bound }
      isBound.signal()
      var poller = ZMQPoller()
      let place = poller.add(socket)
      var reader: [UInt8] = []
      var forwarded = 0
      while forwarded < frames {
        _ = try poller.wait(milliseconds: 10_000)
        while poller.isReadable(place), let sender = try socket.receive() {
          guard let frame = try socket.receive() else { break }
          if frame.count == 1 {
            reader = sender.bytes()
            isThere.signal()
            continue
          }
          let content = frame.bytes()
          while try !socket.send(reader, more: true) {
            poller.watch(place, writable: true)
            _ = try poller.wait(milliseconds: 10)
          }
          _ = try socket.send(content)
          forwarded += 1
        }
      }
      // What is queued leaves before the context ends.
      while span.withLock({ $0.ended == 0 }), failure.withLock({ $0 == nil }) {
        _ = try poller.wait(milliseconds: 10)
      }
    }
    isBound.wait()
    guard let place = endpoint.withLock({ $0 }) else { throw failure.withLock { $0 } ?? Self.noSocket }
    let reader = thread {
      var socket = try Self.client(context, keys.publicKey, place)
      _ = try socket.send([0x52])
      var poller = ZMQPoller()
      _ = poller.add(socket)
      var got = 0
      while got < frames {
        _ = try poller.wait(milliseconds: 10_000)
        while try socket.receive() != nil { got += 1 }
      }
      span.withLock { $0.ended = Measured.now }
    }
    isThere.wait()
    let sender = thread {
      var socket = try Self.client(context, keys.publicKey, place)
      var poller = ZMQPoller()
      let place = poller.add(socket, writable: true)
      span.withLock { $0.began = Measured.now }
      var sent = 0
      while sent < frames {
        if try socket.send(bytes) { sent += 1 } else { _ = try poller.wait(milliseconds: 10_000) }
      }
      poller.watch(place, writable: false)
      while span.withLock({ $0.ended == 0 }), failure.withLock({ $0 == nil }) {
        _ = try poller.wait(milliseconds: 10)
      }
    }
    for end in [sender, reader, forwarder] { end.wait() }
    if let error = failure.withLock({ $0 }) { throw error }
    let (began, ended) = span.withLock { $0 }
    return Double(frames * batch) * 1e9 / Double(ended - began)
  }

  private static var noSocket: Complaint {
    Complaint(.failed, .internalFault, at: "", spoken("no socket of the loopback interface answers"))
  }

  private static func client(_ context: ZMQContext, _ server: CurveKey, _ endpoint: String) throws -> ZMQSocket {
    var socket = try ZMQSocket(context, .dealer)
    let own = try CurveKeyPair.generate()
    try socket.set(.curveClient(server: server, public: own.publicKey, secret: own.secretKey))
    try socket.connect(endpoint)
    return socket
  }

  /// From a DEALER to a ROUTER on another thread and back, one at a time.
  func echo(_ count: Int) throws -> LatencyDigest {
    let context = try ZMQContext(ioThreads: 1)
    let keys = try CurveKeyPair.generate()
    let endpoint = Mutex<String?>(nil)
    let isOver = Mutex(false)
    let isBound = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      defer { isBound.signal() }
      guard var socket = try? ZMQSocket(context, .router),
        (try? socket.set(.curveServer(secret: keys.secretKey))) != nil,
        let bound = try? socket.bind("tcp://127.0.0.1:*")
      else { return }
      endpoint.withLock { $0 = bound }
      isBound.signal()
      var poller = ZMQPoller()
      _ = poller.add(socket)
      while isOver.withLock({ !$0 }) {
        _ = try? poller.wait(milliseconds: 20)
        while let sender = try? socket.receive(), let frame = try? socket.receive() {
          _ = try? socket.send(sender.bytes(), more: true)
          _ = try? socket.send(frame.bytes())
        }
      }
    }
    isBound.wait()
    guard let endpoint = endpoint.withLock({ $0 }) else { throw Self.noSocket }
    defer { isOver.withLock { $0 = true } }
    var socket = try Self.client(context, keys.publicKey, endpoint)
    var poller = ZMQPoller()
    _ = poller.add(socket)
    let bytes = [UInt8](repeating: 0x78, count: size)
    var latency = Histogram<UInt64>(numberOfSignificantValueDigits: .three)
    for number in 0..<count + 100 {
      let began = Measured.now
      _ = try socket.send(bytes)
      while try socket.receive() == nil {
        guard try poller.wait(milliseconds: 20_000) > 0 else { throw Self.noSocket }
      }
      // The first ones make the connection.
      if number >= 100 { latency.record(Measured.now - began) }
    }
    return LatencyDigest(latency)
  }

  // MARK: the disk

  /// A page written at a file's end, and synced: `fdatasync(2)`.
  func sync(_ count: Int) throws -> LatencyDigest {
    try withFile { descriptor in
      let page = [UInt8](repeating: 0x78, count: 4_096)
      var latency = Histogram<UInt64>(numberOfSignificantValueDigits: .three)
      for _ in 0..<count {
        let began = Measured.now
        try Self.write(page, descriptor)
        guard fdatasync(descriptor) == 0 else { throw POSIXError(.EIO) }
        latency.record(Measured.now - began)
      }
      return LatencyDigest(latency)
    }
  }

  /// Bytes a second, written one after the other and synced at the end. A log writes everything twice.
  func sequentialWrite(_ mebibytes: Int) throws -> Double {
    try withFile { descriptor in
      let part = [UInt8](repeating: 0x78, count: 1 << 20)
      let began = Measured.now
      for _ in 0..<mebibytes { try Self.write(part, descriptor) }
      guard fdatasync(descriptor) == 0 else { throw POSIXError(.EIO) }
      return Double(mebibytes) * 1_048_576 * 1e9 / Double(Measured.now - began)
    }
  }

  private func withFile<Value>(_ work: (Int32) throws -> Value) throws -> Value {
    let path = "\(directory)/cellbus-bench-\(UUID().uuidString)"
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw Complaint(.failed, .outputUnwritable, at: directory, spoken("no file can be made there"))
    }
    defer {
      close(descriptor)
      _ = unsafe unlink(path)
    }
    return try work(descriptor)
  }

  private static func write(_ bytes: [UInt8], _ descriptor: Int32) throws {
    guard unsafe Glibc.write(descriptor, bytes, bytes.count) == bytes.count else { throw POSIXError(.EIO) }
  }

  // MARK: the processor

  /// Microseconds of processor time for the SHA-256 of a message.
  func hashing(_ count: Int) -> Double {
    var bytes = [UInt8](repeating: 0x78, count: size)
    let began = Measured.processor
    for number in 0..<count { bytes[0] = UInt8(truncatingIfNeeded: number) ^ Digest(of: bytes).bytes[0] }
    return (Measured.processor - began) / Double(count)
  }

  /// Microseconds of processor time to verify a signature of Ed25519, no one twice.
  func verifying(_ count: Int) throws -> Double {
    let secret = SigningSecret.generate(.ed25519)
    let key = secret.publicKey
    let signed = try (0..<count).map { number in
      let message = Array("\(number)".utf8) + [UInt8](repeating: 0x78, count: size)
      return (message: message, signature: try secret.signature(of: message))
    }
    let began = Measured.processor
    for one in signed where !key.isValid(one.signature, of: one.message) { throw POSIXError(.EINVAL) }
    return (Measured.processor - began) / Double(count)
  }
}
