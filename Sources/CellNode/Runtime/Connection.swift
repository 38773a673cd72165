import CellSchema
import Glibc
import ZeroMQ

/// One attempt to reach the broker: a DEALER socket of its own with CURVE, and its monitor.
///
/// libzmq's own reconnect would drop queued frames and resume nothing, so its interval is longer than any session
/// lasts, and a connection that breaks is replaced (LIBZMQ 8). It is not switched off: with `-1` libzmq 4.3.4 removes
/// the endpoint when the connection breaks, and drops frames that have arrived and were not read yet, the broker's BYE
/// among them (session_base.cpp, reconnect).
final class Connection {
  enum News {
    case connected
    case lost(Refusal)
  }

  let endpoint: String
  private var socket: ZMQSocket
  private var monitor: ZMQMonitor
  private let socketIndex: Int
  private let monitorIndex: Int
  /// Frames for which the socket had no room, oldest first.
  private var unsent: [[UInt8]] = []

  /// The most frames in libzmq's queue: few, so that flash never stands behind many frames of routine.
  private static let queuedFrames = 4
  /// The most bytes of one frame from the broker, also before it is authenticated. An answer may be longer than a
  /// delivery.
  private static let greatestFrame = 1_048_576

  /// - Parameters:
  ///   - endpoint: as the profile has it, for words.
  ///   - address: the same, or with one of the addresses of the host's name.
  init(
    _ endpoint: String, at address: String, keys: NodeKeys, context: ZMQContext, poller: inout ZMQPoller,
    timeout: Milliseconds
  ) throws(ZMQError) {
    self.endpoint = endpoint
    socket = try ZMQSocket(context, .dealer)
    try socket.set(
      .curveClient(server: keys.others[endpoint] ?? keys.server, public: keys.publicKey, secret: keys.secretKey))
    try socket.set(.sendHighWater(Self.queuedFrames))
    try socket.set(.maximumMessageSize(Self.greatestFrame))
    try socket.set(.reconnectInterval(Reconnect.never))
    try socket.set(.connectTimeout(Int(timeout)))
    try socket.set(.handshakeInterval(milliseconds: Int(timeout)))
    monitor = try socket.monitor()
    socketIndex = poller.add(socket)
    monitorIndex = poller.add(monitor)
    do throws(ZMQError) {
      try socket.connect(address)
    } catch {
      poller.remove(socketIndex)
      poller.remove(monitorIndex)
      throw error
    }
  }

  func close(_ poller: inout ZMQPoller) {
    poller.remove(socketIndex)
    poller.remove(monitorIndex)
    socket.close()
  }

  func isReady(_ poller: borrowing ZMQPoller) -> Bool {
    poller.isReadable(socketIndex) || poller.isReadable(monitorIndex) || poller.isWritable(socketIndex)
  }

  // MARK: sending

  /// Whether libzmq took every frame.
  var hasRoom: Bool { unsent.isEmpty }

  func send(_ frame: [UInt8], _ poller: inout ZMQPoller) throws(ZMQError) {
    if unsent.isEmpty, try socket.send(frame) { return }
    if unsent.isEmpty { poller.watch(socketIndex, writable: true) }
    unsent.append(frame)
  }

  func sendRest(_ poller: inout ZMQPoller) throws(ZMQError) {
    guard !unsent.isEmpty else { return }
    var sent = 0
    while sent < unsent.count, try socket.send(unsent[sent]) { sent += 1 }
    unsent.removeFirst(sent)
    if unsent.isEmpty { poller.watch(socketIndex, writable: false) }
  }

  // MARK: receiving

  /// The next frame, or nil when there is none.
  ///
  /// - Throws: `protocol-violated` if the broker sends a message of several frames, which CELLBUS/1 does not have; an
  ///   error of libzmq.
  func receive() throws -> [UInt8]? {
    guard let frame = try socket.receive() else { return nil }
    guard !frame.hasMore else { throw Refusal(.protocolViolated, "the broker sent a message of several frames") }
    return frame.bytes()
  }

  /// Whether the connection was made or lost since the last call.
  func news() throws(ZMQError) -> [News] {
    var news: [News] = []
    while let event = try monitor.next() {
      switch event.kind {
      case .handshakeSucceeded: news.append(.connected)
      case .handshakeFailed(let failure): news.append(.lost(reason(failure, event.value)))
      case .closed: news.append(.lost(whyNobodyAnswers))
      case .disconnected: news.append(.lost(Refusal(.unreachable, "the connection to \(endpoint) broke")))
      case .connected, .connectDelayed, .connectRetried, .listening, .bindFailed, .accepted, .acceptFailed,
        .closeFailed, .monitorStopped, .other:
        break
      }
    }
    return news
  }

  private var whyNobodyAnswers: Refusal {
    guard endpoint.hasPrefix("ipc://") else { return Refusal(.unreachable, "nobody answers at \(endpoint)") }
    let path = String(endpoint.dropFirst(6))
    return switch SocketPath(lookingAt: path, followsLinks: true) {
    case .forbidden: Refusal(.socketForbidden, "this user may not connect to \(path), or not look into its directory")
    case .other: Refusal(.unreachable, "what lies at \(path) is no socket")
    case .nothing: Refusal(.unreachable, "there is no socket at \(path)")
    case .left, .served: Refusal(.unreachable, "nobody answers at \(endpoint)")
    }
  }

  private func reason(_ failure: ZMQEvent.HandshakeFailure, _ value: Int32) -> Refusal {
    switch failure {
    case .auth where value != 400:
      Refusal(.throttled, "the broker at \(endpoint) takes no more handshakes of this key for a moment")
    case .auth:
      Refusal(.notAuthenticated, "the broker at \(endpoint) refused the key (ZAP status \(value))")
    case .protocol:
      Refusal(.notAuthenticated, "what answers at \(endpoint) does not speak CURVE as this node does")
    case .noDetail where value == ETIMEDOUT:
      Refusal(.unreachable, "the handshake at \(endpoint) took too long")
    case .noDetail:
      // A broker that cannot read the handshake, because it holds another secret key, hangs up without a word.
      Refusal(
        .notAuthenticated,
        "\(endpoint) hung up during the handshake: it does not hold the profile's serverKey, or is restarting")
    }
  }
}

/// The interval of libzmq's own reconnect.
package enum Reconnect {
  /// A day, in milliseconds: as good as never.
  package static let never = 86_400_000
}

/// A node's CURVE keys and the broker's.
struct NodeKeys: Sendable {
  let server: CurveKey
  /// The broker's keys at endpoints at which it has another one.
  let others: [String: CurveKey]
  let publicKey: CurveKey
  let secretKey: CurveKey
}
