import CZeroMQ

/// What a ``ZMQMonitor`` saw on a socket's connections (zmq_socket_monitor(3)).
package struct ZMQEvent: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// Our connection to the peer stands, or will be tried, or tried again.
    case connected, connectDelayed, connectRetried
    case listening, bindFailed
    /// A peer's connection was accepted; the peer is not authenticated yet.
    case accepted
    /// accept(2) failed. At the limit of descriptors libzmq tries again without a pause (LIBZMQ 5).
    case acceptFailed
    /// We closed a listener or a connection.
    case closed, closeFailed
    /// The connection is gone: from here on another may have its descriptor.
    case disconnected
    case handshakeSucceeded
    case handshakeFailed(HandshakeFailure)
    case monitorStopped
    case other(UInt16)
  }

  package enum HandshakeFailure: Hashable, Sendable {
    /// The peer broke the protocol; the event's value is libzmq's code for how.
    case `protocol`
    /// The ZAP handler refused the peer; the event's value is its status code.
    case auth
    /// The connection broke, or the time for the handshake was up; the event's value is an errno.
    case noDetail
  }

  package var kind: Kind
  /// A descriptor, an errno, a code or an interval in milliseconds, depending on the kind.
  package var value: Int32
  /// The local endpoint of a listener or an accepted connection; the peer's endpoint of one that we made.
  package var endpoint: String

  package init(kind: Kind, value: Int32, endpoint: String) {
    self.kind = kind
    self.value = value
    self.endpoint = endpoint
  }
}

extension ZMQEvent.Kind {
  init(number: UInt16) {
    self =
      switch Int32(number) {
      case ZMQ_EVENT_CONNECTED: .connected
      case ZMQ_EVENT_CONNECT_DELAYED: .connectDelayed
      case ZMQ_EVENT_CONNECT_RETRIED: .connectRetried
      case ZMQ_EVENT_LISTENING: .listening
      case ZMQ_EVENT_BIND_FAILED: .bindFailed
      case ZMQ_EVENT_ACCEPTED: .accepted
      case ZMQ_EVENT_ACCEPT_FAILED: .acceptFailed
      case ZMQ_EVENT_CLOSED: .closed
      case ZMQ_EVENT_CLOSE_FAILED: .closeFailed
      case ZMQ_EVENT_DISCONNECTED: .disconnected
      case ZMQ_EVENT_MONITOR_STOPPED: .monitorStopped
      case ZMQ_EVENT_HANDSHAKE_SUCCEEDED: .handshakeSucceeded
      case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL: .handshakeFailed(.protocol)
      case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH: .handshakeFailed(.auth)
      case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL: .handshakeFailed(.noDetail)
      default: .other(number)
      }
  }
}
