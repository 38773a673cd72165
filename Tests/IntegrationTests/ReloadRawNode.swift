import CellNode
import CellSchema
import CellWire
import Foundation
import Testing
import ZeroMQ

/// A DEALER that answers PING, does what it is told and nothing else, and knows when its connection ends.
final class RawNode {
  private let context: ZMQContext
  private var socket: ZMQSocket
  private var monitor: ZMQMonitor
  private var poller = ZMQPoller()
  private var happened: [ZMQEvent.Kind] = []
  private var idleSeconds = 0
  private let profile: NodeProfile

  /// - Parameter endpoint: which of the profile's; the first is tcp, the second ipc.
  init(_ profile: NodeProfile, endpoint: Int = 0) throws {
    self.profile = profile
    context = try ZMQContext()
    var socket = try ZMQSocket(context, .dealer)
    try socket.set(
      .curveClient(
        server: CurveKey(z85: "\(profile.serverKey)")!, public: CurveKey(z85: "\(profile.publicKey)")!,
        secret: CurveKey(z85: "\(profile.secretKey)")!))
    // One connection: a broken one stays broken.
    try socket.set(.reconnectInterval(600_000))
    monitor = try socket.monitor()
    _ = poller.add(socket)
    _ = poller.add(monitor)
    try socket.connect(profile.endpoints[endpoint])
    self.socket = socket
  }

  func send(_ bytes: [UInt8]) throws { #expect(try socket.send(bytes)) }
  func send(_ command: some ControlCommand) throws { try send(ControlCodec.encode(command)) }

  func sendHello(stream: StreamIdentifier? = nil) throws {
    try send(Hello(cell: profile.cell, stream: stream, nature: nil, exerciseName: nil, client: "test"))
  }

  func greet(stream: StreamIdentifier? = nil) throws {
    try sendHello(stream: stream)
    let frame = try #require(try receive())
    #expect(frame.first == Command.welcome.rawValue)
  }

  /// The next frame that is no PING; nil when the connection has ended and everything was read.
  func receive() throws -> [UInt8]? {
    var isOver = false
    while true {
      while let frame = try socket.receive() {
        if frame.bytes().first != Command.ping.rawValue { return frame.bytes() }
        // The connection may be over, and what was sent before is still read.
        _ = try socket.send(ControlCodec.encode(Pong()))
      }
      // libzmq hands over what had arrived after it tells the end: one more look.
      if isOver { return nil }
      isOver = try hasHappened(.disconnected)
      if !isOver { try wait() }
    }
  }

  func bye() throws -> ErrorCode? {
    guard let frame = try receive() else { return nil }
    #expect(frame.first == Command.bye.rawValue)
    return try ControlCodec.decode(Bye.self, from: frame).code.map { ErrorCode(number: UInt16($0.value)) }
  }

  /// Waits for the end of the handshake: whether the broker let it in.
  func isLetIn() throws -> Bool {
    while true {
      if try hasHappened(.handshakeSucceeded) { return true }
      if try hasHappened(.handshakeFailed(.auth)) { return false }
      try wait()
    }
  }

  /// Waits until the monitor tells it.
  func await(_ kind: ZMQEvent.Kind) throws {
    while try !hasHappened(kind) { try wait() }
  }

  /// - Throws: after a time that only a fault takes.
  private func wait() throws {
    if try poller.wait(milliseconds: 1_000) > 0 {
      idleSeconds = 0
    } else {
      idleSeconds += 1
      try #require(idleSeconds < 60, "nothing comes from the broker, and the connection stands; \(happened)")
    }
  }

  private func hasHappened(_ kind: ZMQEvent.Kind) throws -> Bool {
    while let event = try monitor.next() { happened.append(event.kind) }
    return happened.contains(kind)
  }
}
